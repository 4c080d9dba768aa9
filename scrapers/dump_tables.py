"""A table of ads with a header (CSV, TSV; plain or gzip) -> one JSON object a row, as lines of a dump."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson
from charset_normalizer import from_bytes

_SUFFIXES = {".csv", ".tsv"}
_DELIMITERS = ",;\t|"
_SAMPLE = 64_000  # bytes that tell the encoding, characters that tell the delimiter
_LONGEST_CELL = 4_000_000  # characters; the longest real ads have about 100,000


def is_table(path: Path) -> bool:
    """By the name: `jobs.csv`, `jobs.tsv.gz`."""
    return any(suffix.lower() in _SUFFIXES for suffix in path.suffixes[-2:])


def table_rows(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(line of the file, row as a JSON object); an unreadable rest ends with a line that is no JSON."""
    csv.field_size_limit(_LONGEST_CELL)
    number = 1
    try:
        buffered = io.BufferedReader(stream, _SAMPLE)  # type: ignore[type-var]
        text = io.TextIOWrapper(buffered, encoding=_encoding(buffered.peek(_SAMPLE)), newline="")
        sample = text.read(_SAMPLE)
        header = sample.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=header.count)
        reader = csv.DictReader(_chain(sample, text), delimiter=delimiter, strict=False)
        for row in reader:
            number = reader.line_num
            cells = {name: value for name, value in row.items() if isinstance(name, str) and value}
            if cells:
                yield number, orjson.dumps(cells)
    except (UnicodeDecodeError, csv.Error, EOFError, OSError) as error:
        yield number + 1, f"(unreadable from here: {error})".encode()


def _encoding(sample: bytes) -> str:
    """UTF-8, even where it breaks; else what the letters look like: spreadsheets of the CIS save in windows-1251."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        if sample[: error.start].isascii():  # no letter was UTF-8 before the first that is not
            best = from_bytes(sample).best()
            return best.encoding if best is not None else "utf-8-sig"
    return "utf-8-sig"


def _chain(sample: str, rest: io.TextIOWrapper) -> Iterator[str]:
    """Lines of the sample, the one it breaks off in joined with what follows."""
    lines = sample.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += rest.readline()
    yield from lines
    yield from rest
