"""Workable: the public widget of one account; the reply holds every open job whole.

A job open in several places stands in the reply once for each of them, under one code: its places are put together.
"""

from __future__ import annotations

from typing import Any

from scrapers.boards.employer_board import EmployerBoardSpider, identity_text


class WorkableSpider(EmployerBoardSpider):
    name = "workable"
    version = "2"
    list_path = "/api/v1/widget/accounts/{board}?details=true"
    id_field = "shortcode"
    published_field = "published_on"

    def read_jobs(self, body: bytes) -> tuple[list[Any], int | None]:
        jobs, promised = super().read_jobs(body)
        merged: list[Any] = []
        first: dict[str, dict[str, Any]] = {}
        for job in jobs:
            key = identity_text(job.get(self.id_field)) if isinstance(job, dict) else None
            if key is None or key not in first:
                merged.append(job)
                if key is not None:
                    first[key] = job
            else:
                add_places(first[key], job)
        return merged, promised


def add_places(job: dict[str, Any], other: dict[str, Any]) -> None:
    """Put the places of another entry of the same job behind the job's own."""
    mine, more = job.get("locations"), other.get("locations")
    if isinstance(mine, list) and isinstance(more, list):
        job["locations"] = [*mine, *(place for place in more if place not in mine)]
