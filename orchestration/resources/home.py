"""The data home as a Dagster resource: a thin shell around a path and the lake below it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.resources.lake import Lake


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where everything of one installation lives."""

    path: str

    @property
    def root(self) -> Path:
        return Path(self.path)

    @property
    def lake(self) -> Lake:
        return Lake(self.root / "lake")
