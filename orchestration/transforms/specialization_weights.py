"""The specialization within a group of a title or category, by the technologies an ad names and their weights."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from orchestration.transforms.specialization_titles import directions, rules
from orchestration.transforms.technologies import Technologies

_FIELD_WEIGHT, _TEXT_WEIGHT, _TITLE_WEIGHT = 2.0, 1.0, 3.0


@cache
def technology_weights() -> dict[str, dict[str, float]]:
    """Technology -> specialization -> weight."""
    weights: dict[str, dict[str, float]] = {}
    for slug, of_slug in rules()["technology_weights"].items():
        for name, weight in of_slug.items():
            weights.setdefault(name, {})[slug] = float(weight)
    return weights


def _scores(technologies: Technologies, in_title: frozenset[str]) -> dict[str, float]:
    scores: dict[str, float] = {}
    weights = technology_weights()
    for name, basis in zip(technologies.names, technologies.bases, strict=True):
        trust = _TEXT_WEIGHT if basis == "text" else _FIELD_WEIGHT
        if name in in_title:
            trust += _TITLE_WEIGHT
        for slug, weight in weights.get(name, {}).items():
            scores[slug] = scores.get(slug, 0.0) + weight * trust
    return scores


def refine(group: str, technologies: Technologies, in_title: frozenset[str]) -> tuple[str, bool]:
    """A specialization within a group of lookups/specializations.yaml, and whether the technologies decided it."""
    rule = rules()["groups"][group]
    if needs := rule.get("needs"):
        is_met = all(len(set(need["of"]).intersection(technologies.names)) >= need["least"] for need in needs)
        return (rule["then"] if is_met else rule["otherwise"]), is_met
    of, allowed = directions(), rule.get("directions", ())
    scores = {slug: score for slug, score in _scores(technologies, in_title).items() if of[slug] in allowed}
    if scores:
        return _of_platforms(scores, rule["otherwise"]) if group == "mobile" else _heaviest(scores), True
    return rule["otherwise"], False


def _of_platforms(scores: Mapping[str, float], neither: str) -> str:
    """Both platforms with about as much said of each make it neither's."""
    best = max(scores, key=lambda slug: (scores[slug], slug))
    second = max((score for slug, score in scores.items() if slug != best), default=0.0)
    return best if scores[best] >= 2 * second else neither


def _heaviest(scores: Mapping[str, float]) -> str:
    """The specialization of the greatest weight. Pages' basics (HTML, CSS, jQuery) are asked of who writes the server
    as well and decide nothing beside its language; a framework of the pages beside it makes the work both sides."""
    of = directions()
    best = max(scores, key=lambda slug: (scores[slug], slug))
    if of[best] not in ("backend", "frontend"):
        return best
    server, pages = (_best_of(scores, side) for side in ("backend", "frontend"))
    if not server or not pages:
        return best
    enough = rules()["both_sides_weight"]
    if pages == "other-frontend" or scores[pages] < enough:
        return server
    return "fullstack" if scores[server] >= enough else pages


def _best_of(scores: Mapping[str, float], direction: str) -> str | None:
    of = directions()
    return max((slug for slug in scores if of[slug] == direction), key=lambda slug: (scores[slug], slug), default=None)
