"""Postings become vacancies by connected components, under ids that do not move."""

from __future__ import annotations

import importlib.util
from hashlib import md5
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.transforms.linking_companies import company_key
from orchestration.transforms.linking_titles import read_title

MODEL = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "intermediate" / "int_vacancy_members.py"


@pytest.fixture(scope="module")
def model() -> ModuleType:
    spec = importlib.util.spec_from_file_location("int_vacancy_members", MODEL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def members_of(
    model: ModuleType,
    postings: dict[str, str],
    links: list[tuple[str, str]],
    titles: dict[str, str] | None = None,
    companies: dict[str, str] | None = None,
    methods: dict[tuple[str, str], str] | None = None,
    sources: dict[str, str] | None = None,
) -> pd.DataFrame:
    titles_read = [read_title((titles or {}).get(key)) for key in postings]
    seen = pd.DataFrame(
        {
            "posting_key": list(postings),
            "first_seen_on": pd.to_datetime(list(postings.values())),
            "source": [(sources or {}).get(key, f"board{key}") for key in postings],
        }
    )
    marks = pd.DataFrame(
        {
            "posting_key": list(postings),
            "title_key": [one.key or None for one in titles_read],
            "company_key": [company_key((companies or {}).get(key)) for key in postings],
            "requisition_key": None,
            "language": None,
            "levels": [",".join(one.levels) for one in titles_read],
            "roles": [",".join([*one.roles, *one.areas]) for one in titles_read],
            "technologies": [",".join(one.technologies) for one in titles_read],
        }
    )
    found = pd.DataFrame(
        [
            (*link, (methods or {}).get(link, "near_text"), 0.9, pd.Timestamp(postings.get(link[0], "2026-03-09")))
            for link in links
        ],
        columns=["posting_key", "earlier_posting_key", "method", "score", "linked_on"],
    )
    texts = "columns(*)::varchar"  # frames without rows have no types
    with duckdb.connect() as session:
        frame: pd.DataFrame = model.vacancy_members(
            session,
            session.from_df(seen).project(texts),
            session.from_df(marks).project(texts),
            session.from_df(found).project("columns(* exclude (score))::varchar, score::double as score"),
        ).df()
    return frame


def vacancies(model: ModuleType, postings: dict[str, str], links: list[tuple[str, str]], **more: Any) -> dict[str, str]:
    members = members_of(model, postings, links, **more)
    return dict(zip(members["posting_key"], members["vacancy_id"], strict=True))


def first_postings(
    model: ModuleType, worlds: list[tuple[dict[str, str], list[tuple[str, str]]]], **more: dict[Any, Any]
) -> list[dict[str, str]]:
    """Of each posting the one that its vacancy is named after, in worlds that know nothing of each other. In one run of
    the model, which costs 20 ms however few the postings are."""

    def named(world: int, key: Any) -> Any:
        return f"{world}/{key}" if isinstance(key, str) else tuple(named(world, one) for one in key)

    everywhere = range(len(worlds))
    members = members_of(
        model,
        {named(world, key): day for world in everywhere for key, day in worlds[world][0].items()},
        [named(world, link) for world in everywhere for link in worlds[world][1]],
        **{
            name: {named(world, key): value for world in everywhere for key, value in values.items()}
            for name, values in more.items()
        },
    )
    name_of = {md5(key.encode()).hexdigest(): key for key in members["posting_key"]}
    found: list[dict[str, str]] = [{} for _ in everywhere]
    for key, vacancy in zip(members["posting_key"], members["vacancy_id"], strict=True):
        (world, _, own), (of_first, _, name) = key.partition("/"), name_of[vacancy].partition("/")
        assert world == of_first
        found[int(world)][own] = name
    return found


DAYS = {"a": "2026-03-01", "b": "2026-03-02", "c": "2026-03-03", "d": "2026-03-04"}


def test_a_chain_of_links_is_one_vacancy_and_an_unlinked_posting_its_own(model: ModuleType) -> None:
    found = vacancies(model, DAYS, [("b", "a"), ("c", "b")])
    assert found["a"] == found["b"] == found["c"] != found["d"]


def test_the_id_stays_when_a_later_posting_joins_and_whatever_the_order_of_rows(model: ModuleType) -> None:
    before = vacancies(model, {key: DAYS[key] for key in "ab"}, [("b", "a")])
    after = vacancies(model, {key: DAYS[key] for key in "dcba"}, [("d", "c"), ("c", "b"), ("b", "a")])
    assert before["a"] == after["a"] == after["d"]


def test_links_to_postings_that_do_not_count_join_nothing(model: ModuleType) -> None:
    found = vacancies(model, DAYS, [("b", "rejected"), ("c", "rejected")])
    assert len(set(found.values())) == 4


def test_two_levels_that_a_silent_title_would_join_stay_two_vacancies(model: ModuleType) -> None:
    titles = {"a": "Senior Повар", "b": "Повар", "c": "Junior Повар"}
    found = vacancies(model, DAYS, [("b", "a"), ("c", "b")], titles=titles)
    assert found["a"] == found["b"] != found["c"]


def test_two_ads_of_one_title_at_one_board_are_one_only_by_a_link_of_their_own(model: ModuleType) -> None:
    titles, sources = dict.fromkeys("abc", "Повар"), {"a": "dou", "b": "djinni", "c": "dou"}
    found = vacancies(model, DAYS, [("b", "a"), ("c", "b")], titles=titles, sources=sources)
    assert found["a"] == found["b"] != found["c"]
    found = vacancies(model, DAYS, [("b", "a"), ("c", "b"), ("c", "a")], titles=titles, sources=sources)
    assert found["a"] == found["b"] == found["c"]


def test_no_postings_give_no_vacancies(model: ModuleType) -> None:
    assert vacancies(model, {}, []) == {}


def test_a_chain_of_two_employers_falls_apart_at_its_weakest_link(model: ModuleType) -> None:
    companies = {"a": "Ланова", "b": "ООО Ланова", "d": "Кубик"}
    links = [("b", "a"), ("c", "b"), ("d", "c")]
    methods = {("c", "b"): "exact_text", ("b", "a"): "url"}
    found = vacancies(model, DAYS, links, companies=companies, methods=methods)
    assert found["a"] == found["b"] == found["c"] != found["d"]
    turned = vacancies(model, dict(reversed(DAYS.items())), links[::-1], companies=companies, methods=methods)
    assert turned == found
    refused = members_of(model, DAYS, links, companies=companies, methods=methods).set_index("posting_key")
    assert refused["refused_links"].to_dict() == {"a": 0, "b": 0, "c": 1, "d": 1}


def test_a_later_employer_that_contradicts_stays_out_however_strong_its_link(model: ModuleType) -> None:
    before = vacancies(model, {key: DAYS[key] for key in "ab"}, [("b", "a")], companies={"a": "Ланова"})
    after = vacancies(
        model,
        DAYS,
        [("b", "a"), ("c", "b"), ("d", "c")],
        companies={"a": "Ланова", "d": "Кубик"},
        methods={("b", "a"): "url", ("d", "c"): "url"},
    )
    assert after["a"] == after["b"] == after["c"] == before["a"]
    assert after["d"] == vacancies(model, {"d": DAYS["d"]}, [])["d"]


def test_a_posting_that_looks_like_two_vacancies_of_earlier_days_does_not_make_one_of_them(model: ModuleType) -> None:
    links, methods = [("c", "a"), ("c", "b")], {("c", "b"): "exact_text"}
    found = vacancies(model, DAYS, links, methods=methods)
    assert found["a"] != found["b"] == found["c"]
    refused = members_of(model, DAYS, links, methods=methods).set_index("posting_key")
    assert refused["refused_links"].to_dict() == {"a": 1, "b": 0, "c": 1, "d": 0}


def test_two_postings_of_one_day_are_joined_by_a_third_of_that_day(model: ModuleType) -> None:
    days = {"a": "2026-03-01", "b": "2026-03-02", "c": "2026-03-02"}
    assert len(set(vacancies(model, days, [("c", "a"), ("c", "b")]).values())) == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_ids_are_those_of_the_days_before_whatever_arrives_later_and_in_any_order(
    model: ModuleType, data: st.DataObject
) -> None:
    numbers = range(data.draw(st.integers(2, 9)))
    days = {f"p{number}": f"2026-03-{data.draw(st.integers(1, 4)):02}" for number in numbers}
    companies = {key: data.draw(st.sampled_from(["Ланова", "Кубик", None])) for key in days}
    titles = {key: data.draw(st.sampled_from(["Повар", "Senior Повар", "Junior Повар", None])) for key in days}
    ends = st.sampled_from(sorted(days)).flatmap(
        lambda key: st.tuples(st.just(key), st.sampled_from([other for other in days if days[other] <= days[key]]))
    )
    links = [link for link in data.draw(st.lists(ends, max_size=14, unique=True)) if link[0] != link[1]]
    methods = {link: data.draw(st.sampled_from(["url", "exact_text", "near_text"])) for link in links}
    shuffled = {key: days[key] for key in data.draw(st.permutations(sorted(days)))}
    worlds = [(days, links), (shuffled, data.draw(st.permutations(links)))]
    for day in sorted(set(days.values()))[:-1]:
        known = {key: value for key, value in days.items() if value <= day}
        worlds.append((known, [link for link in links if link[0] in known]))
    whole, turned, *earlier = first_postings(model, worlds, companies=companies, titles=titles, methods=methods)
    assert turned == whole
    for ids in earlier:
        assert ids == {key: whole[key] for key in ids}


def test_a_chain_of_many_titles_falls_apart_and_a_repost_under_some_titles_does_not(model: ModuleType) -> None:
    words = ["Повар", "Пекарь", "Садовник", "Охранник", "Грузчик", "Плотник", "Маляр", "Кровельщик", "Столяр", "Швея"]
    days = {f"p{number}": f"2026-03-{number + 1:02}" for number in range(10)}
    links = [(f"p{number}", f"p{number - 1}") for number in range(1, 10)]
    titles = {f"p{number}": word for number, word in enumerate(words)}
    assert len(set(vacancies(model, days, links, titles=titles).values())) == 2
    few = {key: words[number % 3] for number, key in enumerate(days)}
    assert len(set(vacancies(model, days, links, titles=few).values())) == 1
