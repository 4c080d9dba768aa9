"""The work format in English words, for sites that have no field for it."""

from __future__ import annotations

from scrapers.market.model import Opening

FORMATS = {"remote": "Remote", "hybrid": "Hybrid", "office": "On-site"}


def format_paragraph(opening: Opening) -> str:
    """A paragraph of the ad's text; nothing when the ad does not say it."""
    names = ", ".join(FORMATS[name] for name in opening.work_formats)
    return f"<p>Work format: {names}.</p>" if names else ""
