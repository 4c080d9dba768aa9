"""Places that an ad states in its title and text, for ads whose board has no field for them.

The nearer to a statement about the place of work, the more is believed: a line "Location: …", the heading of a post,
short sentences of facts, phrases such as "based in". The first of them that names a place is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice

from orchestration.transforms.gazetteer import country_code, near_countries
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.place_elsewhere import elsewhere_at, is_of_languages, without_people
from orchestration.transforms.place_names import CODE, MIN_BESIDE_FORMAT, MIN_IN_TEXT, is_area, named, short_names
from orchestration.transforms.place_patterns import (
    AFTER_FORMAT,
    AFTER_IN,
    AND_NEXT,
    BASED,
    BULLET,
    BY_CLOCK,
    CLOCK_AFTER,
    CLOCK_BEFORE,
    EDGES,
    EXCLUDED,
    FLAG,
    FROM_CODES,
    FROM_PLACE,
    HASHTAG,
    HEADING_CELL,
    OFFICE_OF,
    ONLY,
    ONLY_CODES,
    OPENS_LIST,
    POSTCODE,
    RUN,
    SENTENCE,
    SENTENCE_END,
    TOWN,
    TOWN_AND_AREA,
    TOWN_THEN_STATE,
    TWO_LETTERS,
    country_of_flag,
)
from orchestration.transforms.place_verdict import weighed
from orchestration.transforms.places import (
    NOWHERE,
    SEPARATORS,
    Places,
    any_of,
    listed_names,
    merge,
    places_in_fields,
    places_in_words,
)
from orchestration.transforms.post_roles import is_post
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.words import fold

_Reader = Callable[[Scan, tuple[str, ...], bool], Iterator[Places]]
_LONGEST_POST = 4_000  # posts are short; in longer texts places stand in fields and headings
_LONGEST_HEADING = 400
_LONGEST_CELL = 70
_MOST_TRIED = 60  # phrases of one kind; bounds the work on a hostile text


def read_places(
    location_words: Sequence[str],
    country_words: Sequence[str],
    found: Scan,
    family: str,
    offered: Sequence[str],
) -> Places:
    """Places from the board's fields, else from lines of the text that say where the work is; in posts, whose wordings
    nobody foresees, what these give is weighed, and all that is named where they give nothing.

    `offered`: formats of the work; where an employer or a team is says nothing of remote work."""
    is_remote = (*offered,) == ("remote",) and any(
        hit.value in ("remote", "?remote") for hit in found.of("work_format")
    )
    if not is_post(family):
        stated, prefer = places_in_fields(location_words, country_words, family)
        if stated.countries or location_words:
            return stated
        # Lines as posts write them are prose in the ads of boards: of ten countries so read six were wrong.
        readers = [read for read in _READERS if read is not _in_short_sentences] if is_remote else _READERS
        read = _in_text(found, prefer, stated, is_remote, readers)
        return weighed(read, found, prefer, offered) if read.countries else read
    stated, prefer = places_in_fields([_of_work(words) for words in location_words if words], country_words, family)
    read = stated if stated.countries else _in_text(found, prefer, stated, is_remote, _READERS)
    return weighed(read, found, prefer, offered)


def _of_work(words: str) -> str:
    """A labelled place without the clause about other places: "remote (kick-off once in Köln)"."""
    return words[: _before_other_places(fold(words), 0, len(words), False)] or words


def _in_text(
    found: Scan, prefer: tuple[str, ...], stated: Places, is_remote: bool, readers: Sequence[_Reader]
) -> Places:
    """What the first reader that finds a country gives."""
    for read in readers:
        places = list(read(found, prefer, is_remote))
        if any(one.countries or one.regions for one in places):
            merged = merge([stated, *places], "text")
            if merged.countries:
                return merged
            stated = merged
    return stated if stated.countries or stated.regions else NOWHERE


def _on_location_lines(found: Scan, prefer: tuple[str, ...], is_remote: bool) -> Iterator[Places]:
    for match in _location_line().finditer(found.folded):
        start, end = match.span(1)
        yield places_in_words(found.text[start : _before_other_places(found.folded, start, end, is_remote)], prefer)


def _in_heading(found: Scan, prefer: tuple[str, ...], is_remote: bool) -> Iterator[Places]:
    """Places of the title and of the first line below it: alone between dashes, with a state or country, after "in"."""
    formats = [hit for hit in found.of("work_format") if hit.value != "none"]
    for start, stop in ((1, found.title_end), _line_below(found)):
        has_format = any(start <= hit.start < stop for hit in formats)
        yield from _of_heading(found.text[start:stop], prefer, has_format, is_remote)


def _line_below(found: Scan) -> tuple[int, int]:
    """Bounds of the line below the title. Of a post whose first line is its title: the first sentence below that."""
    text, below = found.text, found.title_end + 1
    title = text[1 : found.title_end]
    is_repeated = title != "" and text.startswith(title + "\n", below)
    if is_repeated:
        below += len(title)
        below += len(text[below : below + _LONGEST_HEADING]) - len(text[below : below + _LONGEST_HEADING].lstrip())
    end = text.find("\n", below, below + _LONGEST_HEADING)
    if end < 0:
        # What goes on without a line's end is prose, whose first sentence may still head it.
        end = below + _LONGEST_HEADING
        is_repeated = True
    if is_repeated and (sentence := SENTENCE_END.search(text, below, end)):
        end = sentence.start()
    return below, end


def _of_heading(line: str, prefer: tuple[str, ...], has_format: bool, is_remote: bool) -> Iterator[Places]:
    if is_remote:
        line = without_people(line)
    if _is_of_others(line):
        # Of a paragraph the first sentence may still say where the work is.
        cells = [part for cell in HEADING_CELL.split(line) for part in (cell, SENTENCE_END.split(cell)[0])]
        line = " | ".join(dict.fromkeys(cell for cell in cells if not _is_of_others(cell)))
    if line == line.lower():
        return
    pairs = list(_towns_with_areas(line))
    yield from (places_in_words(line[start:end], prefer) for start, end in pairs)
    for start, end in reversed(pairs):
        line = line[:start] + " | " + line[end:]
    for cell in HEADING_CELL.split(line):
        for part in cell.split(": "):
            if 1 < len(part) <= _LONGEST_CELL:
                yield from (one for _, one in _of_sentence(part, prefer, has_format, MIN_BESIDE_FORMAT))
    if has_format:
        yield from map(_of_codes, FROM_CODES.findall(line))
    yield from _after(AFTER_IN, line, prefer, MIN_IN_TEXT)
    if not is_remote:
        yield from (named(match.group(1), prefer, MIN_BESIDE_FORMAT) for match in BASED.finditer(line))
    yield from (named(match.group(), prefer, MIN_BESIDE_FORMAT) for match in TOWN_THEN_STATE.finditer(line))
    for match in RUN.finditer(line):  # "Java Developer Warsaw"
        words = match.group().split()
        for length in (3, 2, 1):
            if len(words) < max(length, 2):
                continue
            if (one := named(" ".join(words[-length:]), prefer, MIN_IN_TEXT)) is not NOWHERE:
                yield one
                break


def _is_of_others(cell: str) -> bool:
    return elsewhere_at(fold(cell), 0, len(cell), False) is not None


def _towns_with_areas(text: str) -> Iterator[tuple[int, int]]:
    """Where "Austin, TX" and the like stand."""
    for number, match in enumerate(TOWN_AND_AREA.finditer(text)):
        if number == _MOST_TRIED:
            break
        words = match.group(2).split(" ")
        for length in range(len(words), 0, -1):
            if is_area(area := " ".join(words[:length]).rstrip(".")):
                yield match.start(), match.start(2) + len(area)
                break


def _after(pattern: re.Pattern[str], text: str, prefer: tuple[str, ...], smallest: int) -> Iterator[Places]:
    """Places after a word such as "in", and those that "and" or a comma adds to them."""
    for match in pattern.finditer(text):
        one = _leading(match.group(1), prefer, smallest)
        if one is NOWHERE:
            continue
        yield one
        following = AND_NEXT.match(text, match.end())
        while following and (one := _leading(following.group(1), prefer, smallest)) is not NOWHERE:
            yield one
            following = AND_NEXT.match(text, following.end())


def _leading(words: str, prefer: tuple[str, ...], smallest: int) -> Places:
    """The place that a run of capitalized words is or begins with: "Berlin", "Нижнем Новгороде", "Warszawa Mokotów"."""
    parts = words.split(" ")
    for length in range(len(parts), 0, -1):
        if (one := named(" ".join(parts[:length]), prefer, smallest)) is not NOWHERE:
            is_of_firm = (
                parts[length : length + 1] == ["&"] and _leading(" ".join(parts[length + 1 :]), (), smallest) is NOWHERE
            )
            return NOWHERE if is_of_firm else one  # "Harrow & Finch" are no place
    return NOWHERE


def _in_short_sentences(found: Scan, prefer: tuple[str, ...], is_remote: bool) -> Iterator[Places]:
    """Places of lines as posts write them, "Москва, офис" or "remote or Berlin".

    A part of a short sentence that is a place and nothing else counts; after "in" or "from" only where the sentence
    says how the work is done.
    """
    formats = [hit.start for hit in found.every("work_format") if hit.value != "none"]
    contacts = [hit.start for hit in found.every("contact")]
    for match in SENTENCE.finditer(found.text, 0, _LONGEST_POST):
        start, end = match.span()
        sentence = match.group()
        if sentence == found.folded[start:end] or any(start <= at < end for at in contacts):
            continue  # a name begins with a capital letter
        has_format = any(start <= at < end for at in formats)
        smallest = MIN_BESIDE_FORMAT if has_format else MIN_IN_TEXT
        names = [(at, one) for at, one in _of_sentence(sentence, prefer, has_format, smallest) if one is not NOWHERE]
        if names:
            last = _before_other_places(found.folded, start, end, is_remote)
            excluded = EXCLUDED.match(found.folded, last, end)
            again = excluded.end() if excluded else end
            yield from (one for at, one in names if start + at < last or start + at >= again)


def _before_other_places(folded: str, start: int, end: int, is_remote: bool) -> int:
    """Where the clause begins from which on a sentence speaks of customers, meetings and the like; else its end."""
    other = elsewhere_at(folded, start, end, is_remote)
    if other is None:
        return end
    return max(start, *(folded.rfind(sign, start, other) for sign in ",;(—–"))


def _of_sentence(
    sentence: str, prefer: tuple[str, ...], has_format: bool, smallest: int
) -> Sequence[tuple[int, Places]]:
    """Places of a short sentence with their positions, in order."""
    read = _leading if has_format else named
    found: list[tuple[int, Places]] = []
    begin = 0
    before = ""
    for end, after in (*(match.span() for match in SEPARATORS.finditer(sentence)), (len(sentence), 0)):
        part = ONLY.sub("", sentence[begin:end].strip(EDGES))
        if part[:1].isdigit() or part[-1:].isdigit():  # few do, and most sentences are many parts
            part = POSTCODE.sub("", part)
        if part and not part[0].isalnum():
            part = BULLET.sub("", part)
        if part[:1].isupper() or part in short_names():
            one = read(part, prefer, smallest)
            if one is not NOWHERE and not has_format and (opening := OPENS_LIST.search(before)):
                found.append((begin - 1, _leading(opening[1], prefer, smallest)))
            found.append((begin, one))
        before = part
        if has_format and (after_format := AFTER_FORMAT.match(part)):
            found.append((begin, _leading(after_format.group(1), prefer, smallest)))
        begin = after
    if has_format:
        found += [
            (match.start(1), one)
            for match in FROM_PLACE.finditer(sentence)
            if not CLOCK_AFTER.match(sentence, match.end())
            and not CLOCK_BEFORE.search(sentence, 0, match.start())
            and not (
                (one := _leading(match.group(1), prefer, smallest)).cities
                and BY_CLOCK.search(sentence, 0, match.start(1))
            )
        ]
        found += [
            (match.start(1), _of_codes(match.group(1)))
            for match in FROM_CODES.finditer(sentence)
            if not is_of_languages(fold(sentence[: match.start()]))
        ]
    return sorted(found, key=lambda one: one[0])


def _of_codes(codes: str) -> Places:
    """Countries of "DE/AT/CH"."""
    return Places(tuple(filter(None, map(country_code, TWO_LETTERS.findall(codes)))), (), (), None)


def _in_statements(found: Scan, prefer: tuple[str, ...], is_remote: bool) -> Iterator[Places]:
    """Places of employers and teams, "based in Berlin", "NYC-based": they say nothing of work that is remote."""
    if is_remote and any(hit.value == "remote" for hit in found.of("work_format")):
        return
    text = found.text[:_LONGEST_POST]
    for start, end in _towns_with_areas(text):
        if text[end - 2 : end].isupper() and not _is_elsewhere(found, start):
            yield places_in_words(text[start:end], prefer)
    for match in islice(_matched(found, _statement()), _MOST_TRIED):
        if not _is_elsewhere(found, match.start()):
            yield from _after(_statement(), text[match.start() : match.end() + 120], prefer, MIN_BESIDE_FORMAT)
    for pattern in (BASED, OFFICE_OF):
        for match in islice(pattern.finditer(text), _MOST_TRIED):
            if not _is_elsewhere(found, match.start()):
                yield named(match.group(1), prefer, MIN_BESIDE_FORMAT)


def _on_hashtags(found: Scan, prefer: tuple[str, ...], _: bool) -> Iterator[Places]:
    """Hashtags of a town or country, which are written small as well: "#backend #москва"."""
    if "#" not in found.text[:_LONGEST_POST]:
        return
    for match in islice(HASHTAG.finditer(found.text, 0, _LONGEST_POST), _MOST_TRIED):
        if len(name := match.group(1).replace("_", " ")) > CODE or fold(name) in listed_names():
            yield named(name.capitalize(), prefer, MIN_IN_TEXT)


def _in_scopes(found: Scan, prefer: tuple[str, ...], _: bool) -> Iterator[Places]:
    """From where people may work, remotely as well: "praca z Polski", "sitting in Portugal, Spain or Italy"."""
    for match in islice(_matched(found, _scope()), _MOST_TRIED):
        if not _is_elsewhere(found, match.start()):
            yield from _after(_scope(), found.text[match.start() : match.end() + 120], prefer, MIN_BESIDE_FORMAT)
    for match in islice(ONLY_CODES.finditer(found.text, 0, _LONGEST_POST), _MOST_TRIED):
        places = _of_codes(match.group(1))
        if all(code in _countries_of_codes() for code in places.countries):
            yield places


def _on_flags(found: Scan, prefer: tuple[str, ...], _: bool) -> Iterator[Places]:
    """A flag in the title or the first line of a post, where no words name a place."""
    start, end = 1, _line_below(found)[1]
    flags = FLAG.findall(found.text, start, end)
    if flags and not _is_of_others(found.text[start:end]) and not is_of_languages(found.folded[start:end]):
        yield from map(_of_codes, dict.fromkeys(map(country_of_flag, flags)))


@cache
def _countries_of_codes() -> frozenset[str]:
    """Countries whose codes stand alone in ads, but for those that are short for roles and the like."""
    return (near_countries() | {"US", "CA"}) - frozenset(load_yaml("place_forms")["not_codes"])


def _matched(found: Scan, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where the pattern begins at a word of the lookup's statements or scopes."""
    end = 0
    for hit in found.every("place_statement"):
        if hit.start >= end and (match := pattern.match(found.text, hit.start, _LONGEST_POST)):
            end = match.end()
            yield match


def _is_elsewhere(found: Scan, at: int) -> bool:
    """Whether the sentence up to a place speaks of customers and the like."""
    start = max(found.folded.rfind("\n", 0, at), found.folded.rfind(". ", 0, at), at - 100, 0)
    return elsewhere_at(found.folded, start, at, False) is not None


@cache
def _statement() -> re.Pattern[str]:
    return _followed_by_town("statements")


@cache
def _scope() -> re.Pattern[str]:
    return _followed_by_town("scopes")


def _followed_by_town(section: str) -> re.Pattern[str]:
    words = any_of(load_yaml("place_forms")[section])
    return re.compile(rf"(?<!\w)(?i:{words}):?\s(?:[Dd]owntown |[Cc]entral |the )?({TOWN})")


@cache
def _location_line() -> re.Pattern[str]:
    forms = load_yaml("place_forms")
    plain, labels = any_of(forms["location_line"]), any_of(forms["location_label"])
    return re.compile(
        rf"(?:^|\\n)\W{{0,4}}(?:(?:{plain})(?!\w)\s{{0,2}}(?:in\b)?|(?:{labels})s?\s?(?=[:–—|-]))\W{{0,4}}(.{{2,120}}?)(?=\n|\\n|\Z)",
        re.MULTILINE,
    )


_READERS: tuple[_Reader, ...] = (
    _on_location_lines,
    _in_heading,
    _in_short_sentences,
    _in_scopes,
    _in_statements,
    _on_hashtags,
    _on_flags,
)
