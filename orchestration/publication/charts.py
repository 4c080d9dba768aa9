"""Charts: Altair specifications of values that already stand on the page, drawn to inline SVG at build time.

Colours are CSS variables, so one drawing serves light and dark. Drawings are 440 wide: enlarged a little on a desktop,
reduced a little on a phone, and legible on both. Every chart has a table of the same cells under it. A specification
is compiled once per shape and then only gets other values, since a site has hundreds of charts of a few shapes. Each
drawing carries its values and the key of its shape: interactive.py makes it answer to pointer and touch.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

Values = list[dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """A specification compiled without values, the key it is known by, and what is drawn of it at build time."""

    key: str
    compiled: dict[str, Any]
    still: dict[str, Any]


_SHAPES_BY_KEY: dict[str, dict[str, Any]] = {}

WIDTH = 440
_INK, _MUTED, _GRID, _ACCENT = "var(--ink)", "var(--muted)", "var(--grid)", "var(--accent)"
GRADE_COLOURS = ("var(--g1)", "var(--g2)", "var(--g3)", "var(--g4)")
FORMAT_COLOURS = ("var(--f1)", "var(--f2)", "var(--f3)")
BAND_COLOURS = ("var(--b1)", "var(--b2)", "var(--b3)", "var(--b4)", "var(--b5)", "var(--b6)")
# Vega's shapes in the order of the lines, and the same shapes as text for the legend.
_SHAPES = ("circle", "square", "diamond", "triangle-up")
SHAPE_SIGNS = ("●", "■", "◆", "▲")
BLOCK_SIGNS = ("■",) * 6
_DATA = "values"
_MAX_WEEK_LABELS = 6
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
# Still drawings are laid out in the font that comes with the drawing library, so they are the same on every machine;
# looking up the list above for each label took half of a drawing's time (13 of 29 ms). Readers see the page's font.
_STILL_FONT = "Liberation Sans"

_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": _FONT,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _MUTED,
        "titleColor": _MUTED,
        "labelFontSize": 12.5,
        "titleFontSize": 12.5,
        "titleFontWeight": "normal",
        "gridColor": _GRID,
        "domainColor": _GRID,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        # An end label pushed inwards ran into its neighbour ("6,0007,000" on a ladder of 360 pixels).
        "labelFlush": False,
        "labelSeparation": 8,
    },
}
# The drawing is described as a whole by its label; the parts' own attributes only repeat the table and cost bytes.
_PART_ATTRIBUTES = re.compile(r' (?:aria-[a-z]+|role|pointer-events|xmlns:xlink|version|class|font-family)="[^"]*"')
# Scales always hold their data, and clip ids of several drawings on one page would meet.
_CLIPS = re.compile(r' clip-path="[^"]*"|<defs>.*?</defs>', re.S)
_ROOT = re.compile(r"^<svg[^>]*?viewBox=\"0 0 ([\d.]+) ([\d.]+)\"[^>]*>")


# How axes write numbers and days: names of d3's locales.
_LOCALES: dict[str, dict[str, Any]] = {
    "en": {},
    "ru": {"format_locale": "ru-RU", "time_format_locale": "ru-RU"},
}


def demand(values: Values, weeks: Sequence[date], titles: tuple[str, str], label: str, language: str = "en") -> Markup:
    """values: week, new, active. Flow above, stock below, each with its own axis: they are never mixed."""
    return _draw(_demand(tuple(weeks), titles), values, label, language)


def shares(
    values: Values,
    weeks: Sequence[date],
    order: tuple[str, ...],
    colours: tuple[str, ...],
    label: str,
    language: str = "en",
) -> Markup:
    """values: week, name, share (0..1, null where suppressed). One line per name, in the order given."""
    return _draw(_shares(tuple(weeks), order, colours), values, label, language)


def stacked(
    values: Values,
    weeks: Sequence[date],
    order: tuple[str, ...],
    colours: tuple[str, ...],
    label: str,
    language: str = "en",
) -> Markup:
    """values: week, name, order, share (0..1, null where suppressed). One column per week, parts from the bottom up."""
    return _draw(_stacked(tuple(weeks), order, colours), values, label, language)


def trend(values: Values, weeks: Sequence[date], title: str, label: str, language: str = "en") -> Markup:
    """values: week, value (null where unknown), and low, high where there is an interval. One line on its band."""
    return _draw(_trend(tuple(weeks), title), values, label, language)


def ladder(values: Values, title: str, label: str, language: str = "en") -> Markup:
    """values: name, median, low, high, p25, p75, text; rows from the lowest grade up."""
    return _draw(_ladder(title), values, label, language)


def dots(values: Values, title: str, label: str, language: str = "en") -> Markup:
    """values: name, value, low, high, is_own. One row per name with its interval; the own one stands out."""
    return _draw(_dots(title), values, label, language)


def gaps(values: Values, title: str, label: str, language: str = "en") -> Markup:
    """values: name, value, low, high in percent, is_own (its interval leaves zero out). Rows around a line at zero."""
    return _draw(_gaps(title), values, label, language)


def bars(values: Values, title: str, label: str, language: str = "en") -> Markup:
    """values: name, share (0..1), low, high, and is_own where one row stands out. Bars with interval whiskers."""
    return _draw(_bars(title), values, label, language)


def shape(key: str) -> dict[str, Any]:
    """The compiled specification behind a drawing's `data-shape`, without values. Raises KeyError."""
    return _SHAPES_BY_KEY[key]


def _draw(shape: Shape, values: Values, label: str, language: str) -> Markup:
    data = [{**entry, "values": values} if entry["name"] == _DATA else entry for entry in shape.still["data"]]
    svg = vl_convert.vega_to_svg({**shape.still, "data": data}, **_LOCALES[language])
    svg = _CLIPS.sub("", _PART_ATTRIBUTES.sub("", svg))
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("the drawing has no viewBox")
    width, height = float(root[1]), float(root[2])
    # Short labels make a narrow drawing; room on the left keeps its letters the size of the others'.
    left = min(0.0, width - WIDTH)
    box = f"{left:g} 0 {width - left:g} {height:g}"
    opening = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img" aria-label="{}">').format(
        box, label
    )
    drawing = opening + Markup(svg[root.end() :])  # noqa: S704 - vl_convert escapes the text of the drawing
    carried = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup('<div class="chart" data-shape="{}" data-values="{}">{}</div>').format(shape.key, carried, drawing)


def _compile(chart: Any) -> Shape:
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(chart.configure(**_CONFIG).to_dict(validate=False))
    text = json.dumps(compiled, sort_keys=True)
    key = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    _SHAPES_BY_KEY[key] = compiled
    return Shape(key, compiled, json.loads(text.replace(_FONT, _STILL_FONT)))


def _base(tip: str) -> Any:
    """`tip`: Vega expression of what a mark says when it is pointed at."""
    return alt.Chart(alt.Data(name=_DATA, values=[])).transform_calculate(tip=tip).encode(tooltip=alt.Tooltip("tip:N"))


def _tip(*parts: str) -> str:
    return " + ".join(parts)


_WEEK_TIP = "utcFormat(toDate(datum.week), '%-d %b %Y')"
_NAME_TIP = "datum.name"
_COLON = "': '"


def _number_tip(column: str, pattern: str, sign: str = "") -> str:
    return f"format(datum.{column}, '{pattern}')" + (f" + '{sign}'" if sign else "")


def _interval_tip(pattern: str, sign: str = "") -> str:
    """` (2,100–2,300)`; nothing where no interval is known."""
    low, high = _number_tip("low", pattern), _number_tip("high", pattern, sign)
    return f"(isValid(datum.low) ? ' (' + {low} + '–' + {high} + ')' : '')"


def _week_axis(weeks: Sequence[date], labelled: bool = True, padding: int = 6) -> Any:
    """Labels on the weeks themselves, counted back from the newest."""
    step = -(-len(weeks) // _MAX_WEEK_LABELS)
    ticks = [datetime(week.year, week.month, week.day, tzinfo=UTC).timestamp() * 1000 for week in weeks[::-1][::step]]
    axis = alt.Axis(format="%-d %b", grid=False, labels=labelled, values=ticks, labelOverlap=True)
    return alt.X("week:T", title=None, axis=axis, scale=alt.Scale(type="utc", padding=padding))


@lru_cache
def _demand(weeks: tuple[date, ...], titles: tuple[str, str]) -> Shape:
    bar_width = max(2.0, min(20.0, 280 / len(weeks)))
    counts = alt.Axis(tickCount=4, format=",d", tickMinStep=1)
    bars = (
        _base(_tip(_WEEK_TIP, _COLON, _number_tip("new", ",d")))
        .mark_bar(color=_ACCENT, size=bar_width, cornerRadiusEnd=2)
        .encode(x=_week_axis(weeks, labelled=False, padding=14), y=alt.Y("new:Q", title=titles[0], axis=counts))
    )
    stock = (
        _base(_tip(_WEEK_TIP, _COLON, _number_tip("active", ",d")))
        .mark_line(color=_INK, strokeWidth=2, point=alt.OverlayMarkDef(color=_INK, size=28))
        .encode(x=_week_axis(weeks, padding=14), y=alt.Y("active:Q", title=titles[1], axis=counts))
    )
    width = WIDTH - 60
    return _compile(
        alt.vconcat(bars.properties(width=width, height=130), stock.properties(width=width, height=100), spacing=10)
    )


@lru_cache
def _shares(weeks: tuple[date, ...], order: tuple[str, ...], colours: tuple[str, ...]) -> Shape:
    domain = list(order)
    base = _base(_tip(_NAME_TIP, "' · '", _WEEK_TIP, _COLON, _number_tip("share", ".1%"))).encode(
        x=_week_axis(weeks),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5)),
        color=alt.Color("name:N", legend=None, scale=alt.Scale(domain=domain, range=list(colours))),
    )
    shape = alt.Shape("name:N", legend=None, scale=alt.Scale(domain=domain, range=list(_SHAPES[: len(order)])))
    chart = base.mark_line(strokeWidth=2.2) + base.mark_point(filled=True, size=46, opacity=1).encode(shape=shape)
    return _compile(chart.properties(width=WIDTH - 50, height=240))


@lru_cache
def _stacked(weeks: tuple[date, ...], order: tuple[str, ...], colours: tuple[str, ...]) -> Shape:
    width = WIDTH - 60
    body = (
        _base(_tip(_NAME_TIP, "' · '", _WEEK_TIP, _COLON, _number_tip("share", ".1%")))
        .mark_bar(size=max(2.0, min(24.0, 0.78 * width / len(weeks))))
        .encode(
            x=_week_axis(weeks, padding=14),
            y=alt.Y("share:Q", title=None, stack="zero", axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color("name:N", legend=None, scale=alt.Scale(domain=list(order), range=list(colours))),
            order=alt.Order("order:Q"),
        )
    )
    return _compile(body.properties(width=width, height=220))


@lru_cache
def _trend(weeks: tuple[date, ...], title: str) -> Shape:
    numbers = alt.Axis(format=",d", tickCount=5)
    y = alt.Y("low:Q", title=title, axis=numbers, scale=alt.Scale(zero=False, nice=True))
    base = _base(_tip(_WEEK_TIP, _COLON, _number_tip("value", ",.0f"), _interval_tip(",.0f"))).encode(
        x=_week_axis(weeks)
    )
    band = base.mark_area(color=_ACCENT, opacity=0.18).encode(y=y, y2="high:Q")
    line = base.mark_line(color=_ACCENT, strokeWidth=2.2, point=alt.OverlayMarkDef(color=_ACCENT, size=36))
    return _compile((band + line.encode(y="value:Q")).properties(width=WIDTH - 70, height=210))


@lru_cache
def _gaps(title: str) -> Shape:
    colour = alt.condition("datum.is_own", alt.value(_ACCENT), alt.value(_MUTED))
    base = _base(_tip(_NAME_TIP, _COLON, _number_tip("value", "+.1f", " %"), _interval_tip("+.1f", " %"))).encode(
        y=_rows(150), color=colour
    )
    x = alt.X("low:Q", title=title, axis=alt.Axis(format="+,d", tickCount=5), scale=alt.Scale(zero=True, padding=8))
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=_INK, strokeWidth=1.2).encode(x="at:Q")
    intervals = base.mark_rule(strokeWidth=3, opacity=0.6).encode(x=x, x2="high:Q")
    middles = base.mark_circle(size=95, opacity=1).encode(x="value:Q")
    return _compile((zero + intervals + middles).properties(width=WIDTH - 165, height=alt.Step(26)))


@lru_cache
def _ladder(title: str) -> Shape:
    base = _base(_tip(_NAME_TIP, _COLON, "datum.text", _interval_tip(",.0f"))).encode(y=_rows(70))
    x = alt.X("p25:Q", title=title, axis=alt.Axis(format=",d", tickCount=5), scale=alt.Scale(zero=True))
    quartiles = base.mark_rule(color=_ACCENT, strokeWidth=3, opacity=0.45).encode(x=x, x2="p75:Q")
    interval = base.mark_rule(color=_ACCENT, strokeWidth=9, opacity=0.55).encode(x="low:Q", x2="high:Q")
    medians = base.mark_circle(color=_INK, size=95, opacity=1).encode(x="median:Q")
    numbers = base.mark_text(color=_INK, dy=-17, fontSize=13, fontWeight=600).encode(x="median:Q", text="text:N")
    return _compile((quartiles + interval + medians + numbers).properties(width=WIDTH - 90, height=alt.Step(58)))


@lru_cache
def _dots(title: str) -> Shape:
    colour = alt.condition("datum.is_own", alt.value(_ACCENT), alt.value(_MUTED))
    base = _base(_tip(_NAME_TIP, _COLON, _number_tip("value", ",.0f"), _interval_tip(",.0f"))).encode(
        y=_rows(150), color=colour
    )
    x = alt.X("low:Q", title=title, axis=alt.Axis(format=",d", tickCount=4), scale=alt.Scale(zero=False, padding=8))
    intervals = base.mark_rule(strokeWidth=3, opacity=0.6).encode(x=x, x2="high:Q")
    medians = base.mark_circle(size=95, opacity=1).encode(x="value:Q")
    return _compile((intervals + medians).properties(width=WIDTH - 165, height=alt.Step(28)))


@lru_cache
def _bars(title: str) -> Shape:
    base = _base(_tip(_NAME_TIP, _COLON, _number_tip("share", ".1%"), _interval_tip(".1%"))).encode(y=_rows(175))
    x = alt.X("share:Q", title=title, axis=alt.Axis(format=".0%", tickCount=4, tickMinStep=0.01))
    colour = alt.condition("datum.is_own === false", alt.value(_MUTED), alt.value(_ACCENT))
    body = base.mark_bar(opacity=0.75, height=13, cornerRadiusEnd=2).encode(x=x, color=colour)
    whiskers = base.mark_rule(color=_INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q")
    return _compile((body + whiskers).properties(width=WIDTH - 190, height=alt.Step(23)))


def _rows(label_width: int) -> Any:
    """One row per name, in the order of the values."""
    axis = alt.Axis(labelColor=_INK, labelLimit=label_width, grid=False, labelFontSize=13)
    return alt.Y("name:N", sort=None, title=None, axis=axis)
