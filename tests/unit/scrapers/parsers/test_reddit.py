"""Reddit: what the brackets of a title say, pay in free text, and posts that were taken down."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.parsers.reddit import read_title

BODY = (
    "<p>We are a small studio and need help with our billing.</p><p><strong>Company:</strong> Example Games</p>"
    "<p><strong>Location:</strong> Warsaw / Berlin</p><p>Rate: $50-60/hr</p>"
    '<p><a href="https://example.com/apply">Apply</a></p>'
)


def entry(title: str = "[Hiring] Python Developer (Remote)", body: str = BODY) -> bytes:
    html = (
        f'<!-- SC_OFF --><div class="md">{body}</div><!-- SC_ON --> submitted by <a href="https://www.reddit.com/user/x">'
        '/u/x</a> <span><a href="https://www.reddit.com/r/forhire/comments/abc/x/">[link]</a></span>'
    )
    return (
        '<entry xmlns="http://www.w3.org/2005/Atom"><author><name>/u/x</name><uri>https://www.reddit.com/user/x</uri>'
        f'</author><category term="forhire" label="r/forhire"/><content type="html">{escape(html)}</content>'
        '<id>t3_abc</id><link href="https://www.reddit.com/r/forhire/comments/abc/x/"/>'
        "<updated>2026-08-30T10:00:00+00:00</updated><published>2026-08-30T09:00:00+00:00</published>"
        f"<title>{escape(title, quote=False)}</title></entry>"
    ).encode()


def test_the_columns_of_a_post(ads: SimpleNamespace) -> None:
    posting = ads.only("reddit:forhire", entry())
    assert (posting["title"], posting["company"]) == ("Python Developer", "Example Games")
    assert posting["category_words"] == ["Hiring"]
    assert (posting["format_words"], posting["location_words"]) == (["Remote"], ["Warsaw", "Berlin"])
    assert [pay["text"] for pay in posting["salaries"]] == ["$50-60/hr"]
    assert posting["published_at"] == datetime(2026, 8, 30, 9, tzinfo=UTC)
    assert (posting["apply_url"], posting["links"]) == ("https://example.com/apply", ["https://example.com/apply"])
    assert posting["description"].startswith("We are a small studio")
    assert "submitted" not in posting["description"]
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize("title", [f"{mark} Python Developer" for mark in ("[For Hire]", "[FORHIRE]", "[ for hire]")])
def test_who_looks_for_work_keeps_the_mark_in_the_title(ads: SimpleNamespace, title: str) -> None:
    posting = ads.only("reddit:forhire", entry(title))
    assert (posting["title"], posting["category_words"]) == ("[For Hire] Python Developer", ["For Hire"])


@pytest.mark.parametrize(
    ("shown", "title", "pay"),
    [
        ("[Hiring] (Remote) React dev | $60-80/hr", "React dev", "$60-80/hr"),
        ("[Hiring] Remote Sensing Engineer (Germany) - €60k to €70k per year", *2 * [None]),
        ("[Hiring][Remote] Go dev [$100k+]", "Go dev", "$100k+"),
        ("[Hiring] Go dev, 5,000 EUR/month", "Go dev", "5,000 EUR/month"),
        ("[Hiring] QA - €8 - €10 per hour", "QA", "€8 - €10 per hour"),
        ("[Hiring] QA | 43 PLN - 57 PLN per hour", "QA", "43 PLN - 57 PLN per hour"),
        ("[Hiring] QA | from 6,150 PLN per month", "QA", "from 6,150 PLN per month"),
        ("[Hiring] Video editor, $120 per video, long term", "Video editor - long term", "$120 per video"),
        ("[Hiring] Video editor - $80-100 per finished clip", "Video editor", "$80-100 per finished clip"),
        ("[Hiring] C++ / Rust dev (US only, remote)", "C++ / Rust dev", "$50-60/hr"),
    ],
)
def test_pay_and_format_are_asides_of_the_title(ads: SimpleNamespace, shown: str, title: Any, pay: Any) -> None:
    posting = ads.only("reddit:forhire", entry(shown))
    assert posting["title"] == (title or "Remote Sensing Engineer (Germany)")
    assert [stated["text"] for stated in posting["salaries"]] == [pay or "€60k to €70k per year"]


def test_a_title_without_brackets_is_left_alone() -> None:
    assert read_title("QA engineer wanted for our app") == (None, "QA engineer wanted for our app", [])


@pytest.mark.parametrize("text", ["[removed]", "[deleted]"])
def test_a_post_that_was_taken_down_is_no_ad(ads: SimpleNamespace, text: str) -> None:
    result = ads.parse("reddit:forhire", entry(body=f"<p>{text}</p>"))
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], ["deleted"])


def test_a_bracket_alone_is_no_title(ads: SimpleNamespace) -> None:
    assert [reject.reason for reject in ads.parse("reddit:forhire", entry("[Hiring]")).rejects] == ["missing_title"]
