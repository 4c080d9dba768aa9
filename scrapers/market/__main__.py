"""`python -m scrapers.market serve|history`: the local market from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from scrapers.market.history import write_history
from scrapers.market.market import DEFAULT_LAST_DAY, generate_market
from scrapers.market.server import serve, wait_until_interrupted


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.market", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("serve", "serve the simulated boards on loopback"),
        ("history", "land past days of the simulated boards"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--seed", type=int, default=7)
        command.add_argument("--scale", type=float, default=1.0)
        command.add_argument("--from", dest="first_day", type=date.fromisoformat, default=None, metavar="DAY")
        if name == "serve":
            command.add_argument("--day", type=date.fromisoformat, default=DEFAULT_LAST_DAY)
            command.add_argument("--host", default="127.0.0.1")
            command.add_argument("--port", type=int, default=8899)
        else:
            command.add_argument(
                "--to", dest="last_day", type=date.fromisoformat, default=DEFAULT_LAST_DAY, metavar="DAY"
            )
            command.add_argument("--home", type=Path, default=Path(os.environ.get("JOBMARTS_HOME", "data")))
    options = parser.parse_args(arguments)
    if options.command == "history":
        market = generate_market(options.seed, options.first_day, options.last_day, options.scale)
        done = write_history(market, options.home, market.first_day, market.last_day)
        print(f"simulated {market.first_day} to {market.last_day}: {done.crawls} crawls, {done.payloads} payloads")
        return 0
    market = generate_market(options.seed, options.first_day, options.day, options.scale)
    try:
        with serve(market, options.day, options.host, options.port) as server:
            print(f"simulated market of {options.day} on {server.url} (Ctrl-C ends it)", flush=True)
            wait_until_interrupted()
    except (ValueError, OSError) as error:
        print(f"cannot serve: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
