from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from orchestration.publication.releases import publish_release
from tests.unit.orchestration.publication.invented_warehouse import InventedMarts
from tests.unit.orchestration.publication.written_marts import write_marts

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
CHROMEDRIVER = shutil.which("chromedriver")


class _Quiet(SimpleHTTPRequestHandler):
    requested: list[str] = []  # noqa: RUF012 - shared on purpose: the log of the one server

    def log_message(self, format: str, *arguments: object) -> None:
        type(self).requested.append(self.path)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published release of invented figures."""
    home: Path = tmp_path_factory.mktemp("home")
    sizes = {"python-backend": 1076, "java-backend": 600, "rust-backend": 12, "fullstack": 300}
    write_marts(InventedMarts(sizes, open_week=True).rows, home / "warehouse" / "warehouse.duckdb")
    publish_release(home, code_version="git abc", created_at=datetime(2026, 6, 1, tzinfo=UTC))
    return home / "current"


@pytest.fixture(scope="session")
def site(release: Path) -> Iterator[str]:
    """Address of the release on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(release)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def requested() -> list[str]:
    """Paths the browser asks the server for during this test."""
    _Quiet.requested.clear()
    return _Quiet.requested


@contextlib.contextmanager
def _browser(profile: Path, *, script: bool = True) -> Iterator[webdriver.Chrome]:
    if CHROMIUM is None or CHROMEDRIVER is None:
        pytest.skip("no Chromium with its driver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        "--disable-component-update", f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(argument)
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    try:
        driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    except WebDriverException as error:
        pytest.skip(f"Chromium does not start here: {error.msg}")
    driver.set_script_timeout(180)  # axe on the largest page took over 30 s of a machine at a load of 9
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with _browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def browser_without_script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with _browser(tmp_path_factory.mktemp("profile"), script=False) as driver:
        yield driver
