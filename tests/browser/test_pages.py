"""The published pages in a real browser. Skipped, with the reason, where there is no Chromium."""

from __future__ import annotations

import json
import re
from typing import Any

import duckdb
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PAGES = ("python-backend", "backend", "rust-backend", "onec", "index", "quality", "method", "downloads", "data")
DESKTOP, PHONE = (1280, 900), (390, 844)


def show(browser: webdriver.Chrome, address: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> None:
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(address)


def requests_of(browser: webdriver.Chrome) -> list[str]:
    entries = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [entry["params"]["request"]["url"] for entry in entries if entry["method"] == "Network.requestWillBeSent"]
    return [url for url in sent if not url.startswith(("data:", "chrome:"))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_alone_and_without_console_errors(
    page: str, browser: webdriver.Chrome, site: str, requested: list[str]
) -> None:
    address = f"{site}/pages/{page}.html"
    browser.get("about:blank")
    browser.get_log("performance"), browser.get_log("browser")
    show(browser, address)
    # Browsers ask for the site's icon by themselves.
    own = {address, f"{site}/pages/assets/charts.js"}
    assert {url for url in requests_of(browser) if not url.endswith("/favicon.ico")} == own
    paths = {path for path in requested if "favicon" not in path}
    # The script may come from the browser's cache of the page before.
    assert paths | {"/pages/assets/charts.js"} == {f"/pages/{page}.html", "/pages/assets/charts.js"}
    assert f"/pages/{page}.html" in paths
    errors = [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]]
    assert errors == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_never_scrolls_sideways(page: str, size: tuple[int, int], browser: webdriver.Chrome, site: str) -> None:
    show(browser, f"{site}/pages/{page}.html", size)
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= size[0]


def test_every_section_has_a_drawn_chart_of_readable_size(browser: webdriver.Chrome, site: str) -> None:
    for size, least in ((DESKTOP, 380), (PHONE, 300)):
        show(browser, f"{site}/pages/python-backend.html", size)
        charts = browser.find_elements(By.CSS_SELECTOR, "figure svg")
        assert len(charts) == 15
        for chart in charts:
            assert chart.rect["width"] >= least
            assert chart.get_attribute("aria-label")
            assert len(chart.find_elements(By.CSS_SELECTOR, "path, line, rect, text")) > 8
            letters = browser.execute_script(
                "return Math.min(...[...arguments[0].querySelectorAll('text')].filter(t => t.textContent)"
                ".map(t => t.getBoundingClientRect().height))",
                chart,
            )
            assert letters >= 9


# Texts of a chart that stand on one line and come nearer than two pixels. A title that is turned upright is no line.
RUN_TOGETHER = """
return [...document.querySelectorAll('figure svg')].flatMap(chart => {
  const texts = [...chart.querySelectorAll('text')]
    .filter(t => t.textContent && !/rotate/.test(t.getAttribute('transform')))
    .map(t => [t.getBoundingClientRect(), t.textContent]).sort((a, b) => a[0].left - b[0].left);
  return texts.flatMap(([one, left], i) => texts.slice(i + 1)
    .filter(([two]) => Math.abs(one.top - two.top) < 1 && two.left < one.right + 2).map(([, right]) => [left, right]));
});
"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("page", ["python-backend", "backend", "index"])
def test_labels_of_a_chart_do_not_run_together(
    page: str, size: tuple[int, int], browser: webdriver.Chrome, site: str
) -> None:
    show(browser, f"{site}/pages/{page}.html", size)
    assert browser.execute_script(RUN_TOGETHER) == []


CONTRAST = """
function channel(v) { v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4) }
function luminance(c) {
  const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
  return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
}
function behind(e) {
  for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(c) && c !== 'transparent') return c;
  }
  return 'rgb(255, 255, 255)';
}
return [...document.querySelectorAll('p,td,th,dt,dd,li,a,h1,h2,h3,data,figcaption,summary,svg text,.legend span')]
  .filter(e => e.textContent.trim() && e.getBoundingClientRect().width > 1).map(e => {
    const style = getComputedStyle(e);
    const colour = e instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [luminance(colour), luminance(behind(e))].sort((x, y) => y - x);
    const need = e.closest('.legend span') ? 1.5 : 4.5;
    return [(a + 0.05) / (b + 0.05), need, e.tagName, e.textContent.trim().slice(0, 40), colour, behind(e)];
  }).filter(x => x[0] < x[1]);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["python-backend", "rust-backend", "index"])
def test_text_has_contrast_in_light_and_dark(page: str, scheme: str, browser: webdriver.Chrome, site: str) -> None:
    show(browser, f"{site}/pages/{page}.html", DESKTOP, scheme)
    assert browser.execute_script(CONTRAST) == []
    paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == (scheme == "dark")


@pytest.mark.parametrize("page", PAGES)
def test_structure_can_be_read_aloud(page: str, browser: webdriver.Chrome, site: str) -> None:
    show(browser, f"{site}/pages/{page}.html")
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert len(browser.find_elements(By.TAG_NAME, "main")) == 1
    unnamed = browser.execute_script(
        "return [...document.querySelectorAll('section, nav, aside, [role=region]')].filter(e => "
        "!(e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby'))?.textContent))"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert unnamed == []
    unlabelled = browser.execute_script(
        "return [...document.querySelectorAll('table')].filter(t => !t.caption || "
        "!t.querySelector('thead th[scope=col]') || "
        "[...t.tBodies[0].rows].some(r => r.cells[0].tagName != 'TH')).length"
    )
    assert unlabelled == 0


def test_the_first_tab_stop_leads_to_the_figures(browser: webdriver.Chrome, site: str) -> None:
    show(browser, f"{site}/pages/python-backend.html")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("href").endswith("#main")
    outline = browser.execute_script("return getComputedStyle(document.activeElement).left")
    assert outline == "12px"


def test_figures_are_readable_without_script(browser_without_script: webdriver.Chrome, site: str) -> None:
    browser = browser_without_script
    browser.get(f"{site}/pages/python-backend.html")
    folded = browser.find_element(By.CSS_SELECTOR, "#demand details")
    assert not folded.find_element(By.TAG_NAME, "table").is_displayed()
    folded.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert folded.find_element(By.TAG_NAME, "table").is_displayed()
    assert len(folded.find_elements(By.CSS_SELECTOR, "tbody tr")) == 13
    assert browser.find_element(By.CSS_SELECTOR, "#pay svg").is_displayed()


def test_a_figure_in_the_browser_is_its_mart_cell(browser: webdriver.Chrome, site: str, release: Any) -> None:
    show(browser, f"{site}/pages/python-backend.html")
    shown = browser.execute_script(
        "return [...document.querySelectorAll('#pay data')].map(e => [e.dataset.m, e.value, e.textContent])"
    )
    assert len(shown) > 12
    with duckdb.connect(str(release / "marts.duckdb"), read_only=True) as connection:
        for reference, value, text in shown:
            mart, level, segment, week, grade, column = reference.split("/")
            cell = connection.execute(
                f"select {column} from {mart} where segment_level = ? and segment = ? and week_start = ? and grade = ?",
                [level, segment, week, grade],
            ).fetchall()
            assert cell == [(pytest.approx(float(value)),)]
            assert re.sub(r"[^\d.]", "", text) == f"{abs(cell[0][0]):.1f}".removesuffix(".0") or column == "jump_pct"


def test_links_between_pages_and_to_downloads_work(browser: webdriver.Chrome, site: str, release: Any) -> None:
    show(browser, f"{site}/pages/index.html")
    links = browser.find_elements(By.CSS_SELECTOR, "a[href]")
    # Ads lead to their sources; everything else stays in the release.
    own = [link for link in links if "external" not in (link.get_attribute("rel") or "")]
    addresses = {link.get_attribute("href").split("#")[0] for link in own}
    assert {address for address in addresses if not address.startswith(site)} == set()
    assert all((release / address.removeprefix(site + "/")).exists() for address in addresses)
    browser.find_element(By.LINK_TEXT, "Python Backend").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Python Backend"
    broken = browser.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.querySelector(a.hash)).length"
    )
    assert broken == 0
