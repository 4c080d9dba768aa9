"""Runs dbt on a lake and reads what came out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from .dbt_process import run_dbt

# A row per week, vacancy and segment that holds it: what the marts count, without the shortcuts by which they count it.
SEGMENT_VACANCIES = """(
    select
        vacancy_weeks.*, vacancies.* exclude (vacancy_id), level as segment_level,
        case level when 'market' then 'market' when 'direction' then direction else specialization end as segment
    from int_vacancy_weeks as vacancy_weeks
    inner join int_counted_vacancies as vacancies using (vacancy_id)
    cross join (values ('market'), ('direction'), ('specialization')) as levels (level)
)"""


class Warehouse:
    """The warehouse below `home`. Reads open it only for the moment."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "warehouse" / "warehouse.duckdb"

    def dbt(self, *invocations: list[str]) -> list[bool]:
        """Success of each invocation; what dbt printed is in `log`."""
        succeeded, self.log = run_dbt(self.home, invocations)
        return succeeded

    def build(self, *invocations: list[str]) -> None:
        assert all(self.dbt(*invocations)), self.log

    def query(self, sql: str) -> pd.DataFrame:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.sql(sql).df()

    def execute(self, sql: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)

    def row(self, mart: str, **keys: str) -> dict[str, object]:
        """The one row of the mart with these key values."""
        where = " and ".join(f"{column} = '{value}'" for column, value in keys.items())
        with duckdb.connect(str(self.path), read_only=True) as connection:
            result = connection.sql(f"select * from {mart} where {where}")
            rows = result.fetchall()
            columns = result.columns
        assert len(rows) == 1, f"{mart} {keys}: {len(rows)} rows"
        return dict(zip(columns, rows[0], strict=True))
