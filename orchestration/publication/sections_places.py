"""Where: countries of the work, sources that carry the ads, employers that post them."""

from __future__ import annotations

from orchestration.publication.metrics import Metric, Row
from orchestration.publication.sections_technologies import share_bars
from orchestration.publication.view import Cell, Reading, Section, View


def geography(view: View) -> Section | None:
    rows = view.rows("mart_geography")
    if not rows:
        return None
    stated = sorted((row for row in rows if row["country"] is not None), key=lambda row: -(row["n"] or 0))
    listed = [row for row in stated if not row["is_suppressed"]]
    shares = {row["country"]: view.metric("country_share", row) for row in listed}
    ranked = [(view.figures.country(row["country"]), shares[row["country"]]) for row in listed]
    shown = ranked[: view.rules.max_countries]
    readings: list[Reading] = []
    if shown:
        count = view.metric("country_stated", stated[0])
        readings.extend(view.leading("geography", shown, "country", stated=count))
    else:
        readings.append(view.none("geography.none"))
    readings.extend(_source_mix(view))
    unknown = [row for row in rows if row["country"] is None]
    if unknown:
        readings.append(view.reading("geography.unstated", count=view.metric("country_count", unknown[0])))
    if few := len(stated) - len(listed):
        least = view.figures.number(view.rules.min_count)
        readings.append(view.reading("geography.others", countries=view.figures.number(few), least=least))

    def cells(row: Row) -> tuple[Cell, ...]:
        name, count, dash = view.figures.country(row["country"]), view.metric("country_count", row), view.texts["dash"]
        if row["country"] is None:
            return name, dash, dash, count, dash, dash
        share, median = shares[row["country"]], view.metric("country_median", row)
        pay: tuple[Cell, ...] = (median, view.interval(median)) if median.is_shown else (dash, dash)
        return name, share, view.interval(share), count, *pay

    headers = ("country", "share", "interval", "n", "median", "interval")
    return Section(
        id="geography",
        title=view.texts["geography.title"],
        readings=tuple(readings),
        chart=share_bars(view, "geography", shown),
        caption=view.texts.plain("geography.caption", **view.window),
        table=view.table("geography.title", headers, [cells(row) for row in [*listed, *unknown]]),
    )


def _source_mix(view: View) -> list[Reading]:
    """The caveat of the list, computed: how much of it one source alone carries."""
    rows = view.rows("mart_sources")
    largest = max(rows, key=lambda row: row["vacancies"] or 0, default=None)
    if largest is None:
        return []
    share = view.metric("source_share", largest)
    if not share.is_shown:
        return []
    among = [view.metric("source_share", row) for row in rows]
    words = {
        "source": view.figures.foreign(largest["source"]),
        "n": view.metric("source_vacancies", largest),
        "share": share,
    }
    return [view.superlative("geography.mix", share, among, **words)]


def sources(view: View) -> Section | None:
    rows = sorted(view.rows("mart_sources"), key=lambda row: (-(row["vacancies"] or 0), row["source"]))
    if not rows:
        return None
    listed = [row for row in rows if not row["is_suppressed"]][: view.rules.max_sources]
    readings: list[Reading] = []
    if listed:
        count = view.metric("source_vacancies", listed[0])
        among = [view.metric("source_vacancies", row) for row in listed]
        words = {
            "source": view.figures.foreign(listed[0]["source"]),
            "exclusive": view.metric("source_exclusive", listed[0]),
        }
        readings.append(view.superlative("sources.most", count, among, vacancies=count, **words))
    else:
        readings.append(view.none("sources.none"))
    if rest := len(rows) - len(listed):
        readings.append(view.reading("sources.rest", sources=view.figures.number(rest)))
    names = ("source_postings", "source_vacancies", "source_share", "source_exclusive", "source_overlap")

    def cells(row: Row) -> tuple[Cell, ...]:
        kind = view.texts.get(f"source_types.{row['source_type']}", str(row["source_type"]))
        return view.figures.foreign(row["source"]), kind, *(view.metric(name, row) for name in names)

    columns = ("source", "kind", "postings", "vacancies", "share", "exclusive", "overlap")
    shown = [(row["source"], view.metric("source_share", row)) for row in listed[: view.rules.max_countries]]
    return Section(
        id="sources",
        title=view.texts["sources.title"],
        readings=tuple(readings),
        chart=share_bars(view, "sources", shown),
        caption=view.texts.plain("sources.caption", **view.window),
        table=view.table("sources.title", columns, [cells(row) for row in listed]) if listed else None,
        is_open=True,
        is_wide=True,
    )


def employers(view: View) -> Section | None:
    rows = sorted(view.rows("mart_employers"), key=lambda row: (row["rank"], row["employer_key"]))
    if not rows:
        return None
    shares = [(view.figures.foreign(row["company"]), view.metric("employer_share", row)) for row in rows]
    first = rows[0]
    readings = list(view.leading("employers", shares, "company", n=view.metric("employer_count", first)))
    totals = {"employers": view.metric("employers_total", first), "stated": view.metric("employers_stated", first)}
    readings.append(view.reading("employers.total", **totals))

    def cells(row: Row, name: Cell, share: Metric) -> tuple[Cell, ...]:
        median: Cell = view.texts["dash"]
        if view.metric("employer_median", row).is_shown:
            median = view.metric("employer_median", row)
        counts = view.metric("employer_count", row), view.metric("employer_active", row)
        return name, *counts, share, view.interval(share), median

    body = [cells(row, name, share) for row, (name, share) in zip(rows, shares, strict=True)]
    return Section(
        id="employers",
        title=view.texts["employers.title"],
        readings=tuple(readings),
        caption=view.texts.plain("employers.caption", least=view.rules.min_count, **view.window),
        table=view.table("employers.title", ("company", "new_90d", "active", "share", "interval", "median"), body),
        is_open=len(body) <= view.rules.max_countries,
    )
