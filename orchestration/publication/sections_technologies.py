"""Technologies: what is asked for, what stands together, what goes with higher posted pay."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row
from orchestration.publication.view import Cell, Reading, Section, View


def ranked_technologies(view: View) -> list[Row]:
    """Rows whose share is shown, most wanted first, without what defines the specialization itself."""
    shown = [row for row in view.rows("mart_technologies") if not row["is_suppressed"] and not row["is_defining"]]
    return sorted(shown, key=lambda row: (row["rank"], row["technology"]))


def technologies(view: View) -> Section | None:
    rows = ranked_technologies(view)[: view.rules.max_technologies]
    ranked = [(row["technology"], view.metric("technology_share", row)) for row in rows]
    earlier = {row["technology"]: row for row in view.layer.earlier("mart_technologies", view.own.segment)}
    readings: list[Reading] = []
    if rows:
        stated = view.metric("technology_stated", rows[0])
        readings.extend(view.leading("technologies", ranked, "technology", stated=stated))
        readings.extend(_most_particular(view, rows))
        readings.extend(_momentum(view, ranked, earlier))
    else:
        readings.append(view.none("technologies.none"))
    if own := [row["technology"] for row in view.rows("mart_technologies") if row["is_defining"]]:
        readings.append(view.reading("technologies.own", own=", ".join(own)))

    def cells(row: Row, share: Metric) -> tuple[Cell, ...]:
        dash = view.texts["dash"]
        lift: Cell = view.metric("technology_lift", row) if row["lift"] is not None else dash
        before: Cell = dash
        if row["technology"] in earlier:
            was = view.metric("technology_share", earlier[row["technology"]])
            before = view.texts.markup(f"technologies.was_{_direction(was, share)}", was=view.figures.figure(was))
        return row["technology"], share, view.interval(share), view.metric("technology_count", row), lift, before

    body = [cells(row, share) for row, (_, share) in zip(rows, ranked, strict=True)]
    caption = "technologies.caption_market" if view.own.level != "specialization" else "technologies.caption"
    return Section(
        id="technologies",
        title=view.texts["technologies.title"],
        readings=tuple(readings),
        chart=share_bars(view, "technologies", ranked),
        caption=view.texts.plain(caption, weeks=view.figures.number(view.rules.momentum_weeks), **view.window),
        table=view.table("technologies.title", ("technology", "share", "interval", "n", "lift", "was"), body)
        if body
        else None,
        ranking=tuple(row["technology"] for row in rows),
    )


def _direction(before: Metric, now: Metric) -> str:
    if not before.is_shown or not now.is_shown or before.overlaps(now):
        return "level"
    return "up" if (now.value or 0) > (before.value or 0) else "down"


def _most_particular(view: View, rows: list[Row]) -> tuple[Reading, ...]:
    """The technology with the largest lift over the direction, of those above it by more than the interval."""
    above: list[tuple[str, Metric]] = []
    for row in rows:
        lift, share = view.metric("technology_lift", row), view.metric("technology_share", row)
        if lift.value is not None and share.value and lift.value * (share.low or 0) / share.value > 1:
            above.append((row["technology"], lift))
    if not above or view.own.level != "specialization":
        return ()
    name, lift = max(above, key=lambda item: item[1].value or 0)
    among = [metric for _, metric in above]
    return (view.superlative("technologies.lift", lift, among, technology=name, lift=lift),)


def _momentum(view: View, ranked: Sequence[tuple[str, Metric]], earlier: dict[str, Row]) -> list[Reading]:
    """Technologies whose share left its own interval since the earlier window."""
    readings = []
    for name, share in ranked:
        if name not in earlier:
            continue
        was = view.metric("technology_share", earlier[name])
        if (way := _direction(was, share)) != "level":
            weeks = view.figures.number(view.rules.momentum_weeks)
            words = {"technology": name, "was": was, "share": share, "weeks": weeks}
            readings.append(view.reading(f"technologies.went_{way}", **words))
    return readings[:2]


def pairs(view: View) -> Section | None:
    """Two technologies in one ad: how often, and against what chance would give."""
    rows = sorted(view.rows("mart_technology_pairs"), key=lambda row: (row["rank"], row["technology_a"]))
    if not rows:
        return None
    rows = rows[: view.rules.max_pairs]
    ranked = [(_pair_name(row), view.metric("pair_support", row)) for row in rows]
    readings = list(view.leading("pairs", ranked, "pair", stated=view.metric("pair_stated", rows[0])))
    lifts = [(name, view.metric("pair_lift", row)) for (name, _), row in zip(ranked, rows, strict=True)]
    above = [(name, lift) for name, lift in lifts if lift.is_shown and (lift.value or 0) > 1]
    if above:
        name, lift = max(above, key=lambda item: item[1].value or 0)
        readings.append(view.superlative("pairs.lift", lift, [metric for _, metric in above], pair=name, lift=lift))
    body = [
        (name, support, view.interval(support), view.metric("pair_count", row), view.metric("pair_lift", row))
        for (name, support), row in zip(ranked, rows, strict=True)
    ]
    return Section(
        id="pairs",
        title=view.texts["pairs.title"],
        readings=tuple(readings),
        chart=share_bars(view, "pairs", ranked),
        caption=view.texts.plain("pairs.caption", **view.window),
        table=view.table("pairs.title", ("pair", "support", "interval", "n", "lift_pair"), body),
        ranking=tuple(dict.fromkeys(name for row in rows for name in (row["technology_a"], row["technology_b"]))),
    )


def _pair_name(row: Row) -> str:
    return f"{row['technology_a']} + {row['technology_b']}"


def technology_pay(view: View) -> Section | None:
    """Difference of posted pay inside one specialization, grade and country; an association, not a cause."""
    rows = view.rows("mart_technology_pay")
    if not rows:
        return None
    premiums = [(row, view.metric("premium", row)) for row in rows]
    shown = [(row, premium) for row, premium in premiums if premium.is_shown]
    shown.sort(key=lambda item: (-(item[1].value or 0), item[0]["technology"]))
    shown = shown[: view.rules.max_technologies]
    readings: list[Reading] = []
    if shown:
        clear = [(row["technology"], premium) for row, premium in shown if (premium.low or 0) > 0]
        if clear:
            name, premium = clear[0]
            among = [metric for _, metric in clear]
            words = {"technology": name, "premium": premium, "interval": view.interval(premium)}
            readings.append(view.superlative("premium.largest", premium, among, **words))
        else:
            readings.append(view.reading("premium.level"))
        readings.append(view.reading("premium.warning"))
    else:
        readings.append(view.none("premium.none"))
    body = [
        (row["technology"], premium, view.interval(premium), view.metric("premium_n", row),
         view.metric("premium_cells", row))
        for row, premium in shown
    ]  # fmt: skip
    return Section(
        id="technology-pay",
        title=view.texts["premium.title"],
        readings=tuple(readings),
        chart=_gaps(view, shown),
        caption=view.texts.plain("premium.caption", **view.window),
        table=view.table("premium.title", ("technology", "premium", "interval", "n", "cells"), body) if body else None,
        is_wide=True,
        is_open=True,
    )


def _gaps(view: View, shown: Sequence[tuple[Row, Metric]]) -> Markup | None:
    if len(shown) < 2:
        return None
    values = [
        {
            "name": row["technology"],
            "value": premium.value,
            "low": premium.low,
            "high": premium.high,
            "is_own": (premium.low or 0) > 0 or (premium.high or 0) < 0,
        }
        for row, premium in shown
    ]
    items = "; ".join(f"{row['technology']} {view.figures.text(premium)}" for row, premium in shown)
    return charts.gaps(
        values, view.texts["premium.axis"], view.texts.plain("premium.alt", items=items), language=view.texts.language
    )


def share_bars(view: View, prefix: str, ranked: Sequence[tuple[str, Metric]]) -> Markup | None:
    if not ranked:
        return None
    values = [{"name": name, "share": metric.value, "low": metric.low, "high": metric.high} for name, metric in ranked]
    items = "; ".join(f"{name} {view.figures.text(metric)}" for name, metric in ranked)
    return charts.bars(
        values,
        view.texts[f"{prefix}.axis"],
        view.texts.plain(f"{prefix}.alt", items=items),
        language=view.texts.language,
    )
