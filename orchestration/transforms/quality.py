"""Whether a posting is an ad at all, and whether its text describes the role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import add, sub
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.specialization_titles import read_title
from orchestration.transforms.text_scan import Hit, Scan

_SHORT_LINE = 90
_LABEL = 70  # longer titles, or with a sign of a sentence, are the first sentence of a post
_LABEL_WORDS = 5  # words of a label that names no role we know
_SENTENCE = ("!", "?", ". ", "…")
_STEM = 6  # letters by which forms of one word are counted once
_OPENING = 1500  # characters in which a writer has said who writes
_LONG = 1500  # posts that are no ads are shorter, and a long ad meets words of everything
_HEAD = 120  # characters of a head of a vacancy
_REMARK = 500  # longer questions are pitches
_OFTEN = 2
_LIST = 3  # lines with a link that make a list
_PUNCTUATION = ".,:;!?()«»\"'—–-"
_LINK = re.compile(r"://|\bwww\.|\bt\.me/|\w\.[a-z]{2,12}/")
_LONG_LINE = 25  # shorter lines are headings, tags and lists of links


class _Rules(NamedTuple):
    reasons: tuple[str, ...]
    moderated: frozenset[str]
    signs: dict[str, tuple[int, tuple[tuple[int, float], ...]]]  # how many words count, points by number of the reason
    pairs: tuple[tuple[str, str, int, tuple[float, ...]], ...]
    shape: dict[str, tuple[float, ...]]
    rejected_from: tuple[float, ...]
    some_signs: float
    least_signs: tuple[float, ...]  # with fewer points by signs no shape reaches the limit
    first_person: frozenset[str]
    first_person_endings: tuple[str, ...]
    plural_person: frozenset[str]
    employer_signs: frozenset[str]
    vacancy_head: re.Pattern[str]


@cache
def _rules() -> _Rules:
    rules = load_yaml("quality")
    reasons = tuple(rules["reasons"])

    def row(points: dict[str, float]) -> tuple[float, ...]:
        return tuple(float(points.get(reason, 0)) for reason in reasons)

    limits = row(load_yaml("thresholds")["not_an_ad"]["total"])
    shape = {name: row(points) for name, points in rules["shape"].items()}
    return _Rules(
        reasons,
        frozenset(rules["moderated_families"]),
        {
            name: (
                sign.get("most", 1),
                tuple((reasons.index(reason), points) for reason, points in sign["points"].items()),
            )
            for name, sign in rules["signs"].items()
        },
        tuple((pair["first"], pair["second"], pair["within"], row(pair["points"])) for pair in rules["pairs"]),
        shape,
        limits,
        load_yaml("thresholds")["not_an_ad"]["signs"],
        tuple(map(sub, limits, (sum(max(0.0, one[at]) for one in shape.values()) for at in range(len(reasons))))),
        frozenset(rules["first_person"]["singular"]),
        tuple(rules["first_person"]["endings"]),
        frozenset(rules["first_person"]["plural"]),
        frozenset(rules["employer_signs"]),
        re.compile("|".join(rules["vacancy_head"])),
    )


def rejected_reason(found: Scan, family: str, company: str | None = None) -> str | None:
    """Why this is not an ad (one of `reasons` in lookups/quality.yaml), or None.

    Signs in the text and its shape give points for and against each reason; the reason that exceeds its limit in
    thresholds.yaml the most is named. Shape alone never rejects. Boards moderate what they list, so there only signs
    in the title count.
    """
    rules = _rules()
    is_moderated = family in rules.moderated
    if is_moderated and not any(hit.start < found.title_end for hit in found.every("quality")[:1]):
        return None
    hits = found.of("quality")
    if is_moderated:
        hits = [hit for hit in hits if hit.start < found.title_end]
    signs = _points(found, hits, rules)
    if not any(rules.some_signs <= points >= least for points, least in zip(signs, rules.least_signs, strict=True)):
        return None
    totals = signs
    for shape in _shapes(found, company, is_moderated):
        totals = list(map(add, totals, rules.shape[shape]))
    columns = zip(totals, signs, rules.rejected_from, rules.reasons, strict=True)
    excesses = [(total - limit, reason) for total, sign, limit, reason in columns if sign >= rules.some_signs]
    excess, reason = max(excesses)
    return reason if excess >= 0 else None


def _points(found: Scan, hits: list[Hit], rules: _Rules) -> list[float]:
    seen: dict[str, set[str]] = {}
    for hit in hits:
        seen.setdefault(hit.value, set()).add(found.folded[hit.start : min(hit.end, hit.start + _STEM)])
    scores = [0.0] * len(rules.reasons)
    for sign, words in seen.items():
        most, points = rules.signs[sign]
        times = min(len(words), most)
        for reason, point in points:
            scores[reason] += times * point
    for first, second, within, more in rules.pairs:
        if first in seen and second in seen and _is_followed(found, hits, first, second, within):
            scores = list(map(add, scores, more))
    return scores


def _is_followed(found: Scan, hits: list[Hit], first: str, second: str, within: int) -> bool:
    end = -within - 1
    for hit in hits:
        if hit.value == first:
            end = hit.end
        elif hit.value == second and hit.start - end <= within and "\n" not in found.folded[end : hit.start]:
            return True
    return False


def _shapes(found: Scan, company: str | None, is_moderated: bool) -> Iterator[str]:
    """Names of `shape` in lookups/quality.yaml that hold for this post."""
    title = found.folded[1 : found.title_end]
    is_label = len(title) <= _LABEL and not any(sign in title for sign in _SENTENCE)
    reading = read_title(found.text[1 : found.title_end]) if is_label else None
    if reading is not None and (reading.slug is not None or reading.group is not None):
        yield "role_title"
        if not company and _only_points(found):
            yield "bare_role"
    elif is_moderated:
        return
    elif is_label and title.count(" ") < _LABEL_WORDS:
        yield "short_title"
        if not company and _only_points(found):
            yield "bare_label"
    else:
        yield "no_role"
    if is_moderated:
        return
    rules = _rules()
    first_line = found.folded[found.title_end + 1 : found.title_end + 1 + _HEAD].partition("\n")[0]
    if any(
        len(head) < _HEAD and not any(sign in head for sign in _SENTENCE) and rules.vacancy_head.search(head)
        for head in (title, first_line)
    ):
        yield "vacancy_head"
    if len(found.folded) > _LONG:
        yield "long_text"
    elif len(found.folded) <= _REMARK and found.folded.rstrip().endswith("?"):
        yield "question"
    if not company and not any(hit.value in rules.employer_signs for hit in found.of("quality")):
        yield "no_employer"
    if found.has("work_format"):
        yield "work_format"
    words = Counter(word.strip(_PUNCTUATION) for word in found.folded[:_OPENING].split())
    own = sum(words[word] for word in rules.first_person)
    own += sum(times for word, times in words.items() if word.endswith(rules.first_person_endings))
    if own >= _OFTEN and own > sum(words[word] for word in rules.plural_person):
        yield "first_person"
    lines = [line for line in found.folded.split("\n") if line.strip()]
    links = sum(1 for line in lines if len(line) < _SHORT_LINE and _has_link(line))
    if links >= _LIST and links * 2 > len(lines):
        yield "list_of_links"


def _has_link(line: str) -> bool:
    return ("/" in line or "www." in line) and _LINK.search(line) is not None


def _only_points(found: Scan) -> bool:
    """A role and an address, and nothing about the job: an entry of a list of links."""
    if any(found.has(kind) for kind in ("currency", "pay", "work_format")):
        return False
    return all(len(line) < _SHORT_LINE for line in found.folded[found.title_end :].split("\n") if "http" not in line)


def description_quality(found: Scan, description: str) -> str:
    """`adequate` when at least 300 characters of prose remain without boilerplate, tags and links; `thin`; `none`."""
    if not description.strip():
        return "none"
    wanted = load_yaml("thresholds")["adequate_prose_characters"]
    cut = {found.folded.rfind("\n", 0, hit.start) for hit in found.of("boilerplate")}
    total, at = 0, found.title_end
    while at < len(found.folded) - 1:
        end = found.folded.find("\n", at + 1)
        if end < 0:
            break
        length = end - at - 1
        if length >= _LONG_LINE and at not in cut and not found.folded.startswith(("#", "http"), at + 1):
            total += length
            if total >= wanted:
                return "adequate"
        at = end
    return "thin"
