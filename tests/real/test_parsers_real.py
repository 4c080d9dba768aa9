"""The parsers on real payloads, judged by the boards' own fields. Skipped where the real data is not at hand."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers import RATE_PARSERS, PayloadContext, parse_payload
from tests.real.parsed_postings import REAL, pairs, posting_of, share

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no real data beside the repository")
DUMPS = [
    "hh_ru",
    "hh_ru_listing",
    "ashby",
    "nofluffjobs_labelled",
    "nofluffjobs_raw",
    "justjoin_2021",
    "justjoin_v2",
    "djinni",
]
WITHOUT_ADDRESS = {"justjoin_2021", "pracuj_pl"}


@pytest.mark.parametrize("name", DUMPS)
def test_every_line_parses_and_no_field_is_left_unread(name: str) -> None:
    leftovers = Counter(field for _, posting in pairs(name) for field in posting["leftover_fields"])
    assert leftovers == {}
    assert all(posting["title"] for _, posting in pairs(name))
    assert name in WITHOUT_ADDRESS or all(posting["url"] for _, posting in pairs(name))


@pytest.mark.parametrize(
    ("name", "column", "at_least"),
    [
        ("hh_ru", "description", 1.0),
        ("hh_ru", "published_at", 1.0),
        ("hh_ru", "company_id", 0.99),
        ("hh_ru_listing", "description", 0.99),
        ("ashby", "description", 0.99),
        ("ashby", "published_at", 1.0),
        ("ashby", "country_words", 0.97),
        ("nofluffjobs_labelled", "description", 0.9),
        ("nofluffjobs_raw", "company", 1.0),
    ],
)
def test_fill_rates(name: str, column: str, at_least: float) -> None:
    assert share(name, column) >= at_least


def test_hh_labels_are_read_from_the_payload() -> None:
    for record, posting in pairs("hh_ru"):
        label = record["label"]
        assert posting["experience_text"] == label["experience"]
        assert posting["location_words"][0] == label["area"]
        assert posting["skills"] == list(
            dict.fromkeys(" ".join(skill.split()) for skill in label.get("key_skills", []))
        )
        assert ("remote" in posting["format_words"]) == (label["schedule"] == "remote")
        assert label["employment"] in posting["employment_words"]


@pytest.mark.parametrize("name", ["hh_ru", "hh_ru_listing"])
def test_hh_salaries_are_exact(name: str) -> None:
    tax = {True: "gross", False: "net", None: None}
    for record, posting in pairs(name):
        stated = record["payload"]["salary"]
        expected = (
            []
            if stated is None
            else [(stated["from"], stated["to"], stated["currency"], "MONTH", tax[stated["gross"]])]
        )
        found = [(s["min"], s["max"], s["currency"], s["period"], s["tax"]) for s in posting["salaries"]]
        assert found == expected


def test_ashby_salaries_are_exact_and_nothing_else_is_pay() -> None:
    postings_with_pay = 0
    for record, posting in pairs("ashby"):
        components = [
            component
            for tier in record["payload"]["compensation"]["compensationTiers"]
            for component in tier["components"]
            if component["compensationType"] == "Salary" and (component["minValue"] or component["maxValue"])
        ]
        expected = {
            (c["minValue"] or None, c["maxValue"] or None, c["currencyCode"], c["interval"]) for c in components
        }
        found = {(s["min"], s["max"], s["currency"], s["period"]) for s in posting["salaries"]}
        assert found == expected
        postings_with_pay += bool(found)
    assert postings_with_pay > 900


def test_ashby_labels_are_read_from_the_payload() -> None:
    for record, posting in pairs("ashby"):
        label = record["label"]
        words = [" ".join(label[name].split()) for name in ("department", "team")]
        assert posting["category_words"] == list(dict.fromkeys(words))
        assert posting["employment_words"] == [label["employment_type"]]
        if label.get("country"):
            assert " ".join(label["country"].split()) in posting["country_words"]


def test_nofluffjobs_labels_are_read_from_the_table() -> None:
    for record, posting in pairs("nofluffjobs_labelled"):
        label = record["label"]
        assert posting["grade_words"] == [label["seniority"]]
        assert posting["category_words"] == [label["category"]]
        assert posting["skills"] == ([label["skill"]] if "skill" in label else [])
        found = [(s["min"], s["max"], s["currency"], s["period"]) for s in posting["salaries"]]
        if "salary_min" in label:
            expected = (float(label["salary_min"]), float(label["salary_max"]), label["salary_currency"], "month")
            assert found == [expected]
        else:
            assert found == []


def test_nofluffjobs_page_rows_keep_the_shown_salary() -> None:
    for record, posting in pairs("nofluffjobs_raw"):
        shown = record["payload"]["salary"]
        assert [s["text"] for s in posting["salaries"]] == ([" ".join(shown.split())] if shown else [])
        assert (posting["grade_words"], posting["skills"]) == ([], [])


def test_justjoin_labels_are_read_from_the_table_and_hidden_pay_is_not_pay() -> None:
    for record, posting in pairs("justjoin_2021"):
        assert (posting["category_words"], posting["grade_words"]) == (
            [record["label"]["group"]],
            [record["label"]["seniority"]],
        )
        cells = [record["payload"][name] for name in ("Salary_b2b", "Salary_permanent")]
        assert [s["text"] for s in posting["salaries"]] == [
            " ".join(cell.split()) for cell in cells if any(char.isdigit() for char in cell)
        ]


def test_justjoin_offers_agree_with_their_labels_and_state_their_pay() -> None:
    for record, posting in pairs("justjoin_v2"):
        label, (row,) = record["label"], record["payload"]["employmentTypes"]
        assert posting["grade_words"] == [label["experience_level"]]
        assert posting["format_words"] == [label["workplace_type"]]
        assert (posting["category_words"], posting["skills"]) == (label["categories"], label["skills"])
        (pay,) = posting["salaries"]
        assert (pay["min"], pay["max"]) == (row["salary"]["from"], row["salary"]["to"])
        assert (pay["currency"], pay["period"], pay["tax"]) == (
            row["currency"],
            row["salary"]["unit"],
            row["amountType"],
        )


def test_djinni_labels_and_pay_are_read_from_the_table() -> None:
    with_pay = 0
    for record, posting in pairs("djinni"):
        label, row = record["label"], record["payload"]
        assert (posting["category_words"], posting["employment_words"]) == ([label["category"]], [label["job_type"]])
        assert posting["format_words"] == ([label["location_type"]] if label.get("location_type") else [])
        months = label.get("experience_months")
        assert posting["experience_years_min"] == (float(months) / 12 if months else None)
        expected = [(float(row["salary_min"]) or None, float(row["salary_max"]), "USD")] if row["salary_min"] else []
        assert [(s["min"], s["max"], s["currency"]) for s in posting["salaries"]] == expected
        with_pay += bool(expected)
    assert with_pay > 300


def test_dou_labels_are_read_from_the_table() -> None:
    for record, posting in pairs("dou"):
        label, city = record["label"], record["payload"]["city"]
        assert (posting["experience_text"] or "Not specified") == label["experience"]
        assert (posting["experience_years_min"] is None) == (label["experience"] == "Not specified")
        assert posting["skills"] == list(dict.fromkeys(skill.strip() for skill in label["skills"].split(",")))
        assert posting["format_words"] == (["віддалено"] if "віддалено" in city else [])
        assert len(posting["location_words"]) + len(posting["format_words"]) == len(city.split(", "))


AT = datetime(2026, 9, 1, tzinfo=UTC)


def test_dou_pages_and_feed_items_parse() -> None:
    (page,) = (REAL / "payloads" / "dou").glob("*.html")
    (posting,) = posting_of("dou", "1", page.read_bytes(), AT + timedelta(days=60), "html")
    assert [s["text"] for s in posting["salaries"]] == ["$2500–3500"]
    assert posting["location_words"] == ["за кордоном"]
    assert all(posting[column] for column in ("company", "category_words", "published_at"))
    (feed,) = (REAL / "payloads" / "dou").glob("*.xml")
    items = re.findall(rb"<item>.*?</item>", feed.read_bytes(), re.S)
    postings = [posting for item in items for posting in posting_of("dou", "1", item, AT, "xml")]
    assert [posting["location_words"] + posting["format_words"] for posting in postings] == [
        ["віддалено"],
        ["Львів"],
        ["за кордоном"],
    ]
    assert all("вакансію" not in posting["description"] for posting in postings)


def test_djinni_pages_and_feed_items_parse() -> None:
    (page,) = (REAL / "payloads" / "djinni").glob("*.html")
    (posting,) = posting_of("djinni", "1", page.read_bytes(), AT, "html")
    assert posting["leftover_fields"] == []
    assert (posting["salaries"][0]["period"], posting["experience_years_min"]) == ("MONTH", 4.0)
    (feed,) = (REAL / "payloads" / "djinni").glob("*.xml")
    items = re.findall(rb"<item>.*?</item>", feed.read_bytes(), re.S)
    postings = [posting for item in items for posting in posting_of("djinni", "1", item, AT, "xml")]
    assert len(postings) == 2
    assert all(posting["description"] and "&" not in posting["description"][:40] for posting in postings)


def test_justjoin_conversions_are_not_stated_pay() -> None:
    path = REAL / "payloads" / "justjoin" / "jjit_candidate-api_offers_2026-08.json"
    for offer in json.loads(path.read_bytes())["data"]:
        (posting,) = posting_of("justjoin", offer["guid"], json.dumps(offer).encode(), AT, "json")
        assert posting["leftover_fields"] == []
        original = [row for row in offer["employmentTypes"] if row["currencySource"] == "original" and row["from"]]
        assert [(s["min"], s["currency"], s["contract"]) for s in posting["salaries"]] == [
            (row["from"], row["currency"], row["type"]) for row in original
        ]


def test_payload_samples_parse() -> None:
    folder = REAL / "payloads"
    items = json.loads((folder / "hh" / "hh_search_page_2025-06_Endpersu.json").read_bytes())["items"]
    hh = [
        posting for item in items for posting in posting_of("hh_ru", item["id"], json.dumps(item).encode(), AT, "json")
    ]
    assert [s["period"] for posting in hh for s in posting["salaries"]].count("SERVICE") == 1
    assert all(posting["format_words"] for posting in hh)
    jobs = json.loads((folder / "ats" / "sample_ashby_linear.json").read_bytes())["jobs"]
    for job in jobs:
        assert posting_of("ashby:linear", job["id"], json.dumps(job).encode(), AT, "json")[0]["format_words"]
    for path in sorted((folder / "jsonld").glob("*.html")):
        (posting,) = posting_of("json_ld", path.stem, path.read_bytes(), AT, "html")
        assert posting["company"]
        assert posting["location_words"]
        assert len(posting["country_words"]) == 1, "a repeated country is one country"


def test_converted_pay_of_search_results_is_not_stated_pay() -> None:
    path = REAL / "payloads" / "nofluffjobs" / "nfj_search_posting_2026-08.json"
    for item in json.loads(path.read_bytes())["postings"]:
        context = PayloadContext(
            "nofluffjobs", item["id"], None, json.dumps(item).encode(), "json", None, AT, "0", AT.date(), False
        )
        result = parse_payload(context)
        assert [reject.reason for reject in result.rejects] == ["converted_salary"]
        assert result.postings[0]["salaries"] == []
        assert result.postings[0]["requisition_id"] == item["reference"]


def test_real_channel_posts_split_only_where_two_roles_are_hired() -> None:
    page = (REAL / "payloads" / "telegram" / "tme_s_preview.html").read_bytes()
    messages = LexborHTMLParser(page).css(".tgme_widget_message[data-post]")
    found = [posting_of("telegram:x", "1", (node.html or "").encode(), AT, "html") for node in messages]
    assert [len(postings) for postings in found] == [1, 2, 1]
    assert all(posting["published_at"].year == 2026 for postings in found for posting in postings)


def test_real_rate_files() -> None:
    fx = REAL / "fx"
    ecb = RATE_PARSERS["ecb"]((fx / "ecb_eurofxref_hist.csv.gz").read_bytes())
    assert (ecb.rejects, ecb.quotes.num_rows > 200_000) == ([], True)
    usd = RATE_PARSERS["cbr"]((fx / "cbr_usd_rub_daily.csv").read_bytes(), "cbr_usd_rub_daily.csv")
    assert {reject.reason for reject in usd.rejects} == {"older_currency"}
    monthly = RATE_PARSERS["cbr"]((fx / "cbr_monthly.csv").read_bytes(), "cbr_monthly.csv")
    assert [reject.reason for reject in monthly.rejects] == ["monthly_values"]
    daily = RATE_PARSERS["cbr"]((fx / "samples" / "cbr_XML_daily_2025-04-04_cp1251.xml").read_bytes())
    prices = {row["currency"]: row["base_per_unit"] for row in daily.quotes.to_pylist()}
    assert set(daily.quotes["rate_on"].to_pylist()) == {date(2025, 4, 4)}
    assert (prices["USD"], prices["UAH"]) == (84.3830, pytest.approx(2.0, abs=0.2))
    nbu = RATE_PARSERS["nbu"]((fx / "samples" / "nbu_exchange_2019-02-18.xml").read_bytes())
    assert nbu.quotes.num_rows > 50
    for name in ("cbr_error.xml", "nbu_error.xml"):
        assert [r.reason for r in RATE_PARSERS[name[:3]]((fx / "samples" / name).read_bytes()).rejects] == [
            "error_body"
        ]


def test_habr_items_and_getmatch_offers_parse() -> None:
    text = (REAL / "payloads" / "habr" / "EXCERPT_habr_list_items_2026-09.json").read_text(encoding="utf-8")
    items = json.loads(text)
    assert len(items) == 6
    for item in items:
        (posting,) = posting_of("habr", str(item["id"]), json.dumps(item).encode(), AT + timedelta(days=60), "json")
        assert posting["leftover_fields"] == []
        level = item.get("qualification") or (item["salaryQualification"] or {}).get("title")
        assert posting["grade_words"] == ([level] if level else [])
        assert [(s["min"], s["max"]) for s in posting["salaries"]] == (
            [(item["salary"]["from"], item["salary"]["to"])] if item["salary"]["formatted"] else []
        )
    path = REAL / "payloads" / "getmatch" / "EXCERPT_getmatch_offer_2026-08.json"
    for offer in json.loads(path.read_bytes())["offers"]:
        (posting,) = posting_of("getmatch", str(offer["id"]), json.dumps(offer).encode(), AT, "json")
        assert (posting["leftover_fields"], posting["format_words"]) == ([], ["office"])
        assert [s["tax"] for s in posting["salaries"]] == ["gross"]


def test_pracuj_labels_are_read_from_the_sections_and_dates_are_expiries() -> None:
    with_pay = 0
    for record, posting in pairs("pracuj_pl"):
        label = record["label"]
        assert ", ".join(posting["grade_words"]) == label["position_levels"]
        assert ", ".join(posting["format_words"]) == label.get("work_modes", "")
        assert posting["employment_words"][-1] in label["contract_types"]
        assert posting["description"]
        assert posting["location_words"]
        assert posting["expires_at"] is not None
        assert posting["published_at"] is None
        with_pay += bool(posting["salaries"])
    assert with_pay == 57


def test_pracuj_detail_records_parse() -> None:
    path = REAL / "payloads" / "pracuj" / "EXCERPT_pracuj_detail_records_2026-07.json"
    records = json.loads(path.read_bytes())
    found = [posting_of("pracuj_pl", "1", json.dumps(one).encode(), AT, "json")[0] for one in records]
    assert [posting["leftover_fields"] for posting in found] == [[], []]
    assert [[(s["min"], s["max"], s["period"]) for s in posting["salaries"]] for posting in found] == [
        [(140, 155, "godz.")],
        [(6000, 8500, "mies.")],
    ]


def test_hackernews_comments_are_ads_but_for_a_few_and_what_says_remote_is_remote() -> None:
    """The silver label `remote` is one regular expression over the whole text, so it can only confirm."""
    counts: Counter[str] = Counter()
    with gzip.open(REAL / "hackernews.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            fetched_at = datetime.fromisoformat(record["fetched_at"])
            key, payload = record["source_posting_id"], record["payload"].encode()
            context = PayloadContext(
                "hackernews", key, None, payload, "html", None, fetched_at, "0" * 32, fetched_at.date()
            )
            result = parse_payload(context)
            assert {reject.reason for reject in result.rejects} <= {"not_an_ad", "no_text"}
            assert bool(result.postings) != bool(result.rejects)
            counts["ads"] += bool(result.postings)
            counts["split"] += len(result.postings) > 1
            if any("remote" in word.lower() for posting in result.postings for word in posting["format_words"]):
                counts["remote"] += 1
                counts["confirmed"] += record["label"]["remote"] is True
    assert counts["ads"] >= 5180
    assert 1200 <= counts["split"] <= 1600  # measured: 1,435
    assert counts["remote"] >= 300
    assert counts["confirmed"] >= 0.99 * counts["remote"]


def test_hackernews_headers_of_2026() -> None:
    (path,) = (REAL / "payloads" / "hackernews").glob("*.json")
    jobs = json.loads(path.read_bytes())["jobs"]
    found = [posting_of("hackernews", "1", job["text"].encode(), AT, "html")[0] for job in jobs]
    with_pipes = [posting for job, posting in zip(jobs, found, strict=True) if "|" in job["text"][:200]]
    assert all(posting["company"] and posting["format_words"] for posting in with_pipes)
    assert sum(len(posting["salaries"]) for posting in with_pipes) == 2
