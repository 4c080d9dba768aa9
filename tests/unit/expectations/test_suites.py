"""Every rule can fail: for each there is a smallest table that breaks it and one that does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from expectations.rules import rules_by_layer
from expectations.suites import validate
from expectations.tables import TABLES
from orchestration.transforms.linking import METHODS

HASH = "0123456789abcdef0123456789abcdef"
MAIN_CURRENCIES = ["EUR", "GBP", "CHF", "PLN", "CZK", "RUB", "UAH", "KZT", "BYN", "GEL", "AED"]

# table -> one frame that holds every rule about it
GOOD: dict[str, dict[str, list[Any]]] = {
    "source_crawls": {"source": ["a"], "verdict": ["good"]},
    "raw_observations": {"posting": ["a/1"], "days_off": [0]},
    "raw_payloads": {"posting": ["a/1"], "payload_hash": [HASH], "payload_bytes": [3000]},
    "exchange_rates": {
        "currency": ["USD", *MAIN_CURRENCIES],
        "usd_per_unit": [1.0, *[0.5] * 11],
        "age_days": [0] * 12,
        "usd_of_usd": [1.0, *[None] * 11],
    },
    "parsed_postings": {
        "posting_key": ["a/1"],
        "title_length": [20],
        "published_days_ahead": [0],
        "leftover_count": [0],
    },
    "payload_outcomes": {"payload_hash": [HASH], "is_quarantined": [0]},
    "source_health": {
        "source": ["a", "b", "c"],
        "verdict": ["good", "degraded", "good"],
        "is_failed": [0.0, 0.0, 0.0],
        "quarantined_share": [0.0, 0.5, None],
    },
    "duplicate_links": {
        "posting_key": ["a/1"],
        "earlier_posting_key": ["a/0"],
        "method": ["url"],
        "score": [1.0],
        "is_self": [False],
        "links_of_posting": [1],
    },
    "normalized_postings": {
        "posting_key": ["a/1", "a/2"],
        "grade": ["Senior", None],
        "description": ["Services in Python.", None],
        "counted_salary_usd_month": [4000.0, None],
        "is_salary_unexplained": [False, False],
        "is_it": [1.0, None],
    },
    "mart_market_summary": {"segment": ["market"], "segment_level": ["market"]},
    "mart_weekly_demand": {
        "segment": ["market"],
        "new_vacancies": [10],
        "weekday": [0],
        "days_covered": [7],
        "is_past_week_incomplete": [False],
    },
    "mart_weekly_grades": {"segment": ["market"], "share": [0.5]},
    "mart_salary_ladder": {"segment": ["market"], "median_usd_month": [3000.0], "n_behind_shown_median": [20]},
}
# rule -> the column and value that break it; several values when it is about a table as a whole
BROKEN: dict[str, tuple[str, list[Any]]] = {
    "a_crawl_landed": ("verdict", []),
    "no_source_failed": ("verdict", ["failed"]),
    "observations_are_of_the_day": ("days_off", [1]),
    "payload_hashes_are_keys": ("payload_hash", ["1234"]),
    "payload_sizes_are_plausible": ("payload_bytes", [3_000_000]),
    "rates_are_plausible": ("usd_per_unit", [1.0, *[100.0] * 11]),
    "rates_are_fresh": ("age_days", [11] * 12),
    "main_currencies_are_quoted": ("currency", ["USD", *["XXX"] * 11]),
    "a_dollar_is_a_dollar": ("usd_of_usd", [0.9, *[None] * 11]),
    "titles_are_stated": ("title_length", [0]),
    "payloads_can_be_read": ("is_quarantined", [1]),
    "few_payloads_are_quarantined": ("is_quarantined", [1]),
    "publication_is_not_in_the_future": ("published_days_ahead", [2]),
    "sources_have_no_new_fields": ("leftover_count", [1]),
    "every_source_was_judged": ("verdict", ["good", "fine", "good"]),
    "most_sources_are_well": ("is_failed", [1.0, 0.0, 0.0]),
    "sources_give_postings": ("quarantined_share", [0.0, 0.51, None]),
    "no_posting_is_its_own_duplicate": ("is_self", [True]),
    "link_methods_are_known": ("method", ["guess"]),
    "scores_are_similarities": ("score", [1.5]),
    "groups_stay_small": ("links_of_posting", [61]),
    "grades_are_known": ("grade", ["Rockstar", None]),
    "salaries_are_in_range_or_flagged": ("counted_salary_usd_month", [60_000.0, None]),
    "a_stated_salary_has_a_value_or_a_reason": ("is_salary_unexplained", [True, False]),
    "contacts_are_redacted": ("description", ["Write to someone@example.org", None]),
    "most_postings_are_it": ("is_it", [0.0, None]),
    "the_summary_has_the_whole_market": ("segment_level", ["direction"]),
    "counts_are_not_negative": ("new_vacancies", [-1]),
    "weeks_start_on_monday": ("weekday", [6]),
    "days_covered_fit_a_week": ("days_covered", [8]),
    "grade_shares_are_shares": ("share", [1.01]),
    "ladder_medians_are_salaries": ("median_usd_month", [400.0]),
    "medians_rest_on_enough_ads": ("n_behind_shown_median", [19]),
    "weeks_are_complete": ("is_past_week_incomplete", [True]),
}
RULES = [rule for rules in rules_by_layer().values() for rule in rules]


@pytest.mark.parametrize("layer", TABLES)
def test_a_sound_layer_holds_every_rule(layer: str) -> None:
    tables = {rule.table for rule in rules_by_layer()[layer]}
    outcomes = validate(layer, {table: pd.DataFrame(GOOD[table]) for table in tables})
    assert [outcome.rule.name for outcome in outcomes] == [rule.name for rule in rules_by_layer()[layer]]
    assert [(outcome.rule.name, outcome.error) for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_fails_on_the_row_that_breaks_it(rule: Any) -> None:
    column, values = BROKEN[rule.name]
    frame = pd.DataFrame({**GOOD[rule.table], column: values} if values else {name: [] for name in GOOD[rule.table]})
    outcomes = {outcome.rule.name: outcome for outcome in validate(rule.layer, {rule.table: frame})}
    broken = outcomes[rule.name]
    assert not broken.passed
    assert broken.error is None
    if broken.unexpected:
        assert broken.sample, "a broken row must be named"


def test_a_rule_that_cannot_be_evaluated_counts_as_broken_and_says_why() -> None:
    frame = pd.DataFrame(GOOD["source_crawls"]).drop(columns="verdict")
    outcomes = {outcome.rule.name: outcome for outcome in validate("raw", {"source_crawls": frame})}
    assert not outcomes["no_source_failed"].passed
    assert "verdict" in (outcomes["no_source_failed"].error or "")


def test_every_rule_has_evidence_and_a_severity_on_purpose() -> None:
    assert {rule.severity for rule in RULES} == {"critical", "warning"}
    assert [rule.name for rule in RULES if len(rule.evidence) < 20 or not rule.says.endswith(".")] == []


def test_the_gate_of_links_knows_the_methods_of_the_rules() -> None:
    known = next(rule for rules in rules_by_layer().values() for rule in rules if rule.name == "link_methods_are_known")
    assert set(known.arguments["value_set"]) == set(METHODS)
