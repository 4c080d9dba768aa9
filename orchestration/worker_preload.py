"""What every worker needs, imported once by the process that workers are forked from.

Imports of Dagster, dbt and Great Expectations and the gazetteer take 15 s of a core: with a process each, two workers
would spend that twice, at the moment when everybody waits for them. Nothing here may start a Python thread.
"""

from expectations.suites import load_library
from orchestration import definitions
from orchestration.publication import releases
from orchestration.transforms import gazetteer

load_library()
gazetteer.country_code("Poland")

__all__ = ["definitions", "gazetteer", "releases"]
