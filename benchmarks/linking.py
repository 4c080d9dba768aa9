"""Links from scratch and of a new day: seconds, memory and quality, beside other tools on the same texts.

    python -m benchmarks.linking --sizes 2000 10000
    python -m benchmarks.linking --sizes 10000 100000 1000000 --new-day 10000

Ads are simulated (benchmarks/simulated_ads.py, about 1,850 characters); quality is counted on the planted copies. From
scratch: the days' parsed postings are read, fingerprinted in two processes and stored as the daily assets store them,
then all are linked against all. New day: the window of 90 days is read from the store, the day's postings are
fingerprinted and linked against it. Other tools get the texts in memory, one process, and no titles or employers; they
run up to --peers-up-to ads. Throughput counts processor time of all processes, so that busy neighbours change little.

text-dedup and Splink join the table when --peers-python names the interpreter of an environment that holds them:

    python -m venv build/peers && build/peers/bin/pip install text-dedup splink
    python -m benchmarks.linking --sizes 10000 --peers-python build/peers/bin/python

Measured on two quiet cores: a million ads from scratch 88 seconds (129 of processors) and 2.9 GB, a new day of 10,000
against them 13 seconds and 3.5 GB; a million cost 10.1 times what 100,000 do.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from benchmarks.linking_peers import OUTSIDE, PEERS, Pairs, outside_pairs
from benchmarks.simulated_ads import LAST_DAY, simulated_ads
from orchestration.resources.lake import Lake
from orchestration.transforms.fingerprints import fingerprint_postings
from orchestration.transforms.linking import link_postings
from orchestration.transforms.linking_thresholds import WINDOW_DAYS
from scrapers.schemas import PARSED_POSTINGS

PROCESSES = 2
SAMPLE_SECONDS = 0.1
WINDOW = [LAST_DAY - timedelta(days=back) for back in range(WINDOW_DAYS, 0, -1)]


class Spent(NamedTuple):
    """Seconds on the clock, seconds of processor time of all processes, and the largest memory of all together."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def write_days(folder: Path, size: int, new: int, seed: int) -> None:
    """One file of parsed postings a day, and the opening of each posting by its number."""
    openings = []
    writers: dict[date, pq.ParquetWriter] = {}
    for ads in simulated_ads(size, new, seed, WINDOW_DAYS):
        openings.append(ads.openings)
        for day in sorted(set(ads.postings["landed_on"].to_pylist())):
            if day not in writers:
                writers[day] = pq.ParquetWriter(_parsed(folder, day), PARSED_POSTINGS)
            writers[day].write_table(ads.postings.filter(pc.equal(ads.postings["landed_on"], day)))
        for day in list(writers)[:-1]:
            writers.pop(day).close()
    for writer in writers.values():
        writer.close()
    np.save(folder / "openings.npy", np.concatenate(openings))


def fingerprint_day(folder: Path, day: date) -> float:
    """Processor seconds of the day's fingerprints, from its file of postings to the store."""
    began = time.process_time()
    Lake(folder).write("fingerprints", day, fingerprint_postings(pq.read_table(_parsed(folder, day))), "benchmark")
    return time.process_time() - began


def link_all(folder: Path) -> float:
    """Processor seconds of linking all days of the window at once, from the store to a file of links."""
    began = time.process_time()
    pq.write_table(all_links(Lake(folder).read("fingerprints", WINDOW)), folder / "links.parquet")
    return time.process_time() - began


def all_links(prints: pa.Table) -> pa.Table:
    """Everything against everything: all rows as one day."""
    at = prints.schema.get_field_index("landed_on")
    one_day = pa.repeat(LAST_DAY, prints.num_rows).cast(pa.date32())
    prints = prints.set_column(at, prints.schema.field(at), one_day)
    return link_postings(prints, prints.slice(0, 0), LAST_DAY)


def link_new_day(folder: Path) -> float:
    """Processor seconds of a new day: its fingerprints, and its links against the window in the store."""
    began = time.process_time()
    fingerprint_day(folder, LAST_DAY)
    lake = Lake(folder)
    window, new = lake.read("fingerprints", WINDOW), lake.read("fingerprints", LAST_DAY)
    pq.write_table(link_postings(new, window, LAST_DAY), folder / "links_of_new_day.parquet")
    return time.process_time() - began


def _parsed(folder: Path, day: date) -> Path:
    return folder / f"parsed-{day}.parquet"


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that have loaded the lookups."""
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=_load_lookups) as pool:
        list(pool.map(time.sleep, [0.2] * count))
        yield pool


def _load_lookups() -> None:
    ads = next(simulated_ads(20, 0, seed=0))
    prints = fingerprint_postings(ads.postings)
    link_postings(prints, prints.slice(0, 0), LAST_DAY)


@contextmanager
def memory_of_children() -> Iterator[list[float]]:
    """Fills the list with the memory of all child processes together, in MB, ten times a second."""
    samples, done = [0.0], threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            held = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    held += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            samples.append(held / 2**20)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


def run(function: Any, tasks: Sequence[tuple[Any, ...]], processes: int) -> Spent:
    with workers(processes) as pool, memory_of_children() as samples:
        began = time.perf_counter()
        spent = sum(pool.map(function, *zip(*tasks, strict=True)))
        return Spent(time.perf_counter() - began, spent, max(samples))


def measure(size: int, new: int, seed: int, with_peers: bool, peers_python: Path | None) -> dict[str, Any]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_days(folder, size, new, seed)
        openings = np.load(folder / "openings.npy")
        days = [day for day in WINDOW if _parsed(folder, day).exists()]
        prints = run(fingerprint_day, [(folder, day) for day in days], PROCESSES)
        links = run(link_all, [(folder,)], 1)
        processor_seconds = prints.processor_seconds + links.processor_seconds
        result = {
            "ads": size,
            "characters": round(pc.mean(pc.utf8_length(_texts(folder, days[:1]))).as_py()),
            "fingerprints seconds": round(prints.seconds, 1),
            "links seconds": round(links.seconds, 1),
            "from scratch seconds": round(prints.seconds + links.seconds, 1),
            "processor seconds": round(processor_seconds, 1),
            "peak memory MB": round(max(prints.peak_mb, links.peak_mb)),
            **quality("", pq.read_table(folder / "links.parquet"), openings[:size]),
        }
        if new:
            day = run(link_new_day, [(folder,)], 1)
            result |= {
                "new day ads": new,
                "new day seconds": round(day.seconds, 1),
                "new day processor seconds": round(day.processor_seconds, 1),
                "new day peak memory MB": round(day.peak_mb),
                **quality("new day ", pq.read_table(folder / "links_of_new_day.parquet"), openings, first=size),
            }
        if with_peers:
            result |= beside_peers(folder, days, openings[:size], peers_python)
        return result


def beside_peers(
    folder: Path, days: Sequence[date], openings: npt.NDArray[np.int64], peers_python: Path | None
) -> dict[str, Any]:
    """All from memory in one process: our fingerprints and links of the postings, other tools' pairs of their texts."""
    postings = pa.concat_tables([pq.read_table(_parsed(folder, day)) for day in days])
    texts = postings["description"].to_pylist()
    _load_lookups()
    ours, links = timed(lambda: all_links(fingerprint_postings(postings)))
    result = {"ads per processor second": round(len(texts) / ours)} | quality("in memory ", links, openings)
    found: dict[str, tuple[float, Pairs]] = {peer: timed(partial(find, texts)) for peer, find in PEERS.items()}
    if peers_python is not None:
        for tool in OUTSIDE:
            found[tool] = outside_pairs(tool, peers_python, texts)
    for peer, (spent, pairs) in found.items():
        keys = [[f"/{number}" for number in side] for side in zip(*sorted(pairs), strict=True)] or [[], []]
        result[f"{peer} ads per processor second"] = round(len(texts) / spent)
        result[f"times {peer}"] = round(spent / ours, 1)
        result |= quality(f"{peer} ", pa.table(keys, ["posting_key", "earlier_posting_key"]), openings)
    return result


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds, and the result."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _texts(folder: Path, days: Sequence[date]) -> pa.ChunkedArray:
    return pa.concat_tables([pq.read_table(_parsed(folder, day), columns=["description"]) for day in days]).column(0)


def quality(name: str, links: pa.Table, openings: npt.NDArray[np.int64], first: int = 0) -> dict[str, float]:
    """Precision of the pairs; recall: share of the copies, from ad `first` on, that are paired with an ad of their
    opening; and F1. The last part of a posting's key is its number."""
    numbers = [
        pc.replace_substring_regex(links.column(side), ".*/", "").cast(pa.int64()).to_numpy()
        for side in ("posting_key", "earlier_posting_key")
    ]
    is_right = openings[numbers[0]] == openings[numbers[1]]
    is_copy = np.ones(len(openings), bool)
    is_copy[np.unique(openings, return_index=True)[1]] = False
    is_copy[:first] = False
    is_found = np.zeros(len(openings), bool)
    for side in numbers:
        is_found[side[is_right]] = True
    precision = is_right.mean() if len(is_right) else 0.0
    recall = (is_found & is_copy).sum() / max(is_copy.sum(), 1)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    shares = {"precision": precision, "recall": recall, "F1": f1}
    return {name + share: round(float(value), 4) for share, value in shares.items()}


def show(results: list[dict[str, Any]]) -> None:
    table = Table("", *(f"{result['ads']:,} ads" for result in results))
    for name in dict.fromkeys(name for result in results for name in list(result)[1:]):
        table.add_row(name, *(f"{result[name]:,}" if name in result else "—" for result in results))
    console = Console()
    console.print(table)
    for smaller, larger in pairwise(results):
        growth = larger["processor seconds"] / smaller["processor seconds"]
        console.print(f"{larger['ads'] / smaller['ads']:.0f} times the ads: {growth:.1f} times the processor time")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[2_000, 10_000])
    options.add_argument("--new-day", type=int, default=0, help="ads of one more day, linked against each size")
    options.add_argument("--peers-up-to", type=int, default=20_000, help="largest size that other tools run on")
    options.add_argument("--peers-python", type=Path, help="interpreter of an environment with text-dedup and Splink")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", type=Path, default=Path("benchmarks/results/linking.json"))
    asked = options.parse_args()
    results = [
        measure(size, asked.new_day, asked.seed, size <= asked.peers_up_to, asked.peers_python) for size in asked.sizes
    ]
    show(results)
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
