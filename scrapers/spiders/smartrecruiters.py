"""SmartRecruiters: the public postings of one employer, a list page by page, then the text of new or changed ones.

An employer that does not exist has an empty list, not an error; the floor of one posting tells it from a quiet one.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scrapers.boards.employer_board import EmployerBoardSpider


class SmartRecruitersSpider(EmployerBoardSpider):
    name = "smartrecruiters"
    list_path = "/v1/companies/{board}/postings?limit=100&offset={offset}"
    page_size = 100
    jobs_field = "content"
    total_path = ("totalFound",)
    published_field = "releasedDate"

    def job_url(self, job: dict[str, Any], key: str) -> str:
        return f"https://jobs.smartrecruiters.com/{self.board}/{quote(key, safe='')}"

    def detail_url(self, key: str) -> str:
        return f"{self.base_url}/v1/companies/{self.board}/postings/{quote(key, safe='')}"
