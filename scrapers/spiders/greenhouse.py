"""Greenhouse: the public board of one employer; the reply holds every open job whole."""

from __future__ import annotations

from scrapers.boards.employer_board import EmployerBoardSpider


class GreenhouseSpider(EmployerBoardSpider):
    name = "greenhouse"
    # Pay ranges only come when asked for.
    list_path = "/v1/boards/{board}/jobs?content=true&pay_transparency=true"
    total_path = ("meta", "total")
    url_field = "absolute_url"
    published_field = "first_published"
