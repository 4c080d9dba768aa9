"""Events of debugging are made for those who read them; all others are told as dbt tells them."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from dbt.adapters.events.types import SQLQuery
from dbt.events.types import MainReportVersion
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import LineFormat, LoggerConfig
from google.protobuf.json_format import MessageToDict

from orchestration import dbt_events


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((BaseEvent, "__init__"), (BaseEvent, "__getattr__"), (EventManager, "fire_event")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back at the end
    dbt_events.install()


def told(level: EventLevel, *fired: tuple[BaseEvent, EventLevel | None]) -> tuple[list[str], list[Any]]:
    """What a logger of that level writes, and what callbacks are told."""
    written, messages = StringIO(), []
    manager = EventManager()
    manager.add_logger(LoggerConfig(name="test", line_format=LineFormat.Json, level=level, output_stream=written))
    manager.add_callback(messages.append)
    for event, as_level in fired:
        manager.fire_event(event, level=as_level)
    return written.getvalue().splitlines(), messages


def test_an_event_of_debugging_is_not_even_parsed_without_a_log_of_debugging() -> None:
    query = SQLQuery(conn_name="one", sql="select 1", node_info={})
    assert told(EventLevel.INFO, (query, None)) == ([], [])
    assert "pb_msg" not in query.__dict__


def test_it_is_told_to_a_log_of_debugging_or_when_fired_as_more() -> None:
    for level, as_level in ((EventLevel.DEBUG, None), (EventLevel.INFO, EventLevel.WARN)):
        written, (message,) = told(level, (SQLQuery(conn_name="one", sql="select 1", node_info={}), as_level))
        assert len(written) == 1
        assert (message.data.sql, message.info.name) == ("select 1", "SQLQuery")
        assert message.info.level == (as_level or EventLevel.DEBUG).value


def test_others_say_what_they_said() -> None:
    asked: dict[str, Any] = {"version": "=1.11", "log_version": 3}
    event = MainReportVersion(**asked)
    written, (message,) = told(EventLevel.INFO, (event, None))
    assert len(written) == 1
    assert MessageToDict(message.data, preserving_proto_field_name=True) == asked
    assert event.version == "=1.11"
    with pytest.raises(AttributeError):
        _ = event.no_such_field
