"""Events of dbt that nobody reads are not made.

With each of the 500 statements of a week dbt makes three events for the log of debugging, of which `jobmarts-dbt`
writes none (`DBT_FLAGS`). Each was a message parsed twice, while no other thread can run Python: with a week of few
vacancies 1.4 of 12 processor seconds (three pairs).
"""

from __future__ import annotations

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

parse = BaseEvent.__init__
fire = EventManager.fire_event


def _keep(event: BaseEvent, *arguments: Any, **fields: Any) -> None:
    """The event as it was asked for; what it says is parsed when somebody looks at it."""
    event.__dict__["asked_for"] = arguments, fields


def _said(event: BaseEvent, name: str) -> Any:
    if name == "pb_msg":
        arguments, fields = event.__dict__["asked_for"]
        parse(event, *arguments, **fields)
        return event.__dict__["pb_msg"]
    return getattr(event.pb_msg, name)


def _fire(manager: EventManager, e: BaseEvent, level: EventLevel | None = None, *others: Any, **named: Any) -> None:
    is_for_debugging = (level or e.level_tag()) == EventLevel.DEBUG
    if not is_for_debugging or any(logger.level == EventLevel.DEBUG for logger in manager.loggers):
        fire(manager, e, level, *others, **named)


def install() -> None:
    """For every command of dbt in this process; callbacks are told no events for debugging any more."""
    BaseEvent.__init__ = _keep  # type: ignore[method-assign, assignment]
    BaseEvent.__getattr__ = _said  # type: ignore[method-assign]
    EventManager.fire_event = _fire  # type: ignore[method-assign, assignment]
