"""Finds the mart cell that somebody asks about: by a reference as printed on a page, or by the words of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

import duckdb

from orchestration.publication.metrics import NOT_STATED, measures
from orchestration.publication.populations import Mart, declared_marts, elsewhere
from orchestration.publication.sql import identifier

Row = dict[str, Any]
SHOWN = 12
# The mart whose rows are copies of cells of others: the original is what stands behind them.
COPIES = "mart_faq"
_WEEK = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-W\d{2}")


class UnknownFigure(LookupError):
    """Nothing is called like that; the message says what comes near."""


@dataclass(frozen=True)
class Cell:
    """One figure of a release: `column` of the mart's `row`."""

    mart: Mart
    column: str
    row: Row

    @property
    def keys(self) -> tuple[str, ...]:
        """Segment level, segment, week and the mart's own keys, as they stand in a reference."""
        segment = [self.row["segment_level"], self.row["segment"]] if "segment" in self.row else []
        return (*segment, self.row["week_start"].isoformat(), *own_key(self.mart, self.row))

    @property
    def reference(self) -> str:
        return "/".join((self.mart.name, *map(_quoted, self.keys), self.column))


def own_key(mart: Mart, row: Row) -> tuple[str, ...]:
    """What completes the key of a row beside segment and week."""
    return tuple(NOT_STATED if row[column] is None else str(row[column]) for column in mart.key)


def find_cell(connection: duckdb.DuckDBPyConnection, words: Sequence[str]) -> Cell:
    """The cell named by one reference, or by a measure, a segment, and if need be a key and a week.

    Without a segment the whole market is meant, without a week the newest one. Raises UnknownFigure.
    """
    if len(words) == 1 and words[0].startswith("mart_") and words[0].count("/") > 1:
        found = _by_reference(connection, words[0])
    else:
        mart, column = _measure(connection, words[0])
        found = _by_words(connection, mart, column, list(words[1:]))
    if found.mart.name == COPIES:
        return _by_reference(connection, "{source_mart}/{source_key}/{source_column}".format(**found.row))
    return found


def _by_reference(connection: duckdb.DuckDBPyConnection, reference: str) -> Cell:
    name, *parts = reference.split("/")
    mart = _mart(name)
    columns = _columns(connection, mart)
    has_segment = "segment" in columns
    try:
        level, segment = (unquote(parts.pop(0)), unquote(parts.pop(0))) if has_segment else (None, None)
        week, column, key = parts.pop(0), parts.pop(), "/".join(parts)
    except IndexError:
        form = "/".join((name, *(("LEVEL", "SEGMENT") if has_segment else ()), "WEEK", *mart.key, "COLUMN"))
        raise UnknownFigure(f"{reference} is not a whole reference, which reads {form}") from None
    _known_column(mart, column, columns)
    rows = _rows(connection, mart, level, segment, _week(week))
    return _pick(mart, column, rows, key, f"{level} {segment} of {week}" if has_segment else f"the week {week}")


def _measure(connection: duckdb.DuckDBPyConnection, word: str) -> tuple[Mart, str]:
    """A measure of the pages (`median`), or a column of a mart (`salary_ladder/n`, `mart_salary_ladder.n`)."""
    if measure := measures().get(word):
        return _mart(measure.mart), measure.column
    name, separator, column = word.replace(".", "/").rpartition("/")
    if separator:
        mart = _mart(name if name.startswith("mart_") else f"mart_{name}")
        _known_column(mart, column, _columns(connection, mart))
        return mart, column
    raise UnknownFigure(
        f"no figure is called {word}{_near(word, measures())}; it is a reference as the pages print it, a measure, or "
        "MART/COLUMN"
    )


def _mart(name: str) -> Mart:
    if mart := declared_marts().get(name):
        return mart
    if name in elsewhere():
        raise UnknownFigure(f"no ads stand behind {name}, but {elsewhere()[name]}")
    raise UnknownFigure(f"no mart is called {name}{_near(name, declared_marts())}")


def _known_column(mart: Mart, column: str, columns: Sequence[str]) -> None:
    if column not in columns:
        raise UnknownFigure(f"{mart.name} has no column {column}{_near(column, columns)}")


def _by_words(connection: duckdb.DuckDBPyConnection, mart: Mart, column: str, words: list[str]) -> Cell:
    week = next((_week(word) for word in words if _WEEK.fullmatch(word)), None)
    words = [word for word in words if not _WEEK.fullmatch(word)]
    level = segment = None
    where = "the newest week"
    if "segment" in _columns(connection, mart):
        level, segment = _segment(connection, mart, words.pop(0) if words else "market")
        where = f"{level} {segment}"
    newest = week or _newest(connection, mart, level, segment)
    return _pick(mart, column, _rows(connection, mart, level, segment, newest), "/".join(words), f"{where} of {newest}")


def _segment(connection: duckdb.DuckDBPyConnection, mart: Mart, word: str) -> tuple[str, str]:
    """`python-backend`, or `direction:qa` where a direction and a specialization share their slug."""
    known = connection.execute(
        f"select distinct segment_level, segment from marts.{identifier(mart.name)} order by all"  # noqa: S608
    ).fetchall()
    level, _, slug = word.rpartition(":")
    found = [each for each in known if each[1] == slug.lower() and level in ("", each[0])]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFigure(f"{word} is more than one thing: write {' or '.join(':'.join(each) for each in found)}")
    raise UnknownFigure(f"no segment is called {word}{_near(slug, {each[1] for each in known})}")


def _pick(mart: Mart, column: str, rows: list[Row], key: str, where: str) -> Cell:
    if not rows:
        raise UnknownFigure(f"{mart.name} has no rows of {where}")
    by_key = {"/".join(own_key(mart, row)): row for row in rows}
    wanted = key if key in by_key else unquote(key)
    for spelling in by_key:
        if spelling == wanted or (wanted not in by_key and spelling.casefold() == wanted.casefold()):
            return Cell(mart, column, by_key[spelling])
    asked = f"no {'/'.join(mart.key)} {key}" if key else f"{column} is told by {'/'.join(mart.key)}: say which"
    raise UnknownFigure(f"{mart.name}, {where}: {asked}{_near(key, by_key) or _some(by_key)}")


def _rows(
    connection: duckdb.DuckDBPyConnection, mart: Mart, level: str | None, segment: str | None, week: date
) -> list[Row]:
    cursor = connection.execute(
        f"from marts.{identifier(mart.name)} where week_start = $week {_of_segment(level)}",
        {"week": week, **({"level": level, "segment": segment} if level else {})},
    )
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _newest(connection: duckdb.DuckDBPyConnection, mart: Mart, level: str | None, segment: str | None) -> date:
    found = connection.execute(
        f"select max(week_start) from marts.{identifier(mart.name)} where true {_of_segment(level)}",  # noqa: S608
        {"level": level, "segment": segment} if level else {},
    ).fetchone()
    if found is None or found[0] is None:
        raise UnknownFigure(f"{mart.name} has no rows")
    newest: date = found[0]
    return newest


def _of_segment(level: str | None) -> str:
    return "and segment_level = $level and segment = $segment" if level else ""


def _columns(connection: duckdb.DuckDBPyConnection, mart: Mart) -> list[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'marts' and table_name = $mart "
        "order by column_index",
        {"mart": mart.name},
    ).fetchall()
    if not found:
        raise UnknownFigure(f"this release has no {mart.name}")
    return [column for (column,) in found]


def _week(word: str) -> date:
    try:
        return date.fromisoformat(f"{word}-1" if "W" in word else word)
    except ValueError:
        raise UnknownFigure(f"{word} is no week; write its Monday, YYYY-MM-DD, or YYYY-Www") from None


def _quoted(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")


def _near(word: str, known: Iterable[str]) -> str:
    found = get_close_matches(word, list(known), n=4, cutoff=0.5) or [name for name in known if word and word in name]
    return f"; did you mean {', '.join(found[:SHOWN])}?" if found else ""


def _some(known: Iterable[str]) -> str:
    names = list(known)
    return f"; there are {', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"
