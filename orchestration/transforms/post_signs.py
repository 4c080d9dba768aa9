"""What in a post of a channel or forum speaks for a vacancy or against one: signs in its words, and its shape.

Nobody's wording is complete, so no phrase decides: signs of employers (who is sought, what is asked, terms, how to
apply) and of those who offer none (a person's own experience and availability, prices, news, questions to readers) are
counted, and lookups/post_weights.yaml weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.post_roles import names_role
from orchestration.transforms.scanned_text import Hit, Scan
from orchestration.transforms.specialization_titles import read_title

_OPENING_SIGNS = ("offers_self", "says_seeks_work", "hires")  # that say more in a title or at the start
_NAMED = ("currency", "pay", "work_format", "years", "contact", "experience", "no_experience")
# Shapes that take another look at the text, at most one of each line: they bound what may still speak against an ad.
LATER_SHAPES = (
    ("role_title", "role_at_company", "short_title", "opening_role", "no_role"),
    ("bare_role", "bare_label"),
    ("title_asks",),
    ("vacancy_head",),
    ("head_of_parts",),
    ("asks", "asks_often"),
    ("ends_with_question",),
    ("first_person",),
    tuple(f"technologies_{number}" for number in range(5)),
    ("list_of_links",),
    ("choices",),
    ("talk", "talk_of_terms"),
)
# Of these shapes, those that a question mark, an address, a technology or a term of a job has to do with.
_ASKING = frozenset(("title_asks", "asks", "asks_often", "ends_with_question"))
_TALK, _BARE = frozenset(("talk", "talk_of_terms")), frozenset(("bare_role", "bare_label"))
_LINKS, _NO_TECHNOLOGY = frozenset(("list_of_links",)), frozenset(("technologies_0",))
_NOT_BARE = frozenset(("company", "names_currency", "names_pay", "names_work_format"))
_SHORT_LINE = 90
_LABEL = 70  # longer titles, or with a sign of a sentence, are the first sentence of a post
_LABEL_WORDS = 5  # words of a label that names no role we know
_SENTENCE = ("!", "?", ". ", "…")
_STEM = 6  # letters by which forms of one word are counted once
_MOST = 3  # different words of a sign that count
_LONG = 900  # characters; posts that are no ads are shorter, and a long ad meets words of everything
_OPENING = 1500  # characters in which a writer has said who writes
_HEAD = 120  # characters of a head of a vacancy
_TERMS = ("currency", "pay", "work_format", "experience")  # of a job
_OFTEN = 2
_LIST = 3  # lines with a link, or choices of a poll, that make a list
_PUNCTUATION = ".,:;!?()«»\"'—–-"
_PHRASE_END = re.compile(r"[.,:;!?…(|]| [-–—]{1,2} ")
_PARTS = re.compile(r" ?\| ?| [-–—]{1,2} ")
_LINK = re.compile(r"://|\bwww\.|\bt\.me/|\w\.[a-z]{2,12}/")
_CHOICE = re.compile(
    r"^(?:[0-9]\ufe0f?\u20e3|[\U0001f534-\U0001f535\U0001f7e0-\U0001f7eb\u26aa\u26ab]|[a-eа-д]\))", re.M
)


class _Rules(NamedTuple):
    pairs: tuple[tuple[str, str, str, int], ...]
    first_person: frozenset[str]
    first_person_endings: tuple[str, ...]
    plural_person: frozenset[str]
    employer_signs: frozenset[str]
    vacancy_head: re.Pattern[str]
    pay_in_thousands: re.Pattern[str]


@cache
def _rules() -> _Rules:
    rules = load_yaml("quality")
    return _Rules(
        tuple((pair["name"], pair["first"], pair["second"], pair["within"]) for pair in rules["pairs"]),
        frozenset(rules["first_person"]["singular"]),
        tuple(rules["first_person"]["endings"]),
        frozenset(rules["first_person"]["plural"]),
        frozenset(rules["employer_signs"]),
        re.compile("|".join(rules["vacancy_head"])),
        re.compile(rules["pay_in_thousands"]),
    )


class PostSigns(NamedTuple):
    """`words`: how many different words of each sign of lookups/quality.yaml; `shape`: names of what else holds."""

    words: dict[str, int]
    shape: set[str]


def post_signs(found: Scan, company: str | None) -> PostSigns:
    return with_later_shapes(first_signs(found, company), found, company)


def first_signs(found: Scan, company: str | None) -> PostSigns:
    """All words, and the shapes that what was found tells without another look at the text."""
    hits = found.of("sign")
    words = count_words(found, hits)
    opening = found.title_end + _LABEL
    shape = {
        *_pairs(found, hits, words),
        *(f"opening_{hit.value}" for hit in hits if hit.start < opening and hit.value in _OPENING_SIGNS),
        *(f"names_{kind}" for kind in _NAMED if found.has(kind)),
    }
    if company:
        shape.add("company")
    elif not _rules().employer_signs.intersection(words):
        shape.add("no_employer")
    if len(found.folded) > _LONG:
        shape.add("long_text")
    if _rules().pay_in_thousands.search(found.folded):
        shape.add("names_thousands")
    if not _has_address(found.folded):
        shape.add("no_address")
    return PostSigns(words, shape)


def with_later_shapes(first: PostSigns, found: Scan, company: str | None) -> PostSigns:
    """Also the shapes of LATER_SHAPES."""
    later = {*_title_shapes(found, company), *_voice_shapes(found), *_content_shapes(found)}
    later.update(_talk_shapes(found, first, later))
    return PostSigns(first.words, first.shape | later)


def never_later(first: PostSigns, found: Scan) -> frozenset[str]:
    """Those of LATER_SHAPES that a glance rules out: half of the posts whose wording they left open are then ads."""
    has_address = "no_address" not in first.shape
    ruled_out = (
        ("?" not in found.folded, _ASKING),
        (has_address or "hires" in first.words, _TALK),
        (not _NOT_BARE.isdisjoint(first.shape), _BARE),
        (not has_address, _LINKS),
        (found.has("technology"), _NO_TECHNOLOGY),
    )
    return frozenset().union(*(shapes for is_ruled_out, shapes in ruled_out if is_ruled_out))


def count_words(found: Scan, hits: list[Hit]) -> dict[str, int]:
    """Different words of each sign; forms of one word are one."""
    folded = found.folded
    seen: set[tuple[str, str]] = set()
    words: dict[str, int] = {}
    for hit in hits:
        word = (hit.value, folded[hit.start : min(hit.end, hit.start + _STEM)])
        if word not in seen:
            seen.add(word)
            words[hit.value] = min(words.get(hit.value, 0) + 1, _MOST)
    return words


def _pairs(found: Scan, hits: list[Hit], words: dict[str, int]) -> Iterator[str]:
    for name, first, second, within in _rules().pairs:
        if first in words and second in words and _is_followed(found, hits, first, second, within):
            yield name


def _is_followed(found: Scan, hits: list[Hit], first: str, second: str, within: int) -> bool:
    end = -within - 1
    for hit in hits:
        if hit.value == first:
            end = hit.end
        elif hit.value == second and hit.start - end <= within and "\n" not in found.folded[end : hit.start]:
            return True
    return False


def _title_shapes(found: Scan, company: str | None) -> Iterator[str]:
    title = found.folded[1 : found.title_end]
    first_line = found.folded[found.title_end + 1 : found.title_end + 1 + _HEAD].partition("\n")[0]
    is_apart = not title.startswith(first_line[:_LABEL].strip())  # a title that is not the post's first line
    is_label = len(title) <= (_HEAD if is_apart else _LABEL) and not any(sign in title for sign in _SENTENCE)
    reading = read_title(found.text[1 : found.title_end]) if is_label else None
    is_bare = not company and _only_points(found)
    if reading is not None and (reading.slug is not None or reading.group is not None):
        yield "role_at_company" if company else "role_title"
        if is_bare:
            yield "bare_role"
    elif is_label and title.count(" ") < _LABEL_WORDS:
        yield "short_title"
        if is_bare:
            yield "bare_label"
    elif _opens_with_role(found.text[1 : found.title_end]):
        yield "opening_role"
    else:
        yield "no_role"
    if "?" in title:
        yield "title_asks"
    heads = [one for one in (title, first_line) if len(one) < _HEAD and not any(sign in one for sign in _SENTENCE)]
    if any(_rules().vacancy_head.search(head) for head in heads):
        yield "vacancy_head"
    if any(len(_PARTS.split(head)) > 1 for head in heads):
        yield "head_of_parts"


def _opens_with_role(title: str) -> bool:
    """ "Методист онлайн-курсов, собирать программу …", "IT-Techniker in Kiel, 40k": the first phrase of a sentence."""
    phrase = _PHRASE_END.split(title, maxsplit=1)[0]
    if len(phrase) > _LABEL:
        return False
    reading = read_title(phrase)
    return reading.slug is not None or reading.group is not None or names_role(phrase)


def _voice_shapes(found: Scan) -> Iterator[str]:
    rules, opening = _rules(), found.folded[:_OPENING]
    if asked := opening.count("?"):
        yield "asks" if asked == 1 else "asks_often"
    if found.folded.rstrip().endswith("?"):
        yield "ends_with_question"
    words = [word.strip(_PUNCTUATION) for word in opening.split()]
    own = sum(map(rules.first_person.__contains__, words))
    own += sum(map(str.endswith, words, repeat(rules.first_person_endings)))
    if own >= _OFTEN and own > sum(map(rules.plural_person.__contains__, words)):
        yield "first_person"


def _talk_shapes(found: Scan, first: PostSigns, later: set[str]) -> Iterator[str]:
    """What people say to each other: no role, nobody who hires, nowhere to apply, perhaps something of terms."""
    if "no_role" in later and "no_address" in first.shape and "hires" not in first.words:
        yield "talk_of_terms" if any(found.has(kind) for kind in _TERMS) else "talk"


def _content_shapes(found: Scan) -> Iterator[str]:
    lines = [line for line in found.folded[found.title_end :].split("\n") if line.strip()]
    named = {hit.value or found.folded[hit.start : hit.end] for hit in found.every("technology")}
    yield f"technologies_{min(4, (len(named) + 1) // 2)}"
    links = sum(1 for line in lines if len(line) < _SHORT_LINE and _has_link(line))
    if links >= _LIST and links * 2 > len(lines):
        yield "list_of_links"
    if sum(1 for _ in _CHOICE.finditer(found.folded[:_OPENING])) >= _LIST:
        yield "choices"


def _has_address(folded: str) -> bool:
    return "@" in folded or "://" in folded or "<email>" in folded or _has_link(folded)


def _has_link(line: str) -> bool:
    return ("/" in line or "www." in line) and _LINK.search(line) is not None


def _only_points(found: Scan) -> bool:
    """A role and an address, and nothing about the job: an entry of a list of links."""
    if any(found.has(kind) for kind in ("currency", "pay", "work_format")):
        return False
    return all(len(line) < _SHORT_LINE for line in found.folded[found.title_end :].split("\n") if "http" not in line)
