"""The template of a new format is complete: written into a copy of the package, it is crawled and parsed as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.templates import files_of, write

PACKAGE = Path(__file__).parents[2] / "scrapers"
FAMILY = "brand_new"
# Runs in a process of its own, for parsers, spiders and faces are found once per process.
CRAWL = """
import json, sys
from datetime import date, timedelta
from pathlib import Path
from scrapers.crawl import crawl_sources
from scrapers.landing import landed_crawls, read_payloads
from scrapers.market import generate_market, serve
from scrapers.market.landed_form import listing_of
from scrapers.identity import payload_hash
from scrapers.parsers import parse_payloads

family, home, day = sys.argv[1], Path(sys.argv[2]), date(2026, 3, 4)
market = generate_market(first_day=day - timedelta(days=40), last_day=day)
with serve(market) as server:
    (report,) = crawl_sources(home, day, [family], server.url)
raw = read_payloads(landed_crawls(home, day))
parsed, quarantine = parse_payloads(raw)
shown = {posting.posting_id: posting for posting in market.listed_on(day, family)}
hashes = {key: payload_hash(family, key, listing_of(market, posting, day).payload) for key, posting in shown.items()}
rows = parsed.to_pylist()
print(json.dumps({
    "verdict": report.verdict, "reasons": report.reasons, "pages": report.pages,
    "listed": sorted(shown), "parsed": sorted(row["source_posting_id"] for row in rows),
    "same": {row["source_posting_id"]: row["payload_hash"] for row in raw.to_pylist()} == hashes,
    "titles": all(row["title"] == shown[row["source_posting_id"]].opening.title for row in rows),
    "leftovers": sorted({name for row in rows for name in row["leftover_fields"]}),
    "quarantined": quarantine.num_rows,
}))
"""


def test_the_template_is_a_format_that_can_be_crawled(tmp_path: Path) -> None:
    package = tmp_path / "scrapers"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    write(FAMILY, package)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", CRAWL, FAMILY, str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["verdict"], found["reasons"]) == ("good", [])
    assert len(found["listed"]) > 20, "more than a page, so that paging is crawled too"
    assert found["parsed"] == found["listed"]
    assert found["same"], "the face's listing_of and the spider disagree"
    assert found["titles"]
    assert (found["leftovers"], found["quarantined"]) == ([], 0)


def test_files_that_exist_are_never_overwritten(tmp_path: Path) -> None:
    package = tmp_path / "scrapers"
    for path in files_of(FAMILY):
        (package / path).parent.mkdir(parents=True, exist_ok=True)
    mine = package / "parsers" / f"{FAMILY}.py"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="is there already"):
        write(FAMILY, package)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (package / "spiders" / f"{FAMILY}.py").exists()


@pytest.mark.parametrize("name", ["", "New", "my-board", "../x", "1st"])
def test_a_name_that_is_no_family_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a family"):
        files_of(name)


def test_the_templates_keep_the_rules_of_style(tmp_path: Path) -> None:
    for path, text in files_of(FAMILY).items():
        if path.endswith(".py"):
            (tmp_path / path.replace("/", "_")).write_text(text, encoding="utf-8")
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(PACKAGE.parent / "pyproject.toml")]
        done = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
