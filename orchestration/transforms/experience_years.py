"""Years of experience that an ad asks for, in the words of a field or in a text. Words stand in lookups/grades.yaml."""

from __future__ import annotations

import re
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Scan, first_from

_MOST_YEARS = 12  # more years than that are the employer's age, not a demand
_NUMBER = "|".join(sorted(load_yaml("grades")["number_words"], key=len, reverse=True))
_YEARS = re.compile(
    rf"(?<![\d.,$€£\w])(\d{{1,2}}|{_NUMBER})(?:[.,]5)?(?:-?[xхтми]{{1,2}})?\s?(?:\+|[- ]plus)?"
    rf"(?:\s?(?:-|–|—|\.{{2,3}}|…|to|до|do|bis)\s?(\d{{1,2}}|{_NUMBER})(?:-?[xхтми]{{1,2}})?\s?\+?)?[\s-]{{0,2}}"
    r"(?:years?|yrs?|лет|года?|годами|рок(?:и|ів|у|ами)|рік|lat(?:[aа]|ami)?|letni\w*|rok[ui]?|jahren?|р\.)\+?(?!\w)"
)
_ONE_YEAR = re.compile(
    r"(?:от|від|min\.?|минимум|мінімум|не менее|не менше|хотя бы|хоча б|od|co najmniej|przynajmniej|mindestens|"
    r"wenigstens|at least)\s(?:a\s|one\s|ein\s|одного\s)?(?:год|года|року|рік|rok|roku|year|jahr)(?!\w)"
)
_HALF_YEAR = re.compile(
    r"(?:от\s|від\s|min\.?\s)?(?:полугода|полгода|півроку|(?:6|шести) (?:месяцев|місяців)|(?:6|six) months|pół roku|"
    r"(?:6|sechs) monaten?)"
)
_WINDOW, _NEAR = 70, 50


def years_in(folded: str) -> float | None:
    """The first number of years in a folded text; half a year is 0.5."""
    match = _YEARS.search(folded)
    if match and (years := _number(match.group(1))) <= _MOST_YEARS:
        return float(years)
    if _ONE_YEAR.search(folded):
        return 1.0
    return 0.5 if _HALF_YEAR.search(folded) else None


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(load_yaml("grades")[name])


@cache
def _phrases(name: str) -> re.Pattern[str]:
    """Whole words: "уже" is not in "нужен", "old" not in "hold"."""
    phrases = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in _list(name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def _says(name: str, around: str) -> bool:
    return _phrases(name).search(around) is not None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else int(load_yaml("grades")["number_words"][word])


def years_in_text(found: Scan) -> float | None:
    """Most years asked for beside a word of experience: the general demand is above that of each skill."""
    asked: list[float] = []
    years = found.of("years")
    for hit in found.of("experience"):
        # Most words of experience have no years near them, and the search for years is the dear part.
        at = first_from(years, hit.start - _WINDOW)
        if at == len(years) or years[at].start > hit.end + _WINDOW:
            continue
        around = _around(found, hit.start, hit.end, _WINDOW)
        if _says("experience_not", around):
            continue
        demand = years_in(around)
        if demand is not None:
            asked.append(demand)
    for hit in years:
        around = _around(found, hit.start, hit.end, _NEAR)
        match = next((one for one in _YEARS.finditer(around) if one.group().endswith(hit.value)), None)
        if match is None or _says("experience_not", around) or _says("experience_years_not", around):
            continue
        before = around[: match.start()]
        is_demand = (
            "+" in match.group()
            or any(word in before[-24:] for word in _list("experience_demands"))
            or around[match.end() :].startswith(_list("experience_follows"))
        )
        if is_demand and _number(match.group(1)) <= _MOST_YEARS:
            asked.append(float(_number(match.group(1))))
    if not asked and found.of("no_experience"):
        return 0.0
    return max(asked, default=None)


def _around(found: Scan, start: int, end: int, width: int) -> str:
    line_start = found.folded.rfind("\n", 0, start) + 1
    line_end = found.folded.find("\n", end)
    return found.folded[max(line_start, start - width) : min(line_end, end + width)]
