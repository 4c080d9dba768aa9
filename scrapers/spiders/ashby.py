"""Ashby: the public posting API of one company; the reply holds every open job whole."""

from __future__ import annotations

from scrapers.boards.employer_board import EmployerBoardSpider


class AshbySpider(EmployerBoardSpider):
    name = "ashby"
    list_path = "/posting-api/job-board/{board}?includeCompensation=true"
    url_field = "jobUrl"
    published_field = "publishedAt"
