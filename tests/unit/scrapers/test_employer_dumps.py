"""Dumps of employers' systems land like a crawl, under the family's name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from scrapers.dumps import land_file
from scrapers.landing import landed_crawls, read_payloads
from scrapers.parsers import parse_payloads

EXAMPLES = sorted((Path(__file__).parent / "parsers" / "employer_payloads").iterdir())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_dump_of_a_family_lands_and_parses(tmp_path: Path, example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    line = {
        "source": f"{example.stem}:example",
        "source_posting_id": "7",
        "url": "https://jobs.example/7",
        "fetched_at": "2026-09-01T10:00:00Z",
        "payload_format": example.suffix[1:],
        "payload": json.loads(text) if example.suffix == ".json" else text,
    }
    dump = tmp_path / "dump.jsonl"
    dump.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (landed,) = land_file(tmp_path / "home", example.stem, dump)
    assert landed.report.verdict == "good"  # type: ignore[union-attr]
    parsed, quarantine = parse_payloads(read_payloads(landed_crawls(tmp_path / "home", date(2026, 9, 1))))
    assert parsed["posting_key"].to_pylist() == [f"{example.stem}:example/7"]
    assert quarantine.num_rows == 0
