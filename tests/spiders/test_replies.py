"""Reading replies: what is broken is named, what is only odd survives, and waits are as long as the server asks."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from scrapers.boards.clock import CrawlClock
from scrapers.boards.embedded_state import json_ld, page_text, template_state
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.boards.telegram_preview import read_preview
from scrapers.extensions.own_addresses import OwnAddressesOnlyMiddleware, is_within
from scrapers.extensions.retry import retry_after
from scrapers.registry import load_registry
from scrapers.spiders.hh_ru import HhRuSpider
from scrapers.spiders.rates import AUTHORITIES

REAL = Path(__file__).parents[2].parent / "shared" / "real" / "payloads"
NOW = datetime(2026, 3, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"items": [1, 2', "truncated"),
        (b'{"items": "unfinished te', "truncated"),
        (b"", "truncated"),
        (b'{"items": [1, 2], oops}', "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"<html>hello</html>", "html_instead_of_json"),
        (b"<html><head><title>DDoS-Guard</title>", "captcha"),
        ('{"name": "Москва"}'.encode("cp1251"), "wrong_encoding"),
    ],
)
def test_broken_json_is_named_by_what_broke_it(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as error:
        read_json(body)
    assert error.value.code == code


@pytest.mark.parametrize(
    "text", ['{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a":1.5,"b":[null,true]}', '{"a":9223372036854775807}']
)
def test_odd_json_survives_reading_and_writing(text: str) -> None:
    assert json.loads(write_json(read_json(text.encode()))) == json.loads(text)


@pytest.mark.parametrize("digits", ["1" + "0" * 400, "1e400", "-1e999", "9" * 5000])
def test_numbers_beyond_all_readers_stay_text(digits: str) -> None:
    assert write_json(read_json(f'{{"pay":{digits}}}'.encode())) == f'{{"pay":"{digits}"}}'.encode()


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


def test_state_and_json_ld_are_found_in_a_page() -> None:
    page = (
        '<script type="application/ld+json">{"@graph": [{"@type": "Organization"}, '
        '{"@type": ["JobPosting"], "title": 1}]}</script>'
        '<template id="State" class="x">{&quot;a&quot;: &quot;R&amp;amp;D&quot;}</template>'
    )
    assert template_state(page, "State") == {"a": "R&amp;D"}
    assert json_ld(page, "JobPosting") == {"@type": ["JobPosting"], "title": 1}
    with pytest.raises(PageError, match="no template Other"):
        template_state(page, "Other")


def test_one_stray_byte_does_not_lose_a_page() -> None:
    text = page_text(("Вакансия " * 1000).encode() + b"\xff", "utf-8")
    assert text.count("\ufffd") == 1


def test_the_stored_channel_preview_is_read() -> None:
    path = REAL / "telegram" / "tme_s_preview.html"
    if not path.exists():
        pytest.skip(f"no real payloads at {REAL}")
    page = read_preview(path.read_text(encoding="utf-8"))
    assert [post.number for post in page.posts] == [391, 392, 393]
    assert page.before == 374
    assert all(post.published_text and post.published_text.startswith("2026-") for post in page.posts)


def hh(face: str) -> HhRuSpider:
    source = load_registry().source("hh_ru")
    source = source.model_copy(update={"options": source.options | {"face": face}})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    return HhRuSpider.from_crawler(get_crawler(HhRuSpider), source=source, clock=clock, known={})


def refusal(spider: HhRuSpider, body: bytes, status: int = 403) -> tuple[str, str]:
    request = Request(f"{spider.base_url}/vacancies")
    failure = Failure(HttpError(TextResponse(request.url, status=status, body=body, request=request)))
    failure.request = request  # type: ignore[attr-defined]
    return spider.explain(failure)


def test_a_refused_application_is_told_apart_from_a_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    forbidden, expired = b'{"errors":[{"type":"forbidden"}]}', b'{"errors":[{"value":"token_expired","type":"oauth"}]}'
    captcha = b'{"errors":[{"type":"captcha_required"}]}'
    monkeypatch.delenv("HH_API_TOKEN", raising=False)
    assert refusal(hh("api"), forbidden)[0] == "credentials"
    assert "HH_API_TOKEN" in refusal(hh("api"), forbidden)[1]
    assert refusal(hh("api"), captcha)[0] == "captcha"
    assert refusal(hh("web"), b"<html>no</html>")[0] == "http_refused"
    monkeypatch.setenv("HH_API_TOKEN", "an application's token")
    assert refusal(hh("api"), expired)[0] == "credentials"
    assert refusal(hh("api"), forbidden)[0] == "http_refused"


def test_the_face_follows_the_token_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HH_API_TOKEN", raising=False)
    assert hh("auto").face.name == "web"
    monkeypatch.setenv("HH_API_TOKEN", "secret")
    assert hh("auto").face.name == "api"
    assert hh("web").face.name == "web"
    request = next(iter(hh("auto").first_pages()))
    assert request.headers["Authorization"] == b"Bearer secret"
    assert "secret" not in request.url


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Wed, 04 Mar 2026 22:01:00 GMT", 60.0),
        ("Wed, 04 Mar 2026 21:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_source_s_domain_holds_its_subdomains_and_nothing_that_looks_alike() -> None:
    assert is_within("spb.hh.ru", ["hh.ru"])
    assert not is_within("evil-hh.ru", ["hh.ru"])
    assert not is_within("hh.ru.example", ["hh.ru"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://localhost/x", "file:///etc/hosts", "http://other.example/"]
)
def test_a_live_crawl_refuses_addresses_that_are_not_its_source_s(url: str) -> None:
    crawler = get_crawler(HhRuSpider)
    crawler.spider = hh("web")
    crawler.spider.allowed_domains = ["127.0.0.1", "localhost"]
    middleware = OwnAddressesOnlyMiddleware.from_crawler(crawler)
    with pytest.raises(IgnoreRequest, match="refused"):
        asyncio.run(middleware.process_request(Request(url)))


def test_rates_are_asked_for_once_for_every_missed_day() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    ecb, cbr, nbu = (AUTHORITIES[name][0] for name in ("ecb", "cbr", "nbu"))
    assert ecb(date(2026, 3, 7), monday) == ["/stats/eurofxref/eurofxref-daily.xml"], "a weekend has no rates"
    assert ecb(friday, monday) == ["/stats/eurofxref/eurofxref-hist-90d.xml"]
    assert cbr(monday, monday) == ["/scripts/XML_daily.asp?date_req=09/03/2026"]
    assert len(nbu(friday, monday)) == 4


def test_a_page_of_another_encoding_than_declared_is_refused() -> None:
    body = ("<html>" + "Разработчик " * 50).encode("cp1251")
    response = HtmlResponse("https://hh.ru", body=body, headers={"Content-Type": "text/html; charset=utf-8"})
    with pytest.raises(PageError) as error:
        page_text(response.body, response.encoding)
    assert error.value.code == "wrong_encoding"


def test_the_clock_of_a_simulated_day_stays_inside_it() -> None:
    clock: Any = CrawlClock(date(2026, 3, 4), is_simulated=True)
    assert clock.now().date() == date(2026, 3, 4)
    clock._origin -= 86_400
    assert clock.now().date() == date(2026, 3, 4)
