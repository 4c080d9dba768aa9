"""Internships that a text offers beside its jobs or instead of them."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Scan

_INTERNS = re.compile(r"\bintern(?:s|ships?)?\b")
_MOST = 20  # mentions looked at, which bounds the work on a hostile text
# Lengths in characters, chosen by looking at posts, not measured one by one; the scorecard holds what they give.
_HEADING = 300
_OPENING = 26  # "Оплачиваемая стажировка"
_BESIDE = 70  # of a mention, within its line
_DENIED = re.compile(r"[\s:–—-]*\bno\b")  # "INTERN no", "INTERN: No"
# "Local interns as dedicated as you": a line of more words is no role unless it ends there.
_ROLE_LINE = re.compile(r"[\W_]*(?:[\w/&+.-]+ )?")
_ROLE_LINE_WHOLE = re.compile(r"[\W_]*(?:[\w/&+.-]+ ){0,4}")
# A head marks kinds of employment: "full-time/intern", "Full time and interns"; "from intern to senior" is prose.
_MARK_BEFORE = re.compile(r"(?:^|[^\w\s]|\b(?:and|or))\s*$")
_MARK_AFTER = re.compile(r"\s*(?:$|[^\w\s]|(?:and|or)\b)")
_ENDS = re.compile(r"\s*(?:\(.*)?$")


def offers_internships(found: Scan) -> bool:
    """Whether the text opens with an internship, of which the role alone became the title, marks its head with one,
    lists one among the roles, or says that interns are sought: "we also hire interns", "we do 6 month internships"."""
    start = found.title_end + 1
    # In other languages the word of the head alone is read: later it is one of the employments.
    opening = found.folded[start : start + _OPENING].partition("\n")[0]
    if any(word in f" {opening}" for word in _list("heading_internships")):
        return True
    if "intern" not in found.folded:
        return False
    head_end = _head_end(found.folded, start)
    for mention in islice(_INTERNS.finditer(found.folded, found.title_end), _MOST):
        line_start = found.folded.rfind("\n", 0, mention.start()) + 1
        before = found.folded[max(line_start, mention.start() - _BESIDE) : mention.start()]
        after = found.folded[mention.end() : mention.end() + _BESIDE].partition("\n")[0]
        if _DENIED.match(after) or _denying().search(before):
            continue
        is_mark = mention.start() < head_end and (_MARK_BEFORE.search(before) or _MARK_AFTER.match(after))
        if is_mark or _sought_before().search(before) or _sought_after().match(after):
            return True
        is_line = mention.start() - line_start <= _BESIDE
        if is_line and (_ROLE_LINE.fullmatch(before) or (_ENDS.match(after) and _ROLE_LINE_WHOLE.fullmatch(before))):
            return True
    return False


def _head_end(text: str, start: int) -> int:
    """Where the second line of the head ends: threads of vacancies mark the kinds of employment there."""
    first = text.find("\n", start, start + _HEADING)
    if first < 0:
        return min(len(text), start + _HEADING)
    second = text.find("\n", first + 1, start + _HEADING)
    return second if second > 0 and second - first < _BESIDE * 2 else first


@cache
def _denying() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _list("interns_denied")))
    return re.compile(rf"\b(?:{words})\b[^.!?]{{0,24}}$")


@cache
def _sought_before() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, _list("interns_sought")))
    return re.compile(rf"\b(?:{verbs})\b[^.!?]{{0,60}}$")


@cache
def _sought_after() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _list("interns_offered")))
    return re.compile(rf"[^.!?\n]{{0,14}}\b(?:{words})\b")


def _list(name: str) -> tuple[str, ...]:
    return tuple(load_yaml("grades")[name])
