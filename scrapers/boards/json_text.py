"""Reading JSON of boards: strict about what it is, careful with what it holds.

Numbers beyond what other readers of the same bytes can hold stay text, so that one absurd salary cannot make a whole
listing unreadable, and nothing is rounded to infinity on the way.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import orjson
import yaml

_LONGEST_NUMBER = 20  # digits of the largest 64-bit number
_WALL_HEAD = 4000


class PageError(Exception):
    """A reply that is not what the source promises. `code` is one of the errors the verdict knows."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def read_json(body: bytes) -> Any:
    """Raises PageError: captcha, html_instead_of_json, wrong_encoding, truncated or invalid_json."""
    refuse_wall(body)
    if body.lstrip()[:1] == b"<":
        raise PageError("html_instead_of_json", f"a page came instead of JSON, {len(body)} bytes")
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as error:
        raise PageError("wrong_encoding", f"byte {error.start} is not {error.encoding}") from error
    return read_json_text(text)


def read_json_text(text: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_int=_integer, parse_float=_number)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        raise PageError("truncated" if is_cut else "invalid_json", f"{error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise PageError("invalid_json", "nested too deep") from error


def write_json(value: Any) -> bytes:
    """The value as UTF-8 JSON; lone surrogates stay escaped."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # lone surrogates, or nested deep
        return json.dumps(value, separators=(",", ":")).encode()


def refuse_wall(body: bytes) -> None:
    """Raises PageError captcha when the page is a wall against robots. Only looks at small or HTML bodies' heads."""
    head = body[:_WALL_HEAD]
    if not head.lstrip().startswith(b"<"):
        return
    text = head.decode("utf-8", "replace").lower()
    if mark := next((mark for mark in _walls()["captcha_marks"] if mark in text), None):
        raise PageError("captcha", f"a page against robots came instead of the content ({mark})")


def is_login(url: str) -> bool:
    """Whether the address is one where visitors log in."""
    parts = urlsplit(url.lower())
    label = (parts.hostname or "").partition(".")[0]
    return label in _walls()["login_hosts"] or any(name in _walls()["login_paths"] for name in parts.path.split("/"))


@cache
def _walls() -> dict[str, list[str]]:
    lookup: dict[str, list[str]] = yaml.safe_load((files("scrapers.boards") / "walls.yaml").read_text(encoding="utf-8"))
    return lookup


def _integer(digits: str) -> int | str:
    if len(digits) > _LONGEST_NUMBER:
        return digits
    value = int(digits)
    return value if -(2**63) <= value < 2**64 else digits


def _number(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits
