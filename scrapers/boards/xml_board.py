"""Boards of employers' systems that answer in XML: each item is kept as an XML document of its own."""

from __future__ import annotations

from typing import Any, ClassVar
from xml.etree.ElementTree import Element, tostring

from scrapers.boards.employer_board import EmployerBoardSpider, identity_text
from scrapers.boards.json_text import PageError, refuse_wall
from scrapers.items import Listing
from scrapers.parsers.base import Unreadable
from scrapers.parsers.xml_text import element_value, local_name, read_xml


class XmlBoardSpider(EmployerBoardSpider):
    """Like its base, with elements instead of objects; fields are names of children."""

    accept = "application/xml"
    root_name: ClassVar[str]
    item_name: ClassVar[str]

    def read_jobs(self, body: bytes) -> tuple[list[Any], int | None]:
        refuse_wall(body)
        try:
            root = read_xml(body)
        except Unreadable as outcome:
            is_cut = outcome.reason == "invalid_xml" and f"</{self.root_name}>".encode() not in body
            is_cut = is_cut and f"<{self.root_name}".encode() in body
            code = "truncated" if is_cut or outcome.reason == "empty_payload" else outcome.reason
            raise PageError(code, outcome.detail) from outcome
        if local_name(root) != self.root_name:
            raise PageError("missing_field", f"<{local_name(root)}> instead of <{self.root_name}>")
        return [element for element in root.iter() if local_name(element) == self.item_name], None

    def read_entry(self, job: Any) -> Listing | None:
        values = element_value(job)
        key = identity_text(values.get(self.id_field)) if isinstance(values, dict) else None
        if key is None:
            return None
        content = self.entry_bytes(job)
        return Listing(
            source_posting_id=key,
            url=self.job_url(values, key),
            entry=content,
            published_text=identity_text(values.get(self.published_field)),
            payload=content,
            payload_format="xml",
        )

    def entry_bytes(self, job: Element) -> bytes:
        return element_bytes(job)


def element_bytes(element: Element) -> bytes:
    """The element as an XML document of its own, without what stood after it."""
    element.tail = None
    return tostring(element, encoding="unicode").encode("utf-8", "replace")
