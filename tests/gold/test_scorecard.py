"""The gold ads are labelled soundly, and no field reads them worse than the committed baseline."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
import pytest

from benchmarks.scorecard import real, silver
from benchmarks.scorecard.__main__ import main
from benchmarks.scorecard.counts import Tally, compare, is_below, is_fall, share
from benchmarks.scorecard.fields import BARS, outcomes_of
from benchmarks.scorecard.gold import ASIDE, LANGUAGES, GoldAd, gold_ads, read_pay
from benchmarks.scorecard.results import Scorecard, falls, measure, read_baseline
from orchestration.transforms.lookups import load_yaml
from scrapers.schemas import PARSED_POSTINGS

GRADES = {"Junior", "Middle", "Senior", "Lead", "-"}
FORMATS = {"remote", "hybrid", "office", "-"}
LABELS = {
    "grades",
    "years_grade",
    "track",
    "salaries",
    "countries",
    "city",
    "formats",
    "technologies",
    "not_technologies",
    "specialization",
    "rejected",
}


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return measure(with_silver=False)


def accepted(labels: list[str]) -> set[str]:
    return {value for label in labels for value in label.split("|")}


def test_there_are_enough_ads_of_every_language() -> None:
    counted = Counter(ad.language for ad in gold_ads())
    assert sum(counted.values()) >= 300
    assert all(counted[language] >= 60 for language in LANGUAGES)
    assert len({ad.id for ad in gold_ads()}) == len(gold_ads())
    assert len({ad.title + ad.description for ad in gold_ads()}) == len(gold_ads())


@pytest.mark.parametrize(("aside", "in_all", "in_each"), [("ads", 160, 32), ("posts", 190, 25)])
def test_there_are_enough_ads_of_other_authors(aside: str, in_all: int, in_each: int) -> None:
    ads = gold_ads(ASIDE[aside])
    counted = Counter(ad.language for ad in ads)
    assert sum(counted.values()) >= in_all
    assert all(counted[language] >= in_each for language in LANGUAGES)


def test_ads_kept_aside_are_no_ads_of_development() -> None:
    aside = [ad for folder in ASIDE.values() for ad in gold_ads(folder)]
    assert all(ad.id.startswith("aside-") for ad in aside)
    ads = [*gold_ads(), *aside]
    assert len({ad.id for ad in ads}) == len({ad.title + ad.description for ad in ads}) == len(ads)


def check_labels(expect: dict[str, Any]) -> None:
    assert set(expect) <= LABELS
    if "rejected" in expect:
        assert accepted([expect["rejected"]]) <= {*load_yaml("quality")["reasons"], "any"}
        return
    slugs = {slug for slugs in load_yaml("specializations")["directions"].values() for slug in slugs}
    assert set(str(expect["specialization"] or "null").split("|")) <= {*slugs, "null", "-"}
    assert accepted([*expect.get("grades", []), expect.get("years_grade", "-")]) <= GRADES
    assert accepted(expect.get("formats", [])) <= FORMATS
    assert all(len(code) in (1, 2) for code in accepted(expect.get("countries", [])))
    assert not set(expect.get("technologies", [])) & set(expect.get("not_technologies", []))
    for label in expect.get("salaries", []):
        pay = read_pay(label)
        assert pay.minimum is None or pay.maximum is None or pay.minimum <= pay.maximum


@pytest.mark.parametrize(
    "ad", [*gold_ads(), *(ad for one in ASIDE.values() for ad in gold_ads(one))], ids=lambda ad: ad.id
)
def test_labels_are_of_known_words(ad: GoldAd) -> None:
    assert ad.id.removeprefix("aside-").startswith(f"{ad.language}-")
    assert set(ad.fields) <= set(PARSED_POSTINGS.names)
    check_labels(ad.expect)


def test_real_ads_are_labelled_with_known_words_and_kept_apart_in_two_halves() -> None:
    labels = real.labels()
    for ads in labels.values():
        for label in ads.values():
            check_labels(label.expect)
    sets = Counter(label.belongs_to for ads in labels.values() for label in ads.values())
    assert all(sets[one] > 150 for one in real.SETS)


def test_no_field_reads_worse_than_the_baseline(card: Scorecard) -> None:
    assert falls(card, read_baseline()) == []


def test_the_baseline_knows_every_gold_ad(card: Scorecard) -> None:
    """`make scorecard` with --update was run after the last change of an ad or label."""
    known = {ad_id: one["digest"] for ad_id, one in read_baseline()["ads"].items()}
    assert known == card.digests


def test_every_bar_is_measured(card: Scorecard) -> None:
    sets = (card.gold, card.aside["ads"])
    assert all(fields[name]["all"].stated for fields in sets for name in BARS)
    assert all(card.aside["posts"][name]["all"].stated for name in BARS if name != "salary_structured")


def test_misses_of_the_other_author_are_shown_nowhere(card: Scorecard, capsys: pytest.CaptureFixture[str]) -> None:
    assert b"aside-" not in orjson.dumps(card.as_json())
    assert all(
        miss.ad is None or not miss.ad_id.startswith("aside-") for found in card.misses.values() for miss in found
    )
    for folder in ASIDE.values():
        main(["--ad", gold_ads(folder)[0].id])
        assert capsys.readouterr().out.startswith("no gold ad")


def test_a_fall_on_the_other_authors_ads_is_told_by_its_share_alone(card: Scorecard) -> None:
    known = {"grade": {"all": {"precision": [0.9, 0.8, 1.0], "recall": [0.9, 0.8, 1.0]}}}
    baseline = read_baseline() | {"aside": {"posts": known}}
    posts = {"grade": {"all": Tally(read=10, read_right=1, stated=10, found=9, wrong=["aside-en-001"])}}
    lines = [line for line in falls(card._replace(aside={"posts": posts}), baseline) if line.startswith("aside")]
    assert lines == ["aside posts grade: precision 0.100, baseline [0.9, 0.8, 1.0]"]


def test_five_newly_wrong_ads_are_a_fall_and_four_are_not(card: Scorecard) -> None:
    baseline = read_baseline()
    right = [ad_id for ad_id, one in baseline["ads"].items() if "language" not in one["wrong"] and ad_id[:2] == "de"]

    def fallen(count: int) -> list[str]:
        tallies = {group: Tally() for group in card.gold["language"]}
        tallies["all"].wrong = [*card.gold["language"]["all"].wrong, *right[:count]]
        return falls(card._replace(gold={"language": tallies}), baseline)

    assert fallen(4) == []
    assert [line.split(":")[0] for line in fallen(5)] == ["language (all)", "language (de)"]
    assert not is_fall(9, 4)
    assert is_fall(10, 2)


def test_values_are_right_by_any_alternative_and_optional_ones_are_not_missed() -> None:
    outcome = compare(["PL|CZ", "DE", "AT|-"], ["CZ", "FR"])
    assert outcome[:4] == (2, 1, 2, 1)
    assert compare(["AT|-"], []).is_right
    assert compare(["AT|-"], ["AT"]).is_right
    assert not compare([], ["AT"]).is_right


def test_shares_carry_wilson_intervals() -> None:
    low, high = share(45, 50)[1:]
    assert (low, high) == (pytest.approx(0.7864, abs=1e-4), pytest.approx(0.9565, abs=1e-4))
    assert share(0, 0).value is None
    assert is_below([0.9, 0.8, 0.95], 0.79)
    assert not is_below([0.9, 0.8, 0.95], 0.81)


@pytest.mark.parametrize(
    ("offer", "right"),
    [
        ({"min": 5000.0, "max": 7000.0, "currency": "EUR", "period": "month"}, True),
        ({"min": 5000.0, "max": 7000.0, "currency": "USD", "period": "month"}, False),
        ({"min": 5000.0, "max": None, "currency": "EUR", "period": "month"}, False),
        ({"min": 5000.0, "max": 7000.0, "currency": "EUR", "period": "year"}, False),
    ],
)
def test_an_offer_is_right_when_all_of_it_is(offer: dict[str, Any], right: bool) -> None:
    ad = GoldAd(
        "en-1", "en", "reddit", "", None, {}, "", {"salaries": ["5000..7000 EUR month"], "specialization": None}
    )
    read = dict.fromkeys(("rejected_reason", "specialization", "grade_basis", "track", "city", "direction"))
    lists: dict[str, Any] = {name: [] for name in ("grades", "countries", "work_formats", "technologies")}
    normalized = read | lists | {"language": "en", "salaries": [offer | {"tax": "unknown", "contract": "unknown"}]}
    assert outcomes_of(ad, normalized)["salary_text"].is_right is right


NO_REAL_ADS = pytest.mark.skipif(
    not silver.is_at_hand(), reason="no real payloads beside the repository (../shared/real)"
)


@NO_REAL_ADS
def test_real_ads_labelled_by_hand_read_no_worse_than_in_the_baseline(card: Scorecard) -> None:
    read: dict[str, dict[str, Tally]] = {one: {} for one in real.SETS}
    for one, name, ad_id, outcome in real.outcomes():
        read[one].setdefault(name, Tally()).add(ad_id, outcome)
    whole = sum(label.tells("rejected") for ads in real.labels().values() for label in ads.values())
    assert read["real"]["rejected"].ads + read["real aside"]["rejected"].ads == whole
    assert falls(card._replace(real=read), read_baseline()) == []


@NO_REAL_ADS
def test_boards_own_labels_are_met_as_in_the_baseline() -> None:
    """One quick comparison; `make scorecard` does them all."""
    known = read_baseline()["silver"]["pracuj_modes"]
    tally = Tally()
    for _, ad_id, outcome in silver.outcomes("pracuj_modes"):
        tally.add(ad_id, outcome)
    assert not is_below(known["precision"], tally.precision.value)
    assert not is_below(known["recall"], tally.recall.value)
