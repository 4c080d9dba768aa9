"""A JSON document (`result.json` of Telegram Desktop, a reply of an API; maybe gzip) -> its records as lines."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

_SUFFIX = ".json"
_LISTS = ("messages", "items", "vacancies", "jobs", "offers", "postings", "results", "content", "hits", "data")
LONGEST_LINE = 64_000_000  # bytes; the largest real payloads have about 2 MB


def is_document(path: Path, stream: BinaryIO) -> bool:
    """A `.json` file that is not JSON lines: its first line is no object by itself. Reads from `stream`."""
    if not any(suffix.lower() == _SUFFIX for suffix in path.suffixes[-2:]):
        return False
    try:
        first = next((line for line in iter(lambda: stream.readline(LONGEST_LINE), b"") if line.strip()), b"{}")
        return not isinstance(orjson.loads(first), dict) or not stream.readline(LONGEST_LINE).strip()
    except (orjson.JSONDecodeError, EOFError, OSError, zlib.error):
        return True


def document_records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(number from 1, record as JSON); a document that cannot be read is one line that is no JSON."""
    try:
        document = orjson.loads(stream.read())
    except (orjson.JSONDecodeError, EOFError, OSError, zlib.error) as error:
        yield 1, f"(unreadable document: {error})".encode()
        return
    for number, record in enumerate(_records(document), start=1):
        yield number, orjson.dumps(record)


def _records(document: Any) -> list[Any]:
    """Items of an array, or of the list under a name that boards and export tools use; else the document itself."""
    if isinstance(document, dict) and "payload" not in document:
        inner = next((document[name] for name in _LISTS if isinstance(document.get(name), dict | list)), [document])
        return inner if isinstance(inner, list) else _records(inner)
    return document if isinstance(document, list) else [document]
