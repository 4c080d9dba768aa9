"""Work formats offered: the board's field, else the place words, else the title, else the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.place_mentions import mentions
from orchestration.transforms.post_roles import is_post
from orchestration.transforms.scanned_text import Hit, Scan
from orchestration.transforms.text_scan import scan_ahead, scan_short
from orchestration.transforms.words import fold, tokens
from orchestration.transforms.work_format_contexts import (
    A_HOME,
    AN_OFFICE,
    NEAR,
    REMOTE_OR_HOME,
    has_days,
    is_beside_place,
    is_denied,
    is_either,
    is_joined,
    is_of_a_thing,
    is_of_hybrid,
    is_of_interviews,
    is_of_other_things,
    is_room,
    is_whole,
    is_worked_at,
)
from orchestration.transforms.work_format_patterns import (
    ABROAD,
    ALL_OF_IT,
    ALL_OF_IT_AFTER,
    BUT,
    CLAUSE,
    CLOCK,
    COUNTED_OTHERWISE,
    FOLLOWING,
    NEXT_WORD,
    NO_MATTER,
    OF_SOME,
    OF_THE_PAST,
    OF_THE_ROLE,
    OFFERS,
    OR,
    OR_AFTER,
    OR_BEFORE,
    OUR_OFFICE,
    PER_YEAR,
    RARELY,
    SEAT,
    SHARE,
    STAGE,
    STAGES,
    STOP,
    WEEKS_A_YEAR,
    WHOLE_WEEK,
    WHOLLY,
)
from orchestration.transforms.work_format_wording import likely_formats
from orchestration.transforms.work_format_words import cues, field_values, squeeze

ORDER = ("remote", "hybrid", "office")
_MOST_HITS = 200  # bounds the work on a hostile text; ads have up to twenty
_LONGEST_FIELD = 200
_SEPARATOR = re.compile(r"[,;/|]")
# Chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_REACH = 160  # characters of a sentence that are looked at on each side of a word
_SHORT = 90  # a line of facts; in longer sentences "office" and "remote" are said of other things too
_CLOSED_OR = re.compile(r"\) (?:or|или|либо|або|lub|albo|oder)\s*$")
_HOME_OR_OFFICE = A_HOME | AN_OFFICE | {"?offices"}
_MAY_BE_PROMOTED = A_HOME | {"?remote", "?office"}
_VERY_SHORT = 50  # "offices" in longer ones are the employer's seats


class WorkFormats(NamedTuple):
    """`main` is remote if offered, else hybrid, else office; None when not stated."""

    main: str | None
    offered: tuple[str, ...]
    basis: str | None  # field | text | source


_MENTIONED = "office mentioned"
_DENIED = "remote denied"
_AT_HOME = "home mentioned"
_FROM_HOME = "from home"
_NONE = WorkFormats(None, (), None)


@lru_cache(maxsize=16384)
def _read_words(words: str) -> tuple[str, ...]:
    known = field_values().get(squeeze(words[:_LONGEST_FIELD]))
    if known is not None:
        return known
    if len(parts := _parts(words)) > 1 and has_days(fold(words[:_LONGEST_FIELD])):  # "2 дня офис, остальное из дома"
        return formats_in(scan_short(words[:_LONGEST_FIELD]))
    if len(parts) > 1:
        return tuple(dict.fromkeys(name for part in parts for name in _read_words(part)))
    return formats_in(scan_short(parts[0]))


def _parts(words: str) -> list[str]:
    words = words[:_LONGEST_FIELD]
    parts = [part for part in _SEPARATOR.split(words) if part.strip()]
    return parts if len(parts) > 1 else [words]


def scan_fields(fields: Iterable[str]) -> None:
    """Scan together what fields of formats and places say, ahead of read_work_formats()."""
    scan_ahead(part for words in set(fields) for part in _parts(words))


def formats_in(
    found: Scan, last: int | None = None, known: Collection[str] = (), is_placeless: bool = False
) -> tuple[str, ...]:
    """Formats that a scanned text states, up to position `last`: sentence by sentence, in the order of mention.

    `known`: what fields state already; it comes first. `is_placeless`: the text names no town to have an office in."""
    stated: dict[str, None] = dict.fromkeys(known)
    is_office_apart = "office" not in stated
    for sentence, of_sentence in _by_sentence(found, last):
        is_passing = len(of_sentence) == 1 and (len(sentence) > _VERY_SHORT or SEAT.match(sentence) is not None)
        is_office_apart = is_office_apart and ("office" not in of_sentence or is_passing)
        stated.update(of_sentence)
    # An office that is only mentioned is the one of the days in the office, or the seat of those who are remote.
    if _MENTIONED in stated and stated.keys().isdisjoint(("remote", "hybrid")) and not known:
        stated["office"] = None
    # "Работа из дома" is all of it, where no office is spoken of.
    if _FROM_HOME in stated:
        stated["hybrid" if not stated.keys().isdisjoint(("office", "hybrid")) else "remote"] = None
    # Working from home as such is some days of the week, unless the job is remote anyway.
    if _AT_HOME in stated and "remote" not in stated:
        is_all = is_placeless and stated.keys().isdisjoint(("hybrid", "office", _MENTIONED))
        stated["remote" if is_all else "hybrid"] = None
    if _DENIED in stated and stated.keys().isdisjoint(ORDER):
        stated["office"] = None
    if is_office_apart and "hybrid" in stated:  # the office of the days in the office
        stated.pop("office", None)
    return tuple(name for name in stated if name in ORDER)


def _by_sentence(found: Scan, last: int | None = None) -> Iterator[tuple[str, dict[str, None]]]:
    """Each sentence that holds a word of formats, and what it states."""
    sentences: dict[tuple[int, int], list[Hit]] = {}
    covered, bounds = 0, (0, 0)
    for start, end, value in found.of("work_format")[:_MOST_HITS]:
        if last is not None and start >= last:
            break
        if start < covered:
            continue  # "частично дистанционная" and "дистанционная работа" are one phrase
        covered = end
        if value != "none":
            if value == "?remote" and found.text[start:end] == "REMOTE":
                value = "remote"
            if not (bounds[0] <= start and end <= bounds[1]):
                bounds = _sentence(found.folded, start, end)
            at = bounds[0]
            sentences.setdefault(bounds, []).append(Hit(start - at, end - at, value))
    for (start, end), hits in sentences.items():
        sentence = found.folded[start:end]
        if STAGE.fullmatch(sentence) and STAGES.search(found.folded, max(0, start - _REACH), end + _REACH):
            continue
        yield sentence, dict.fromkeys(_stated(sentence, tuple(hits)))


def _sentence(folded: str, first: int, last: int) -> tuple[int, int]:
    """Bounds of the sentence or line around a word there, at most `_REACH` to each side."""
    start = max(0, first - _REACH)
    for stop in STOP.finditer(folded, start, first):
        start = stop.end()
    stopped = STOP.search(folded, last, last + _REACH)
    return start, stopped.start() if stopped else min(len(folded), last + _REACH)


@lru_cache(maxsize=16384)
def _stated(sentence: str, words: tuple[Hit, ...]) -> tuple[str, ...]:
    """_read_sentence(), remembered: half of the sentences about formats in 20,000 ads were met before."""
    return tuple(_read_sentence(sentence, list(words)))


def _read_sentence(sentence: str, hits: list[Hit]) -> list[str]:
    """What one sentence says. Days at home or in the office are hybrid; bare words count in short sentences only."""
    if (counted := WEEKS_A_YEAR.search(sentence)) is not None:
        bracket = sentence.rfind("(", 0, counted.start()) if ABROAD.search(sentence) else -1
        hits = [hit for hit in hits if hit.end <= bracket]
        if not hits:
            return []
        sentence = sentence[:bracket]
    labels = {match.label for match in cues().find(tokens(sentence))}
    hits = [hit for hit in hits if not is_of_other_things(sentence, hit)]
    denied = [hit for hit in hits if is_denied(sentence, hit)]
    hits = [hit for hit in hits if hit not in denied]
    if denied and not hits and (len(sentence) <= _SHORT or any(hit.value == "remote" for hit in denied)):
        return [_DENIED]
    if "interview" in labels:
        hits = [hit for hit in hits if not is_of_interviews(sentence, hit)]
    if "tended" in labels and len(sentence.strip()) > _VERY_SHORT and "choice" not in labels:
        hits = [hit for hit in hits if hit.value not in ("remote", "?remote")]
    hits = [hit._replace(value=_promoted(sentence, hit)) for hit in hits]
    is_rare = RARELY.search(sentence) is not None
    if is_rare:  # a remote job whose people meet, or an office with a day at home a month
        hits = [hit for hit in hits if hit.value not in _HOME_OR_OFFICE]
    if "exception" in labels:
        hits = [hit for hit in hits if hit.value not in REMOTE_OR_HOME]
    values = {hit.value for hit in hits}
    is_home, is_office = not values.isdisjoint(A_HOME), not values.isdisjoint(AN_OFFICE)
    is_placed = is_home or is_office or "remote" in values or "?remote" in values
    is_described = (
        "amenity" in labels and "?rest" not in values
    )  # "Tuesdays in the office (dog-friendly), the rest from home"
    is_weekday = "weekday" in labels or ("short weekday" in labels and not CLOCK.search(sentence))
    is_split = is_weekday and not is_described and not WHOLE_WEEK.search(sentence)
    if not is_office and not is_home and COUNTED_OTHERWISE.search(sentence) and values.isdisjoint(("?rest", "?come")):
        is_placed = False
    is_placed = is_placed or not values.isdisjoint(("?rest", "?come"))
    if is_placed and not is_rare and (is_split or has_days(sentence) or SHARE.search(sentence)):
        is_other = "hybrid" in values or "?hybrid" in values
        whole = ["remote"] if WHOLLY.search(sentence) or any(_is_all(sentence, hit, is_other) for hit in hits) else []
        if whole and not is_home and not is_office and not is_other:
            return whole  # the days are those of part-time work
        if PER_YEAR.search(sentence):  # "100% zdalnie, spotkanie 2x w roku"
            return ["remote"] if any(_is_apart(sentence, hit) for hit in hits) else []
        return ["hybrid", *whole]
    if is_office and "optional" in labels and values.isdisjoint(("hybrid", "?hybrid")):
        return ["remote", "office"]
    if is_home and is_office and ("choice" in labels or is_either(sentence, hits)):
        return ["remote", "office"]
    if is_home and (is_office or "sometimes" in labels):
        return ["hybrid"]
    if "rarely" in labels and not is_rare and any(_is_rare(sentence, hit) for hit in hits):
        return ["hybrid"]
    if "hybrid" in values or "?hybrid" in values:
        return _beside_hybrid(sentence, hits, "choice" in labels)
    refused = [_DENIED] if "denied" in values else []
    return refused + _of_bare_words(sentence, hits, labels)


def _is_all(sentence: str, hit: Hit, is_beside_hybrid: bool) -> bool:
    """Whether the work is remote altogether, beside days in the office: "hybrid, 2 days) or remote"."""
    before = sentence[max(0, hit.start - NEAR) : hit.start]
    is_choice = is_beside_hybrid and hit.value == "remote" and _CLOSED_OR.search(before) is not None
    return is_choice or is_whole(sentence, hit)


def _promoted(sentence: str, hit: Hit) -> str:
    """What a bare word says by the words right beside it: "fully from home", "NYC or remote", "in our Leeds office"."""
    if hit.value == "?where":
        return "remote" if NO_MATTER.search(sentence) else hit.value
    if hit.value not in _MAY_BE_PROMOTED:
        return hit.value
    before = sentence[max(0, hit.start - NEAR) : hit.start]
    if hit.value == "?office":
        return "?ours" if OUR_OFFICE.search(before) else hit.value
    if ALL_OF_IT.search(before) or ALL_OF_IT_AFTER.match(sentence, hit.end):
        return "remote"
    if hit.value == "?remote" and (OR_BEFORE.search(before) or OR_AFTER.match(sentence, hit.end)):
        return hit.value if is_of_a_thing(sentence, hit.end) else "remote"
    return hit.value


def _beside_hybrid(sentence: str, hits: list[Hit], is_choice: bool) -> list[str]:
    """Hybrid, with what "or" joins to it: "praca zdalna lub hybrydowa", but "офіс у Варшаві (гібрид)"."""
    hybrids = [hit for hit in hits if hit.value.endswith("hybrid")]
    kinds = {hit.value.strip("?") for hit in hits} & {*ORDER}
    longest = _SHORT if OR.search(sentence) else _VERY_SHORT
    is_list = is_choice or (len(kinds) == len(ORDER) and hits[-1].end - hits[0].start <= longest)
    stated = ["hybrid"]
    for hit in hits:
        name = hit.value.strip("?")
        if any(is_of_hybrid(sentence, hit, hybrid) for hybrid in hybrids):
            continue
        is_beside = name in ORDER and (is_list or any(is_joined(sentence, hit, hybrid) for hybrid in hybrids))
        if is_beside or hit.value == "remote":
            stated.append(name)
    return stated


def _of_bare_words(sentence: str, hits: list[Hit], labels: set[str]) -> list[str]:
    """Whole phrases count; "office" alone in short sentences, at the head of a clause, or where there is a choice."""
    is_remote = any(hit.value in ("remote", "?remote") for hit in hits)
    is_choice = "choice" in labels or (is_remote and OR.search(sentence) is not None)
    is_scenery = ("amenity" in labels or "sometimes" in labels) and not is_choice
    stated = [hit.value for hit in hits if hit.value in ORDER and not (is_scenery and is_room(sentence, hit))]
    is_scenery = is_scenery or (is_remote and "anywhere" in labels and not is_choice)
    length = len(sentence.strip())
    if any(hit.value in ("remote", "?remote") and is_beside_place(sentence, hit) for hit in hits):
        stated += ["remote", "office"]
    for hit in hits:
        if hit.value == "?remote":
            if length <= _SHORT or "choice" in labels or _heads_clause(sentence, hit):
                stated.append("remote")
        elif hit.value == "?home":
            stated += [_AT_HOME] if length <= _SHORT else []
        elif hit.value == "?from_home":
            stated += [_FROM_HOME] if length <= _SHORT else []
        elif not hit.value.startswith("?o") or (is_scenery and not is_worked_at(sentence, hit)):
            continue
        elif is_choice or _is_place_of_work(sentence, hit, length):
            # "Офисы в Томске, удаленно тоже можно"
            is_beside = is_remote and length <= _SHORT and BUT.search(sentence) is None
            stated.append("office" if is_choice or is_beside else _MENTIONED)
    return stated


def _is_place_of_work(sentence: str, hit: Hit, length: int) -> bool:
    if hit.value == "?offices":
        return length <= _VERY_SHORT
    return hit.value == "?ours" or length <= _SHORT or _heads_clause(sentence, hit)


def _is_apart(sentence: str, hit: Hit) -> bool:
    """Whether remote work is a clause of its own, which ends before anything is counted."""
    if hit.value != "remote":
        return False
    clause = CLAUSE.split(sentence[hit.end :], maxsplit=1)
    return len(clause) > 1 and not clause[0].strip() and not has_days(sentence[: hit.end])


def _heads_clause(sentence: str, hit: Hit) -> bool:
    """ "…, офис у метро, …"; not "Windows, Office und Drucker"."""
    clause = CLAUSE.split(sentence[: hit.start])[-1]
    following = FOLLOWING.match(sentence, hit.end)
    is_listed = following is not None and following.group(1) in ("and", "und", "и", "i", "та")
    return hit.start > 0 and not clause.strip(" -") and not is_listed


def _is_rare(sentence: str, hit: Hit) -> bool:
    """Whether "occasionally" stands right beside remote work."""
    if hit.value not in REMOTE_OR_HOME:
        return False
    before, after = tokens(sentence[max(0, hit.start - 24) : hit.start])[-2:], NEXT_WORD.match(sentence, hit.end)
    return any(
        match.label == "rarely" for match in cues().find(before) + cues().find(tokens(after[1]) if after else ())
    )


def read_work_formats(
    format_words: Sequence[str], location_words: Sequence[str], found: Scan, family: str = ""
) -> WorkFormats:
    """Formats by order of trust. A place alone says nothing, but on boards that mark every format but the office."""
    stated = {name for word in format_words if word for name in _read_words(word)}
    if stated:
        return _ordered(stated | _choices(found, stated), "field")
    stated = {name for word in location_words if word for name in _read_words(word)}
    if len(stated) > 1 and has_days(fold(" ".join(location_words)[:_LONGEST_FIELD])):
        stated = set(_read_words(", ".join(location_words)))  # "hybrid, 1 day/week at the office" in parts
    if stated == {"office"} and "hybrid" in (said := formats_in(found)):
        return _ordered(set(said), "field")  # "New York Office" is where the days in the office are
    if stated:
        return _ordered(set(formats_in(found, known=stated)), "field")
    if stated := set(formats_in(found, found.title_end)):
        return _ordered(stated | _choices(found, stated), "text")
    if stated := set(formats_in(found, is_placeless=is_post(family) and _names_no_place(found))):
        return _ordered(stated, "text")
    if is_post(family) and (stated := likely_formats(found, family)):
        return _ordered(stated, "text")
    unstated = load_yaml("source_defaults")["families"].get(family, {}).get("unstated_format")
    return WorkFormats(unstated, (unstated,), "source") if unstated and any(location_words) else _NONE


def _names_no_place(found: Scan) -> bool:
    """Whether a text that speaks of working from home names no town."""
    if all(hit.value != "?home" for hit in found.of("work_format")[:_MOST_HITS]):
        return False
    return all(not one.cities for one in mentions(found, ()))


def _choices(found: Scan, stated: set[str]) -> set[str]:
    """What the text offers beside the one format of a field or title: "удаленно или в нашем офисе".

    A board that states several lets employers mark all of them. One that has a mark for remote work alone, or marks the
    office unless told otherwise, has none for hybrid work: days in the office are then offered by the text, as is a
    job that is "fully remote" beside a field that says office."""
    if len(stated) > 1:
        return set()
    sentences = [(sentence, names) for sentence, names in _by_sentence(found) if not OF_THE_PAST.search(sentence)]
    several = [names for sentence, names in sentences if len(names) > 1 and OFFERS.search(sentence)]
    choices = {name for names in several if not stated.isdisjoint(names) for name in names if name in ORDER}
    is_split = "hybrid" not in stated and any(
        "hybrid" in names and _says_days(sentence) for sentence, names in sentences
    )
    is_wholly = stated == {"office"} and any("remote" in names and WHOLLY.search(text) for text, names in sentences)
    return choices | ({"hybrid"} if is_split else set()) | ({"remote"} if is_wholly else set())


def _says_days(sentence: str) -> bool:
    """Whether hybrid work is said of this role, with its days or by name: "3 days a week in the office"."""
    if OF_SOME.search(sentence):
        return False
    return OF_THE_ROLE.search(sentence) is not None or (len(sentence) <= _REACH and has_days(sentence))


def _ordered(stated: set[str], basis: str) -> WorkFormats:
    offered = tuple(name for name in ORDER if name in stated)
    return WorkFormats(offered[0], offered, basis)
