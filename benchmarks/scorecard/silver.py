"""Reading of real ads against the boards' own labels. Texts are read in place; only ids and values are ever shown."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import yaml

from benchmarks.scorecard.counts import Outcome, compare
from benchmarks.scorecard.gold import pay_amounts
from orchestration.transforms.money_text import read_line
from orchestration.transforms.normalize import normalize_posting
from orchestration.transforms.technologies import read_skill
from scrapers.parsers import PayloadContext, parse_payload

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
_HIDDEN: dict[str, Any] = {
    "salaries": [],
    "grade_words": [],
    "experience_text": None,
    "experience_years_min": None,
    "experience_years_max": None,
    "skills": [],
    "category_words": [],
    "location_words": [],
    "country_words": [],
    "format_words": [],
}

_ROUNDING = 60  # of amounts shown as $116.5K

Judge = Callable[[dict[str, Any], dict[str, Any]], Outcome | None]


class Comparison(NamedTuple):
    """One file and one label. `hidden`: structured fields taken from the ad before it is read."""

    name: str
    file: str
    hidden: tuple[str, ...]
    judge: Judge  # (record with its parsed posting, normalized) -> outcome, None when the board says nothing


@cache
def _tables() -> dict[str, Any]:
    tables = yaml.safe_load(Path(__file__).with_name("silver.yaml").read_text(encoding="utf-8"))
    return dict(tables)


def _values(value: Any) -> list[str]:
    return [] if value is None else [str(value)]


def _level(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    wanted = _tables()["levels"].get(record["label"].get("seniority"))
    stated = normalized["grade_basis"] != "experience"
    return compare(["|".join(wanted)], _values(normalized["grade"] if stated else None)) if wanted else None


def _direction(table: str, label: str) -> Judge:
    def judge(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
        wanted = _tables()[table].get(record["label"].get(label))
        return compare([wanted], _values(normalized["direction"])) if wanted else None

    return judge


def _named(table: str, text: str) -> list[str]:
    signs = _tables()[table]
    return list(dict.fromkeys(value for sign, value in signs.items() if sign in text.casefold()))


def _pracuj_levels(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    wanted = _named("pracuj_levels", record["label"].get("position_levels", ""))
    return compare(wanted, normalized["grades"]) if wanted and normalized["grade_basis"] == "field" else None


def _pracuj_modes(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    wanted = _named("pracuj_modes", record["label"].get("work_modes", ""))
    return compare(wanted, normalized["work_formats"]) if wanted else None


def _pays(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [pay for pay in record["parsed"]["salaries"] or [] if pay["min"] and pay["max"]]


def _ends(offer: dict[str, Any]) -> list[float]:
    return [offer[bound] for bound in ("min", "max") if offer[bound] is not None]


def _ashby_pay(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    """Ranges whose both ends stand in the text, however it writes them, against those read from it. The fields hold the
    span of what the text may state for each city: ranges that together make the span are right."""
    text = record["parsed"]["description"] or ""
    stated = [pay for pay in _pays(record) if all(_is_written(pay[bound], text) for bound in ("min", "max"))]
    if not stated:
        return None
    rest, got = list(normalized["salaries"]), []
    for pay in stated:
        inside = [one for one in rest if _ends(one) and all(pay["min"] <= end <= pay["max"] for end in _ends(one))]
        ends = [end for one in inside for end in _ends(one)]
        if ends and (min(ends), max(ends)) == (pay["min"], pay["max"]):
            got.append(pay_amounts(pay["min"], pay["max"]))
            rest = [one for one in rest if one not in inside]
    return compare({pay_amounts(*_both(pay)) for pay in stated}, [*got, *(pay_amounts(*_both(one)) for one in rest)])


def _both(offer: dict[str, Any]) -> tuple[float | None, float | None]:
    return offer["min"], offer["max"]


def _is_written(amount: float, text: str) -> bool:
    forms = {f"{amount:,.0f}", f"{amount:.0f}", f"{amount / 1000:g}k", f"{amount / 1000:g}K"}
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?!\d|,\d)", text) for form in forms)


def _ashby_summary(record: dict[str, Any], _: dict[str, Any]) -> Outcome | None:
    """The board's own line of pay, "$116.5K – $140K", rounds to a tenth of a thousand."""
    stated = next((pay for pay in _pays(record) if pay["text"]), None)
    if stated is None:
        return None
    read = read_line(stated["text"], trusted=True)[:1]
    close = bool(read) and all(
        end is not None and abs(end - wanted) <= _ROUNDING
        for end, wanted in zip((read[0].minimum, read[0].maximum), _ends(stated), strict=True)
    )
    key = pay_amounts(*_both(stated))
    return compare([key], [key] if close else [pay_amounts(one.minimum, one.maximum) for one in read])


def _djinni_it(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    category = record["label"].get("category")
    if category in _tables()["djinni_not_it"]:
        return compare([], ["it"] if normalized["specialization"] else [])
    return compare(["it"], ["it"] if normalized["specialization"] else []) if category in _djinni_it_names() else None


@cache
def _djinni_it_names() -> frozenset[str]:
    return frozenset(_tables()["djinni_categories"])


def _hackernews_country(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    """A geocoder's answer to the post's header: one country, where a post may name more. Recall is what counts."""
    wanted = record["label"].get("country")
    return compare([wanted], [one for one in normalized["countries"] if one == wanted]) if wanted else None


def _hh_it(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    roles = record["label"].get("professional_roles")
    if not roles:
        return None
    is_it = any(str(role) in _tables()["hh_it_roles"] for role in roles)
    return compare(["it"] if is_it else [], ["it"] if normalized["specialization"] else [])


def _hh_country(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    # Of the two sets in the file one is Moscow, the other Belarus.
    area = record["label"].get("area")
    return compare(["RU" if area == "Москва" else "BY"], normalized["countries"]) if area else None


def _hh_remote(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    """The schedule says remote or nothing: offices and hybrid work are both "full day"."""
    wanted = _tables()["hh_schedules"].get(record["label"].get("schedule"))
    return compare([wanted], [one for one in normalized["work_formats"] if one == wanted]) if wanted else None


def _hh_skills(record: dict[str, Any], normalized: dict[str, Any]) -> Outcome | None:
    """Skills the board lists, sought in the text alone. Much of a list is not in its text: a floor."""
    wanted = {name for skill in record["parsed"]["skills"] or [] for name in read_skill(skill)}
    return compare(wanted, wanted & set(normalized["technologies"])) if wanted else None


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("hh_key_skills_in_text", "hh_ru", ("skills",), _hh_skills),
    Comparison("hh_roles_it", "hh_ru", (), _hh_it),
    Comparison("hh_roles_it_without_category", "hh_ru", ("category_words",), _hh_it),
    Comparison("hh_area_country", "hh_ru", (), _hh_country),
    Comparison("hh_schedule_remote", "hh_ru", (), _hh_remote),
    Comparison("hh_schedule_remote_in_text", "hh_ru", ("format_words",), _hh_remote),
    Comparison("nofluffjobs_seniority", "nofluffjobs_labelled", (), _level),
    Comparison("nofluffjobs_seniority_in_text", "nofluffjobs_labelled", ("grade_words",), _level),
    Comparison(
        "nofluffjobs_category_in_text",
        "nofluffjobs_labelled",
        ("category_words", "skills"),
        _direction("nofluffjobs_categories", "category"),
    ),
    Comparison("justjoin_seniority", "justjoin_2021", (), _level),
    Comparison("justjoin_seniority_in_title", "justjoin_2021", ("grade_words",), _level),
    Comparison("justjoin_group", "justjoin_2021", ("category_words",), _direction("justjoin_groups", "group")),
    Comparison("pracuj_levels", "pracuj_pl", (), _pracuj_levels),
    Comparison("pracuj_modes", "pracuj_pl", (), _pracuj_modes),
    Comparison("ashby_pay_in_text", "ashby", ("salaries",), _ashby_pay),
    Comparison("ashby_pay_summary", "ashby", ("salaries",), _ashby_summary),
    Comparison("djinni_category_it", "djinni", ("category_words",), _djinni_it),
    Comparison("djinni_category", "djinni", ("category_words",), _direction("djinni_categories", "category")),
    Comparison("hackernews_country", "hackernews", (), _hackernews_country),
)


def parse_record(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of PARSED_POSTINGS of one record of ../shared/real; several when a post holds several jobs."""
    moment = datetime.fromisoformat(record["fetched_at"])
    fetched_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    payload = record["payload"]
    context = PayloadContext(
        record["source"],
        record["source_posting_id"],
        record["url"],
        payload.encode() if isinstance(payload, str) else orjson.dumps(payload),  # as a dump of it is landed
        record["payload_format"],
        record["published_at"],
        fetched_at,
        "0" * 32,
        fetched_at.date(),
    )
    return parse_payload(context).postings


@cache
def _records(name: str) -> tuple[dict[str, Any], ...]:
    """Records of one file, each with its first parsed posting."""
    found = []
    with gzip.open(REAL / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = orjson.loads(line)
            if postings := parse_record(record):
                identity = f"{record['source']}/{record['source_posting_id']}"
                found.append({"id": identity, "label": record.get("label") or {}, "parsed": postings[0]})
    return tuple(found)


def is_at_hand() -> bool:
    return REAL.is_dir()


def outcomes(only: str | None = None) -> Iterator[tuple[str, str, Outcome]]:
    """(comparison, id, outcome) of every labelled real ad; ads without a label are passed over."""
    read: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for one in COMPARISONS:
        if only and one.name != only:
            continue
        records = _records(one.file)
        if (one.file, one.hidden) not in read:
            hidden = {name: _HIDDEN[name] for name in one.hidden}
            read[one.file, one.hidden] = [normalize_posting(record["parsed"] | hidden, {}) for record in records]
        for record, normalized in zip(records, read[one.file, one.hidden], strict=True):
            outcome = one.judge(record, normalized)
            if outcome is not None:
                yield one.name, record["id"], outcome
