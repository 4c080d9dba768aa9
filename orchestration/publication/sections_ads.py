"""The newest ads of a segment, for the page and for its feed. Their words are the sources' own."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from orchestration.publication.metrics import Row
from orchestration.publication.view import Ad, Section, View

_MAX_TECHNOLOGIES = 6


def latest(view: View) -> Section | None:
    rows = latest_rows(view)
    if not rows:
        return None
    return Section(
        id="latest",
        title=view.texts["latest.title"],
        caption=view.texts.plain("latest.caption", **view.window),
        ads=tuple(_ad(view, row) for row in rows),
        is_wide=True,
    )


def latest_rows(view: View) -> list[Row]:
    """The newest open ads of the segment, newest first."""
    return sorted(view.rows("mart_latest_vacancies"), key=lambda row: int(row["position"]))


def _ad(view: View, row: Row) -> Ad:
    place = [row["city"], view.figures.country(row["country"]) if row["country"] else None]
    grade = view.texts.get(f"grades.{row['grade']}", "") if row["grade"] else ""
    work_format = view.texts.get(f"formats.{row['work_format']}", "") if row["work_format"] else ""
    facts = (grade, work_format, ", ".join(part for part in place if part))
    return Ad(
        title=row["title"],
        url=web_address(row["url"]),
        company=row["company"] or view.texts["latest.no_company"],
        published=view.figures.day(row["published_on"]),
        facts=tuple(fact for fact in facts if fact),
        pay=_pay(view, row),
        technologies=tuple(row["technologies"] or ())[:_MAX_TECHNOLOGIES],
        source=row["source"],
    )


def web_address(address: str | None) -> str | None:
    """The address when it leads to the web: a source may write javascript: into its own field."""
    if address is None or urlsplit(address).scheme not in ("http", "https"):
        return None
    return address


def _pay(view: View, row: Row) -> Markup | str:
    metric = view.metric("latest_usd", row)
    if not metric.is_shown:
        return ""
    return view.texts.markup("latest.pay", usd=view.figures.figure(metric))
