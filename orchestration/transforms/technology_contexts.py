"""Technologies that an ad names without asking for them: left behind, of former days, used by others, not needed.

Phrases and their reach stand in lookups/technology_contexts.yaml.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Hit, Scan, first_from

_CLAUSE = 60  # characters that are looked at before and after "is not required"
_ENDS = (". ", ".\n", "\n", "; ", "! ", "? ")
_AFTER, _IT = "after", "it"  # the cues of phrases that stand behind the name
_NONE_OF = "none_of"
_OF_FIRMS = ("backers", "former")  # where only names that firms have as well are passed over
_NUMBER = re.compile(r"(?<![\w.,])\d{1,2}\s\w")  # "4 developers"
_FEW_WORDS = 22  # characters
_LONG_CLAUSE = 140  # the same for phrases that speak of the clause before


class Stretch(NamedTuple):
    """[start, end) of the scanned text in which technologies are named that the ad does not ask for."""

    start: int
    end: int
    of: frozenset[str] | None  # the names that are passed over in it; None: all


def unasked(found: Scan, names: list[Hit]) -> list[Stretch]:
    """Where an ad names technologies that it does not ask for. `names`: hits of technologies."""
    cues = found.of("technology_cue")
    if not cues:
        return []
    nearest, stretches = _nearest(), []
    for cue in cues:
        end, kind = cue.end, cue.value
        if cue.start <= found.title_end:
            continue
        following = first_from(names, end)
        # Most phrases have no name near them.
        if kind in nearest and (following == len(names) or names[following].start - end > nearest[kind]):
            continue
        if (one := _stretch(found, cue, names, following)) is not None:
            stretches.append(Stretch(*one, _firms() if kind in _OF_FIRMS else None))
    return stretches


@cache
def _nearest() -> dict[str, int]:
    """Of phrases that stand before a name how many characters before it at most."""
    return {**_contexts()["reach"], **_contexts()["nearest"]}


@cache
def _firms() -> frozenset[str]:
    return frozenset(_contexts()["firms"])


@cache
def _contexts() -> dict[str, Any]:
    return dict(load_yaml("technology_contexts"))


def _stretch(found: Scan, cue: Hit, names: list[Hit], following: int) -> tuple[int, int] | None:
    """`following`: number of the first name behind the phrase."""
    contexts, text, kind = _contexts(), found.folded, cue.value
    if kind == _AFTER:
        return _stretch_before(text, cue)
    if kind == _IT:
        return _clause_before(text, cue, names)
    if kind == "colleagues" and not _is_team_in_brackets(text, cue, names[following].start):
        return None
    rest = text[cue.end : cue.end + contexts["reach"][kind]]
    end = min((at for mark in _ENDS if (at := rest.find(mark)) >= 0), default=len(rest))
    turns = [at for word in contexts["turns"][kind] if 0 <= (at := rest.find(word)) < end]
    if kind == "left" and turns and (first := min(turns)) < names[following].start - cue.end:
        # "from a monolith in PHP to services": the first word is not the turn yet.
        turns = [at for word in contexts["turns"][kind] if first < (at := rest.find(word, first + 1)) < end] or turns
    if not turns and kind == "left":
        turns = [at for at in (rest.find(","),) if 0 <= at < end]
    if kind == _NONE_OF:
        between = rest[: names[following].start - cue.end]
        if not between.startswith(" ") or any(word in between for word in contexts["not_between"]):
            return None
        if text.endswith(tuple(contexts["not_after"]), 0, cue.start):
            return None
    end = cue.end + min([end, *turns])
    if kind in contexts["unless"]:
        sentence = text[_sentence_start(text, cue.start) : end]
        if any(word in sentence for word in contexts[contexts["unless"][kind]]):
            return None
    return cue.end, end


def is_account(text: str, name: Hit) -> bool:
    """Whether a name is that of a site where an applicant has an account: "send us your GitHub profile"."""
    accounts = _contexts()["accounts"]
    first, last = max(0, name.start - accounts["within"]), name.end + accounts["within"]
    before = text[text.rfind("\n", first, name.start) + 1 or first : name.start]
    after = text[name.end : last].partition("\n")[0]
    return after.lstrip(" )").startswith(_account_words("after")) or any(word in before for word in accounts["before"])


@cache
def accounts() -> frozenset[str]:
    """Names of sites where applicants have accounts."""
    return frozenset(_contexts()["accounts"]["names"])


@cache
def _account_words(side: str) -> tuple[str, ...]:
    return tuple(_contexts()["accounts"][side])


def _is_team_in_brackets(text: str, cue: Hit, name: int) -> bool:
    """Whether counted people are followed by a name in brackets, a few words on: "two developers (TYPO3)"."""
    words, bracket, _ = text[cue.end - 1 : name].partition("(")  # the phrase may hold the bracket
    if not bracket or len(words) > _FEW_WORDS or any(sign in words for sign in ",.:;)\n–—"):
        return False
    before = text[_sentence_start(text, cue.start) : cue.end]
    return any(word in before for word in _contexts()["counts"]) or _NUMBER.search(before) is not None


def _stretch_before(text: str, cue: Hit) -> tuple[int, int] | None:
    """The clause before "is not required", unless it is called a plus all the same."""
    first = max(0, cue.start - _CLAUSE)
    start = max(
        (at + len(mark) for mark in (*_ENDS, ", ", " (") if (at := text.rfind(mark, first, cue.start)) >= 0),
        default=first,
    )
    end = min((at for mark in _ENDS if (at := text.find(mark, cue.end, cue.end + _CLAUSE)) >= 0), default=cue.end)
    around = text[start:end]
    return None if any(word in around for word in _contexts()["pluses"]) else (start, cue.start)


def _clause_before(text: str, cue: Hit, names: list[Hit]) -> tuple[int, int] | None:
    """The last clause with a name in the sentence before "you won't touch it"."""
    first = _sentence_start(text, cue.start)
    last = first_from(names, cue.start) - 1
    if last < 0 or names[last].start < first:
        return None
    bracket = text.rfind("(", first, names[last].start)
    if bracket < 0 or text.find(")", bracket, names[last].start) >= 0:
        bracket = text.rfind(", ", first, names[last].start)
    start = max(first, bracket)
    return None if any(word in text[first : cue.start] for word in _contexts()["pluses"]) else (start, cue.start)


def _sentence_start(text: str, at: int) -> int:
    first = max(0, at - _LONG_CLAUSE)
    return max((end + len(mark) for mark in _ENDS if (end := text.rfind(mark, first, at)) >= 0), default=first)
