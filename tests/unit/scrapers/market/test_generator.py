from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from hashlib import sha256

import pytest

from scrapers.market import Market, generate_market, generate_postings
from scrapers.market.faces import faces
from scrapers.market.landed_form import listing_of

DIGEST = """
from datetime import date
from hashlib import sha256
from scrapers.market import generate_market
from scrapers.market.landed_form import listing_of
market = generate_market(3, date(2026, 9, 10), date(2026, 9, 12), 0.3)
digest = sha256()
for posting in market.all_listed():
    digest.update(listing_of(market, posting, posting.first_listed_on).payload)
print(digest.hexdigest())
"""


def content(market: Market, day: date) -> str:
    digest = sha256()
    for source in market.sources():
        for posting in market.listed_on(day, source.source):
            digest.update(posting.key.encode() + (listing_of(market, posting, day).payload or b""))
    return digest.hexdigest()


def test_bytes_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 32


def test_another_seed_is_another_market() -> None:
    day = date(2026, 9, 15)
    first, again, other = (generate_market(seed, day, day, 0.3) for seed in (1, 1, 2))
    assert content(first, day) == content(again, day)
    assert content(first, day) != content(other, day)


def test_a_day_of_a_board_is_the_same_in_a_longer_range(market: Market) -> None:
    day = market.first_day + timedelta(days=10)
    longer = generate_market(7, market.first_day - timedelta(days=40), market.last_day + timedelta(days=9))
    for source in market.sources():
        if source.family != "telegram":  # the posts of channels are not drawn from before the range
            assert market.listed_on(day, source.source) == longer.listed_on(day, source.source)
        else:
            shown = [post for post in longer.listed_on(day, source.source) if post.first_listed_on >= market.first_day]
            assert market.listed_on(day, source.source) == shown


def test_size_follows_scale(market: Market) -> None:
    half = generate_market(7, market.first_day, market.last_day, 0.5)
    share = len(half.all_listed()) / len(market.all_listed())
    assert 0.4 < share < 0.6
    new_a_day = sum(posting.first_listed_on >= market.first_day for posting in market.all_listed()) / 21
    assert 50 <= new_a_day <= 90


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first day"):
        generate_market(7, date(2026, 9, 2), date(2026, 9, 1))


def test_bulk_postings_are_as_many_as_asked_and_all_different() -> None:
    table = generate_postings(500, days=5)
    assert table.num_rows == 500
    assert len(set(table["payload_hash"].to_pylist())) == 500
    assert set(table["is_simulated"].to_pylist()) == {True}
    assert {source.partition(":")[0] for source in table["source"].to_pylist()} == set(faces())
