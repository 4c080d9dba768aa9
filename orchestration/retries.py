"""Which failures are worth another try, and which are not."""

from __future__ import annotations

from typing import NoReturn

import dagster as dg

# A crawl subprocess or dbt can lose a race for a socket, a lock or memory: wait longer each time, and not all at once.
CRAWL_RETRY = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
DBT_RETRY = dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL)


# What dbt says when another process holds the warehouse file, two of its threads met or memory ran out: worth another
# try. A failed test or a broken model says none of it, and would fail the same way again.
_PASSING_TROUBLE = ("could not set lock", "write-write conflict", "io error", "out of memory", "connection")


def is_passing_trouble(message: str) -> bool:
    """Can the same step succeed when it is simply tried again?"""
    folded = message.casefold()
    return any(words in folded for words in _PASSING_TROUBLE)


def fail_for_good(what: str, remedy: str) -> NoReturn:
    """Fail a step at once: the same input would fail the same way again."""
    raise dg.Failure(description=f"{what}. {remedy}", allow_retries=False)
