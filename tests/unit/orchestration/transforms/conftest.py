"""Dictionaries are built at the first call, on any machine: a test's first example may be slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("transforms", deadline=None)
settings.load_profile("transforms")
