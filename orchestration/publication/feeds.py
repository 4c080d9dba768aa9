"""Atom feeds: the newest open ads of a specialization, as its page lists them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from jinja2 import Template

from orchestration.publication.about import ReleaseFacts
from orchestration.publication.metrics import Row
from orchestration.publication.sections_ads import latest_rows, web_address
from orchestration.publication.subjects import Subject
from orchestration.publication.view import View

# Characters that XML 1.0 cannot hold in any form.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def file_name(own: Subject) -> str:
    """Of the feed below the folder of its language."""
    return f"feeds/{own.key}.xml"


def feed(view: View, facts: ReleaseFacts, template: Template) -> str:
    """RFC 4287 as text. Entries without an address on the web link to the page of the specialization."""
    text = template.render(
        own=view.own,
        name=view.name(view.own),
        entries=[_entry(view, row) for row in latest_rows(view)],
        updated=facts.created_at.astimezone(UTC).isoformat(),
        is_simulated=facts.simulation.state != "none",
    )
    return _NOT_XML.sub("", text)


def _entry(view: View, row: Row) -> dict[str, Any]:
    texts = view.texts
    facts = [row["company"], row["city"], view.figures.country(row["country"]) if row["country"] else None]
    facts += [
        texts.get(f"{kind}.{row[column]}", "") for kind, column in (("grades", "grade"), ("formats", "work_format"))
    ]
    return {
        "id": f"tag:jobmarts,2026:vacancy/{row['vacancy_id']}",
        "title": row["title"],
        "address": web_address(row["url"]) or f"../{view.own.file_name}",
        "published": datetime.combine(row["published_on"], time(), UTC).isoformat(),
        "summary": " · ".join(fact for fact in facts if fact),
        "source": row["source"],
    }
