"""Whether a posting is an ad at all, and whether its text describes the role."""

from __future__ import annotations

from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.specializations import read_title
from orchestration.transforms.text_scan import Scan

_SHORT_LINE = 90
_LONG_LINE = 25  # shorter lines are headings, tags and lists of links


@cache
def _moderated() -> frozenset[str]:
    return frozenset(load_yaml("quality")["moderated_families"])


def rejected_reason(found: Scan, family: str, company: str | None = None) -> str | None:
    """Why this is not an ad (a key of `reasons` in lookups/quality.yaml), or None.

    Boards moderate what they list, so there only the title can reject. One strong phrase rejects, or two different
    weak ones, unless the text has the sections of a job. Under a title that names a role some reasons must stand in
    the title: `вакансии недели` below it is the heading of the post it came from, unless all of the entry is a link.
    """
    hits = found.of("quality")
    if not hits:
        return None
    if family in _moderated():
        hits = [hit for hit in hits if hit.start < found.title_end]
    evidence: dict[str, dict[str, set[str]]] = {}
    for hit in hits:
        reason, _, strength = hit.value.partition(":")
        if (
            reason in load_yaml("quality")["title_only_of_roles"]
            and hit.start >= found.title_end
            and _names_role(found)
            and (company or not _only_points(found))
        ):
            continue
        evidence.setdefault(reason, {}).setdefault(strength, set()).add(found.folded[hit.start : hit.end])
    for reason in load_yaml("quality")["reasons"]:
        seen = evidence.get(reason, {})
        strong, weak, undo = (len(seen.get(strength, ())) for strength in ("strong", "weak", "undo"))
        if (strong and strong * 2 + weak > undo * 2) or (weak >= 2 and not undo and reason != "cv"):
            return str(reason)
    return None


def _only_points(found: Scan) -> bool:
    """A role and an address, and nothing about the job: an entry of a list of links."""
    if any(found.hits.get(kind) for kind in ("currency", "pay", "work_format")):
        return False
    return all(len(line) < _SHORT_LINE for line in found.folded[found.title_end :].split("\n") if "http" not in line)


def _names_role(found: Scan) -> bool:
    reading = read_title(found.text[: found.title_end])
    return reading.slug is not None or reading.group is not None


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
