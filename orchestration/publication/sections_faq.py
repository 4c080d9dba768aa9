"""Questions and answers: the facts are rows of mart_faq, the words are the catalogue's, and nothing else is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.publication.metrics import FAQ, Metric, Row
from orchestration.publication.view import Answer, Reading, Section, View


@dataclass(frozen=True)
class Fact:
    """One fact: what it is about, the figure, and how it stands to the first fact of its slot."""

    about: str | None
    position: int
    source: Row | None  # the row that is copied
    metric: Metric
    comparison: str | None  # higher | lower | not apart


@dataclass(frozen=True)
class Say:
    """The sentence `faq.<key>` on the first facts of the slots; unsaid when the first of them is not shown."""

    key: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Each:
    """The sentence `faq.<key>` with a list of the shown facts of a slot, each with its n and interval.

    `names` says how the facts are called. `rest` leaves out the first fact, which another sentence tells. A `second`
    slot stands beside each fact.
    """

    key: str
    slot: str
    names: str
    rest: bool = False
    second: str | None = None


ANSWERS: dict[str, tuple[Say | Each, ...]] = {
    "pay": (Say("pay.own", ("median",)), Each("pay.wider", "median", "segment", rest=True)),
    "pay_by_grade": (Each("pay_by_grade.each", "median", "grade"), Each("pay_by_grade.steps", "jump", "grade")),
    "pay_by_place": (
        Each("pay_by_place.countries", "country_median", "country"),
        Each("pay_by_place.cities", "city_median", "plain"),
        Say("pay_by_place.remote", ("remote_median",)),
    ),
    "pay_by_terms": (
        Each("pay_by_terms.formats", "format_median", "format"),
        Each("pay_by_terms.contracts", "contract_median", "contract"),
    ),
    "pay_transparency": (Say("pay_transparency.all", ("stated_share", "range_share", "tax_share")),),
    "stack": (Each("stack.each", "share", "plain"), Each("stack.pairs", "pair_support", "plain")),
    "technology_pay": (Each("technology_pay.each", "premium", "plain"),),
    "frameworks": (Each("frameworks.each", "share", "plain"),),
    "neighbours": (Each("neighbours.ads", "share", "segment"), Each("neighbours.pay", "median", "segment")),
    "similar": (
        Each("similar.overlap", "overlap", "segment"),
        Each("similar.technologies", "share_here", "plain", second="share_there"),
    ),
    "remote": (Say("remote.all", ("remote_share", "hybrid_share", "office_share")),),
    "employers": (Each("employers.each", "ads", "foreign"),),
    "start": (
        Say("start.share", ("junior_share",)),
        Say("start.pay", ("junior_median",)),
        Each("start.technologies", "junior_technology_share", "plain"),
    ),
    "senior": (
        Say("senior.share", ("senior_share",)),
        Say("senior.pay", ("senior_median",)),
        Each("senior.technologies", "senior_technology_share", "plain"),
        Each("senior.telling", "telling_share", "plain"),
    ),
    "open_ads": (
        Say("open_ads.counts", ("active", "new_90d", "closed_90d")),
        Each("open_ads.countries", "country_share", "country"),
        Each("open_ads.sources", "source_share", "foreign"),
    ),
    "days_open": (Say("days_open.median", ("median_days",)), Say("days_open.quarter", ("p25_days",))),
    "demand_trend": (Say("demand_trend.growth", ("growth", "index")),),
    "pay_trend": (Say("pay_trend.growth", ("growth", "index")),),
}
# Answers end with this sentence where they say anything.
CAVEATS = ("pay", "technology_pay", "pay_by_place", "pay_by_terms", "start", "open_ads")


def faq(view: View) -> Section | None:
    """Every question that mart_faq has facts for, in its order."""
    by_question: dict[str, list[Row]] = defaultdict(list)
    rows = sorted(view.rows(FAQ), key=lambda row: (row["question_order"], row["slot"], row["slot_order"]))
    for row in rows:
        by_question[row["question_id"]].append(row)
    answers = tuple(_answer(view, question, found) for question, found in by_question.items() if question in ANSWERS)
    if not answers:
        return None
    return Section(
        id="faq",
        title=view.texts["faq.title"],
        caption=view.texts.plain("faq.caption", **view.window),
        answers=answers,
        is_wide=True,
    )


def _answer(view: View, question: str, rows: Sequence[Row]) -> Answer:
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        source = view.layer.source_cell(row)
        fact = Fact(row["value_text"], row["slot_order"], source, view.layer.fact(row), row["comparison"])
        facts[row["slot"]].append(fact)
    readings = []
    for part in ANSWERS[question]:
        reading = _say(view, part, facts) if isinstance(part, Say) else _each(view, part, facts)
        if reading is not None:
            readings.append(reading)
    if not readings:
        readings.append(view.none("faq.too_few"))
    elif question in CAVEATS:
        readings.append(view.reading(f"faq.{question}.caveat", **view.window))
    asked = view.texts.plain(f"faq.{question}.question", name=view.name(view.own))
    return Answer(question, asked, tuple(readings))


def _say(view: View, part: Say, facts: dict[str, list[Fact]]) -> Reading | None:
    metrics = [facts[slot][0].metric for slot in part.slots if facts.get(slot)]
    if len(metrics) < len(part.slots) or not metrics[0].is_shown:
        return None
    words = {slot: view.figures.figure(metric) for slot, metric in zip(part.slots, metrics, strict=True)}
    return view.reading(f"faq.{part.key}", evidence=view.figures.evidence(metrics[0]), **words, **view.window)


def _each(view: View, part: Each, facts: dict[str, list[Fact]]) -> Reading | None:
    listed = facts.get(part.slot, [])[1 if part.rest else 0 :]
    beside = {fact.position: fact.metric for fact in facts.get(part.second or "", [])}
    items = [_item(view, part, fact, beside.get(fact.position)) for fact in listed if fact.metric.is_shown]
    return view.reading(f"faq.{part.key}", items=Markup("; ").join(items), **view.window) if items else None


def _item(view: View, part: Each, fact: Fact, beside: Metric | None) -> Markup:
    texts, figures = view.texts, view.figures
    notes = [figures.interval(fact.metric)]
    if fact.metric.n is not None and fact.metric.kind != "count":
        notes.append(texts.plain("figure.evidence.n", n=figures.number(fact.metric.n)))
    if fact.comparison is not None:
        notes.append(texts[f"faq.comparison.{fact.comparison.replace(' ', '_')}"])
    words = {
        "name": NAMERS[part.names](view, fact.about or ""),
        "figure": figures.figure(fact.metric),
        "notes": ", ".join(note for note in notes if note),
    }
    if beside is not None:
        words["beside"] = figures.figure(beside)
        words["other"] = _segment_name(view, fact.source["other_segment"]) if fact.source else ""
        return texts.markup("faq.item_beside", **words)
    return texts.markup("faq.item" if words["notes"] else "faq.item_plain", **words)


def _segment_name(view: View, key: str) -> str:
    """A slug can name a specialization and a direction; on a specialization's page the former is meant."""
    known = {**{other.key: other for other in view.directions}, **{other.key: other for other in view.specializations}}
    if view.own.level != "specialization":
        known |= {other.key: other for other in view.directions}
    return view.name(known[key]) if key in known else view.texts["index.market"]


NAMERS: dict[str, Callable[[View, str], str]] = {
    "plain": lambda view, key: key,
    "foreign": lambda view, key: view.figures.foreign(key),
    "grade": lambda view, key: view.texts[f"grades.{key}"],
    "format": lambda view, key: view.texts[f"formats.{key}"],
    "contract": lambda view, key: view.texts.get(f"contracts.{key}", key),
    "country": lambda view, key: view.figures.country(key),
    "segment": _segment_name,
}
