"""Reading of real ads, judged by the boards' own labels. Texts are read in place and never printed.

The floors stand a little under what was measured, so that a fall is seen. A board's label is not always what its ad
says (a "Mid" field beside a "Senior" title), so title and text are held to less than the fields.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import pytest

from orchestration.schemas import EXCHANGE_RATES
from orchestration.transforms.exchange import usd_rates
from orchestration.transforms.gazetteer import country_code
from orchestration.transforms.grade_words import grades_in_field, grades_in_title
from orchestration.transforms.money_text import read_line
from orchestration.transforms.normalize import normalize_posting
from orchestration.transforms.places import places_in_words
from orchestration.transforms.specializations import read_specialization
from orchestration.transforms.technologies import read_skill, read_technologies
from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import read_work_formats
from scrapers.schemas import RATE_QUOTES
from tests.real.read_ads import REAL, Read, ads, records, score

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no real payloads beside the repository (../shared/real)")

# Ids of hh's category "information technology" in its public dictionary of roles.
HH_IT_ROLES = frozenset(
    map(str, (96, 160, 124, 165, 156, 10, 113, 112, 114, 116, 104, 107, 73, 148, 150, 164, 157, 36, 125, 121, 126, 155))
) | {"25", "34", "12"}  # game, visual and art design


def test_it_ads_of_a_general_board_are_told_from_the_rest() -> None:
    labelled = [ad for ad in ads("hh_ru") if ad.label.get("professional_roles")]
    found = score(
        (
            any(str(role) in HH_IT_ROLES for role in ad.label["professional_roles"]),
            ad.normalized["specialization"] is not None,
        )
        for ad in labelled
    )
    assert found.precision >= 0.985
    assert found.recall >= 0.975


def test_areas_of_hh_give_their_country() -> None:
    found = score(("RU" if ad.label["area"] == "Москва" else "BY", ad.normalized["country"]) for ad in ads("hh_ru"))
    assert found.precision >= 0.995
    assert found.recall >= 0.98


def test_every_remote_schedule_of_hh_is_read_as_remote() -> None:
    remote = [ad for ad in ads("hh_ru") if ad.label["schedule"] == "remote"]
    assert all("remote" in ad.normalized["work_formats"] for ad in remote)


def test_structured_pay_of_hh_is_kept_exactly_and_always_converted_or_explained() -> None:
    stated = [ad for ad in ads("hh_ru") if ad.parsed["salaries"]]
    assert len(stated) > 300
    for _, normalized, _ in stated:
        assert (normalized["salary_basis"], normalized["salary_period"]) == ("field", "month")
        assert normalized["salary_currency"] in {"RUB", "BYN", "USD", "EUR"}
        assert normalized["salary_reason"] == "no_rate"  # none were given
    amounts = [((ad.parsed["salaries"][0]["min"], ad.parsed["salaries"][0]["max"]), ad.normalized) for ad in stated]
    assert all(pair == (normalized["salary_min"], normalized["salary_max"]) for pair, normalized in amounts)


def test_technologies_of_the_skill_list_are_found_in_the_text_of_the_same_ad() -> None:
    listed = {("list", ad.parsed["source_posting_id"]): ad for ad in ads("hh_ru") if ad.parsed["skills"]}
    found = total = 0
    for ad in listed.values():
        text = scan(ad.parsed["title"], ad.parsed["description"] or "")
        from_text = set(read_technologies([], text).names)
        for name in {name for skill in ad.parsed["skills"] for name in read_skill(skill)}:
            found, total = found + (name in from_text), total + 1
    assert found / total >= 0.78  # the rest is mostly not in the text at all


def test_a_boards_level_field_is_read_without_a_fault() -> None:
    levels = {"Mid": "Middle", "Senior": "Senior", "Junior": "Junior", "Expert": "Lead", "Trainee": "Junior"}
    found = score((levels[ad.label["seniority"]], ad.normalized["grade"]) for ad in ads("nofluffjobs_labelled"))
    assert (found.precision, found.recall) == (1.0, 1.0)


@pytest.mark.parametrize(("name", "floor"), [("nofluffjobs_labelled", 0.88), ("justjoin_2021", 0.82)])
def test_grades_of_titles_agree_with_the_boards_own(name: str, floor: float) -> None:
    """The boards know no Lead (or call it Senior), which is most of the difference."""
    levels = {"Mid": "Middle", "Senior": "Senior", "Junior": "Junior", "Expert": "Lead", "Trainee": "Junior"}
    pairs = [
        (levels[record["label"]["seniority"]], grades)
        for record in records(name)
        if (grades := grades_in_title(record["payload"].get("position") or record["payload"]["Position"]))
    ]
    assert sum(truth in grades for truth, grades in pairs) / len(pairs) >= floor
    plain = [(truth, grades) for truth, grades in pairs if "Lead" not in grades]
    assert sum(truth in grades for truth, grades in plain) / len(plain) >= 0.92


def test_pay_of_nofluffjobs_is_kept_exactly() -> None:
    for _, normalized, label in ads("nofluffjobs_labelled"):
        stated = (float(label.get("salary_min", 0)), float(label.get("salary_max", 0)))
        if 0 not in stated:
            assert (normalized["salary_min"], normalized["salary_max"]) == stated
            assert (normalized["salary_currency"], normalized["salary_period"]) == ("PLN", "month")


NOFLUFF_DIRECTIONS = {
    "Backend": "backend",
    "Frontend": "frontend",
    "Big Data": "data",
    "Testing": "qa",
    "Mobile": "mobile",
    "DevOps": "devops-sre",
    "Business Analysis": "analysis",
    "Business Intelligence": "data",
    "Security": "security",
    "Design": "design",
    "Project Manager": "management",
    "Support": "support",
    "IT Administrator": "support",
}
JUSTJOIN_DIRECTIONS = {
    "Java": "backend",
    "Php": "backend",
    "Net": "backend",
    "Python": "backend",
    "Ruby": "backend",
    "Scala": "backend",
    "Go": "backend",
    "Testing": "qa",
    "Mobile": "mobile",
    "Devops": "devops-sre",
    "Data": "data",
    "Admin": "support",
    "Ux": "design",
    "Pm": "management",
    "Security": "security",
}


def _agreement(pairs: Iterable[tuple[str | None, str | None]]) -> float:
    known = [truth == read for truth, read in pairs if truth]
    return sum(known) / len(known)


def test_title_and_text_alone_give_the_direction_that_the_board_gives() -> None:
    """Without the board's category. A fullstack or AI title under a backend category is no fault, but counts as one."""

    def read(ad: Read) -> str | None:
        found = scan(ad.parsed["title"], ad.parsed["description"] or "")
        return read_specialization(ad.parsed["title"], [], read_technologies([], found), "nofluffjobs").direction

    pairs = ((NOFLUFF_DIRECTIONS.get(ad.label.get("category", "")), read(ad)) for ad in ads("nofluffjobs_labelled"))
    assert _agreement(pairs) >= 0.85


def test_titles_and_skills_of_justjoin_give_its_groups() -> None:
    def read(payload: dict[str, str]) -> str | None:
        skills = [
            skill.split("(")[0].strip()
            for column in ("Obligatory_skills", "Optional_skills")
            for skill in (payload[column] or "").split(",")
        ]
        technologies = read_technologies(skills, scan(payload["Position"], ""))
        return read_specialization(payload["Position"], [], technologies, "justjoin").direction

    pairs = ((JUSTJOIN_DIRECTIONS.get(one["label"]["group"]), read(one["payload"])) for one in records("justjoin_2021"))
    assert _agreement(pairs) >= 0.82


def test_pay_of_justjoin_is_read_from_every_cell_that_has_a_number() -> None:
    cells = [one["payload"][name] for one in records("justjoin_2021") for name in ("Salary_b2b", "Salary_permanent")]
    stated = [cell for cell in cells if any(char.isdigit() for char in cell)]
    read = [read_line(cell, trusted=True) for cell in stated]
    assert all(len(money) == 1 and money[0].maximum and money[0].currency in {"PLN", "USD", "EUR"} for money in read)


def test_levels_and_modes_of_pracuj_are_read_without_a_fault() -> None:
    signs = {
        "Junior": ("junior", "asystent", "assistant", "praktykant", "trainee"),
        "Middle": ("mid /",),
        "Senior": ("(senior)",),
        "Lead": ("ekspert", "expert"),
    }
    modes = {
        "remote": ("zdalna", "home office"),
        "hybrid": ("hybryd", "hybrid"),
        "office": ("stacjonarna", "full office"),
    }

    def named(signs_of: dict[str, tuple[str, ...]], text: str) -> set[str]:
        return {name for name, words in signs_of.items() if any(word in text.lower() for word in words)}

    for record in records("pracuj_pl"):
        levels, work_modes = record["label"].get("position_levels", ""), record["label"].get("work_modes", "")
        assert {grade for part in levels.split(", ") for grade in grades_in_field(part)} == named(signs, levels)
        assert set(read_work_formats([work_modes], [], scan("", "")).offered) == named(modes, work_modes)


def test_countries_of_ashby_are_read_from_the_field_and_nearly_all_from_the_place_alone() -> None:
    with_country = [ad for ad in ads("ashby") if country_code(ad.label.get("country", ""))]
    assert all(country_code(ad.label["country"]) in ad.normalized["countries"] for ad in with_country)
    prefer = ("US", "GB", "CA", "DE", "FR")
    places = [(country_code(ad.label["country"]), ad.parsed["location_words"][:1]) for ad in with_country]
    read = [
        (truth, truth if truth in countries else next(iter(countries), None))
        for truth, words in places
        if words
        for countries in [places_in_words(words[0], prefer).countries]
    ]
    found = score(read)
    assert found.precision >= 0.99
    assert found.recall >= 0.94  # the rest say "Remote" and no place


def test_remote_jobs_of_ashby_are_remote() -> None:
    remote = [ad for ad in ads("ashby") if ad.label.get("is_remote") is True]
    assert all(ad.normalized["work_format"] == "remote" for ad in remote)


def test_the_pay_text_of_ashby_gives_its_structured_amounts() -> None:
    """The text rounds to a tenth of a thousand: 116,450 is shown as $116.5K."""
    right = total = 0
    for ad in ads("ashby"):
        for stated in (ad.parsed["salaries"] or [])[:1]:
            if not stated["text"] or stated["min"] is None or stated["max"] is None:
                continue
            read = read_line(stated["text"], trusted=True)
            total += 1
            if read and read[0].minimum and read[0].maximum:
                right += abs(read[0].minimum - stated["min"]) <= max(60, 0.001 * stated["min"]) and abs(
                    read[0].maximum - stated["max"]
                ) <= max(60, 0.001 * stated["max"])
    assert total > 900
    assert right / total >= 0.97


def test_pay_in_the_text_of_ashby_agrees_with_the_structured_amounts() -> None:
    agreeing = total = 0
    for ad in ads("ashby"):
        if ad.parsed["salaries"] and ad.parsed["salaries"][0]["min"]:
            bare = {**ad.parsed, "salaries": []}
            offers = normalize_posting(bare, {})["salaries"]
            if offers:
                stated = ad.parsed["salaries"][0]
                amounts = {offer["min"] for offer in offers} | {offer["max"] for offer in offers}
                agreeing, total = agreeing + bool({stated["min"], stated["max"]} & amounts), total + 1
    assert total > 150
    assert agreeing / total >= 0.9


DJINNI_NOT_IT = frozenset(
    {
        "Marketing",
        "Sales",
        "Social Media",
        "SEO",
        "Performance Marketing",
        "Content Writer",
        "Lead Generation",
        "Media Buying",
        "HR",
        "Recruiter",
        "Affiliate Manager",
        "Copywriter",
        "Account Manager",
    }
)
DJINNI_IT = frozenset(
    {
        "Python",
        "Java",
        "QA Automation",
        "QA Manual",
        "DevOps",
        "Fullstack",
        "Data Engineer",
        "Data Scientist",
        "iOS",
        "Android",
        "React Native",
        "Flutter",
        "PHP",
        "Ruby",
        "Scala",
        "Golang",
        "Unity",
        "C++",
        ".NET",
        "Node.js",
        "Data Analyst",
    }
)


def test_titles_of_a_mixed_board_are_told_into_it_and_not_it() -> None:
    pairs = []
    for record in records("djinni"):
        category = record["label"].get("category")
        if category in DJINNI_NOT_IT or category in DJINNI_IT:
            title = record["payload"]["title"]
            found = read_specialization(title, [], read_technologies([], scan(title, "")), "djinni")
            pairs.append((category in DJINNI_IT, found.slug is not None))
    found_it = score(pairs)
    assert found_it.precision >= 0.96
    assert found_it.recall >= 0.95


def test_the_ecb_history_alone_prices_euro_zloty_pound_and_the_old_rouble() -> None:
    quotes = []
    with gzip.open(REAL / "fx" / "ecb_eurofxref_hist.csv.gz", "rt", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["Date"].startswith("2021-12"):
                for currency, price in row.items():
                    if currency and len(currency) == 3 and price not in ("N/A", "", None):
                        quotes.append(
                            ("ecb", date.fromisoformat(row["Date"]), currency, "EUR", 1 / float(price), False)
                        )
    names = RATE_QUOTES.names
    table_of_quotes = pa.Table.from_pylist(
        [dict(zip(names, quote, strict=True)) for quote in quotes], schema=RATE_QUOTES
    )
    rates = usd_rates(table_of_quotes, [date(2021, 12, 13), date(2021, 12, 26)])
    assert rates.schema.equals(EXCHANGE_RATES)
    by_currency = {(row["day"].day, row["currency"]): row["usd_per_unit"] for row in rates.to_pylist()}
    assert 1.1 < by_currency[13, "EUR"] < 1.15
    assert 0.23 < by_currency[13, "PLN"] < 0.26
    assert 1.3 < by_currency[13, "GBP"] < 1.35
    assert 0.0130 < by_currency[26, "RUB"] < 0.0142  # a Sunday: the last quote is two days old
