"""Lever: the public postings of one employer, a bare list read page by page; the entries are whole."""

from __future__ import annotations

from scrapers.boards.employer_board import EmployerBoardSpider


class LeverSpider(EmployerBoardSpider):
    name = "lever"
    list_path = "/v0/postings/{board}?mode=json&skip={offset}&limit=100"
    page_size = 100
    jobs_field = None
    url_field = "hostedUrl"
    published_field = "createdAt"
