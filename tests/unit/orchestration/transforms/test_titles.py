"""Some 300 invented titles in five languages: grades, track, and specialization or no IT, all misses at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.transforms.grades import read_grade
from orchestration.transforms.specializations import read_specialization
from orchestration.transforms.technologies import read_technologies
from orchestration.transforms.text_scan import scan

TITLES = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))
GRADES = {"J": "Junior", "M": "Middle", "S": "Senior", "L": "Lead"}


def reading(title: str) -> tuple[tuple[str, ...], str, str]:
    found = scan(title, "")
    specialization = read_specialization(title, [], read_technologies([], found), "")
    grade = read_grade([], title, found, is_it=specialization.slug is not None)
    return grade.grades, specialization.slug or "not-it", grade.track


def misses(title: str, label: str) -> list[str]:
    levels, slugs, *rest = label.split()
    tracks = rest[0] if rest else "individual"
    grades, slug, track = reading(title)
    wanted = tuple(GRADES[level] for level in levels if level != "-")
    wrong = [
        f"{title}: {field} {got} instead of {labelled}"
        for field, got, labelled in (("grades", grades, wanted),)
        if got != labelled
    ]
    wrong += [
        f"{title}: {got} instead of {labelled}"
        for got, labelled in ((slug, slugs), (track, tracks))
        if got not in labelled.split("|")
    ]
    return wrong


@pytest.mark.parametrize("language", TITLES)
def test_titles_tell_grade_track_and_specialization(language: str) -> None:
    wrong = [miss for title, label in TITLES[language].items() for miss in misses(title, label)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_table_is_wide_enough() -> None:
    assert sum(map(len, TITLES.values())) >= 250
