"""Serves a market over HTTP on loopback: the path below each base is exactly the live path of that site.

The bases are those of the modules in `scrapers.market.faces`; robots.txt everywhere allows all. The day shown is the
header `X-Market-Day: YYYY-MM-DD`, else the day given to `serve`. Replies carry an ETag, and a request that knows it is
answered with 304. `GET /_market/sources.json` lists the simulated sources, what a crawl in market mode takes instead of
the registry's list, as `[{"source": "telegram:sim_python_jobs", "family": "telegram", "kind": "feed"}, ...]`. Every
reply carries `X-Jobmarts-Simulated: 1`.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from scrapers.market.faces import routes
from scrapers.market.faces.base import TEXT, Reply, Request, json_reply, not_found, text_reply
from scrapers.market.market import Market, generate_market

SIMULATED = "X-Jobmarts-Simulated"
DAY_HEADER = "X-Market-Day"
FAULTS = ("500", "html", "truncated", "empty", "hang")
HANG_SECONDS = 600.0
ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass
class MarketServer:
    """A running server. `faults` maps path prefixes to what goes wrong there (one of FAULTS) and may be changed."""

    market: Market
    day: date
    url: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)

    def market_on(self, day: date) -> Market:
        """The market with `day` in its range; it is extended when somebody asks for another day."""
        with self._lock:
            market = self.market
            if not market.first_day <= day <= market.last_day:
                first, last = min(day, market.first_day), max(day, market.last_day)
                self.market = market = generate_market(market.seed, first, last, market.scale)
            return market

    def reply(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """The reply to one request, names of headers in small letters; knows nothing of sockets."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        if path == "/robots.txt":
            return text_reply(ROBOTS)
        try:
            day = date.fromisoformat(headers.get(DAY_HEADER.lower()) or self.day.isoformat())
        except ValueError:
            return text_reply(f"{DAY_HEADER} is not a day", 400)
        market = self.market_on(day)
        if path == "/_market/sources.json":
            return json_reply([asdict(source) for source in market.sources()])
        base, _, rest = path.removeprefix("/").partition("/")
        known = routes().get(base)
        if known is None:
            return not_found()
        handler, methods = known
        if method not in methods:
            return text_reply("method not allowed", 405)
        query = parse_qs(parts.query, keep_blank_values=True)
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        reply = handler(Request(market, day, "/" + rest, query, headers, method, form))
        has_robots = reply.status == HTTPStatus.OK and reply.content_type == TEXT  # a site may have one of its own
        if path.endswith("/robots.txt") and not has_robots:
            return text_reply(ROBOTS)
        return self._with_fault(path, reply)

    def _with_fault(self, path: str, reply: Reply) -> Reply:
        fault = next((kind for prefix, kind in self.faults.items() if path.startswith(prefix)), None)
        if fault == "500":
            return text_reply("internal error", 500)
        if fault == "html":
            return Reply(200, "text/html; charset=utf-8", b"<html><body>Please come back later</body></html>")
        if fault == "truncated":
            return Reply(reply.status, reply.content_type, reply.body[: len(reply.body) // 2])
        if fault == "empty":
            return Reply(reply.status, reply.content_type, b"")
        if fault == "hang":
            self._stopping.wait(HANG_SECONDS)
        return reply


@contextmanager
def serve(
    market: Market,
    day: date | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Mapping[str, str] | None = None,
) -> Iterator[MarketServer]:
    """Serve `market` as of `day` (its last day by default) until the context ends; port 0 takes a free one.

    Raises ValueError for an address that is not loopback: a simulated board must not be taken for a real one.
    """
    if not _is_loopback(host):
        raise ValueError(f"{host} is not a loopback address; the simulated market is served to this machine only")
    state = MarketServer(market, day or market.last_day, faults=dict(faults or {}))
    server = _Server((host, port), _handler(state))
    name = f"[{host}]" if ":" in host else host
    state.url = f"http://{name}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state._stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def wait_until_interrupted() -> None:
    """Keep the main thread alive while the server works."""
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler(state: MarketServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body leave in one packet each; without this every reply waits for an acknowledgement.
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            state.requests += 1
            try:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                reply = state.reply(self.command, self.path, headers, body)
            except Exception as error:
                reply = text_reply(f"the market failed: {error!r}", 500)
                headers = {}
            tag = f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'
            if reply.status == HTTPStatus.OK and headers.get("if-none-match") == tag:
                reply = Reply(HTTPStatus.NOT_MODIFIED, reply.content_type, b"")
            self.send_response(reply.status)
            self.send_header("ETag", tag)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.send_header(SIMULATED, "1")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_HEAD = do_GET
        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
