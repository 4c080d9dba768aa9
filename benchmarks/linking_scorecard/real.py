"""Linking on real ads, where something outside the rules knows the answer. Texts are read in place, never printed.

dou, german_boards  ads that two crawls read: the second reading stands for another source and must be found
hackernews          linked posts have one author; colleagues who post one ad in turn count against us
hh                  ads of one employer account under different titles are different jobs, with few exceptions
"""

from __future__ import annotations

import gzip
import html
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson

from benchmarks.linking_scorecard.counts import PairTally
from benchmarks.linking_scorecard.linking import fingerprint_rows, groups_of, link_days
from scrapers.schemas import PARSED_POSTINGS

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
_TAG = re.compile(r"<[^>]+>")


def is_at_hand() -> bool:
    return REAL.is_dir()


def measure() -> dict[str, PairTally]:
    found = {f"real {name}": _twins(name) for name in ("dou", "german_boards")}
    return found | {"real hackernews": _authors(), "real hh": _employers()}


def _records(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(REAL / f"{name}.jsonl.gz", "rb") as lines:
        yield from map(orjson.loads, lines)


def _plain(markup: str | None) -> str:
    return html.unescape(_TAG.sub(" ", markup or ""))


def _row(record: dict[str, Any], title: str, text: str | None, company: str | None = None) -> dict[str, Any]:
    identity = record["source_posting_id"]
    return dict.fromkeys(PARSED_POSTINGS.names) | {
        "payload_hash": f"{record['source']}/{identity}/{record['fetched_at']}",
        "source": record["source"],
        "source_posting_id": identity,
        "raw_posting_id": identity,
        "posting_key": f"{record['source']}/{identity}",
        "landed_on": date.fromisoformat(record["fetched_at"][:10]),
        "url": record["url"],
        "title": title,
        "company": company,
        "description": text,
    }


def _twins(name: str) -> PairTally:
    rows: dict[str, dict[str, Any]] = {}
    twins: dict[str, str] = {}
    for record in sorted(_records(name), key=lambda record: str(record["fetched_at"])):
        payload = record["payload"]
        row = _row(record, payload["title"], payload["description"], payload["company"])
        key = row["posting_key"]
        if key in rows and key not in twins:
            twins[key] = f"json_ld/{key}"
            rows[twins[key]] = row | {
                "source": "json_ld",
                "posting_key": twins[key],
                "payload_hash": twins[key],
                "url": None,
            }
        rows.setdefault(key, row)
    prints = fingerprint_rows(list(rows.values()))
    speaks = dict(zip(prints["posting_key"].to_pylist(), prints["text_hash"].to_pylist(), strict=True))
    group = groups_of(prints, link_days(prints))
    tally = PairTally()
    for one, other in twins.items():
        if speaks[one] and speaks[other]:
            tally.add(one, True, group[one] == group[other])
    return tally


def _authors() -> PairTally:
    rows, authors = {}, {}
    for record in _records("hackernews"):
        text = _plain(record["payload"])
        row = _row(record, text.strip().split("\n")[0][:150], text)
        rows[row["posting_key"]] = row
        authors[row["posting_key"]] = record["author_hash"]
    tally = PairTally()
    for link in link_days(fingerprint_rows(list(rows.values()))):
        one, other = link["posting_key"], link["earlier_posting_key"]
        tally.add(f"{one} ~ {other}", authors[one] == authors[other], True)
    return tally


def _employers() -> PairTally:
    rows: dict[str, dict[str, Any]] = {}
    of_employer: dict[str, list[str]] = defaultdict(list)
    for record in _records("hh_ru"):
        payload = record["payload"]
        employer = payload.get("employer") or {}
        row = _row(record, payload["name"], _plain(payload["description"]), employer.get("name"))
        if row["posting_key"] not in rows and employer.get("id"):
            of_employer[employer["id"]].append(row["posting_key"])
        rows[row["posting_key"]] = row
    prints = fingerprint_rows(list(rows.values()))
    group = groups_of(prints, link_days(prints))
    tally = PairTally()
    for keys in of_employer.values():
        for one, other in combinations(sorted(keys), 2):
            if rows[one]["title"].casefold() != rows[other]["title"].casefold():
                tally.add(f"{one} ~ {other}", False, group[one] == group[other])
    return tally
