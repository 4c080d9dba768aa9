"""Properties of linking: order, direction, the window, vetoes and chains."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.schemas import DUPLICATE_LINKS, FINGERPRINTS
from orchestration.transforms.linking import METHODS, link_postings
from orchestration.transforms.linking_decisions import Posting, compare

from .linking_cases import FIRST_DAY, PAIRS, fingerprints, link_days, posting

_TEXTS = [[name] for name in PAIRS["texts"]] + [["ru_bank_tasks", "ru_bank_about"], ["ru_shop", "channel_footer"], []]
_sides = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["hh_ru", "nofluffjobs", "telegram:jobs_a", "ashby:ferrylane"]),
        "title": st.sampled_from(
            ["Python-разработчик", "Senior Python Developer", "Middle Python", "Java Developer", "QA Python", "Тимлид"]
        ),
        "company": st.sampled_from([None, "Ланова", "Кубик", "ООО Ланова"]),
        "text": st.sampled_from(_TEXTS),
        "links": st.sampled_from([[], ["https://hh.ru/vacancy/70000001"], ["https://sklad.example/jobs/python-dev-a"]]),
        "requisition": st.sampled_from([None, "QX7"]),
        "day": st.sampled_from([0, 1, 30, 89, 92]),
    }
)
_markets = st.lists(_sides, min_size=2, max_size=14)


def _postings(sides: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [posting(number, **side) for number, side in enumerate(sides)]


@settings(max_examples=40, deadline=None)
@given(_markets, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(sides: list[dict[str, Any]], rng: Any) -> None:
    postings = _postings(sides)
    shuffled = rng.sample(postings, len(postings))
    assert link_days(fingerprints(postings)) == link_days(fingerprints(shuffled))


@settings(max_examples=60, deadline=None)
@given(_markets)
def test_links_point_back_never_to_themselves_and_never_across_a_veto(sides: list[dict[str, Any]]) -> None:
    prints = fingerprints(_postings(sides))
    rows = {row["posting_key"]: row for row in prints.to_pylist()}
    read = {one.key: one for one in Posting.from_table(prints)}
    for link in link_days(prints):
        new, earlier = rows[link["posting_key"]], rows[link["earlier_posting_key"]]
        assert link["posting_key"] != link["earlier_posting_key"]
        assert link["linked_on"] == new["landed_on"]
        assert new["landed_on"] - earlier["landed_on"] <= timedelta(days=90)
        place = ("landed_on", "published_on", "posting_key")
        assert [earlier[name] for name in place] < [new[name] for name in place]
        assert not compare(read[new["posting_key"]], read[earlier["posting_key"]]).vetoes
        assert link["method"] in METHODS
        assert 0 < link["score"] <= 1
        if new["text_hash"] is None or earlier["text_hash"] is None:
            assert link["method"] in {"url", "requisition"}


@settings(max_examples=40, deadline=None)
@given(_markets)
def test_other_days_change_nothing(sides: list[dict[str, Any]]) -> None:
    prints = fingerprints(_postings(sides))
    landed = prints.column("landed_on")
    day = max(landed.to_pylist())
    new = prints.filter(pc.equal(landed, day))
    window = prints.filter(pc.and_(pc.less(landed, day), pc.greater_equal(landed, pa.scalar(day - timedelta(days=90)))))
    assert link_postings(new, window, day).equals(link_postings(new, prints, day))


def test_an_empty_day_and_an_empty_window_are_fine() -> None:
    empty, prints = FINGERPRINTS.empty_table(), fingerprints([posting(1)])
    assert link_postings(empty, prints, FIRST_DAY).schema.equals(DUPLICATE_LINKS)
    assert link_postings(prints, empty, FIRST_DAY).num_rows == 0
    assert link_postings(empty, empty, FIRST_DAY).num_rows == 0


def test_a_key_occurs_once_even_when_several_versions_match() -> None:
    old = [posting(1), posting(1, edit=[["семи", "восьми"]]) | {"payload_hash": "v2"}]
    links = link_days(fingerprints([*old, posting(2, day=1, source="telegram:jobs_a")]))
    keys = [(link["posting_key"], link["earlier_posting_key"], link["method"]) for link in links]
    assert len(keys) == len(set(keys)) > 0


def test_an_edited_version_of_a_known_posting_is_not_linked_by_its_address_again() -> None:
    ad = {"url": "https://hh.ru/vacancy/70000001"}
    share = {"source": "telegram:jobs_a", "text": ["ru_short"], "links": [ad["url"]]}
    postings = [posting(1, **ad), posting(2, day=1, **share), posting(1, day=2, edit=[["семи", "восьми"]], **ad)]
    assert [(link["posting_key"], link["method"]) for link in link_days(fingerprints(postings))] == [
        ("telegram:jobs_a/p2", "url")
    ]


def test_a_new_text_of_a_known_posting_can_be_linked() -> None:
    postings = [posting(1, text=["uk_farm"]), posting(2, day=1, source="json_ld"), posting(1, day=2)]
    assert [(link["posting_key"], link["earlier_posting_key"]) for link in link_days(fingerprints(postings))] == [
        ("hh_ru/p1", "json_ld/p2")
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (0, 2, 1), (1, 2, 0), (2, 1, 0)])
def test_a_posting_without_a_level_never_joins_two_levels(order: tuple[int, int, int]) -> None:
    sides = [
        {"title": "Python-разработчик", "source": "telegram:jobs_a"},
        {"title": "Middle Python-разработчик", "source": "hh_ru"},
        {"title": "Senior Python-разработчик", "source": "hh_ru"},
    ]
    links = link_days(fingerprints([posting(side, **sides[side], day=day) for day, side in enumerate(order)]))
    joined = {key for link in links for key in (link["posting_key"], link["earlier_posting_key"])}
    assert not {"hh_ru/p1", "hh_ru/p2"} <= joined


def test_an_address_that_many_titles_share_is_not_identity() -> None:
    titles = ["Python Developer", "Java Developer", "Тестировщик", "Data Analyst", "Python Developer"]
    shared = {
        "source": "telegram:jobs_a",
        "text": ["ru_short"],
        "links": ["https://sklad.example/jobs/we-are-hiring-now"],
    }
    postings = [posting(number, **shared | {"title": title}) for number, title in enumerate(titles)]
    assert link_days(fingerprints(postings)) == []
    assert link_days(fingerprints([postings[0], postings[4]]))


def test_boilerplate_counts_for_nothing_once_other_ads_of_the_employer_show_it() -> None:
    pair = [
        posting(1, company="Лад", title="Пекарь", text=["ru_bank_about", "ru_short"]),
        posting(2, company="Лад", title="Пекарь", text=["ru_bank_about", "channel_footer"], source="habr"),
    ]
    others = [
        posting(number, company="Лад", title=title, text=["ru_bank_about"])
        for number, title in enumerate(["Повар", "Охранник", "Садовник"], 3)
    ]
    assert len(link_days(fingerprints(pair))) == 1
    assert link_days(fingerprints([*pair, *others])) == []


def test_many_copies_give_a_link_each_not_a_link_per_pair() -> None:
    links = link_days(fingerprints([posting(number, places=[f"Город{number}"]) for number in range(40)]))
    assert len(links) == 39
