"""Data that pages carry for their own scripts: state templates and schema.org blocks. Pure."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from scrapers.boards.json_text import PageError, read_json_text, refuse_wall

# More damaged characters than this per character mean another encoding, not a stray byte.
_MAX_DAMAGE = 0.001
# Next.js streams its state as rows of a text cut into pushes; long strings are rows of their own, `1a:T3f,<text>`.
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)')
_TEXT_ROW = re.compile(rb"(?:^|\n)([0-9a-f]+):T([0-9a-f]+),")
_REFERENCE = re.compile(r"\$([0-9a-f]+)")
_MOST_OPENINGS = 400  # braces tried to the left of a mark; the objects looked for open a few dozen before it
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


def script_state(body: bytes, encoding: str, element_id: str = "__NEXT_DATA__") -> Any:
    """JSON inside `<script id=…>`. Raises PageError: captcha, missing_state, truncated, invalid_json.

    A page that holds its state is no wall, whatever scripts it loads: only without state is it looked at as one.
    """
    text = body.decode(encoding, "replace")
    start = re.search(rf'<script[^>]*\bid="{re.escape(element_id)}"[^>]*>', text)
    if start is None:
        refuse_wall(body)
        raise PageError("missing_state", f"no script {element_id} in the page")
    end = text.find("</script>", start.end())
    if end < 0:
        raise PageError("truncated", f"script {element_id} has no end")
    return read_json_text(text[start.end() : end])


def within(state: Any, *names: str) -> Any:
    """The value below the names; None as soon as there is no object of that name."""
    for name in names:
        state = state.get(name) if isinstance(state, dict) else None
    return state


def cached_query(state: Any, name: str) -> Any:
    """What a page of Next.js with react-query got for the query of that name. Raises PageError missing_state."""
    queries = within(state, "props", "pageProps", "dehydratedState", "queries")
    for query in queries if isinstance(queries, list) else ():
        key = query.get("queryKey") if isinstance(query, dict) else None
        if isinstance(key, list) and key[:1] == [name]:
            return within(query, "state", "data")
    raise PageError("missing_state", f"no query {name} in the page state")


def streamed_state(text: str) -> str:
    """The rows that the pushes of a Next.js page make together; empty when it has none."""
    try:
        return "".join(json.loads(part) for part in _PUSH.findall(text))
    except ValueError as error:
        raise PageError("invalid_json", f"a push of the page cannot be read: {error}") from error


def streamed_object(state: str, mark: str, wanted: frozenset[str]) -> dict[str, Any] | None:
    """The smallest object around `mark` that has all the `wanted` fields, its long texts put back in place."""
    decoder = json.JSONDecoder()
    position = state.find(mark)
    while position >= 0:
        start = position
        for _ in range(_MOST_OPENINGS):
            start = state.rfind("{", 0, start)
            if start < 0:
                break
            try:
                value, end = decoder.raw_decode(state, start)
            except (ValueError, RecursionError):
                continue
            if end > position and wanted <= value.keys():
                return _with_texts(value, state)
        position = state.find(mark, position + len(mark))
    return None


def _with_texts(value: dict[str, Any], state: str) -> dict[str, Any]:
    """References of the object's own fields become the texts they stand for; unknown ones become None."""
    references = {name: found[1] for name, text in value.items() if (found := _is_reference(text))}
    if not references:
        return value
    data = state.encode("utf-8", "surrogatepass")
    rows = {
        found[1].decode(): data[found.end() : found.end() + int(found[2], 16)].decode("utf-8", "replace")
        for found in _TEXT_ROW.finditer(data)
    }
    return {**value, **{name: rows.get(row) for name, row in references.items()}}


def _is_reference(value: object) -> re.Match[str] | None:
    return _REFERENCE.fullmatch(value) if isinstance(value, str) else None


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
