"""Charts in a real browser: still drawings that turn interactive, telling what their table and their mart tell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

LIVE = ".chart[data-state=live]"
WAIT_SECONDS = 60  # Vega is a large script, and the machine may be busy


def open_page(browser: webdriver.Chrome, address: str, scheme: str = "light") -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(address)


def turn_to(browser: webdriver.Chrome, section: str) -> WebElement:
    """Point at the chart of a section and wait until it answers."""
    chart = browser.find_element(By.CSS_SELECTOR, f"#{section} .chart")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", chart)
    ActionChains(browser).move_to_element(chart).perform()
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, f"#{section} {LIVE}")
    )
    return chart


def tip_of(browser: webdriver.Chrome, mark: WebElement) -> str:
    """What the chart says of a mark when it is pointed at."""
    browser.execute_script(
        "const r = arguments[0].getBoundingClientRect(), at = {clientX: r.x + r.width / 2, clientY: r.y + r.height / 2,"
        " bubbles: true, view: window};"
        "for (const name of ['pointerover', 'pointermove', 'mouseover', 'mousemove'])"
        " arguments[0].dispatchEvent(new (name.startsWith('pointer') ? PointerEvent : MouseEvent)(name, at))",
        mark,
    )
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, ".vg-tooltip.visible")
    )
    return browser.find_element(By.CSS_SELECTOR, ".vg-tooltip.visible").text


def test_nothing_but_the_small_script_is_loaded_until_a_chart_is_turned_to(
    browser: webdriver.Chrome, site: str, requested: list[str]
) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    assert "/pages/assets/vega.js" not in requested
    turn_to(browser, "pay")
    assert {"/pages/assets/vega.js", "/pages/assets/shapes.js"} <= set(requested)


def test_a_chart_that_turned_interactive_looks_as_it_did(browser: webdriver.Chrome, site: str) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    still = browser.find_element(By.CSS_SELECTOR, "#pay .chart svg")
    box, label = still.get_attribute("viewBox"), still.get_attribute("aria-label")
    size, texts = still.size, [node.text for node in still.find_elements(By.TAG_NAME, "text")]
    live = turn_to(browser, "pay").find_element(By.TAG_NAME, "svg")
    assert (live.get_attribute("viewBox"), live.get_attribute("aria-label"), live.size) == (box, label, size)
    assert [node.text for node in live.find_elements(By.TAG_NAME, "text")] == texts
    assert live.find_elements(By.CSS_SELECTOR, "[aria-roledescription]") == []


def test_a_mark_tells_the_figure_of_its_table(browser: webdriver.Chrome, site: str) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    chart = turn_to(browser, "technologies")
    bar = chart.find_element(By.CSS_SELECTOR, ".mark-rect path")
    name, _, figures = tip_of(browser, bar).partition(": ")
    browser.execute_script("document.querySelector('#technologies details').open = true")
    row = next(
        row
        for row in browser.find_elements(By.CSS_SELECTOR, "#technologies tbody tr")
        if row.find_element(By.TAG_NAME, "th").text == name
    )
    share = row.find_element(By.CSS_SELECTOR, 'data[data-m$="/share"]').text
    told, printed = (float(re.findall(r"[\d.]+", text)[0]) for text in (figures, share))
    assert told == pytest.approx(printed, abs=0.05)


CHARTED = {
    # Section: mart, key column, chart's value -> mart column.
    "pay": ("mart_salary_ladder", "grade", {"median": "median_usd_month", "low": "median_usd_month_low"}),
    "technologies": ("mart_technologies", "technology", {"share": "share", "low": "share_low", "high": "share_high"}),
}


@pytest.mark.parametrize("section", CHARTED)
def test_what_a_chart_draws_is_the_mart(section: str, browser: webdriver.Chrome, site: str, release: Path) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    chart = browser.find_element(By.CSS_SELECTOR, f"#{section} .chart")
    drawn: list[dict[str, Any]] = json.loads(chart.get_attribute("data-values") or "[]")
    mart, key, columns = CHARTED[section]
    with duckdb.connect(str(release / "marts.duckdb"), read_only=True) as connection:
        cells = connection.execute(
            f"select {key}, {', '.join(columns.values())} from {mart} where segment = 'python-backend' "
            f"and week_start = (select max(week_start) from mart_market_summary)"
        ).fetchall()
    published = {row[0]: row[1:] for row in cells}
    assert len(drawn) > 3
    for value in drawn:
        assert [value[name] for name in columns] == pytest.approx(list(published[value["name"]]))


def test_weeks_of_a_chart_are_the_rows_of_its_table(browser: webdriver.Chrome, site: str) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    drawn = json.loads(browser.find_element(By.CSS_SELECTOR, "#demand .chart").get_attribute("data-values") or "[]")
    shown = browser.execute_script(
        "return [...document.querySelectorAll('#demand tbody data')].map(e => [e.dataset.m, Number(e.value)])"
    )
    table = {tuple(re.findall(r"/(\d{4}-\d\d-\d\d)/(?:.*/)?(\w+)$", cell)[0]): value for cell, value in shown}
    assert len(drawn) >= 10
    for point in drawn:
        if point["new"] is not None:
            assert table[point["week"][:10], "new_vacancies"] == point["new"]
        if point["active"] is not None:
            assert table[point["week"][:10], "active"] == point["active"]


def objections(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What axe finds; it does not describe every node that it has nothing against."""
    found: list[dict[str, Any]] = Axe().run(browser, options={"resultTypes": ["violations"]})["violations"]
    return found


# The pages share one style sheet: dark has to be looked at once on a page with figures, charts and tables.
AXE = [
    *(
        (page, "light")
        for page in ("python-backend", "rust-backend", "backend", "index", "quality", "method", "downloads", "data")
    ),
    ("python-backend", "dark"),
]


@pytest.mark.parametrize(("page", "scheme"), AXE)
def test_axe_finds_nothing_to_object_to(page: str, scheme: str, browser: webdriver.Chrome, site: str) -> None:
    open_page(browser, f"{site}/pages/{page}.html", scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = objections(browser)
    assert [(each["id"], each["nodes"][0]["html"][:120], len(each["nodes"])) for each in found] == []


def test_axe_accepts_a_chart_that_turned_interactive(browser: webdriver.Chrome, site: str) -> None:
    open_page(browser, f"{site}/pages/python-backend.html")
    turn_to(browser, "pay")
    found = objections(browser)
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
