"""Every place that a post names, and what stands around each: what tells the place of work from all others.

Nobody foresees in what words an ad says where the work is, so here no wording decides: any name of a place is a
mention, and its surroundings (layout, words beside it, formats, other places) are weighed by place_verdict.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import compress, islice
from typing import NamedTuple

from orchestration.transforms.gazetteer import country_code, gazetteer, near_countries
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.place_elsewhere import elsewhere_at, is_of_languages, people_at
from orchestration.transforms.place_names import CODE, MIN_BESIDE_FORMAT, MIN_IN_TEXT, named
from orchestration.transforms.place_patterns import (
    CAPITAL,
    CLOCK_AFTER,
    CLOCK_BEFORE,
    EDGES,
    FLAG,
    FLAG_SIGNS,
    HASHTAG,
    HOUR_BEFORE,
    TOWN,
    country_of_flag,
)
from orchestration.transforms.places import NOWHERE, SEPARATORS, any_of, listed_names, places_in_words
from orchestration.transforms.scanned_text import Hit, Scan
from orchestration.transforms.words import Memo, fold

_LONGEST_POST = 4_000
_MOST_WORDS = 65_536  # that are remembered
_MOST = 40  # mentions; bounds the work on a hostile text
_NEAR = 12  # characters between a place and a word beside it
_STEM = 5  # letters of a word in which its cases agree
_BY_BEFORE, _BY_AFTER = 70, 40
_LABEL = 40  # characters of a label and of what may stand behind it before a place
_LINES, _SENTENCES, _TENTHS = (40, 90, 160), (60, 120), (1, 3, 7)
_RUN = re.compile(TOWN)
# Both begin with a set of letters, so that most of a text is passed over at once.
_CAPITALIZED = re.compile(rf"{CAPITAL}(?<![\w@].)[\w'’]+")
_CODE = re.compile(r"[A-Z](?<![\w/&-].)[A-Z](?![\w-])")
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_SMALL_WORD = re.compile(r"(?<![\w@./#-])[^\W\d_A-Z][^\W\d_A-Z]{3,}(?![\w@-])")
_AND_NAME = re.compile(rf" ?& ?({CAPITAL}[\w'’]+)")
_NAME_GOES_ON = re.compile(rf"[ -]{CAPITAL}")
_TOWN_BEFORE = re.compile(rf"{TOWN}, ?$")
_SENTENCE_END = re.compile(r"(?<=[\w)][.!?])\s+(?=[A-ZА-ЯІЇЄ])(?<!\b[гмвГМ]\. )(?<!\bул\. )(?<!\bвул\. )(?<!\bul\. )")
_BY = re.compile(r"(?<!\w)(?:по|за)\s$", re.IGNORECASE)
_BETWEEN = re.compile(r"[ .-]")
_TOKEN = re.compile(r"\w+")
_DENIED = re.compile(
    r"(?<!\w)(?:не|ні|no|not|nie|kein\w*|nicht|кроме|окрім|крім|except|oprócz|außer|without|без)(?!\w)[^,;.()]{0,40}$"
)
_DENIED_AFTER = re.compile(r"[^,;.()]{0,25}(?<!\w)(?:не|нельзя|nie|not|nicht)(?!\w)")


_Place = tuple[tuple[str, ...], tuple[str, ...]]  # countries and cities


class Mention(NamedTuple):
    """A name of a place at [start, end) of Scan.text; `kind`: town, country, small, hashtag, code or flag."""

    start: int
    end: int
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    kind: str


def mentions(found: Scan, prefer: tuple[str, ...]) -> list[Mention]:
    """Names of places in a text by position: written large, as hashtags, codes and flags; where none of these, small
    as well. Names of clocks ("11:00 МСК") are none."""
    every = sorted(islice(_written_large(found, prefer), _MOST)) or list(islice(_written_small(found, prefer), _MOST))
    return [one for one in every if not _is_clock(found.text, one)]


def _written_large(found: Scan, prefer: tuple[str, ...]) -> Iterator[Mention]:
    text = found.text[:_LONGEST_POST]
    end = 0
    words = list(_CAPITALIZED.finditer(text))
    names = [word.group() for word in words]
    # One of twenty may begin a name.
    for word in compress(words, map(_MAY_BEGIN.__getitem__, names)):
        if word.start() < end:
            continue
        run = _RUN.match(text, word.start())
        if run and (leading := _leading(run.group(), prefer)) is not None:
            length, one = leading
            end = word.start() + length
            if not _is_of_firm(text, word.start(), end, prefer):
                yield Mention(word.start(), end, *one, "town" if one[1] else "country")
    if "#" in text:
        for tag in HASHTAG.finditer(text):
            name = tag.group(1).replace("_", " ")
            if name == name.lower() and (len(name) > CODE or fold(name) in listed_names()):
                tagged = named(name.capitalize(), prefer, MIN_IN_TEXT)
                if tagged is not NOWHERE:
                    yield Mention(tag.start(1), tag.end(1), tagged.countries, tagged.cities, "hashtag")
    for code in _codes(text, words, names):
        is_state = code.group() in gazetteer().states
        town = _TOWN_BEFORE.search(text, max(0, code.start() - _LABEL), code.start()) if is_state else None
        if town and (places := places_in_words(text[town.start() : code.end()], prefer).countries):  # "Malibu, CA"
            yield Mention(code.start(), code.end(), places[:1], (), "code")
        elif (country := country_code(code.group())) in _countries_of_codes():
            yield Mention(code.start(), code.end(), (country,), (), "code")
    if any(map(text.__contains__, FLAG_SIGNS)):  # a fifth of the time of the pattern, and few posts have one
        for flag in FLAG.finditer(text):
            if country := country_code(country_of_flag(flag.group())):
                yield Mention(flag.start(), flag.end(), (country,), (), "flag")


def _codes(text: str, words: list[re.Match[str]], names: list[str]) -> Iterator[re.Match[str]]:
    """Two capital letters alone. `words`: all capitalized ones of the text, which tell where to look; `names`: the same
    as strings."""
    if "@" in text:  # "@PL": none of the words
        yield from _CODE.finditer(text)
        return
    for number, name in enumerate(names):
        # "PL", and what stands between marks in "O'PL's".
        if name.isupper() if len(name) == 2 else not name.isalnum():
            start, end = words[number].span()
            yield from _CODE.finditer(text, start, end + 1)


def _is_of_firm(text: str, start: int, end: int, prefer: tuple[str, ...]) -> bool:
    """ "Harrow & Finch" is no place."""
    partner = _AND_NAME.match(text, end)
    return text[:start].endswith("& ") or (partner is not None and _place(partner[1], prefer) is None)


@lru_cache(maxsize=65536)
def _leading(words: str, prefer: tuple[str, ...]) -> tuple[int, _Place] | None:
    """The longest place that words written large begin with, and its length."""
    for end in reversed([one.end() for one in _WORD.finditer(words)]):
        if (one := _place(words[:end], prefer)) is not None:
            return end, one
    return None


def _place(words: str, prefer: tuple[str, ...]) -> _Place | None:
    if len(words) == 2 and words.isascii():
        return None  # a code
    places = named(words, prefer, MIN_BESIDE_FORMAT)
    return None if places is NOWHERE else (places.countries, places.cities)


def _written_small(found: Scan, prefer: tuple[str, ...]) -> Iterator[Mention]:
    """ "сидим в казани": frequent names only, rare ones are words as well."""
    for word in _SMALL_WORD.finditer(found.text, 0, _LONGEST_POST):
        if word.group() in _names_written_small():
            places = named(word.group().capitalize(), prefer, MIN_IN_TEXT)
            if places is not NOWHERE:
                yield Mention(word.start(), word.end(), places.countries, places.cities, "small")


def _may_begin(word: str) -> bool:
    return fold(word) in _first_words()


_MAY_BEGIN = Memo(_may_begin, _MOST_WORDS)


@cache
def _first_words() -> frozenset[str]:
    known = gazetteer()
    names = (*known.cities, *known.countries, *known.us_states, *listed_names())
    return frozenset(_BETWEEN.split(name, maxsplit=1)[0] for name in names)


@cache
def _names_written_small() -> frozenset[str]:
    near, forms = near_countries(), load_yaml("place_forms")
    towns = {fold(word) for key, words in forms["cities"].items() if key[-2:] in near for word in words}
    countries = {name for name, code in gazetteer().countries.items() if code in near}
    return frozenset(name for name in towns | countries if name.isalpha() and len(name) >= CODE)


@cache
def _countries_of_codes() -> frozenset[str]:
    return (near_countries() | {"US", "CA"}) - frozenset(load_yaml("place_forms")["not_codes"])


def _is_clock(text: str, one: Mention) -> bool:
    if CLOCK_AFTER.match(text, one.end):
        return True
    line = text[max(0, one.start - 40) : one.start]
    if CLOCK_BEFORE.search(line) or HOUR_BEFORE.search(line):
        return True
    return fold(text[one.start : one.end]) in load_yaml("place_forms")["by_clock"] and bool(_BY.search(line))


def surroundings(found: Scan, every: Sequence[Mention], offered: Sequence[str]) -> Iterator[set[str]]:
    """What holds of each mention, by names that lookups/place_weights.yaml weighs. `offered`: formats of the ad."""
    if not every:
        return
    of_ad = {f"ad {one}" for one in offered} or {"ad without format"}
    count = Counter(one.countries[0] for one in every)
    of_ad.add(f"countries {min(3, len(count))}")
    formats = [hit for hit in found.of("work_format") if hit.value != "none"]
    moneys = {country for hit in found.of("currency") for country in _countries_of_money().get(hit.value, ())}
    pay = [hit.start for kind in ("pay", "currency") for hit in found.every(kind)]
    contacts = [hit.start for kind in ("contact", "link") for hit in found.every(kind)]
    statements = [hit.end for hit in found.every("place_statement")]
    is_remote = (*offered,) == ("remote",)
    most = max(count.values())
    seen: set[str] = set()
    end_before = -_STEM
    for one in every:
        country = one.countries[0]
        line = _line(found.text, one.start)
        sentence = _sentence(found.text, line, one.start)
        holds = _layout(found, one, line, sentence) | _beside(found, one, sentence, formats, is_remote) | of_ad
        for name, starts in (("pay in line", pay), ("contact in line", contacts)):
            if any(line[0] <= start < line[1] for start in starts):
                holds.add(name)
        if any(0 <= one.start - end <= _NEAR for end in statements):
            holds.add("after statement")
        if len(count) > 1 and count[country] == most:
            holds.add("of most")
        if count[country] > 1:
            holds.add("again")
        if country in seen:
            holds.add("seen")
        if one.start - end_before <= _STEM:
            holds.add("chained")
        if moneys:
            holds.add("own money" if country in moneys else "other money")
        if one.cities:
            holds.add("near" if country in near_countries() else "far")
        seen.add(country)
        end_before = one.end
        yield holds


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _sentence(text: str, line: tuple[int, int], at: int) -> tuple[int, int]:
    start, end = line
    for stop in _SENTENCE_END.finditer(text, max(start, at - 400), min(end, at + 400)):
        if stop.end() > at:
            return start, stop.start()
        start = stop.end()
    return start, end


def _layout(found: Scan, one: Mention, line: tuple[int, int], sentence: tuple[int, int]) -> set[str]:
    """Where it stands in the text, its line and its sentence."""
    text, (line_start, line_end), (start, end) = found.text, line, sentence
    begin, stop = start, end
    for sign in SEPARATORS.finditer(text, max(start, one.start - 100), min(end, one.end + 100)):
        if sign.end() <= one.start:
            begin = sign.end()
        elif sign.start() >= one.end:
            stop = sign.start()
            break
    is_first, is_last = not text[begin : one.start].strip(EDGES), not text[one.end : stop].strip(EDGES)
    part = ("alone" if is_last else "begins") if is_first else "ends" if is_last else "inside"
    label = text[line_start : one.start].partition(":")
    holds = {
        f"kind {one.kind}",
        f"part {part}",
        f"part {part} {_up_to(end - start, _SENTENCES)}",
        f"line {_up_to(line_end - line_start, _LINES)}",
        f"tenth {_up_to(one.start * 10 // len(text), _TENTHS)}",
        f"sign before {_sign(text[max(0, one.start - 2) : one.start][::-1])}",
        f"sign after {_sign(text[one.end : one.end + 2])}",
    }
    if label[1] and len(label[0]) < _LABEL:
        holds.add("labelled")
    if _place_label().search(found.folded, max(line_start, one.start - _LABEL), one.start):
        holds.add("label of places")
    if text[line_start:line_end].lstrip().startswith("#"):
        holds.add("tag line")
    if one.start < found.title_end:
        holds.add("title")
    elif one.start < text.find("\n", found.title_end + 1):
        holds.add("first line")
    return holds


@cache
def _place_label() -> re.Pattern[str]:
    forms = load_yaml("place_forms")
    words = any_of([*forms["location_line"], *forms["location_label"]])
    return re.compile(rf"(?<!\w)(?:{words})(?<=\w)s?\s?[:–—-][^:\n.]*$|[📍🌍🌎🌏🏢][^:\n]*$")


def _up_to(number: int, bounds: Sequence[int]) -> str:
    return next((f"{bound}" for bound in bounds if number <= bound), "more")


def _sign(pair: str) -> str:
    """The nearest sign beyond a space, or that letters follow."""
    sign = pair[1:] if pair[:1].isspace() and pair[:1] != "\n" else pair[:1]
    return "word" if sign.isalnum() else sign.strip() or "end"


def _beside(found: Scan, one: Mention, sentence: tuple[int, int], formats: list[Hit], is_remote: bool) -> set[str]:
    """Words beside it: those next to it, formats, and what shows places to be somebody else's."""
    folded, (start, end) = found.folded, sentence
    before, after = folded[start : one.start], folded[one.end : end]
    words, next_words = _TOKEN.findall(before[-60:])[-2:], _TOKEN.findall(after[:30])[:1]
    holds = {f"before {words[-1][:_STEM] if words else '^'}", f"after {next_words[0][:_STEM] if next_words else '$'}"}
    if len(words) > 1:
        holds.add(f"before that {words[0][:_STEM]}")
    holds |= {
        f"by {word[:_STEM]}"
        for word in _TOKEN.findall(before[-_BY_BEFORE:]) + _TOKEN.findall(after[:_BY_AFTER])
        if len(word) > 2 and not word.isdigit()
    }
    if _NAME_GOES_ON.match(found.text, one.end):
        holds.add("name goes on")
    if found.text[one.start - 1 : one.start] == " " and words and found.text[one.start - 1 - len(words[-1])].isupper():
        holds.add("name before")
    inside = [hit for hit in formats if start <= hit.start < end]
    if inside:
        holds.add("format in sentence")
        if any(0 <= one.start - hit.end <= _NEAR for hit in inside):
            holds.add("format before")
        if any(0 <= hit.start - one.end <= _NEAR for hit in inside):
            holds.add("format after")
        if any(hit.value in ("office", "?office", "?ours") for hit in inside):
            holds.add("office in sentence")
    if (other := elsewhere_at(folded, start, one.start, False)) is not None:
        holds |= {"of others", "of others close"} if one.start - other < 2 * _NEAR else {"of others"}
    if elsewhere_at(folded, one.end, min(end, one.end + 40), False) is not None:
        holds.add("others after")
    if people_at(folded, start, one.start) is not None:
        holds |= {"of people", "of people, remote"} if is_remote else {"of people"}
    if _excluded().search(before) or (one.kind == "code" and is_of_languages(before)):
        holds.add("excluded")
    if _DENIED.search(before):
        holds.add("denied")
    if _DENIED_AFTER.match(after):
        holds.add("denied after")
    if is_remote:
        holds |= {f"remote: {name}" for name in holds if name[:3] != "by "}
    return holds


@cache
def _excluded() -> re.Pattern[str]:
    words = any_of(load_yaml("place_forms")["excluded"])
    return re.compile(rf"(?<!\w)(?:{words})\s(?:(?:из|з|із|в|у|from|in|the|aus|z|ze|w|von)\s){{0,2}}$")


@cache
def _countries_of_money() -> dict[str, set[str]]:
    """Countries of the moneys that one country has to itself."""
    found: dict[str, set[str]] = {}
    for country, money in load_yaml("source_defaults")["currency_by_country"].items():
        found.setdefault(money, set()).add(country)
    return {money: countries for money, countries in found.items() if len(countries) == 1 and money != "USD"}
