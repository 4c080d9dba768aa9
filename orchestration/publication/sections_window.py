"""Sections on the 90-day window: pay by grade, technologies, places, sources, what the ads state."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import MARKET, Metric, Row
from orchestration.publication.view import Cell, Reading, Section, Table, View


def ladder(view: View) -> Section | None:
    rows = sorted(view.layer.rows("mart_salary_ladder", view.segment), key=lambda row: row["grade_order"])
    if not rows:
        return None
    names = {row["grade"]: view.texts[f"grades.{row['grade']}"] for row in rows}
    medians = {row["grade"]: view.metric("ladder_median", row) for row in rows}
    shown = [row for row in rows if medians[row["grade"]].is_shown]
    chart = None
    if shown:
        values = [
            {
                "name": names[row["grade"]],
                "text": view.figures.text(medians[row["grade"]]),
                "median": medians[row["grade"]].value,
                "low": medians[row["grade"]].low,
                "high": medians[row["grade"]].high,
                "p25": view.metric("ladder_p25", row).value,
                "p75": view.metric("ladder_p75", row).value,
            }
            for row in shown
        ]
        items = "; ".join(f"{value['name']} {value['text']}" for value in values)
        label = view.texts.plain("ladder.alt", items=items)
        chart = charts.ladder(values, view.texts["comparison.axis"], label)
    readings = _ladder_readings(view, shown) if shown else (_none(view, "ladder.none"),)
    columns = ("grade", "median", "interval", "quartiles", "n", "jump")
    return Section(
        id="pay",
        title=view.texts["ladder.title"],
        readings=readings,
        chart=chart,
        caption=view.texts.plain("ladder.caption", **view.window),
        table=_table(view, "ladder.title", columns, [_ladder_cells(view, row, shown) for row in rows]),
        is_open=True,
        is_wide=True,
    )


def _before(row: Row, shown: list[Row]) -> Row | None:
    """The previous grade whose median is shown: what a step is measured from."""
    lower = [other for other in shown if other["grade_order"] < row["grade_order"]]
    return lower[-1] if row in shown and lower else None


def _ladder_cells(view: View, row: Row, shown: list[Row]) -> tuple[Cell, ...]:
    dash = view.texts["dash"]
    median, before, jump = view.metric("ladder_median", row), _before(row, shown), view.metric("ladder_jump", row)
    quartiles: Cell = dash
    p25, p75 = view.metric("ladder_p25", row), view.metric("ladder_p75", row)
    if p25.is_shown and p75.is_shown:
        quartiles = view.texts.markup(
            "figure.interval.usd_plain", low=view.figures.figure(p25), high=view.figures.figure(p75)
        )
    step: Cell = dash
    if before is not None and jump.is_shown:
        words = {"jump": view.figures.figure(jump), "grade": view.texts[f"grades.{before['grade']}"]}
        step = view.texts.markup("ladder.from_grade", **words)
        if flag := _inversion(view, row, before):
            step = view.texts.markup("ladder.from_grade_flagged", flag=view.texts[f"ladder.flag_{flag}"], **words)
    return (
        view.texts[f"grades.{row['grade']}"],
        median,
        view.figures.interval(median) or dash,
        quartiles,
        view.metric("ladder_n", row),
        step,
    )


def _inversion(view: View, row: Row, before: Row | None) -> str | None:
    """`clear` when the median falls below the grade before beyond the intervals, `noise` when within them."""
    if before is None:
        return None
    lower, upper = view.metric("ladder_median", before), view.metric("ladder_median", row)
    if (upper.value or 0) >= (lower.value or 0):
        return None
    return "noise" if upper.overlaps(lower) else "clear"


def _ladder_readings(view: View, shown: list[Row]) -> tuple[Reading, ...]:
    readings: list[Reading] = []
    steps = [(before, row, view.metric("ladder_jump", row)) for before, row in pairwise(shown)]
    rises = [step for step in steps if step[2].is_shown and (step[2].value or 0) > 0]
    if rises:
        before, row, jump = max(rises, key=lambda step: step[2].value or 0)
        reading = view.reading("ladder.biggest", jump=jump, **_pair(view, before, row))
        readings.append(Reading(reading.text, leader=jump, field=tuple(step[2] for step in rises)))
    for before, row in pairwise(shown):
        if kind := _inversion(view, row, before):
            readings.append(view.reading(f"ladder.inversion_{kind}", **_pair(view, before, row)))
    return tuple(readings)


def _pair(view: View, lower: Row, upper: Row) -> dict[str, str | Metric]:
    return {
        "lower": view.texts[f"grades.{lower['grade']}"],
        "upper": view.texts[f"grades.{upper['grade']}"],
        "lower_median": view.metric("ladder_median", lower),
        "upper_median": view.metric("ladder_median", upper),
    }


def ranked_technologies(view: View) -> list[Row]:
    """Rows whose share is shown, most wanted first, without what defines the specialization itself."""
    rows = view.layer.rows("mart_technologies", view.segment)
    shown = [row for row in rows if not row["is_suppressed"] and not row["is_defining"]]
    return sorted(shown, key=lambda row: (row["rank"], row["technology"]))


def technologies(view: View) -> Section | None:
    rows = ranked_technologies(view)[: view.rules.max_technologies]
    ranked = [(row["technology"], view.metric("technology_share", row)) for row in rows]
    readings: list[Reading] = []
    if rows:
        stated = view.metric("technology_stated", rows[0])
        readings.extend(view.leading("technologies", ranked, "technology", stated=stated))
        readings.extend(_most_particular(view, rows))
    else:
        readings.append(_none(view, "technologies.none"))
    everything = view.layer.rows("mart_technologies", view.segment)
    if own := [row["technology"] for row in everything if row["is_defining"]]:
        readings.append(view.reading("technologies.own", own=", ".join(own)))

    def cells(row: Row, share: Metric) -> tuple[Cell, ...]:
        interval = view.figures.interval(share) or view.texts["dash"]
        lift: Cell = view.metric("technology_lift", row) if row["lift"] is not None else view.texts["dash"]
        return row["technology"], share, interval, view.metric("technology_count", row), lift

    body = [cells(row, share) for row, (_, share) in zip(rows, ranked, strict=True)]
    caption = "technologies.caption" if view.own else "technologies.caption_market"
    columns = ("technology", "share", "interval", "n", "lift")
    return Section(
        id="technologies",
        title=view.texts["technologies.title"],
        readings=tuple(readings),
        chart=_bars(view, "technologies", ranked),
        caption=view.texts.plain(caption, **view.window),
        table=_table(view, "technologies.title", columns, body) if body else None,
    )


def _most_particular(view: View, rows: list[Row]) -> tuple[Reading, ...]:
    """The technology with the largest lift over the direction, of those above it by more than the interval."""
    above: list[tuple[str, Metric]] = []
    for row in rows:
        lift, share = view.metric("technology_lift", row), view.metric("technology_share", row)
        if lift.value is not None and share.value and lift.value * (share.low or 0) / share.value > 1:
            above.append((row["technology"], lift))
    if not above or view.own is None:
        return ()
    name, lift = max(above, key=lambda item: item[1].value or 0)
    reading = view.reading("technologies.lift", technology=name, lift=lift)
    return (Reading(reading.text, leader=lift, field=tuple(metric for _, metric in above)),)


def geography(view: View) -> Section | None:
    rows = view.layer.rows("mart_geography", view.segment)
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
        readings.append(_none(view, "geography.none"))
    if (largest := _largest_source(view)) is not None:
        share = view.metric("source_share", largest)
        if share.is_shown:
            figures = {"share": share, "n": view.metric("source_vacancies", largest)}
            readings.append(view.reading("geography.mix", source=largest["source"], **figures))
    unknown = [row for row in rows if row["country"] is None]
    if unknown:
        readings.append(view.reading("geography.unstated", count=view.metric("country_count", unknown[0])))
    if few := len(stated) - len(listed):
        least = view.figures.number(view.rules.min_count)
        readings.append(view.reading("geography.others", countries=view.figures.number(few), least=least))

    def cells(row: Row) -> tuple[Cell, ...]:
        name, count, dash = view.figures.country(row["country"]), view.metric("country_count", row), view.texts["dash"]
        if row["country"] is None:
            return name, dash, dash, count
        share = shares[row["country"]]
        return name, share, view.figures.interval(share) or dash, count

    headers = ("country", "share", "interval", "n")
    table = _table(view, "geography.title", headers, [cells(row) for row in [*listed, *unknown]])
    return Section(
        id="geography",
        title=view.texts["geography.title"],
        readings=tuple(readings),
        chart=_bars(view, "geography", shown),
        caption=view.texts.plain("geography.caption", **view.window),
        table=table,
    )


def _largest_source(view: View) -> Row | None:
    rows = [row for row in view.layer.rows("mart_sources", view.segment) if row["source"] is not None]
    return max(rows, key=lambda row: row["vacancies"] or 0, default=None)


def sources(view: View) -> Section | None:
    rows = sorted(
        view.layer.rows("mart_sources", view.segment), key=lambda row: (-(row["vacancies"] or 0), row["source"])
    )
    if not rows:
        return None
    largest = rows[0]
    counts = [view.metric("source_vacancies", row) for row in rows]
    readings: tuple[Reading, ...] = ()
    if counts[0].is_shown:
        exclusive = view.metric("source_exclusive", largest)
        reading = view.reading("sources.most", source=largest["source"], vacancies=counts[0], exclusive=exclusive)
        field = tuple(count for count in counts if count.is_shown)
        readings = (Reading(reading.text, leader=counts[0], field=field),)
    names = ("source_postings", "source_vacancies", "source_share", "source_exclusive", "source_overlap")
    columns = ("source", "postings", "vacancies", "share", "exclusive", "overlap")
    body = [(row["source"], *(view.metric(name, row) for name in names)) for row in rows]
    return Section(
        id="sources",
        title=view.texts["sources.title"],
        readings=readings,
        caption=view.texts.plain("sources.caption", **view.window),
        table=_table(view, "sources.title", columns, body),
        is_open=True,
    )


def coverage(view: View) -> Section | None:
    if view.summary is None:
        return None
    body: list[tuple[Cell, ...]] = [
        (view.texts["coverage.pay"], view.metric("salary_coverage"), view.metric("n_salary")),
        (view.texts["coverage.grade"], view.metric("grade_coverage"), view.metric("grade_n")),
        (view.texts["coverage.format"], view.metric("format_coverage"), view.metric("format_n")),
    ]
    if places := view.layer.rows("mart_geography", view.segment):
        place = (view.metric("country_coverage", places[0]), view.metric("country_stated", places[0]))
        body.append((view.texts["coverage.country"], *place))
    readings = [view.reading("coverage.reading")]
    if (market := view.layer.summary(MARKET)) is not None:
        figures = {name: view.metric(name, market) for name in ("out_of_scope", "rejected")}
        if all(metric.is_shown for metric in figures.values()):
            readings.append(view.reading("coverage.out_of_scope", **figures))
    return Section(
        id="coverage",
        title=view.texts["coverage.title"],
        readings=tuple(readings),
        caption=view.texts.plain("coverage.caption"),
        table=_table(view, "coverage.title", ("field", "coverage", "n"), body),
        is_open=True,
        is_wide=True,
    )


LEDGER = ("raw_postings", "merged", "rejected", "not_it", "out_of_scope", "pending", "ledger_vacancies")


def ledger(view: View) -> Section | None:
    """What became of every posting of the window; kept for the whole market only."""
    market = view.layer.summary(MARKET)
    if market is None or market["raw_postings"] is None:
        return None
    body: list[tuple[Cell, ...]] = [(view.texts[f"ledger.{name}"], view.metric(name, market)) for name in LEDGER]
    return Section(
        id="ledger",
        title=view.texts["ledger.title"],
        caption=view.texts.plain("ledger.caption", **view.window),
        table=_table(view, "ledger.title", ("what", "postings"), body),
        is_open=True,
    )


def _bars(view: View, prefix: str, ranked: list[tuple[str, Metric]]) -> Markup | None:
    if not ranked:
        return None
    values = [{"name": name, "share": metric.value, "low": metric.low, "high": metric.high} for name, metric in ranked]
    items = "; ".join(f"{name} {view.figures.text(metric)}" for name, metric in ranked)
    label = view.texts.plain(f"{prefix}.alt", items=items)
    return charts.bars(values, view.texts[f"{prefix}.axis"], label)


def _none(view: View, key: str) -> Reading:
    words = {"min_count": view.rules.min_count, "min_median": view.rules.min_median}
    return view.reading(key, **{name: view.figures.number(value) for name, value in words.items()})


def _table(view: View, caption: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> Table:
    headers = tuple(view.texts[f"columns.{column}"] for column in columns)
    return Table(caption=view.texts[caption], headers=headers, rows=tuple(rows))
