"""Whether two postings that look alike advertise one opening. Pure functions of two fingerprints and their similarity.

Marks are compared per dimension (level, numbered level, role, area, technology) with three outcomes: equal, compatible
(one side is silent, or the sides overlap), different. A difference is a veto whatever else agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from math import isnan
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz

from orchestration.transforms import linking_thresholds as limits
from orchestration.transforms.linking_anchors import main_technologies
from orchestration.transforms.linking_candidates import Likeness
from orchestration.transforms.linking_companies import same_company
from orchestration.transforms.linking_lookups import load_lookup
from orchestration.transforms.linking_titles import area_marks, technology_families

DIMENSIONS = ("level", "rank", "role", "area", "technology")


class Agreement(IntEnum):
    DIFFERENT = 0
    COMPATIBLE = 1
    EQUAL = 2


class TitleMatch(IntEnum):
    NONE = 0
    UNSAID = 1  # a post's title is some line of it, and one of the lines names no job
    OVERLAPPING = 2  # enough words in common
    WIDER = 3  # one title has all the words of the other, or says nothing
    EQUAL = 4  # the same words, or another spelling of them


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks of titles per dimension, and those of level and rank together."""

    of: dict[str, frozenset[str]]
    levels: frozenset[str]
    roles: frozenset[str]
    technologies: frozenset[str]


@lru_cache(maxsize=65536)
def title_marks(levels: tuple[str, ...], roles: tuple[str, ...], technologies: tuple[str, ...]) -> Marks:
    """Titles with equal marks share one object, so that a comparison of marks is made once."""
    ranks = frozenset(level for level in levels if level.startswith("rank-"))
    areas = area_marks().intersection(roles)
    of = {
        "level": frozenset(levels) - ranks,
        "rank": ranks,
        "role": frozenset(roles) - areas,
        "area": areas,
        "technology": frozenset(technologies),
    }
    return Marks(of, frozenset(levels), frozenset(roles), frozenset(technologies))


@dataclass(eq=False)
class Posting:
    """One fingerprint as the decisions read it; components of links know nothing of its text."""

    key: str
    source: str
    title: str
    company: str | None
    requisition: str | None
    title_marks: Marks
    text_length: int = 0
    language: str | None = None
    anchor_list: Sequence[int] = ()
    is_for_client: bool = False
    countries: Sequence[str] = ()
    cities: Sequence[str] = ()
    family: str = field(init=False)
    board: str = field(init=False)  # the source where sites of a family know nothing of each other, else the family
    is_post: bool = field(init=False)
    post: str | None = field(init=False)  # that lists this job among others; None for a posting by itself

    def __post_init__(self) -> None:
        # Not when first asked for, as almost all are: the lock of cached_property took a fifth of the time of joining.
        self.family, self.board, self.is_post = _site_of(self.source)
        raw, mark, number = self.key.rpartition("#") if self.is_post else ("", "", "")
        self.post = raw if mark and number.isdigit() else None

    @classmethod
    def from_table(cls, prints: pa.Table) -> list[Posting]:
        """The postings of rows of FINGERPRINTS."""
        of_titles = (prints.column(name).to_pylist() for name in ("levels", "roles", "technologies"))
        marks = [title_marks(*(tuple(words or ()) for words in of)) for of in zip(*of_titles, strict=True)]
        filled = {"title_key": "", "text_length": 0, "is_for_client": False}
        stated, read = (
            [
                (pc.fill_null(prints.column(name), filled[name]) if name in filled else prints.column(name)).to_pylist()
                for name in names
            ]
            for names in (
                ("posting_key", "source", "title_key", "company_key", "requisition_key"),
                ("text_length", "language", "anchors", "is_for_client", "countries", "cities"),
            )
        )
        return [cls(*values) for values in zip(*stated, marks, *read, strict=True)]

    @property
    def profile(self) -> tuple[object, ...]:
        """Equal for postings that no veto can tell apart."""
        return self.source, self.title, self.company, self.requisition, self.title_marks, self.post

    @property
    def marks(self) -> dict[str, frozenset[str]]:
        return self.title_marks.of

    @property
    def levels(self) -> frozenset[str]:
        return self.title_marks.levels

    @property
    def roles(self) -> frozenset[str]:
        return self.title_marks.roles

    @property
    def technologies(self) -> frozenset[str]:
        return self.title_marks.technologies

    @property
    def names_job(self) -> bool:
        return bool(self.roles or self.technologies)

    @cached_property
    def anchors(self) -> frozenset[int]:
        return frozenset(self.anchor_list or ())


@cache
def _site_of(source: str) -> tuple[str, str, bool]:
    """Family and board of a source, and whether it holds posts."""
    family = source.split(":")[0]
    return family, source if family in _many_boards() else family, family in _post_families()


class Comparison(NamedTuple):
    """Vetoes that spoke, the vetoes that had something to compare, and dimensions where the agreement is not full."""

    vetoes: frozenset[str]
    checked: frozenset[str]
    compatible: frozenset[str]


def compare(new: Posting, earlier: Posting) -> Comparison:
    """All vetoes on one pair."""
    says_all = new.board == earlier.board and not _is_unsaid(new, earlier)
    found = _compare_titles(new.title_marks, earlier.title_marks, says_all)
    vetoes, checked = set(), set()
    if new.company and earlier.company:
        checked.add("employer")
        if not same_company(new.company, earlier.company):
            vetoes.add("employer")
    # The author of a post lists each opening once; what its jobs share of the text says nothing.
    if new.post is not None and new.post == earlier.post:
        checked.add("post")
        vetoes.add("post")
    if new.source == earlier.source and new.family in _own_systems():
        checked.add("requisition")
        same_requisition = new.requisition is not None and new.requisition == earlier.requisition
        if not same_requisition and match_titles(new, earlier) is not TitleMatch.EQUAL:
            vetoes.add("requisition")
    return Comparison(found.vetoes | vetoes, found.checked | checked, found.compatible)


@lru_cache(maxsize=65536)
def _compare_titles(new: Marks, earlier: Marks, says_all: bool) -> Comparison:
    vetoes, checked, compatible = set(), set(), set()
    for dimension in DIMENSIONS:
        one, other = new.of[dimension], earlier.of[dimension]
        if one and other:
            checked.add(dimension)
        agreement = compare_marks(dimension, one, other)
        if agreement is Agreement.DIFFERENT:
            vetoes.add(dimension)
        elif agreement is Agreement.COMPATIBLE:
            compatible.add(dimension)
    if new.levels and earlier.levels and not new.levels & earlier.levels:
        vetoes.add("level")  # Principal here and II there
    # On one board the employer that writes Senior on one ad and not on the other means two openings.
    if says_all and new.levels != earlier.levels:
        checked.add("level")
        vetoes.add("level")
    return Comparison(frozenset(vetoes), frozenset(checked), frozenset(compatible))


def compare_marks(dimension: str, one: frozenset[str], other: frozenset[str]) -> Agreement:
    """Marks of one dimension: equal, compatible or different."""
    if one == other:
        return Agreement.EQUAL
    if not one or not other:
        return Agreement.COMPATIBLE
    if dimension == "technology":  # Node.js/React and Python/React are two jobs, React and Node.js/React may be one
        first, second = one - other, other - one
        agree = not first or not second or _related(first, second)
        return Agreement.COMPATIBLE if agree else Agreement.DIFFERENT
    return Agreement.COMPATIBLE if one & other else Agreement.DIFFERENT


def match_titles(one: Posting, other: Posting) -> TitleMatch:
    """How far the words of two titles agree, levels, places and noise left out."""
    if one.title == other.title:
        return TitleMatch.EQUAL if one.title else TitleMatch.WIDER
    found = _match_words(one.title, other.title)
    return TitleMatch.UNSAID if found is TitleMatch.NONE and _is_unsaid(one, other) else found


@lru_cache(maxsize=65536)
def _match_words(one: str, other: str) -> TitleMatch:
    words, others = frozenset(one.split()), frozenset(other.split())
    if _spelled_alike(words - others, others - words):
        return TitleMatch.EQUAL
    if words <= others or others <= words:
        return TitleMatch.WIDER
    overlap = len(words & others) / min(len(words), len(others))
    return TitleMatch.OVERLAPPING if overlap >= limits.TITLE_MIN_OVERLAP else TitleMatch.NONE


def _is_unsaid(one: Posting, other: Posting) -> bool:
    """Whether one of two posts has a title that names no job: some other line of the post, a place or an address."""
    return one.is_post and other.is_post and not (one.names_job and other.names_job)


def accepts_text(new: Posting, earlier: Posting, likeness: Likeness, content: float = 1.0) -> bool:
    """Whether the texts are one, given how titles and employers agree. Vetoes are looked at elsewhere.

    `content` is the Jaccard estimate of what is left when the employer's boilerplate is cut: 1 when nothing was cut,
    NaN when too little is left to tell. It can only refuse.
    """
    title = match_titles(new, earlier)
    if are_done_in_different(new, earlier):
        return False
    if _is_unsaid(new, earlier) and new.levels != earlier.levels and likeness.shingles < limits.NEAR_UNSAID_TITLE:
        return False
    if _is_part(new, earlier, title, likeness):
        return True
    if new.is_for_client or earlier.is_for_client:  # a template: only what is hardly changed is one client's ad
        is_edited = title is TitleMatch.EQUAL and likeness.stems >= limits.STEMS_EDITED
        if not is_edited and likeness.shingles < limits.NEAR_FOR_CLIENT:
            return False
    elif _is_rearranged(new, earlier, title, likeness):
        return content >= limits.NEAR_REARRANGED
    return _texts_agree(new, earlier, title, likeness) and _content_agrees(content, likeness, title)


def _texts_agree(new: Posting, earlier: Posting, title: TitleMatch, likeness: Likeness) -> bool:
    similarity = likeness.shingles
    if title is TitleMatch.EQUAL:
        if are_two_of_one_board(new, earlier, likeness):
            return False
        named = new.company is not None and earlier.company is not None
        return similarity >= (limits.NEAR_SAME_TITLE if named else limits.NEAR_SAME_TITLE_UNNAMED)
    if bool(new.levels & _leading()) != bool(earlier.levels & _leading()):  # who leads the team is not in the team
        return False
    # On one board words that only one of two titles has are there on purpose; the title of a post is a line of text.
    if new.board == earlier.board and not new.is_post:
        return title is TitleMatch.WIDER and similarity >= limits.NEAR_WIDER_TITLE_SAME_FAMILY
    if title is TitleMatch.WIDER:
        return similarity >= limits.NEAR_WIDER_TITLE
    # A post's title is some line of it: of one employer's two posts the texts say whether they are one.
    is_posted = new.is_post and earlier.is_post and new.company is not None and earlier.company is not None
    if title is TitleMatch.UNSAID or (is_posted and title is TitleMatch.NONE):
        return similarity >= limits.NEAR_UNSAID_TITLE
    if title is not TitleMatch.OVERLAPPING or new.levels != earlier.levels:
        return False
    return similarity >= limits.NEAR_OVERLAPPING_TITLE


def are_done_in_different(one: Posting, other: Posting) -> bool:
    """Whether each text names a language or framework that the other does not: Kotlin in place of Java."""
    first, second = one.anchors - other.anchors, other.anchors - one.anchors
    return bool(first & main_technologies() and second & main_technologies())


def have_one_text(likeness: Likeness) -> bool:
    """Whether the words of one text are those of the other, or of a part of it."""
    return likeness.stems >= limits.STEMS_EDITED or likeness.contained >= limits.CONTAINED_STEMS


def are_two_of_one_board(one: Posting, other: Posting, likeness: Likeness) -> bool:
    """Whether two ads of one title on one board are two jobs: hardly a word differs in what is one ad."""
    return one.board == other.board and not one.is_post and likeness.stems < limits.STEMS_EDITED


def _content_agrees(content: float, likeness: Likeness, title: TitleMatch) -> bool:
    if title is TitleMatch.EQUAL and (
        likeness.shingles >= limits.NEAR_DESPITE_BOILERPLATE or likeness.stems >= limits.STEMS_EDITED
    ):
        return True
    if isnan(content):  # all is boilerplate
        return likeness.shingles >= limits.NEAR_ALL_BOILERPLATE
    return content >= limits.CONTENT_SAME_TITLE


def _is_part(one: Posting, other: Posting, title: TitleMatch, likeness: Likeness) -> bool:
    """Whether the shorter text is a part of the longer one, under one title on two boards."""
    if title < TitleMatch.WIDER or not one.title or not other.title or one.board == other.board:
        return False
    shorter, longer = sorted((one.text_length, other.text_length))
    if not shorter or shorter / longer > limits.TEASER_MAX_RATIO:
        return False
    contained = likeness.shingles / (1 + likeness.shingles) * (shorter + longer) / shorter
    if not one.company or not other.company:
        return contained >= limits.CONTAINED_UNNAMED and likeness.contained >= limits.CONTAINED_STEMS
    if likeness.contained >= limits.CONTAINED_STEMS and likeness.shingles >= limits.MIN_SIMILARITY:
        return True
    is_template = one.is_for_client or other.is_for_client
    return title is TitleMatch.EQUAL and not is_template and contained >= limits.CONTAINED_SAME_TITLE


def _is_rearranged(one: Posting, other: Posting, title: TitleMatch, likeness: Likeness) -> bool:
    """Whether one text is the other with parts left out, moved or added, under one title and employer on two boards:
    the technologies are the same, and no number contradicts."""
    if title is not TitleMatch.EQUAL or not one.company or not other.company or one.board == other.board:
        return False
    if likeness.contained < limits.CONTAINED_REARRANGED or likeness.shingles < limits.NEAR_REARRANGED:
        return False
    return one.anchors <= other.anchors or other.anchors <= one.anchors


def _related(one: Iterable[str], other: frozenset[str]) -> bool:
    families = technology_families()
    return any(families.get(mark, frozenset()) & other for mark in one)


def _spelled_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each word is another spelling of one on the other side. Codes and short words have one spelling."""
    if not words or len(words) != len(others):
        return False
    if any(len(word) <= limits.TITLE_SHORT_WORD or any(map(str.isdigit, word)) for word in words | others):
        return False
    return all(max(fuzz.ratio(word, other) for other in others) >= limits.TITLE_SPELLING for word in words)


@cache
def _own_systems() -> frozenset[str]:
    return frozenset(load_lookup("linking_sources.yaml")["own_systems"])


@cache
def _many_boards() -> frozenset[str]:
    return frozenset(load_lookup("linking_sources.yaml")["many_boards"])


@cache
def _leading() -> frozenset[str]:
    return frozenset(load_lookup("linking_words.yaml")["leading_levels"])


@cache
def _post_families() -> frozenset[str]:
    return frozenset(load_lookup("linking_sources.yaml")["posts"])
