from __future__ import annotations

import re
from itertools import combinations
from random import Random

import pytest

from scrapers.market import Market
from scrapers.market.lookup import LANGUAGES, lookup
from scrapers.market.model import Listed
from scrapers.market.render_common import description_plain


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def jaccard(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    return len(first & second) / len(first | second)


@pytest.fixture(scope="module")
def originals(market: Market) -> list[Listed]:
    return [posting for posting in market.all_listed() if posting.kind == "original" and len(posting.openings) == 1]


def text_of(market: Market, posting: Listed) -> str:
    return description_plain(market.ad(posting, posting.first_listed_on).text)


def test_unrelated_openings_rarely_read_alike(market: Market, originals: list[Listed]) -> None:
    for language in LANGUAGES:
        alike = [
            posting for posting in originals if posting.opening.language == language and not posting.opening.negative_of
        ]
        chosen = Random(1).sample(alike, min(70, len(alike)))
        texts = [shingles(text_of(market, posting)) for posting in chosen]
        scores = [jaccard(first, second) for first, second in combinations(texts, 2)]
        assert len(texts) >= 25
        assert sum(score >= 0.5 for score in scores) / len(scores) < 0.001
        assert sum(scores) / len(scores) < 0.12


def test_openings_of_one_employer_share_boilerplate_but_not_the_whole(market: Market, originals: list[Listed]) -> None:
    board = [posting for posting in originals if posting.source == "ashby:sim-bobrolab"]
    chosen = [posting for posting in board if not posting.opening.negative_of]
    texts = [shingles(text_of(market, posting)) for posting in chosen]
    scores = [jaccard(first, second) for first, second in combinations(texts, 2)]
    assert len(scores) > 100
    assert min(scores) > 0.02
    assert max(scores) < 0.6


def test_look_alikes_do_look_alike(market: Market, originals: list[Listed]) -> None:
    by_opening = {posting.opening.opening_id: posting for posting in originals}
    scores: dict[str, list[float]] = {"level": [], "technology": [], "role": [], "employer": []}
    for posting in originals:
        other = by_opening.get(posting.opening.negative_of or "")
        if other is not None and posting.opening.negative_kind:
            pair = shingles(text_of(market, posting)), shingles(text_of(market, other))
            scores[posting.opening.negative_kind].append(jaccard(*pair))
    assert min(scores["level"]) > 0.8
    assert sum(score > 0.5 for score in scores["technology"]) / len(scores["technology"]) > 0.8
    assert min(scores["role"]) > 0.15


def test_texts_have_the_length_of_real_ads(market: Market, originals: list[Listed]) -> None:
    lengths = sorted(len(text_of(market, posting)) for posting in originals if posting.opening.slug)
    assert lengths[len(lengths) // 20] >= 600
    assert lengths[-1] <= 2600
    assert lengths[-1] - lengths[0] > 900


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_has_many_sentences(language: str) -> None:
    words = lookup(f"text_{language}")
    for slot in ("about", "requirements", "benefits", "component"):
        assert len(set(words[slot])) == len(words[slot]) >= 24
    assert len(set(words["responsibilities"]["dev"])) >= 25


def test_no_slot_stays_open(market: Market) -> None:
    for posting in market.all_listed():
        for ad in market.ads(posting, posting.first_listed_on):
            assert "{" not in description_plain(ad.text)
