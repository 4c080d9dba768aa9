"""What stands behind the figures: what the ads state, what became of every posting, how the sources are."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from orchestration.publication.metrics import MARKET, REVISIONS, Row, UnknownMeasure
from orchestration.publication.reading_scores import FieldScore
from orchestration.publication.view import Cell, Reading, Section, View

LEDGER = ("raw_postings", "merged", "rejected", "not_it", "out_of_scope", "pending", "ledger_vacancies")
KEPT = ("vacancy", "not_it", "out_of_scope", "pending")
FIELDS = (
    "company", "grade", "specialization", "technologies", "salary", "salary_usd", "country", "city", "work_format",
    "adequate_description",
)  # fmt: skip
# By need of attention; a source that was not crawled on the day has no verdict.
VERDICTS = ("failed", "degraded", None, "good")


def coverage(view: View) -> Section | None:
    if view.summary is None:
        return None
    body: list[tuple[Cell, ...]] = [
        (view.texts["coverage.pay"], view.metric("salary_coverage"), view.metric("n_salary")),
        (view.texts["coverage.grade"], view.metric("grade_coverage"), view.metric("grade_n")),
        (view.texts["coverage.format"], view.metric("format_coverage"), view.metric("format_n")),
    ]
    if places := view.rows("mart_geography"):
        place = (view.metric("country_coverage", places[0]), view.metric("country_stated", places[0]))
        body.append((view.texts["coverage.country"], *place))
    readings = [view.reading("coverage.reading")]
    left_out = {name: view.metric(name) for name in ("outliers", "unconverted")}
    readings.append(view.reading("coverage.left_out", **left_out))
    if (market := view.layer.summary(MARKET)) is not None:
        figures = {name: view.metric(name, market) for name in ("out_of_scope", "rejected")}
        if all(metric.is_shown for metric in figures.values()):
            readings.append(view.reading("coverage.out_of_scope", **figures))
    return Section(
        id="coverage",
        title=view.texts["coverage.title"],
        readings=tuple(readings),
        caption=view.texts.plain("coverage.caption"),
        table=view.table("coverage.title", ("field", "coverage", "n"), body),
        is_open=True,
        is_wide=True,
    )


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
        table=view.table("ledger.title", ("what", "postings"), body),
        is_open=True,
    )


def source_ledger(view: View) -> Section | None:
    """What came in from each source in the newest week and what became of it, with the reasons."""
    rows = view.layer.rows("mart_data_quality", MARKET)
    by_source = _by_source(rows)
    if not by_source:
        return None
    listed = by_source[: view.rules.max_health]

    def cells(source: str, items: dict[tuple[str, str], Row]) -> tuple[Cell, ...]:
        kept = [_count(view, items.get(("kept", outcome))) for outcome in KEPT]
        reasons = [_reasons(view, items, measure) for measure in ("rejected", "merged", "quarantined")]
        refused = _count(view, items.get(("refused", "link")))
        return view.figures.foreign(source), _count(view, items.get(("in", "all"))), *kept, *reasons, refused

    columns = ("source", "postings", "vacancies", "not_it", "out_of_scope", "pending", "rejected", "merged")
    return Section(
        id="source-ledger",
        title=view.texts["source_ledger.title"],
        readings=_unlisted(view, by_source, listed),
        caption=view.texts.plain("source_ledger.caption", week=view.figures.day(rows[0]["week_start"])),
        table=view.table(
            "source_ledger.title", (*columns, "quarantined", "refused_link"), [cells(*item) for item in listed]
        ),
        is_open=True,
        is_wide=True,
    )


def fill_rates(view: View) -> Section | None:
    """Share of the ads of the newest week that state each field, by source."""
    rows = [row for row in view.layer.rows("mart_data_quality", MARKET) if row["measure"] in ("in", "field")]
    by_source = [item for item in _by_source(rows) if any(measure == "field" for measure, _ in item[1])]
    if not by_source:
        return None
    listed = by_source[: view.rules.max_health]
    fields = [field for field in FIELDS if any(("field", field) in items for _, items in listed)]

    def cells(source: str, items: dict[tuple[str, str], Row]) -> tuple[Cell, ...]:
        found = [items.get(("field", field)) for field in fields]
        shares = [view.texts["dash"] if row is None else view.metric("quality_share", row) for row in found]
        return view.figures.foreign(source), _count(view, items.get(("in", "all"))), *shares

    columns = ("source", "postings", *(f"fill_{field}" for field in fields))
    return Section(
        id="fill-rates",
        title=view.texts["fill.title"],
        readings=_unlisted(view, by_source, listed),
        caption=view.texts.plain("fill.caption", week=view.figures.day(rows[0]["week_start"])),
        table=view.table("fill.title", columns, [cells(*item) for item in listed]),
        is_open=len(listed) <= view.rules.max_sources,
        is_wide=True,
    )


def _by_source(rows: Sequence[Row]) -> list[tuple[str, dict[tuple[str, str], Row]]]:
    """(source, its rows by measure and item), the source with most postings first."""
    found: dict[str, dict[tuple[str, str], Row]] = {}
    for row in rows:
        found.setdefault(row["source"], {})[row["measure"], row["item"]] = row

    def postings(items: dict[tuple[str, str], Row]) -> int:
        whole = items.get(("in", "all"))
        return int(whole["n"]) if whole else 0

    return sorted(found.items(), key=lambda item: (-postings(item[1]), item[0]))


def _count(view: View, row: Row | None) -> Cell:
    return view.texts["dash"] if row is None else view.metric("quality_count", row)


def _reasons(view: View, items: dict[tuple[str, str], Row], measure: str) -> Cell:
    """`spam 3, cv 2`: every reason with its count, the most frequent first."""
    found = [row for (name, _), row in items.items() if name == measure]
    found.sort(key=lambda row: (-row["n"], row["item"]))
    counts = [
        view.texts.markup(
            "source_ledger.reason",
            reason=view.texts.get(f"reasons.{row['item']}", "") or view.figures.foreign(row["item"].replace("_", " ")),
            n=view.figure("quality_count", row),
        )
        for row in found
    ]
    return Markup(", ").join(counts) if counts else view.texts["dash"]


def _unlisted(view: View, everything: Sequence[object], listed: Sequence[object]) -> tuple[Reading, ...]:
    rest = len(everything) - len(listed)
    return (view.reading("source_ledger.rest", sources=view.figures.number(rest)),) if rest else ()


def revisions(view: View) -> Section | None:
    """Figures of closed weeks that changed since an earlier release, and why; nothing where none did."""
    rows = sorted(view.rows(REVISIONS), key=lambda row: row["week_start"], reverse=True)
    body = []
    for row in rows:
        try:
            old, new = view.layer.revised(row, "old_value"), view.layer.revised(row, "new_value")
        except UnknownMeasure:  # a figure that is in the data and on no page
            continue
        figure = f"{row['source_mart']}.{row['source_column']} {row['source_key'].split('/', 3)[-1]}"
        values = (metric if metric.is_shown else view.texts["revisions.not_shown"] for metric in (old, new))
        reasons = ", ".join(view.texts.get(f"revisions.reasons.{reason}", reason) for reason in row["reasons"])
        body.append((figure, view.figures.day(row["week_start"]), *values, reasons, row["previous_release"]))
    if not body:
        return None
    columns = ("figure", "week", "before", "now", "why", "release")
    return Section(
        id="revisions",
        title=view.texts["revisions.title"],
        readings=(view.reading("revisions.reading"),),
        caption=view.texts["revisions.caption"],
        table=view.table("revisions.title", columns, body),
        is_wide=True,
    )


def _newest_day(view: View) -> list[Row]:
    rows = view.layer.rows("mart_source_health", MARKET)
    if not rows:
        return []
    day = max(row["day"] for row in rows)
    found = [row for row in rows if row["day"] == day]
    return sorted(found, key=lambda row: (VERDICTS.index(row["verdict"]), -(row["days_silent"] or 0), row["source"]))


def source_health(view: View) -> Section | None:
    """Each source on the newest day, those in need of attention first."""
    rows = _newest_day(view)
    if not rows:
        return None
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}
    words = {verdict or "silent": view.figures.number(count) for verdict, count in counts.items()}
    readings = [view.reading("health.day", day=view.figures.day(rows[0]["day"]), **words)]
    listed = rows[: view.rules.max_health]
    if rest := len(rows) - len(listed):
        readings.append(view.reading("health.rest", sources=view.figures.number(rest)))

    def cells(row: Row) -> tuple[Cell, ...]:
        dash = view.texts["dash"]
        verdict = view.texts[f"health.verdicts.{row['verdict'] or 'silent'}"]
        last_good = view.figures.day(row["last_good_on"]) if row["last_good_on"] else view.texts["health.never"]
        crawl: tuple[Cell, ...] = (dash, dash)
        if row["is_crawled"]:
            crawl = (view.metric("health_listed", row), view.metric("health_quarantined", row))
        return (
            view.figures.foreign(row["source"]),
            verdict,
            str(row["cause"] or dash),
            last_good,
            view.metric("health_silent", row),
            *crawl,
        )

    columns = ("source", "verdict", "cause", "last_good", "silent", "listed", "quarantined")
    return Section(
        id="source-health",
        title=view.texts["health.title"],
        readings=tuple(readings),
        caption=view.texts["health.caption"],
        table=view.table("health.title", columns, [cells(row) for row in listed]),
        is_open=len(listed) <= view.rules.max_sources,
        is_wide=True,
    )


def reading_quality(view: View, scores: Sequence[FieldScore]) -> Section | None:
    """How well ads are read: the committed figures of the labelled ads. About the code, so no mart holds them."""
    if not scores:
        return None
    number = view.figures.number

    def share(value: tuple[float, float, float]) -> tuple[str, str]:
        return view.figures.share(value[0]), f"{view.figures.share(value[1])} – {view.figures.share(value[2])}"

    body = [
        (
            view.texts.get(f"scores.fields.{score.field}", score.field),
            number(score.ads),
            number(score.stated),
            *share(score.precision),
            *share(score.recall),
        )
        for score in scores
    ]
    readings: list[Reading] = [view.reading("scores.reading", ads=number(max(score.ads for score in scores)))]
    columns = ("field", "ads", "stated_labels", "precision", "interval", "recall", "interval")
    return Section(
        id="reading-quality",
        title=view.texts["scores.title"],
        readings=tuple(readings),
        caption=view.texts["scores.caption"],
        table=view.table("scores.title", columns, body),
        is_open=True,
        is_wide=True,
    )
