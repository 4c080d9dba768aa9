"""Reading JSON payloads: decoding with clear reasons, and an account of which fields were read."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

from scrapers.parsers.base import ParseResult, PayloadContext, Reject, Unreadable

_LONGEST_NUMBER = 400  # digits; longer ones are an attack on the decoder, not an amount


class Record:
    """A JSON object that remembers what was not read from it. Reading a missing or odd field gives None."""

    __slots__ = ("_children", "_path", "_values")

    def __init__(self, values: object, path: str = "") -> None:
        self._values: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
        self._path = path
        self._children: list[Record] = []

    def __bool__(self) -> bool:
        return bool(self._values) or bool(self._children)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def pop(self, name: str) -> Any:
        return self._values.pop(name, None)

    def record(self, name: str) -> Record:
        """A nested object, its fields accounted for as `name.field`; an empty one when it is anything else."""
        child = Record(self._values.pop(name, None), f"{self._path}{name}.")
        self._children.append(child)
        return child

    def records(self, name: str) -> list[Record]:
        """A list of objects, accounted for as `name.field`; a single object counts as a list of one."""
        value = self._values.pop(name, None)
        items = value if isinstance(value, list) else [value]
        children = [Record(item, f"{self._path}{name}.") for item in items if isinstance(item, dict)]
        self._children.extend(children)
        return children

    def leftovers(self, ignored: frozenset[str]) -> list[str]:
        """Paths that hold something, were not read, and are not known to say nothing."""
        found = {
            path
            for name, value in self._values.items()
            if value not in (None, "", [], {}) and (path := f"{self._path}{name}") not in ignored
        }
        for child in self._children:
            found.update(child.leftovers(ignored))
        return sorted(found)


def listed(value: object) -> list[Any]:
    """A list as it is, nothing as an empty list, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def read_json(context: PayloadContext, result: ParseResult) -> Any:
    """The payload as JSON; raises Unreadable with the reason.

    Tolerates raw control characters, NaN and huge numbers.
    """
    payload = context.payload
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError:
        value = read_text_as_json(payload)
    if b"\x00" in payload or b"\\u0000" in payload:
        result.rejects.append(Reject("nul_bytes", "NUL bytes in the payload were removed"))
    return value


def read_object(context: PayloadContext, result: ParseResult) -> dict[str, Any]:
    value = read_json(context, result)
    if not isinstance(value, dict):
        raise Unreadable("not_an_object", f"expected a JSON object, got {type(value).__name__}")
    if not value:
        raise Unreadable("empty_payload", "an empty JSON object")
    return value


def decode(payload: bytes) -> str:
    """UTF-8 text, with or without a byte-order mark."""
    if not payload.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Unreadable("empty_payload", f"{len(payload)} bytes, none of them text")
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("wrong_encoding", f"not UTF-8 at byte {error.start}") from None


def read_text_as_json(payload: bytes) -> Any:
    """JSON that the fast decoder refuses: NaN, huge numbers, raw control characters; raises Unreadable."""
    text = decode(payload)
    if text.lstrip()[:1] == "<":
        raise Unreadable("html_instead_of_json", f"starts with {text.lstrip()[:60]!r}")
    try:
        return json.loads(text, strict=False, parse_int=_integer, parse_constant=float)
    except json.JSONDecodeError as error:
        raise Unreadable("invalid_json", f"{error.msg} at character {error.pos} of {len(text)}") from None
    except RecursionError:
        raise Unreadable("invalid_json", "nested too deep") from None


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf
