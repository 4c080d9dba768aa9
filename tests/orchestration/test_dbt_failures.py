"""What a run says when a dbt model or test has failed."""

from typing import Any

import pytest
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.assets.dbt_models import failure_of

NODE = {"node_name": "mart_figures", "unique_id": "model.jobmarts.mart_figures"}


def event(name: str, **data: Any) -> DbtCoreCliEventMessage:
    return DbtCoreCliEventMessage(raw_event={"info": {"name": name}, "data": data}, event_history_metadata={})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            event("RunResultError", msg="  Binder Error:\n  column x ", node_info=NODE),
            "mart_figures: Binder Error: column x",
        ),
        (event("RunResultErrorNoMessage", status="error", node_info=NODE), "mart_figures: error"),
        (event("LogModelResult", status="OK", node_info=NODE), None),
        (event("MainReportVersion", version="1"), None),
    ],
)
def test_a_failure_is_told_by_name_and_message(said: DbtCoreCliEventMessage, expected: str | None) -> None:
    assert failure_of(said) == expected
