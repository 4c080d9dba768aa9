"""Which ads stand behind a figure: the declarations of populations.yaml, and the SQL that lists the ads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.publication.facts_copy import FACTS, FOLDER
from orchestration.publication.sql import identifier, text

# Names that a declaration may use for tables of a release.
FACT_NAMES = {
    "weeks": "dim_weeks", "week_rates": "fct_week_rates", "vacancies": "fct_vacancies",
    "vacancy_weeks": "fct_vacancy_weeks", "postings": "fct_postings",
}  # fmt: skip
# The most named technologies of a specialization: only those are compared in mart_technology_pay.
_PAY_CANDIDATES = """
    select week_start, segment as specialization, technology from mart_technologies
    where segment_level = 'specialization' and not is_suppressed and not is_defining
    qualify row_number() over (partition by week_start, segment order by rank, technology) <= 40
"""

# Vacancies with a member that a listing shows: a post of a channel is never seen to end.
_LISTED = "select vacancy_no from postings where kind <> 'feed' and vacancy_no is not null"
OTHER_REASON = "another reason"


class NoFacts(LookupError):
    """The release carries no facts, so nothing behind its figures can be listed."""


@dataclass(frozen=True)
class Cells:
    """Groups of rows that are compared with each other; `enough` is SQL over the window `cells`."""

    by: tuple[str, ...]
    enough: str


@dataclass(frozen=True)
class Population:
    """The rows behind the count `column` of a mart; see populations.yaml."""

    mart: str
    column: str
    where: str
    among: str | None = None
    of: str = "vacancies"
    figures: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)
    rates: str | None = None  # week | publication
    cells: Cells | None = None
    level: str | None = None  # the only segment level whose rows have the figure
    segment: str = "cell.segment"
    weeks_back: int = 0
    is_hidden: bool = False


@dataclass(frozen=True)
class Period:
    """A stretch of days: its name in words, and the columns of dim_weeks that hold its first and last day."""

    words: str
    first: str
    last: str


@dataclass(frozen=True)
class Mart:
    """How the rows of a mart are told apart beside week and segment, and the populations of its figures."""

    name: str
    key: tuple[str, ...]
    period: Period
    populations: tuple[Population, ...]

    def behind(self, column: str) -> Population | None:
        """The population of a column: its own when it is a count, else that of the count it is computed from."""
        plain = column.removesuffix("_low").removesuffix("_high")
        for population in self.populations:
            if column == population.column or plain in population.figures:
                return population
        return None


@cache
def declared_marts() -> dict[str, Mart]:
    """Every mart of populations.yaml by name."""
    content = _content()
    periods = {name: Period(**entry) for name, entry in content["periods"].items()}
    return {
        name: Mart(name, tuple(entry["key"]), periods[entry["period"]], tuple(_populations(name, entry, content)))
        for name, entry in content["marts"].items()
    }


@cache
def elsewhere() -> dict[str, str]:
    """mart or mart/column -> where to look, for figures behind which no ads stand."""
    found: dict[str, str] = _content()["elsewhere"]
    return found


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("populations.yaml").read_text(encoding="utf-8"))
    return content


def _populations(mart: str, entry: dict[str, Any], content: dict[str, Any]) -> Iterator[Population]:
    for column, raw in entry["populations"].items():
        values = dict(raw)
        if cells := values.pop("cells", None):
            values["cells"] = Cells(tuple(cells["by"]), cells["enough"])
        shown = [name for each in values.pop("show", ()) for name in content["fields"].get(each, [each])]
        figures = tuple(values.pop("figures", ()))
        yield Population(mart, column, show=tuple(shown), figures=figures, **values)


def open_release(release: Path) -> duckdb.DuckDBPyConnection:
    """Marts and facts of a release folder in one connection, read-only. Raises NoFacts when it carries no facts."""
    folder = release / FOLDER
    missing = [name for name in FACTS if not (folder / f"{name}.parquet").exists()]
    if missing:
        raise NoFacts(f"{release} carries no {', '.join(missing)}; publish again with `jobmarts publish`")
    connection = duckdb.connect()
    connection.execute(f"attach {text(str(release / 'marts.duckdb'))} as marts (read_only)")
    connection.execute("set search_path = 'memory.main,marts.main'")
    for name, table in FACT_NAMES.items():
        path = text(str(folder / f"{table}.parquet"))
        connection.execute(f"create view {identifier(name)} as from read_parquet({path})")
    connection.execute(f"create view listed as {_LISTED}")
    connection.execute(f"create view pay_candidates as {_PAY_CANDIDATES}")
    connection.execute(f"create view segment_vacancies as {_segment_vacancies()}")
    return connection


def _segment_vacancies() -> str:
    """A row per week, vacancy and segment that holds it, with every column of both facts."""
    return """
        select
            vacancy_weeks.*, vacancies.* exclude (vacancy_no), rates.usd_per_unit as week_rate,
            vacancies.salary_month * rates.usd_per_unit as salary_usd_month_current, level as segment_level,
            case level when 'market' then 'market' when 'direction' then direction else specialization end as segment
        from vacancy_weeks
        inner join vacancies on vacancy_weeks.vacancy_no = vacancies.vacancy_no and vacancies.is_it
        left join week_rates as rates
            on vacancy_weeks.week_start = rates.week_start and vacancies.salary_currency = rates.currency
        cross join (values ('market'), ('direction'), ('specialization')) as levels (level)
    """


def rows_behind(population: Population, cells: str) -> str:
    """SQL of all rows that the population's figures are about, for the mart rows that the query `cells` selects.

    Columns: those of the relation, `cell` (the mart's row as a struct), `is_counted`, and `reason` where it is not.
    """
    among = population.among or population.where
    reasons = "\n".join(f"when {rule} then {text(reason)}" for reason, rule in population.without.items())
    judged = f"is_among and coalesce({population.where}, false)"
    if population.cells is not None:
        enough = population.cells.enough
        judged = f"is_among and is_valid and coalesce({enough}, false)"
    by = "".join(f", {column}" for column in (population.cells.by if population.cells else ()))
    return f"""
        with cells as ({cells}),
        related as ({_relation(population)}),
        chosen as (
            select *, coalesce({among}, false) as is_among, coalesce({population.where}, false) as is_valid from related
        ),
        judged as (
            select *, {judged} as is_counted from chosen
            window cells as (partition by cell, is_valid{by})
        )
        select
            * exclude (is_among, is_valid),
            case when is_counted then null {reasons} else {text(OTHER_REASON)} end as reason
        from judged
        where is_among
    """


def _relation(population: Population) -> str:
    level = f"cells.cell.segment_level = {text(population.level)}" if population.level else "true"
    if population.of == "postings":
        return f"select postings.*, cells.cell from postings cross join cells where {level}"
    vacancies = (
        "select vacancies.*, cells.cell from segment_vacancies as vacancies inner join cells on "
        f"vacancies.week_start = cells.cell.week_start - {7 * population.weeks_back} "
        f"and vacancies.segment_level = cells.cell.segment_level and vacancies.segment = cells.{population.segment}"
    )
    if population.of == "vacancies":
        return vacancies
    return (
        f"select vacancies.*, postings as posting from ({vacancies}) as vacancies "
        "inner join postings on vacancies.vacancy_no = postings.vacancy_no"
    )
