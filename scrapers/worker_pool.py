"""Crawling processes that are kept for the next job: to start one costs as much as the crawl of fifty boards."""

from __future__ import annotations

import queue
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import wait
from types import TracebackType

from scrapers.crawl_job import CrawlJob

COMMAND = [sys.executable, "-m", "scrapers.crawl_worker"]


class Worker:
    """One process: takes a job as a line on its standard input, answers with a line when everything is landed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def run(self, job: CrawlJob, seconds: float) -> str:
        """Wait for the job's end; what to call a crawl without a report: process_died or process_timeout."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):  # it ended: there is an end to read
            self.process.stdin.write(job.to_line())
            self.process.stdin.flush()
        answers = wait([self.process.stdout], seconds)  # type: ignore[list-item]  # any file of the system will do
        if answers and self.process.stdout.readline():
            return "process_died"  # of a source that the process forgot
        self.end()
        return "process_died" if answers else "process_timeout"

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


class WorkerPool:
    """At most `size` processes, started when there is work for them. Safe to use from several threads.

    A process that died or hung is replaced for the next job: whatever a source does to it costs that job alone.
    """

    def __init__(self, size: int) -> None:
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(max(size, 1)):
            self._idle.put(None)

    def run(self, job: CrawlJob, seconds: float) -> str:
        """See Worker.run; `seconds` count from the moment a process is free for the job."""
        worker = self._idle.get()
        try:
            if worker is None or not worker.is_alive:
                worker = Worker()
            return worker.run(job, seconds)
        finally:
            self._idle.put(worker)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes. Threads that still use the pool must have been joined before."""
        while not self._idle.empty():
            worker = self._idle.get()
            if worker is not None:
                worker.end()
