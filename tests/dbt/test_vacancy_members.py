"""Postings become vacancies by connected components, under ids that do not move."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

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
) -> pd.DataFrame:
    frame: pd.DataFrame = model.vacancy_members(
        pd.DataFrame(
            {
                "posting_key": list(postings),
                "first_seen_on": pd.to_datetime(list(postings.values())),
                "title": [(titles or {}).get(key) for key in postings],
                "company": [(companies or {}).get(key) for key in postings],
            }
        ),
        pd.DataFrame(
            [(*link, (methods or {}).get(link, "near_text"), 0.9) for link in links],
            columns=["posting_key", "earlier_posting_key", "method", "score"],
        ),
    )
    return frame


def vacancies(model: ModuleType, postings: dict[str, str], links: list[tuple[str, str]], **more: Any) -> dict[str, str]:
    members = members_of(model, postings, links, **more)
    return dict(zip(members["posting_key"], members["vacancy_id"], strict=True))


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


def test_the_earliest_of_each_part_names_it(model: ModuleType) -> None:
    before = vacancies(model, {key: DAYS[key] for key in "ab"}, [("b", "a")], companies={"a": "Ланова"})
    after = vacancies(
        model,
        DAYS,
        [("b", "a"), ("c", "b"), ("d", "c")],
        companies={"a": "Ланова", "d": "Кубик"},
        methods={("b", "a"): "url", ("d", "c"): "url"},
    )
    assert after["a"] == after["b"] == before["a"]
    assert after["c"] == after["d"] == vacancies(model, {"c": DAYS["c"]}, [])["c"]


def test_a_chain_of_many_titles_falls_apart_and_a_repost_under_some_titles_does_not(model: ModuleType) -> None:
    words = ["Повар", "Пекарь", "Садовник", "Охранник", "Грузчик", "Плотник", "Маляр", "Кровельщик", "Столяр", "Швея"]
    days = {f"p{number}": f"2026-03-{number + 1:02}" for number in range(10)}
    links = [(f"p{number}", f"p{number - 1}") for number in range(1, 10)]
    titles = {f"p{number}": word for number, word in enumerate(words)}
    assert len(set(vacancies(model, days, links, titles=titles).values())) == 2
    few = {key: words[number % 3] for number, key in enumerate(days)}
    assert len(set(vacancies(model, days, links, titles=few).values())) == 1
