"""Pages per second and memory of crawling many sources, beside bare Scrapy fetching the same pages in the same run.

    python -m benchmarks.crawling --sources 1000 --json benchmarks/results/crawling.json

1,000 simulated boards of four employers' systems (benchmarks/simulated_boards.py), politeness off, from a server in a
process of its own. Bare Scrapy fetches the list of all pages, without pipelines and robots.txt, dealt evenly to as many
processes as the crawl shares its work among; it goes before and after the crawl, and its mean counts. The crawl does
its whole work: spiders, verdicts, hashing, landing. The second day has 5 % news: what it fetches of the detail pages is
measured. Memory is the largest sum of all crawling processes at one moment. Processor seconds are compared too: on a
machine that is busy with other work they say more than the clock. Aims: 0.7 of bare Scrapy, 1 GB, 10 % of the details.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from benchmarks.simulated_boards import FAMILIES, SECOND_DAY, Pages, boards_of, pages_of

FIRST_DAY = date(2026, 3, 4)
PARALLEL = 2
REGISTRY_FILE = """
family: {family}
platform: {family}
kind: census
spider: {family}
address: {{base_url: "https://{family}.example", market_path: /{family}}}
cadence: daily
caps: {{pages: 100000, seconds: 3600, page_bytes: 64000000}}
floors: {{min_share_of_recent: 0.5, min_fill: {{posting: 0.9, title: 0.9}}}}
robots: {{decision: obey, note: simulated, checked_on: null}}
terms: {{decision: unknown, note: simulated, checked_on: null}}
attribution: simulated
retention: {{note: simulated}}
enabled: true
reason: simulated
sources: {sources}
"""
BARE = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield Request(url, dont_filter=True)
    def parse(self, response):
        pass

settings = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "DOWNLOAD_DELAY": 0,
            "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False}
process = CrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""


class Memory:
    """The largest sum of resident memory of this process's descendants, the server's aside, while it is open."""

    def __init__(self, server: int) -> None:
        self.peak, self._server, self._over = 0, server, threading.Event()

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            total = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_info().rss if process.pid != self._server else 0
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total)


def write_registry(folder: Path, sources: int) -> None:
    folder.mkdir()
    for family in FAMILIES:
        boards = json.dumps([{"board": board} for board in boards_of(family, sources)])
        (folder / f"{family.name}.yaml").write_text(REGISTRY_FILE.format(family=family.name, sources=boards))


def cpu_seconds() -> float:
    """Of all processes that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bare_scrapy(url: str, pages: Pages, folder: Path) -> tuple[float, float]:
    """Seconds and processor seconds to fetch all pages, by as many processes as the crawl has."""
    targets = [url + target.decode() for target in pages if target != b"/robots.txt"]

    def fetch(number: int) -> None:
        path = folder / f"bare{number}.json"
        path.write_text(json.dumps(targets[number::PARALLEL]))
        subprocess.run([sys.executable, "-c", BARE, str(path)], check=True)

    started, used = time.perf_counter(), cpu_seconds()
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(fetch, range(PARALLEL)))
    return time.perf_counter() - started, cpu_seconds() - used


def crawl(home: Path, registry: Path, url: str, day: date, server: int) -> dict[str, Any]:
    from scrapers.crawl import crawl_sources

    counts(url)
    started, used = time.perf_counter(), cpu_seconds()
    with Memory(server) as memory:
        names = [family.name for family in FAMILIES]
        reports = crawl_sources(home, day, names, url, registry, parallel=PARALLEL)
    seconds = time.perf_counter() - started
    verdicts = Counter(report.verdict for report in reports)
    return counts(url) | {
        "seconds": seconds,
        "cpu": cpu_seconds() - used,
        "memory": memory.peak,
        "verdicts": dict(verdicts),
        "listed": sum(report.listed for report in reports),
        "new_payloads": sum(report.new_payloads for report in reports),
    }


def counts(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/-/counts") as response:
        found: dict[str, Any] = json.load(response)
    return found


def keep_bytecode() -> None:
    """Processes start from cached bytecode, as they do where the project is installed; without it every one of them
    compiles some 900 modules first, for 1.5 s."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "jobmarts-benchmark-bytecode"))
    modules = [f"scrapers.spiders.{family.name}" for family in FAMILIES]
    subprocess.run([sys.executable, "-c", f"import scrapers.crawl_worker, {', '.join(modules)}"], check=True)


def measure(sources: int, news: float, folder: Path) -> dict[str, Any]:
    days = pages_of(sources, news)
    (folder / "pages.pickle").write_bytes(pickle.dumps(days))
    write_registry(folder / "registry", sources)
    command = [sys.executable, "-m", "benchmarks.simulated_boards", str(folder / "pages.pickle")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        before = bare_scrapy(url, days[0], folder)
        first = crawl(folder / "home", folder / "registry", url, FIRST_DAY, server.pid)
        after = bare_scrapy(url, days[0], folder)
        second = crawl(folder / "home", folder / "registry", url, SECOND_DAY, server.pid)
    finally:
        server.kill()
        server.wait()
    pages = len(days[0]) - 1  # without robots.txt
    bare = 2 * pages / (before[0] + after[0])
    return {
        "sources": sources,
        "pages": pages,
        "megabytes": round(sum(map(len, days[0].values())) / 1e6),
        "postings": first["listed"],
        "good_crawls": first["verdicts"].get("good", 0),
        "pages_per_second": round(pages / first["seconds"], 1),
        "bare_scrapy_pages_per_second": round(bare, 1),
        "share_of_bare_scrapy": round(pages / first["seconds"] / bare, 2),
        "cpu_share_of_bare_scrapy": round((before[1] + after[1]) / 2 / first["cpu"], 2),
        "peak_memory_mb": round(max(first["memory"], second["memory"]) / 1e6),
        "first_day_details": first["details"],
        "second_day_details": second["details"],
        "second_day_share_of_details": round(second["details"] / first["details"], 3),
        "second_day_not_modified": second["not_modified"],
        "second_day_seconds": round(second["seconds"], 1),
        "second_day_good_crawls": second["verdicts"].get("good", 0),
        "cores": os.cpu_count(),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sources", type=int, default=1000)
    options.add_argument("--news", type=float, default=0.05, help="share of the jobs that is new on the second day")
    options.add_argument("--json", type=Path, default=Path("benchmarks/results/crawling.json"))
    arguments = options.parse_args()
    keep_bytecode()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(arguments.sources, arguments.news, Path(folder))
    table = Table("measure", "value")
    for name, value in result.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    Console().print(table)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
