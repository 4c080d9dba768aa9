"""Pure functions from tables to tables; what `jobmarts compile` made of just this source is imported in its place."""

from orchestration.compiled import search_path

__path__[:0] = search_path()
