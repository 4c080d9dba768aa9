"""Reading XML of sources: no DTD, no entities, and elements as plain values."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from scrapers.parsers.base import Unreadable

_DEEPEST = 20  # levels; real feeds have four


def read_xml(data: bytes) -> Element:
    """The root element, in the encoding the file declares. No DTD and no entities; raises Unreadable."""
    if not data.strip():
        raise Unreadable("empty_payload", "no bytes")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:  # the guards of defusedxml are ValueErrors
        is_html = re.search(rb"<html\b", data[:1000], re.I)
        is_forbidden = isinstance(error, DefusedXmlException)
        reason = "html_instead_of_xml" if is_html else "forbidden_xml" if is_forbidden else "invalid_xml"
        raise Unreadable(reason, f"{type(error).__name__}: {error}") from None
    if local_name(root).lower() == "html":
        raise Unreadable("html_instead_of_xml", "a page came instead of XML")
    return root


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def element_value(element: Element, depth: int = 0) -> Any:
    """Text of an element without children; else its children by local name, repeated ones as a list."""
    if len(element) == 0 or depth > _DEEPEST:
        return (element.text or "").strip()
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(local_name(child), []).append(element_value(child, depth + 1))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
