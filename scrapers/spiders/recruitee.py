"""Recruitee: the public offers of one employer at a host of its own; the reply holds every open job whole."""

from __future__ import annotations

from scrapers.boards.employer_board import EmployerBoardSpider


class RecruiteeSpider(EmployerBoardSpider):
    name = "recruitee"
    list_path = "/api/offers/"
    jobs_field = "offers"
    url_field = "careers_url"
    vendor_domains = ("recruitee.com",)
