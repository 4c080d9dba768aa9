"""Data that pages carry for their own scripts: state templates and schema.org blocks. Pure."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from scrapers.boards.json_text import PageError, read_json_text, refuse_wall

# More damaged characters than this per character mean another encoding, not a stray byte.
_MAX_DAMAGE = 0.001
_LD_JSON = re.compile(r'<script[^>]*type=["\']application/ld\+json["\'][^>]*>(.*?)</script>', re.S | re.I)


def page_text(body: bytes, encoding: str) -> str:
    """The page as text. Raises PageError: captcha, wrong_encoding."""
    refuse_wall(body)
    text = body.decode(encoding, "replace")
    damaged = text.count("\ufffd") - body.count("\ufffd".encode())
    if damaged > _MAX_DAMAGE * len(text):
        raise PageError("wrong_encoding", f"{damaged} of {len(text)} characters are not {encoding}")
    return text


def template_state(text: str, element_id: str) -> Any:
    """JSON inside `<template id=…>`. Raises PageError: missing_state, truncated, invalid_json."""
    start = re.search(rf'<template[^>]*\bid="{re.escape(element_id)}"[^>]*>', text)
    if start is None:
        raise PageError("missing_state", f"no template {element_id} in the page")
    end = text.find("</template>", start.end())
    if end < 0:
        raise PageError("truncated", f"template {element_id} has no end")
    return read_json_text(html.unescape(text[start.end() : end]))


def json_ld(text: str, wanted_type: str) -> dict[str, Any] | None:
    """The first schema.org object of the type, looking into lists and @graph; None when there is none."""
    for block in _LD_JSON.findall(text):
        try:
            value = json.loads(block, strict=False)
        except ValueError:
            continue
        for candidate in _objects(value):
            kind = candidate.get("@type")
            if wanted_type in (kind if isinstance(kind, list) else [kind]):
                return candidate
    return None


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    if isinstance(value, dict):
        return [value, *_objects(value.get("@graph", []))]
    return []
