"""Bad input: each kind has a clear reason, nothing raises, and an odd optional field never loses the posting."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.parsers import PARSERS, parse_payloads
from scrapers.schemas import PARSED_POSTINGS, QUARANTINE, RAW_PAYLOADS

JSON_FAMILIES = [
    "hh_ru",
    "nofluffjobs",
    "ashby:example",
    "greenhouse:example",
    "lever:example",
    "smartrecruiters:example",
    "workable:example",
    "recruitee:example",
    "json_ld",
]
JSON_FAMILIES += ["justjoin", "habr", "getmatch", "pracuj_pl", "theprotocol", "geekjob", "table:example"]


def reasons(result: Any) -> list[str]:
    return [reject.reason for reject in result.rejects]


@pytest.mark.parametrize("source", JSON_FAMILIES)
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"name": "Developer", "title": "Dev', "invalid_json"),
        ('{"name": "Разработчик"}'.encode("cp1251"), "wrong_encoding"),
        ('{"name": "Dev"}'.encode("utf-16"), "wrong_encoding"),
        (b"", "empty_payload"),
        (b" \x00 ", "empty_payload"),
        (b"[" * 100_000, "invalid_json"),
    ],
)
def test_unreadable_payloads_have_a_reason(ads: SimpleNamespace, source: str, payload: bytes, reason: str) -> None:
    result = ads.parse(source, payload)
    assert (result.postings, reasons(result)) == ([], [reason])


@pytest.mark.parametrize("source", [source for source in JSON_FAMILIES if source != "json_ld"])
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"<!DOCTYPE html><html><body>captcha</body></html>", "html_instead_of_json"),
        (b"[1, 2]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"{}", "empty_payload"),
        (b'{"id": "1"}', "missing_title"),
    ],
)
def test_other_things_than_a_posting_have_a_reason(
    ads: SimpleNamespace, source: str, payload: bytes, reason: str
) -> None:
    result = ads.parse(source, payload)
    assert (result.postings, reasons(result)) == ([], [reason])


@pytest.mark.parametrize(
    "amount", ["1" + "0" * 400, "1" + "0" * 5000, "1e400", "NaN", "Infinity", '"10^400"', "-1e300"]
)
def test_an_absurd_salary_is_noted_and_the_posting_stays(ads: SimpleNamespace, amount: str) -> None:
    text = json.dumps({**ads.hh_api, "salary_range": {"from": "AMOUNT", "currency": "RUR"}})
    result = ads.parse("hh_ru", text.replace('"AMOUNT"', amount).encode())
    assert result.postings[0]["salaries"] == []
    assert reasons(result) == ["unreadable_salary"]


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("2099-01-01T00:00:00+0300", "implausible_date"),
        ("1970-01-01T00:00:00Z", "implausible_date"),
        ("soon", "unreadable_date"),
        ({"$": 1}, "unreadable_date"),
    ],
)
def test_an_impossible_date_is_noted_and_the_posting_stays(ads: SimpleNamespace, stated: Any, reason: str) -> None:
    result = ads.parse("hh_ru", {**ads.hh_api, "published_at": stated})
    assert result.postings[0]["published_at"] is None
    assert reasons(result) == [reason]


def test_relative_dates_resolve_against_the_fetch(ads: SimpleNamespace) -> None:
    fetched_at = datetime(2026, 9, 10, 12, tzinfo=UTC)
    row = {**ads.nofluffjobs, "posted": None}
    posting = ads.only("nofluffjobs", row, published_text="2 days ago", fetched_at=fetched_at)
    assert posting["published_at"].date() == date(2026, 9, 8)


def test_a_title_of_100_kb_is_quarantined(ads: SimpleNamespace) -> None:
    result = ads.parse("hh_ru", {**ads.hh_api, "name": "я" * 100_000})
    assert (result.postings, reasons(result)) == ([], ["title_too_long"])
    assert "100000" in result.rejects[0].detail


def test_nul_bytes_are_removed_and_noted(ads: SimpleNamespace) -> None:
    result = ads.parse("ashby:example", {**ads.ashby, "title": "Back\x00end Engineer", "descriptionHtml": "a\x00b"})
    assert (result.postings[0]["title"], result.postings[0]["description"]) == ("Backend Engineer", "ab")
    assert reasons(result) == ["nul_bytes"]


def test_a_source_without_a_parser_is_named(ads: SimpleNamespace) -> None:
    assert reasons(ads.parse("myspace", b"{}")) == ["unknown_source"]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
    st.lists(st.dictionaries(st.text(max_size=4), st.none(), max_size=1), max_size=2),
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += _paths(item, (*path, key))
    return found


def _replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    copy: Any = json.loads(json.dumps(value))
    target = copy
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = odd
    return copy


def raw_table(*rows: tuple[str, bytes]) -> pa.Table:
    values = [
        {
            "payload_hash": f"{number:032x}",
            "source": source,
            "source_posting_id": str(number),
            "landed_on": date(2026, 9, 1),
            "payload": zstandard.compress(payload),
            "payload_format": "json",
            "fetched_at": datetime(2026, 9, 1, tzinfo=UTC),
            "is_simulated": True,
        }
        for number, (source, payload) in enumerate(rows)
    ]
    return pa.Table.from_pylist(values, schema=RAW_PAYLOADS)


TITLES = {("name",), ("position",), ("title",), ("text",), ("search", "name"), ("search",), ("@type",), ("Position",)}
TITLES |= {("job-title",), ("attributes",), ("attributes", "jobTitle")}
TITLES |= {("attributes", "title"), ("attributes", "title", "value"), ("page",), ("page", "title")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_odd_optional_field_never_loses_the_posting(ads: SimpleNamespace, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([key for key, payload in ads.payloads.items() if payload[:1] == b"{"]))
    value = json.loads(ads.payloads[name])
    path = data.draw(st.sampled_from([path for path in _paths(value) if path not in TITLES]))
    mutated = json.dumps(_replaced(value, path, data.draw(ODD))).encode()
    parsed, quarantine = parse_payloads(raw_table((name.split(" ")[0], mutated)))
    assert parsed.num_rows == 1, quarantine.to_pylist()
    assert "parser_error" not in quarantine["reason"].to_pylist()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_end_as_postings_or_rejects(ads: SimpleNamespace, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ads.payloads)))
    payload = ads.payloads[name]
    cut = data.draw(st.integers(0, len(payload)))
    noise = data.draw(st.binary(max_size=30))
    mutated = data.draw(st.sampled_from([noise, payload[:cut], payload[:cut] + noise + payload[cut:]]))
    parsed, quarantine = parse_payloads(raw_table((name.split(" ")[0], mutated)))
    assert parsed.num_rows + quarantine.num_rows >= 1
    assert "parser_error" not in quarantine["reason"].to_pylist()


def test_a_table_keeps_every_payload_as_posting_or_reject_and_a_broken_one_harms_no_other(ads: SimpleNamespace) -> None:
    rows = [(name.split(" ")[0], payload) for name, payload in ads.payloads.items()]
    raw = raw_table(*rows, ("hh_ru", b"{"), ("nowhere", b"{}"))
    parsed, quarantine = parse_payloads(raw)
    assert parsed.schema.equals(PARSED_POSTINGS)
    assert quarantine.schema.equals(QUARANTINE)
    seen = set(parsed["payload_hash"].to_pylist()) | set(quarantine["payload_hash"].to_pylist())
    assert seen == set(raw["payload_hash"].to_pylist())
    assert parsed.num_rows == len(rows)
    assert all(f" {row['source_posting_id']}:" in row["detail"] for row in quarantine.to_pylist())
    assert parse_payloads(raw.slice(0, 0))[0].num_rows == 0


def test_every_family_has_a_version() -> None:
    assert {parser.family for parser in PARSERS.values()} == set(PARSERS)
    assert all(parser.version for parser in PARSERS.values())
