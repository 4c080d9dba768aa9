"""Job feeds: the elements boards add, titles by the feed's own pattern, and XML that is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from scrapers.boards.feed_pages import read_feed
from scrapers.boards.json_text import PageError
from scrapers.parsers.feed_items import item_bytes, item_fields, read_fields, split_feed
from scrapers.parsers.rss import read_title

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:job_listing="https://board.example"><channel><title>Jobs</title>
<item><media:title>banner</media:title><title>Data Engineer at Example GmbH</title><link>https://board.example/job/17</link>
<guid isPermaLink="false">https://board.example/?p=17</guid><pubDate>Fri, 28 Aug 2026 10:00:00 +0200</pubDate>
<dc:creator><![CDATA[somebody]]></dc:creator><category><![CDATA[Data]]></category><category>Python, SQL</category>
<description><![CDATA[Short]]></description>
<content:encoded><![CDATA[<p>We build&nbsp;pipelines.</p><ul><li>SQL</li></ul>]]>
</content:encoded><job_listing:location><![CDATA[Berlin]]></job_listing:location>
<job_listing:job_type>Full Time</job_listing:job_type><job_listing:salary>€60k – €70k</job_listing:salary>
<media:content url="https://board.example/logo.png" medium="image"/></item>
<item><title>QA</title><link>https://board.example/job/18</link></item></channel></rss>""".encode()

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Jobs</title><entry><id>tag:board.example,2026:9</id>
<title type="html">Example: Go Developer</title><link rel="self" href="https://board.example/9.atom"/>
<link href="https://board.example/9"/><published>2026-08-30T09:00:00Z</published><author><name>A. Nobody</name></author>
<category term="go" label="Go"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Write <b>Go</b>.</p>
</div></content></entry></feed>"""

SOURCE = "rss:nodesk"  # its titles are `Role at Company`


def first(feed: bytes) -> bytes:
    return item_bytes(split_feed(feed)[0])


def test_the_columns_of_an_item_with_a_boards_own_elements(ads: SimpleNamespace) -> None:
    posting = ads.only(SOURCE, first(FEED))
    assert (posting["title"], posting["company"]) == ("Data Engineer", "Example GmbH")
    assert posting["url"] == "https://board.example/job/17"
    assert posting["published_at"] == datetime(2026, 8, 28, 8, tzinfo=UTC)
    assert posting["description"] == "We build pipelines.\n- SQL"
    assert (posting["location_words"], posting["employment_words"]) == (["Berlin"], ["Full Time"])
    assert posting["category_words"] == ["Data", "Python, SQL"]
    assert [pay["text"] for pay in posting["salaries"]] == ["€60k – €70k"]
    assert posting["leftover_fields"] == []


def test_the_columns_of_an_atom_entry(ads: SimpleNamespace) -> None:
    posting = ads.only("rss:weworkremotely", first(ATOM))
    assert (posting["title"], posting["company"]) == ("Go Developer", "Example")
    assert (posting["url"], posting["category_words"]) == ("https://board.example/9", ["Go"])
    assert posting["description"] == "Write Go."
    assert posting["published_at"] == datetime(2026, 8, 30, 9, tzinfo=UTC)
    assert posting["leftover_fields"] == []


def test_an_item_is_the_same_alone_as_in_its_feed() -> None:
    for feed in (FEED, ATOM):
        item = split_feed(feed)[0]
        assert read_fields(item_bytes(item)) == item_fields(item)


def test_an_element_nobody_knows_is_reported(ads: SimpleNamespace) -> None:
    odd = FEED.replace(b"<job_listing:salary>", b"<job_listing:visa>yes</job_listing:visa><job_listing:salary>")
    assert ads.only(SOURCE, first(odd))["leftover_fields"] == ["visa"]


@pytest.mark.parametrize(
    ("title", "patterns", "found"),
    [
        ("Head at Large at Example", ("{title} at {company}",), ("Head at Large", "Example")),
        ("Example: Engineer: Platform", ("{company}: {title}",), ("Engineer: Platform", "Example")),
        ("Dev @ Example [60k]", ("{title} @ {company} [{rest}]", "{title} @ {company}"), ("Dev", "Example")),
        ("Dev @ Example", ("{title} @ {company} [{rest}]", "{title} @ {company}"), ("Dev", "Example")),
        ("C++ Developer", ("{title} at {company}",), ("C++ Developer", None)),
    ],
)
def test_titles_are_taken_apart_by_the_feeds_pattern(
    title: str, patterns: tuple[str, ...], found: tuple[str, str | None]
) -> None:
    read = read_title(title, patterns)
    assert (read.get("title"), read.get("company")) == found


def test_a_feed_outside_the_registry_keeps_its_titles_whole(ads: SimpleNamespace) -> None:
    assert ads.only("rss:unheard_of", first(FEED))["title"] == "Data Engineer at Example GmbH"


def test_html_entities_outside_of_cdata_are_read_as_their_characters() -> None:
    feed = FEED.replace(b"Data Engineer", b"Data&nbsp;&amp; AI Engineer")
    assert item_fields(split_feed(feed)[0])["title"] == ["Data\u00a0& AI Engineer at Example GmbH"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'<!DOCTYPE rss [<!ENTITY a "b">]>' + FEED[39:].replace(b"Data Engineer", b"&a;"), "forbidden_xml"),
        (FEED[:-200], "truncated"),
        (b"", "truncated"),
        (b"<!DOCTYPE html><html><body>We moved<br></body></html>", "html_instead_of_xml"),
        (b"<html><head><title>Just a moment...</title></head></html>", "captcha"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "missing_field"),
        (FEED.replace(b"</item><item>", b"</item><item & >").replace(b"<title>QA", b"<title>Q&A"), "invalid_xml"),
    ],
)
def test_what_is_no_feed_is_named_by_what_it_is(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as error:
        read_feed(body)
    assert error.value.code == code


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(b'<rss version="2.0"><channel><title>Jobs</title></channel></rss>') == []
