"""What commands print: text of sources and errors is never taken for markup."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.commands.output import show_outcome
from orchestration.runner import RangeOutcome, RunOutcome


def test_reasons_with_brackets_and_colons_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "no column [/x] in table:a: 'City'"
    run = RunOutcome("2026-11-02", succeeded=False, seconds=1.0, reason=reason, warnings=("rule [/y] (3)",))
    show_outcome(RangeOutcome({date(2026, 11, 2): run}))
    printed = capsys.readouterr().out
    assert f"stopped: {reason}" in printed
    assert "rule [/y]: 1 runs" in printed
