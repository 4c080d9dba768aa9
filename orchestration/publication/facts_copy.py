"""Copies facts and dimensions into a release: what a reader needs to look behind a figure or to count anew."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.publication.sql import identifier, text

FOLDER = "facts"
# How the published table differs from the one of the warehouse, and its order, which keeps the files small and equal.
# Vacancies are numbered: their ids are hashes, and one in every week of every vacancy would be most of the release.
FACTS = {
    "fct_vacancies": (
        "select row_number() over (order by published_on, vacancy_id) - 1 as vacancy_no, * from {source}",
        "vacancy_no",
    ),
    "fct_vacancy_weeks": (
        "select weeks.week_start, vacancies.vacancy_no, weeks.* exclude (week_start, vacancy_id, "
        # Pay at the week's rate is salary_month * usd_per_unit of fct_week_rates.
        "salary_usd_month_current) from {source} as weeks inner join fct_vacancies as vacancies using (vacancy_id)",
        "week_start, vacancy_no",
    ),
    "fct_postings": (
        # A rejected posting may be a person's CV: it is counted, but nobody is led to it.
        "select if(postings.outcome = 'rejected', null, postings.posting_key) as posting_key, vacancies.vacancy_no, "
        "postings.* exclude (posting_key, vacancy_id) "
        "from {source} as postings left join fct_vacancies as vacancies using (vacancy_id)",
        "published_on, source, posting_key",
    ),
    "fct_week_rates": ("select * from {source}", "week_start, currency"),
    "dim_weeks": ("select * from {source}", "week_start"),
    "dim_sources": ("select * from {source}", "source"),
    "dim_specializations": ("select * from {source}", "all"),
    "dim_technologies": ("select * from {source}", "technology"),
    "dim_countries": ("select * from {source}", "country"),
}


def copy_facts(warehouse: Path, target: Path) -> dict[str, int]:
    """Write `target`/facts/<table>.parquet of every table of FACTS that the warehouse has; returns rows per table.

    The warehouse is opened read-only; equal facts give equal bytes. Raises duckdb.Error when it cannot be read.
    """
    folder = target / FOLDER
    folder.mkdir()
    counts: dict[str, int] = {}
    with duckdb.connect() as connection:
        # One thread keeps row groups, and so the bytes, the same on every machine.
        connection.execute("set threads = 1")
        connection.execute(f"attach {text(str(warehouse))} as warehouse (read_only)")
        for table, (query, order) in FACTS.items():
            source = _source(connection, table)
            if source is None:
                continue
            path = folder / f"{table}.parquet"
            ordered = f"{query.format(source=source)} order by {order}"
            connection.execute(f"copy ({ordered}) to {text(str(path))} (format parquet, compression zstd)")
            connection.execute(f"create view {table} as from read_parquet({text(str(path))})")
            found = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 - names of FACTS
            counts[table] = found[0] if found else 0
    return counts


def _source(connection: duckdb.DuckDBPyConnection, table: str) -> str | None:
    found = connection.execute(
        "select table_schema from information_schema.tables where table_catalog = 'warehouse' and table_name = $table",
        {"table": table},
    ).fetchone()
    return f"warehouse.{identifier(found[0])}.{table}" if found else None
