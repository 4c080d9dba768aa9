"""Teamtailor: the RSS feed of one employer's career site, which holds every open job whole. The board is the host."""

from __future__ import annotations

from scrapers.boards.xml_board import XmlBoardSpider


class TeamtailorSpider(XmlBoardSpider):
    name = "teamtailor"
    list_path = "/jobs.rss"
    accept = "application/rss+xml"
    root_name = "rss"
    item_name = "item"
    id_field = "guid"
    url_field = "link"
    published_field = "pubDate"
    vendor_domains = ("teamtailor.com",)
