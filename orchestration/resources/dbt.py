"""dbt as a Dagster resource."""

from __future__ import annotations

from dagster_dbt import DbtCliResource

from orchestration.dbt_command import DBT_FLAGS, dbt_executable
from orchestration.settings import DBT_PROJECT_DIR


def dbt_resource() -> DbtCliResource:
    """dbt of this environment on this project; its data home comes from JOBMARTS_HOME."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=dbt_executable(),
        global_config_flags=[*DBT_FLAGS],
    )
