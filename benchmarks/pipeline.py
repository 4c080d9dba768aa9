"""Postings per second and peak memory of every stage: parse, link, normalize, marts.

    python -m benchmarks.pipeline --sizes 10000 100000 --json benchmarks/results/pipeline.json

Postings are simulated (`scrapers.market.generate_postings`), spread over 30 days. Each stage runs in a process of its
own, so that its peak memory is its own; the parquet files between them are those of the lake. `read` (decompress every
payload, nothing else) is the baseline of the same run: ratios to it can be compared between machines, rates cannot.
`normalize_long` reads the same postings with texts of real length (simulated ones have half of it), no two alike:
each as long as those of its kind of source. `normalize_even` gives all of them one length, whatever their source.
Rates per second of processor time are those of one core, however busy the machine is.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from orchestration import compiled
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

DAYS = 30
VERSION = "benchmark"
# Characters that a text has at least. Means of 13,796 real ads: 1,138 in posts of a forum (8,381 of them; simulated
# posts have as many), 4,521 on employers' systems (2,954), on five boards 609 to 4,391, 2,150 over the five. The mean
# over all is then 2,360 characters (posts 1,190, employers 4,650, boards 2,490); that of the real ads is 1,905.
REAL_LENGTH_OF_POSTS, REAL_LENGTH_OF_EMPLOYERS, REAL_LENGTH_OF_BOARDS = 0, 4_000, 1_600
EVEN_LENGTH = 1_600
EMPLOYERS = ("ashby", "greenhouse", "lever", "personio", "recruitee", "smartrecruiters", "teamtailor", "workable")
WARM_UP_ROWS = 50  # loads dictionaries and models, which a long-lived worker does once
WARM_UP_WORDS = ("engineer", "инженер")  # no function words: the language models are loaded, a second


def _payloads(home: Path) -> pa.Table:
    return pq.read_table(home / "payloads.parquet")


def _parsed(home: Path) -> pa.Table:
    return pq.read_table(home / "parsed.parquet")


class Spent(NamedTuple):
    """Time of a stage on the clock and on all processors, with its subprocesses; mean length of the texts it read."""

    seconds: float
    cpu_seconds: float
    characters: float | None = None


def _clock() -> Spent:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Spent(time.perf_counter(), sum(usage.ru_utime + usage.ru_stime for usage in usages))


def _since(started: Spent) -> Spent:
    now = _clock()
    return Spent(now.seconds - started.seconds, now.cpu_seconds - started.cpu_seconds)


def prepare(home: Path, size: int) -> None:
    """Generate the payloads and the rates; not a stage."""
    from orchestration.transforms.exchange import usd_rates
    from scrapers.landing import read_rate_quotes
    from scrapers.market import generate_market, generate_postings, write_history

    payloads = generate_postings(size, days=DAYS)
    pq.write_table(payloads, home / "payloads.parquet")
    days = pc.unique(payloads["landed_on"]).to_pylist()
    write_history(generate_market(first_day=max(days), last_day=max(days), scale=0.01), home, max(days), max(days))
    rates = usd_rates(read_rate_quotes(home), days)
    pq.write_table(rates, home / "rates.parquet")


def read(home: Path) -> Spent:
    from scrapers.landing import decompress

    payloads = _payloads(home)["payload"].to_pylist()
    started = _clock()
    for payload in payloads:
        decompress(payload)
    return _since(started)


def parse(home: Path) -> Spent:
    from scrapers.parsers import parse_payloads

    payloads = _payloads(home)
    parse_payloads(payloads.slice(0, WARM_UP_ROWS))
    started = _clock()
    parsed, rejected = parse_payloads(payloads)
    spent = _since(started)
    pq.write_table(parsed, home / "parsed.parquet")
    if rejected.num_rows:
        raise RuntimeError(f"{rejected.num_rows} simulated payloads were quarantined: the benchmark would lie")
    return spent


def link(home: Path) -> Spent:
    """Fingerprints, then links day by day against the days before, as the assets do."""
    from orchestration.transforms.fingerprints import fingerprint_postings
    from orchestration.transforms.linking import link_postings

    parsed = _parsed(home)
    fingerprint_postings(parsed.slice(0, WARM_UP_ROWS))
    started = _clock()
    prints = fingerprint_postings(parsed)
    links = []
    for day in sorted(pc.unique(prints["landed_on"]).to_pylist()):
        new = prints.filter(pc.equal(prints["landed_on"], day))
        window = prints.filter(pc.less(prints["landed_on"], day))
        links.append(link_postings(new, window, day))
    spent = _since(started)
    _write_days(Lake(home / "lake"), "duplicate_links", pa.concat_tables(links), "linked_on")
    return spent


def _warm_up(parsed: pa.Table, rates: pa.Table) -> None:
    from orchestration.transforms.languages import read_language
    from orchestration.transforms.normalize import normalize_postings

    normalize_postings(parsed.slice(0, WARM_UP_ROWS), rates)
    for word in WARM_UP_WORDS:
        read_language(word)


def normalize(home: Path) -> Spent:
    from orchestration.transforms.normalize import normalize_postings

    parsed, rates = _parsed(home), pq.read_table(home / "rates.parquet")
    _warm_up(parsed, rates)
    started = _clock()
    normalized = normalize_postings(parsed, rates)
    spent = _since(started)
    _write_days(Lake(home / "lake"), "normalized_postings", normalized, "landed_on")
    return spent


def normalize_long(home: Path) -> Spent:
    parsed = _parsed(home)
    return _normalize_lengthened(home, parsed, list(map(_real_length, parsed["source"].to_pylist())))


def normalize_even(home: Path) -> Spent:
    parsed = _parsed(home)
    return _normalize_lengthened(home, parsed, [EVEN_LENGTH] * parsed.num_rows)


def _real_length(source: str) -> int:
    from orchestration.transforms.post_roles import is_post

    family = source.partition(":")[0]
    if is_post(family):
        return REAL_LENGTH_OF_POSTS
    return REAL_LENGTH_OF_EMPLOYERS if family in EMPLOYERS else REAL_LENGTH_OF_BOARDS


def _normalize_lengthened(home: Path, parsed: pa.Table, lengths: Sequence[int]) -> Spent:
    from orchestration.transforms.normalize import normalize_postings

    parsed, rates = _lengthened(parsed, lengths), pq.read_table(home / "rates.parquet")
    _warm_up(parsed, rates)
    started = _clock()
    normalize_postings(parsed, rates)
    spent = _since(started)
    return spent._replace(characters=pc.mean(pc.utf8_length(parsed["description"])).as_py())


def _lengthened(parsed: pa.Table, lengths: Sequence[int]) -> pa.Table:
    """Each text goes on with lines of the postings after it, those without amounts, until it is long enough and like no
    other."""
    texts = [text or "" for text in parsed["description"].to_pylist()]
    more = ["\n".join(line for line in text.split("\n") if not re.search(r"\d", line)) for text in texts]
    longer: dict[str, None] = {}
    for index, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        after = index
        while len(text) < length or text in longer:
            after += 1
            text += "\n" + more[after % len(texts)]
        longer[text] = None
    at = parsed.schema.get_field_index("description")
    return parsed.set_column(at, parsed.schema.field(at), pa.array(list(longer), parsed.schema.field(at).type))


def marts(home: Path) -> Spent:
    """`dbt run` over the lake that the stages before wrote: vacancies, lifecycle and all marts."""
    _write_raw(home)
    project = Path(__file__).resolve().parent.parent / "dbt_project"
    dbt = Path(sys.executable).parent / "dbt"
    command = [str(dbt), "--quiet", "--no-use-colors"]
    where = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(home / "target")]
    where += ["--log-path", str(home / "logs")]
    environment = {**os.environ, "JOBMARTS_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    (home / "warehouse").mkdir()
    subprocess.run([*command, "seed", *where], env=environment, check=True)
    started = _clock()
    subprocess.run([*command, "run", *where], env=environment, check=True)
    return _since(started)


def _write_raw(home: Path) -> None:
    """Observations and crawls that list every payload on its day, as the landing would have written them."""
    lake, payloads = Lake(home / "lake"), _payloads(home).drop_columns(["payload"])
    lake.prepare()
    seen = pa.table(
        {
            "source": payloads["source"],
            "source_posting_id": payloads["source_posting_id"],
            "crawl_id": payloads["crawl_id"],
            "url": payloads["url"],
            "listing_hash": payloads["payload_hash"],
            "payload_hash": payloads["payload_hash"],
            "observed_at": payloads["fetched_at"],
            "observed_on": payloads["landed_on"],
            "is_complete_crawl": pa.repeat(True, payloads.num_rows),
            "is_simulated": payloads["is_simulated"],
        }
    )
    # The generator's ids are made for a market of scale 1; at larger scales a few postings a day share one.
    key = list(LAYERS["raw_observations"].key)
    others = [(name, "first") for name in seen.column_names if name not in key]
    seen = seen.group_by([*key], use_threads=False).aggregate(others)
    seen = seen.rename_columns([name.removesuffix("_first") for name in seen.column_names])
    _write_days(lake, "raw_observations", seen, "observed_on")
    for day in pc.unique(payloads["landed_on"]).to_pylist():
        lake.write(
            "source_crawls", day, [_crawl(source, day) for source in pc.unique(payloads["source"]).to_pylist()], ""
        )
    _write_days(lake, "exchange_rates", pq.read_table(home / "rates.parquet"), "day")


def _crawl(source: str, day: date) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, 22, tzinfo=UTC)
    family = source.partition(":")[0]
    return {
        **dict.fromkeys(LAYERS["source_crawls"].schema.names),
        "source": source,
        "crawl_id": "simulated",
        "family": family,
        "kind": "feed" if family == "telegram" else "census",
        "crawled_on": day,
        "started_at": at,
        "finished_at": at,
        "is_complete": True,
        "verdict": "good",
        "is_simulated": True,
    }


def _write_days(lake: Lake, layer: str, rows: pa.Table, column: str) -> None:
    for day in pc.unique(rows[column]).to_pylist():
        lake.write(layer, day, rows.filter(pc.equal(rows[column], day)), VERSION)


STAGES: dict[str, Callable[[Path], Spent]] = {
    "read": read,
    "parse": parse,
    "link": link,
    "normalize": normalize,
    "normalize_long": normalize_long,
    "normalize_even": normalize_even,
    "marts": marts,
}
# Files of these stages are read, so they stand before it.
NEEDS = {
    "link": ("parse",),
    "normalize": ("parse",),
    "normalize_long": ("parse",),
    "normalize_even": ("parse",),
    "marts": ("link", "normalize"),
}


def missing(stages: Sequence[str]) -> str | None:
    """What is wrong with the order of the stages, and the remedy; None when nothing is."""
    for at, stage in enumerate(stages):
        for needed in NEEDS.get(stage, ()):
            if needed not in stages[:at]:
                return f"{stage} reads what {needed} writes: name {needed} before it, as in --stages {' '.join(STAGES)}"
    return None


def _measure(stage: str, home: Path) -> tuple[Spent, float]:
    """Time and peak megabytes of one stage in this process and the processes it started."""
    spent = STAGES[stage](home)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return spent, peak / 1024


def run(size: int, stages: Sequence[str], console: Console) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="jobmarts-bench-") as folder:
        home = Path(folder)
        with console.status(f"{size:,} postings: generating"):
            prepare(home, size)
        for stage in stages:
            with console.status(f"{size:,} postings: {stage}"), context.Pool(1) as pool:
                spent, peak = pool.apply(_measure, (stage, home))
            row = {
                "postings": size,
                "stage": stage,
                "seconds": round(spent.seconds, 2),
                "cpu_seconds": round(spent.cpu_seconds, 2),
                "postings_per_second": round(size / spent.seconds),
                "postings_per_cpu_second": round(size / spent.cpu_seconds),
                "times_read": round(spent.seconds / rows[0]["seconds"], 1) if rows and rows[0]["seconds"] else 1.0,
                "peak_mb": round(peak),
            }
            rows.append(row | ({"mean_characters": round(spent.characters)} if spent.characters else {}))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--json", type=Path, default=Path("benchmarks/results/pipeline.json"))
    parser.add_argument("--stages", choices=STAGES, nargs="+", default=list(STAGES), help="in this order; read first")
    arguments = parser.parse_args()
    if problem := missing(arguments.stages):
        parser.error(problem)
    console = Console()
    rows = [row for size in arguments.sizes for row in run(size, arguments.stages, console)]
    reading = "compiled" if compiled.is_used() else "not compiled: `jobmarts compile`"
    table = Table(title=f"Simulated postings; reading of ads is {reading}")
    for heading in ("postings", "stage", "seconds", "postings/s", "postings/s of CPU", "× read", "peak MB"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row['postings']:,}",
            row["stage"],
            f"{row['seconds']:.2f}",
            f"{row['postings_per_second']:,}",
            f"{row['postings_per_cpu_second']:,}",
            f"{row['times_read']:.1f}",
            f"{row['peak_mb']:,}",
        )
    console.print(table)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "machine": platform.machine()}
    machine["is_compiled"] = compiled.is_used()
    arguments.json.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {arguments.json}")


if __name__ == "__main__":
    main()
