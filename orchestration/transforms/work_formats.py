"""Work formats offered: the board's field, else the place words, else the title, else the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_scan import Hit, Scan, scan
from orchestration.transforms.words import Phrases, fold, tokens

ORDER = ("remote", "hybrid", "office")
_MOST_HITS = 200  # bounds the work on a hostile text; ads have up to twenty
_NOT_LETTER = re.compile(r"[\W_]+")
# Chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_REACH = 160  # characters of a sentence that are looked at on each side of a word
_SHORT = 90  # a line of facts; in longer sentences "office" and "remote" are said of other things too
_STOP = re.compile(r"[!?;•\n]|\.(?=\s)")
_CLAUSE = re.compile(r"[,;:()|—–]")
_COUNT = (
    r"(?:[1-4]|one|two|three|four|several|a few|один|одного|два|две|дві|двох|три|трех|трьох|четыре|чотири|пару|пара"
    r"|несколько|кілька|jeden|dwa|trzy|cztery|kilka|eine[nm]?|ein|zwei|drei|vier|einige|paar)"
)
_DAYS = re.compile(
    rf"\b{_COUNT}(?:\s?[-–/]\s?[1-4])?[\s-]*(?:[^\W\d]+\s)?"
    r"(?:days?|дня|дней|день|дні|днів|dni|dzień|dnia|tagen?|tage|tag|x|раза?|razy|times)\b"
    r"(?!\s*(?:off|of (?:vacation|holiday|leave)|отпуск|больнич|відпуст|urlop|urlaub))"
)
_WEEKS_A_YEAR = re.compile(
    r"\d+\s*(?:weeks?|days?|недел\w*|дн\w*|тижн\w*|tygodni\w*|dni|wochen|tage)\b.{0,25}\b(?:year|год|году|рік|rok|roku|jahr)\b"
)
_RARELY = re.compile(
    r"\b(?:раз (?:в|на) (?:месяц|місяць|квартал|год|рік|полгода)|(?:once|twice) a (?:month|quarter|year)"
    r"|every (?:month|quarter)|raz (?:w|na) (?:miesiąc\w*|kwartał\w*|rok\w*)|einmal im (?:monat|quartal|jahr)"
    r"|alle (?:zwei|drei|\d) monate)\b"
)
_WHOLLY = re.compile(
    r"\b(?:полностью удаленн|полная удаленк|повністю віддален|fully remote|w pełni zdaln|vollständig remote)"
)
_PER_YEAR = re.compile(r"\b(?:year|год|году|рік|року|rok|roku|rocznie|jahr)\b")
_EITHER = re.compile(r"/|\||\b(?:or|или|либо|або|чи|lub|albo|oder|and|и|та|i|und)\b")
_DENIED_AFTER = re.compile(r"\b(?:не|нет|нельзя|невозмож\w*|неможлив\w*|немає|not|nie|nicht)\b")
_DENIED_BEFORE = re.compile(r"\b(?:не|без|not|no|nie|brak|kein\w*|нет|немає)\s+(?:\w+\s+)?$")


class WorkFormats(NamedTuple):
    """`main` is remote if offered, else hybrid, else office; None when not stated."""

    main: str | None
    offered: tuple[str, ...]
    basis: str | None  # field | text | source


_NONE = WorkFormats(None, (), None)


@cache
def _field_values() -> dict[str, tuple[str, ...]]:
    lookup = load_yaml("work_formats")
    values = {squeeze(word): (name,) for name, words in lookup["field"].items() for word in words}
    return values | {squeeze(word): tuple(names) for word, names in lookup["field_several"].items()}


def squeeze(text: str) -> str:
    """Letters and digits only, folded: "praca zdalna", "PRACA_ZDALNA" and "praca-zdalna" are one word."""
    return _NOT_LETTER.sub("", fold(text))


@cache
def _cues() -> Phrases[str]:
    lookup = load_yaml("work_formats")
    named = {"weekday": "weekdays", "sometimes": "now_and_then", "amenity": "amenities"}
    return Phrases((word, label) for label, section in named.items() for word in lookup[section])


@lru_cache(maxsize=16384)
def _read_words(words: str) -> tuple[str, ...]:
    known = _field_values().get(squeeze(words[:200]))
    if known is not None:
        return known
    parts = [part for part in re.split(r"[,;/|]", words[:200]) if part.strip()]
    if len(parts) > 1:
        return tuple(dict.fromkeys(name for part in parts for name in _read_words(part)))
    return formats_in(scan("", words[:200]))


def formats_in(found: Scan, last: int | None = None) -> tuple[str, ...]:
    """Formats that a scanned text states, up to position `last`: sentence by sentence, in the order of mention."""
    sentences: dict[tuple[int, int], list[Hit]] = {}
    for hit in found.of("work_format")[:_MOST_HITS]:
        if last is not None and hit.start >= last:
            break
        if hit.value != "none":
            sentences.setdefault(_sentence(found.folded, hit), []).append(hit)
    stated: dict[str, None] = {}
    for (start, end), hits in sentences.items():
        stated.update(dict.fromkeys(_stated(found.folded[start:end], [_at(hit, start) for hit in hits])))
    return tuple(stated)


def _at(hit: Hit, start: int) -> Hit:
    return hit._replace(start=hit.start - start, end=hit.end - start)


def _sentence(folded: str, hit: Hit) -> tuple[int, int]:
    """Bounds of the sentence or line around a hit, at most `_REACH` to each side."""
    start = max(0, hit.start - _REACH)
    for stop in _STOP.finditer(folded, start, hit.start):
        start = stop.end()
    stopped = _STOP.search(folded, hit.end, hit.end + _REACH)
    return start, stopped.start() if stopped else min(len(folded), hit.end + _REACH)


def _stated(sentence: str, hits: list[Hit]) -> list[str]:
    """What one sentence says. Days at home or in the office are hybrid; bare words count in short sentences only."""
    values = [hit.value for hit in hits if not _is_denied(sentence, hit)]
    if _RARELY.search(sentence):  # a remote job whose people meet
        values = [value for value in values if value not in ("office", "?office")]
    if not values or _WEEKS_A_YEAR.search(sentence):
        return []
    labels = {match.label for match in _cues().find(tokens(sentence))}
    is_home, is_office = "?home" in values, "?office" in values or "office" in values
    is_placed = is_home or is_office or "remote" in values or "?remote" in values
    if is_placed and ("weekday" in labels or _DAYS.search(sentence)):
        whole = ["remote"] if _WHOLLY.search(sentence) else []
        return [] if _PER_YEAR.search(sentence) else ["hybrid", *whole]
    if is_home and (is_office or "sometimes" in labels):
        return ["hybrid"]
    certain = [value for value in values if value in ORDER]
    if "hybrid" in certain and not _EITHER.search(sentence):
        return [value for value in certain if value != "office"]
    if len(sentence.strip()) > _SHORT:
        return certain
    bare = [value[1:] for value in values if value.startswith("?")]
    if "amenity" in labels or "sometimes" in labels:
        bare = [value for value in bare if value != "office"]
    return certain + ["hybrid" if value == "home" else value for value in bare]


def _is_denied(sentence: str, hit: Hit) -> bool:
    """ "Не удаленно", "remote is not possible"; only within the clause."""
    if hit.value not in ("remote", "?remote", "?home"):
        return False
    before = _CLAUSE.split(sentence[max(0, hit.start - 16) : hit.start])[-1]
    after = _CLAUSE.split(sentence[hit.end : hit.end + 22])[0]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after))


def read_work_formats(
    format_words: Sequence[str], location_words: Sequence[str], found: Scan, family: str = ""
) -> WorkFormats:
    """Formats by order of trust. A place alone says nothing, but on boards that mark every format but the office."""
    for words in (format_words, location_words):
        stated = {name for word in words if word for name in _read_words(word)}
        if stated:
            return _ordered(stated, "field")
    for last in (found.title_end, None):
        stated = set(formats_in(found, last))
        if stated:
            return _ordered(stated, "text")
    unstated = load_yaml("source_defaults")["families"].get(family, {}).get("unstated_format")
    return WorkFormats(unstated, (unstated,), "source") if unstated and any(location_words) else _NONE


def _ordered(stated: set[str], basis: str) -> WorkFormats:
    offered = tuple(name for name in ORDER if name in stated)
    return WorkFormats(offered[0], offered, basis)
