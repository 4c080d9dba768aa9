"""The simulated sites, one module each. `faces()` finds them: a new site is a new module, no list to edit."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from scrapers.identity import family_of
from scrapers.market.faces.base import Face, Handler
from scrapers.market.lookup import family_rules

OFFICIAL_RATES = "rates"  # a module with routes and no postings


@cache
def faces() -> dict[str, Face]:
    """Family -> site, the largest sources first."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    found = [module.FACE for module in modules if hasattr(module, "FACE")]
    return {face.family: face for face in sorted(found, key=lambda face: (_order(face.family), face.family))}


def face_of(source: str) -> Face:
    return faces()[family_of(source)]


@cache
def routes() -> dict[str, tuple[Handler, tuple[str, ...]]]:
    """First segment of a path -> its handler and the methods it knows."""
    rates = import_module(f"{__name__}.{OFFICIAL_RATES}")
    found: dict[str, tuple[Handler, tuple[str, ...]]] = {}
    for base, handler in rates.ROUTES.items():
        found[base] = (handler, ("GET", "HEAD"))
    for face in faces().values():
        found |= {base: (handler, face.methods) for base, handler in face.routes.items()}
    return found


def _order(family: str) -> int:
    return int(family_rules(family).get("order", 99))
