from __future__ import annotations

import pandas as pd

from scrapers.market import MarketTruth
from scrapers.market.faces import faces
from scrapers.market.lookup import company_names, family_rules, roles

GRADES = ["Junior", "Middle", "Senior", "Lead"]


def stated(openings: pd.DataFrame) -> pd.DataFrame:
    return openings[openings.usd_month.notna() & ~openings.is_outlier]


def test_every_key_is_unique_and_every_ad_has_its_opening(whole: MarketTruth) -> None:
    assert whole.openings.opening_id.is_unique
    assert whole.postings.posting_key.is_unique
    advertised = whole.postings.opening_id.dropna()
    assert set(advertised) == set(whole.openings.opening_id)
    assert set(whole.postings[whole.postings.opening_id.isna()].kind) == {"spam"}


def test_pairs_agree_with_the_openings(whole: MarketTruth) -> None:
    opening_of = whole.postings.set_index("posting_key").opening_id
    pairs = whole.pairs.assign(own=whole.pairs.posting_key.map(opening_of), their=whole.pairs.other_key.map(opening_of))
    duplicates, negatives = (pairs[pairs.relation == name] for name in ("duplicate", "hard_negative"))
    assert (duplicates.own == duplicates.their).all()
    assert (negatives.own != negatives.their).all()
    assert {"city_copy", "cross_post", "repost"} <= set(duplicates.why)
    assert set(negatives.why) == {"level", "role", "technology", "employer"}
    # A chain: an opening with k postings has k - 1 links.
    assert len(duplicates) == (whole.postings.groupby("opening_id").size() - 1).sum()


def test_hard_negatives_differ_in_what_their_name_says(whole: MarketTruth) -> None:
    openings = whole.openings.set_index("opening_id")
    twins = openings[openings.negative_of.isin(openings.index)]
    originals = openings.loc[twins.negative_of].set_index(twins.index)
    for kind, column in (("level", "grade"), ("role", "specialization"), ("technology", "specialization")):
        chosen = twins.negative_kind == kind
        assert chosen.sum() > 10
        assert (twins[chosen][column] != originals[chosen][column]).all()
        assert (twins[chosen].company == originals[chosen].company).all()
    assert (twins.title != originals.title)[twins.negative_kind != "employer"].all()


def test_life_runs_forwards(whole: MarketTruth) -> None:
    postings = whole.postings
    assert (postings.first_listed_on <= postings.last_listed_on).all()
    for row in postings[postings.edit_days.map(len) > 0].itertuples():
        assert all(row.first_listed_on < day <= row.last_listed_on for day in row.edit_days)
    reposts = postings[(postings.kind == "repost") & ~postings.source.str.startswith("telegram")]
    ends = postings[postings.kind == "original"].set_index("opening_id").last_listed_on
    gaps = reposts.first_listed_on - reposts.opening_id.map(ends)
    assert gaps.dropna().map(lambda gap: 0 < gap.days <= 90).all()
    assert (whole.openings.published_on < whole.openings.closed_on).all()


def test_ladders_rise_with_the_grade_in_every_large_specialization(whole: MarketTruth) -> None:
    medians = stated(whole.openings).groupby(["specialization", "real_grade"]).usd_month.agg(["median", "size"])
    checked = 0
    for slug in roles():
        ladder = medians.loc[slug].reindex(GRADES) if slug in medians.index.get_level_values(0) else None
        if ladder is None or (ladder["size"].fillna(0) < 15).any():
            continue
        assert ladder["median"].is_monotonic_increasing, slug
        checked += 1
    assert checked >= 4


def test_backend_languages_have_enough_salaries_for_a_ladder(whole: MarketTruth) -> None:
    counts = stated(whole.openings).groupby(["specialization", "grade"]).size()
    assert (counts.loc["python-backend"].reindex(GRADES) >= 20).all()
    assert counts.loc["java-backend"].sum() >= 80
    assert counts.loc["go-backend"].sum() >= 80


def test_the_mess_of_a_real_market_is_there(whole: MarketTruth) -> None:
    openings, postings = whole.openings, whole.postings
    on_hh = openings[openings.source == "hh_ru"]
    assert 0.25 < 1 - on_hh.is_it.mean() < 0.42
    assert {"ru", "en", "uk", "pl"} == set(openings.language)
    assert openings.specialization.nunique() >= 30
    assert (openings.usd_month < 500).any()
    assert (openings.usd_month > 50_000).any()
    assert 0.3 < openings.usd_month.isna().mean() < 0.6
    assert (~openings.in_scope).any()
    assert {"cv", "course", "scheme", "promo"} == set(postings.noise_kind.dropna())
    assert postings.source_posting_id.str.contains("#").any()
    currencies = set(openings.pay_currency.dropna())
    assert {"RUB", "USD", "EUR", "PLN", "KZT", "BYN", "GEL", "UAH", "GBP", "CHF", "CZK", "AED"} <= currencies


def test_outliers_are_what_the_bounds_say(whole: MarketTruth) -> None:
    paid = whole.openings[whole.openings.usd_month.notna() & whole.openings.is_it]
    assert ((paid.usd_month < 500) | (paid.usd_month > 50_000)).equals(paid.is_outlier)


def test_companies_are_many_and_invented(whole: MarketTruth) -> None:
    boards = {
        board["company"] for family in faces() for board in family_rules(family).get("boards", ()) if "company" in board
    }
    assert set(whole.openings.company) <= set(company_names()) | boards
    assert len(company_names()) >= 200
