"""Work formats offered: the board's field, else the place words, else the title, else the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.place_mentions import mentions
from orchestration.transforms.post_roles import is_post
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.text_scan import scan_ahead, scan_short
from orchestration.transforms.words import fold
from orchestration.transforms.work_format_contexts import has_days
from orchestration.transforms.work_format_patterns import (
    OF_SOME,
    OF_THE_PAST,
    OF_THE_ROLE,
    OFFERS,
    SEAT,
    WHETHER,
    WHOLLY,
)
from orchestration.transforms.work_format_sentences import (
    AT_HOME,
    DENIED,
    FROM_HOME,
    MENTIONED,
    MOST_HITS,
    ORDER,
    REACH,
    VERY_SHORT,
    by_sentence,
)
from orchestration.transforms.work_format_wording import likely_formats
from orchestration.transforms.work_format_words import field_values, squeeze

_LONGEST_FIELD = 200
_SEPARATOR = re.compile(r"[,;/|]")


class WorkFormats(NamedTuple):
    """`main` is remote if offered, else hybrid, else office; None when not stated."""

    main: str | None
    offered: tuple[str, ...]
    basis: str | None  # field | text | source


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
    sentences = list(by_sentence(found, last))
    # "Whether you sit in our Riga office or work remotely, …" is said of everybody at the employer's.
    if said := [one for one in sentences if not WHETHER.match(one[0])]:
        sentences = said
    for sentence, of_sentence in sentences:
        is_passing = len(of_sentence) == 1 and (len(sentence) > VERY_SHORT or SEAT.match(sentence) is not None)
        is_office_apart = is_office_apart and ("office" not in of_sentence or is_passing)
        stated.update(of_sentence)
    # An office that is only mentioned is the one of the days in the office, or the seat of those who are remote.
    if MENTIONED in stated and stated.keys().isdisjoint(("remote", "hybrid")) and not known:
        stated["office"] = None
    # "Работа из дома" is all of it, where no office is spoken of.
    if FROM_HOME in stated:
        stated["hybrid" if not stated.keys().isdisjoint(("office", "hybrid")) else "remote"] = None
    # Working from home as such is some days of the week, unless the job is remote anyway.
    if AT_HOME in stated and "remote" not in stated:
        is_all = is_placeless and stated.keys().isdisjoint(("hybrid", "office", MENTIONED))
        stated["remote" if is_all else "hybrid"] = None
    if DENIED in stated and stated.keys().isdisjoint(ORDER):
        stated["office"] = None
    if is_office_apart and "hybrid" in stated:  # the office of the days in the office
        stated.pop("office", None)
    return tuple(name for name in stated if name in ORDER)


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
    if all(hit.value != "?home" for hit in found.of("work_format")[:MOST_HITS]):
        return False
    return all(not one.cities for one in mentions(found, ()))


def _choices(found: Scan, stated: set[str]) -> set[str]:
    """What the text offers beside the one format of a field or title: "удаленно или в нашем офисе".

    A board that states several lets employers mark all of them. One that has a mark for remote work alone, or marks the
    office unless told otherwise, has none for hybrid work: days in the office are then offered by the text, as is a
    job that is "fully remote" beside a field that says office."""
    if len(stated) > 1:
        return set()
    sentences = [(sentence, names) for sentence, names in by_sentence(found) if not OF_THE_PAST.search(sentence)]
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
    return OF_THE_ROLE.search(sentence) is not None or (len(sentence) <= REACH and has_days(sentence))


def _ordered(stated: set[str], basis: str) -> WorkFormats:
    offered = tuple(name for name in ORDER if name in stated)
    return WorkFormats(offered[0], offered, basis)
