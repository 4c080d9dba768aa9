"""Postings become vacancies by connected components, under ids that do not move."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

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


def vacancies(model: ModuleType, postings: dict[str, str], links: list[tuple[str, str]]) -> dict[str, str]:
    members = model.vacancy_members(
        pd.DataFrame({"posting_key": list(postings), "first_seen_on": pd.to_datetime(list(postings.values()))}),
        pd.DataFrame(links, columns=["posting_key", "earlier_posting_key"]),
    )
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
