"""Places of a JobPosting whose address is a text on one page and an object on the next."""

from __future__ import annotations

from scrapers.parsers.records import listed


def job_locations(value: object) -> tuple[list[object], list[object]]:
    """(towns, countries) of `jobLocation`: one place or several, each with an address that is text or an object."""
    towns: list[object] = []
    countries: list[object] = []
    for place in listed(value):
        for address in listed(place.get("address") if isinstance(place, dict) else place):
            if isinstance(address, dict):
                towns += listed(address.get("addressLocality"))
                countries += listed(address.get("addressCountry"))
            else:
                towns.append(address)
    return towns, countries
