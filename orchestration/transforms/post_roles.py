"""Roles that a post names in its text: headings and items of lists, and what follows "we are looking for".

Posts of forums and channels often open with the employer and the place, and say further below whom they seek. The
words stand in lookups/post_roles.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Hit, Scan

_MOST_LINES = 80  # roles of a post stand in its first lines; the rest is about the firm and how to apply
_MOST_CHARACTERS = 3000  # who is sought is said early in running text too
_LINE, _LINE_WORDS = 90, 9  # characters and words of a heading
_PHRASE = 90
_MOST_NAMED = 20  # technologies; bounds the work on a hostile text
_BULLETS = " \t-–—*•·●○■□▪█►◆◇★☆+=#>0123456789.)(["
_HEADING_ENDS = ("http", ": ", " - ")  # what follows in the line is no heading
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n|;|: ")
_LIST = re.compile(r"\s*(?:[,;/&+]|(?<!\w)(?:and|or|и|или|та|і|або|i|oraz|lub|und|oder)(?!\w))\s*", re.IGNORECASE)
_LINK = re.compile(r"\(?\s*(?:https?://|www\.)\S+|\s-\s.*$|:\s.*$")


@cache
def is_post(family: str) -> bool:
    """Whether a family's ads are posts of forums and channels."""
    return bool(load_yaml("source_defaults")["families"].get(family, {}).get("is_post"))


def names_role(text: str) -> bool:
    """Whether a word for people of a trade who are sought stands in it: "Java engineers", "дизайнер"; those of "learn
    from designers" and "10 engineers from MIT" are there already."""
    small = text.lower()
    return _roles().search(small) is not None and _people_there().search(small) is None


def names_people(text: str) -> bool:
    """Whether people of any trade are named: "sales reps wanted", but not "Astral Brands - Atlanta, GA"."""
    return _is_about_people(text.lower())


def _is_about_people(small: str) -> bool:
    return any(_words(group).search(small) for group in ("roles", "trades", "other_people"))


def role_lines(found: Scan) -> Iterator[str]:
    """Short lines of the text that name a role: "- Backend Engineer (Go)"."""
    lines = found.text[found.title_end + 1 :].split("\n", _MOST_LINES)[:_MOST_LINES]
    return filter(None, map(_heading, lines))


def lines_of_levels(found: Scan) -> Iterator[str]:
    """Those of the lines with a role that hold a word of level: "* Senior Backend Engineer"."""
    end = found.title_end
    for hit in found.every("grade_word"):
        if hit.start < end:
            continue
        start, end = found.text.rfind("\n", 0, hit.start) + 1, found.text.find("\n", hit.start)
        if heading := _heading(found.text[start:end]):
            yield heading


@lru_cache(maxsize=16384)
def _heading(line: str) -> str | None:
    if len(line) > _LINE:
        line = line[:_LINE]
        if not any(end in line for end in _HEADING_ENDS):
            return None
    heading = _LINK.sub("", line.strip(_BULLETS)).strip(_BULLETS)
    is_short = len(heading) <= _LINE and heading.count(" ") < _LINE_WORDS
    return heading if is_short and _roles().search(heading.lower()) else None


def sought_roles(found: Scan) -> Iterator[str]:
    """What follows words of hiring in running text: "we are looking for [a senior Rails developer to join us]"."""
    text = found.text
    for match in _hiring().finditer(found.folded, found.title_end, found.title_end + _MOST_CHARACTERS):
        phrase = text[match.end() : match.end() + _PHRASE]
        end = _SENTENCE_END.search(phrase)
        phrase = phrase[: end.start()] if end else phrase
        if _is_about_people(phrase.lower()):
            yield phrase


def sought_hands(found: Scan) -> Iterator[str]:
    """What someone is sought for where no trade is named: "we need someone to [fix our WordPress site]"."""
    text = found.text
    for match in _words("someone").finditer(found.folded, found.title_end, found.title_end + _MOST_CHARACTERS):
        phrase = text[match.end() : match.end() + _PHRASE]
        end = _SENTENCE_END.search(phrase)
        yield phrase[: end.start()] if end else phrase


def works(found: Scan, at: Iterable[Hit]) -> bool:
    """Whether a sentence in which one of the words stands says what is to be made: "поправить вёрстку на Тильде"."""
    folded = found.folded
    for hit in islice(at, _MOST_NAMED):
        start = max(folded.rfind(end, 0, hit.start) for end in ("\n", ". ", "! ", "? "))
        stop = _SENTENCE_END.search(folded, hit.end)
        if _words("works").search(folded, max(start, 0), stop.start() if stop else len(folded)):
            return True
    return False


def parts_of(phrase: str) -> list[str]:
    """The roles of a list: "engineers and sales reps"."""
    return _LIST.split(phrase)


def names_developer(found: Scan) -> bool:
    """Whether engineers, developers or their work are spoken of at all."""
    return _words("developers").search(found.folded) is not None or names_engineer(found)


def names_engineer(found: Scan) -> bool:
    """Whether people who build software are spoken of at all."""
    return _words("engineers").search(found.folded) is not None


def is_engineer(phrase: str) -> bool:
    """Whether it is a word for people who build software and nothing else."""
    return _words("engineers").fullmatch(phrase.strip().lower()) is not None


def is_full_stack(found: Scan) -> bool:
    """Whether the work is said to be on both sides."""
    text = found.folded
    if not any(sign in text for sign in load_yaml("post_roles")["full_stack_signs"]):
        return False
    return _words("full_stack").search(text, found.title_end) is not None


@cache
def _people_there() -> re.Pattern[str]:
    roles, before, after = (load_yaml("post_roles")[group] for group in ("roles", "before_people", "after_people"))
    role = rf"(?:{'|'.join(roles)})"
    return re.compile(rf"(?<!\w)(?:(?:{'|'.join(before)})\s(?:\S+\s){{0,2}}{role}|{role}\s(?:{'|'.join(after)}))(?!\w)")


@cache
def _words(group: str) -> re.Pattern[str]:
    """Of small letters: a search that ignores case takes three times as long."""
    words: list[str] = load_yaml("post_roles")[group]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def _roles() -> re.Pattern[str]:
    return _words("roles")


def _hiring() -> re.Pattern[str]:
    return _words("hiring")
