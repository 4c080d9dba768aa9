"""Workable: the public widget of one account; the reply holds every open job whole."""

from __future__ import annotations

from scrapers.boards.employer_board import EmployerBoardSpider


class WorkableSpider(EmployerBoardSpider):
    name = "workable"
    list_path = "/api/v1/widget/accounts/{board}?details=true"
    id_field = "shortcode"
    published_field = "published_on"
