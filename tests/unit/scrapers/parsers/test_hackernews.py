"""Hacker News: the header line by its pipes, several roles only where they are listed, and what is no ad."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.identity import payload_hash


def comment(header: str, body: str = "We are hiring.") -> bytes:
    return f"{header}<p>{body}".encode()


def test_a_comment_with_a_full_header(ads: SimpleNamespace) -> None:
    posting = ads.only("hackernews", ads.payloads["hackernews"], payload_format="html")
    assert (posting["company"], posting["title"]) == ("Example Maps", "Senior Backend Engineer (Go & Rust)")
    assert (posting["format_words"], posting["location_words"]) == (["REMOTE"], ["Berlin, Germany or EU"])
    assert (posting["employment_words"], [pay["text"] for pay in posting["salaries"]]) == (["Full-time"], ["€80K/year"])
    assert posting["links"] == ["https://example.com", "https://example.com/jobs"]
    assert posting["description"].endswith("read gauges & write services.\nApply: https://example.com/jobs")
    assert posting["published_at"] is None


def test_an_item_of_the_api(ads: SimpleNamespace) -> None:
    posting = ads.only("hackernews", ads.payloads["hackernews item"])
    assert (posting["company"], posting["title"]) == ("Example", "Data Scientist")
    assert (posting["format_words"], posting["location_words"]) == (["ONSITE"], ["Vilnius"])
    assert posting["employment_words"] == ["Full time", "VISA"]
    assert posting["url"] == "https://news.ycombinator.com/item?id=400"
    assert posting["published_at"] == datetime(2026, 8, 31, 10, tzinfo=UTC)
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("Backend Engineer, Frontend Engineer", ["Backend Engineer", "Frontend Engineer"]),
        ("iOS Developer and QA Tester; Data Analyst", ["iOS Developer", "QA Tester", "Data Analyst"]),
        ("Backend, Frontend Engineers", ["Backend, Frontend Engineers"]),
        ("Senior/Staff Engineers (Systems & DevOps)", ["Senior/Staff Engineers (Systems & DevOps)"]),
        ("Software Engineer, Payments", ["Software Engineer, Payments"]),
    ],
)
def test_several_roles_only_where_each_is_named(ads: SimpleNamespace, cell: str, titles: list[str]) -> None:
    found = ads.parse("hackernews", comment(f"Example | {cell} | Riga")).postings
    assert [posting["title"] for posting in found] == titles
    suffixes = [f"10#{number}" for number in range(1, len(titles) + 1)] if len(titles) > 1 else ["10"]
    assert [posting["source_posting_id"] for posting in found] == suffixes
    assert {posting["company"] for posting in found} == {"Example"}


@pytest.mark.parametrize(
    ("header", "title", "formats"),
    [
        ("Example - Riga - Backend Developer - REMOTE", "Backend Developer", ["REMOTE"]),
        ("Example is hiring a Python developer in Riga", "Python developer", []),
        ("Example: seeking full-stack engineer, no remote", "full-stack engineer", []),
        ("Riga, Latvia", "Riga, Latvia", []),
    ],
)
def test_without_pipes_only_a_role_is_looked_for(
    ads: SimpleNamespace, header: str, title: str, formats: list[str]
) -> None:
    posting = ads.only("hackernews", comment(header))
    assert (posting["title"], posting["company"], posting["location_words"]) == (title, None, [])
    assert posting["format_words"] == formats


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            [
                "Example - http://example.com",
                "We mend bicycles. We're looking for a full-stack engineer/CTO to build it.",
            ],
            "full-stack engineer/CTO",
        ),
        (
            ["Example (Riga)", "We are hiring talented back end and mobile engineers who like rain."],
            "back end and mobile engineers",
        ),
        (
            ["We help bakers bake", "Our engineers use Go. We need a senior Go developer in Riga."],
            "senior Go developer",
        ),
        (["Example in Riga", "We're hiring smart devs whatever their language."], "devs"),
        (["Example - Riga", "Our team is composed of engineers and clerks. Have a look at our jobs."], "engineers"),
        (["Example - Riga", "Several front-end and back-end positions open."], "front-end and back-end"),
        (["Riga, Example, Senior Go Engineer / Systems Architect", "Boats."], "Senior Go Engineer / Systems Architect"),
        (["Riga (Full stack developer)", "Boats."], "Full stack developer"),
        (["Example, VP of Engineering", "Boats."], "VP of Engineering"),
        (
            ["Example - Riga", "If you are looking for engineers, ask us: we sell software.", "Jobs: see our site"],
            "engineers",
        ),
    ],
)
def test_a_title_is_a_role_and_neither_the_employer_nor_a_sentence(
    ads: SimpleNamespace, lines: list[str], title: str
) -> None:
    assert ads.only("hackernews", "<p>".join(lines).encode())["title"] == title


POSTS = {
    "a list below a heading": (
        "Example - Riga<p>A few of the positions we are hiring for:<p>* Mobile developers (iOS &amp; Android)<p>"
        "* Growth Hacker<p>* User experience designer<p>Lunch is on us.",
        ["Mobile developers (iOS & Android)", "Growth Hacker", "User experience designer"],
        "Growth Hacker",
    ),
    "a list of links": (
        "Example - Riga<p>Senior Go Engineer (http://example.com/1)<p>Lead Test Engineer (http://example.com/2)<p>"
        "Engineering Intern (http://example.com/3)",
        ["Senior Go Engineer", "Lead Test Engineer", "Engineering Intern"],
        "http://example.com/2",
    ),
    "areas below a heading": (
        "Example - Riga<p>Current openings:<p>Engineering (Data): http://example.com/1<p>"
        "Engineering (Full-Stack): http://example.com/2",
        ["Engineering (Data)", "Engineering (Full-Stack)"],
        "http://example.com/2",
    ),
    "numbered headings with texts, wrapped by hand": (
        "EXAMPLE ENGINEERING<p>There are two roles.<p>1) SENIOR ENGINEERING LEADER<p>You lead the team that writes the "
        "protocol of our\nboats and mend it.<p>2) UNIX HACKER<p>You know where the packets of a boat go at\nnight.",
        ["SENIOR ENGINEERING LEADER", "UNIX HACKER"],
        "You know where the packets of a boat go at",
    ),
    "roles and what each is about": (
        "Example - Riga<p>BACKEND SOFTWARE ENGINEER (all levels) - You write services in Scala that tell every boat of "
        "the bay where it is.<p>FRONTEND SOFTWARE ENGINEER (all levels) - You draw the bay, its boats and its weather "
        "in the browser of a harbour.",
        ["BACKEND SOFTWARE ENGINEER (all levels)", "FRONTEND SOFTWARE ENGINEER (all levels)"],
        "its boats and its weather",
    ),
}


@pytest.mark.parametrize("name", POSTS)
def test_roles_below_each_other_are_jobs_with_the_text_of_their_own(ads: SimpleNamespace, name: str) -> None:
    text, titles, second = POSTS[name]
    found = ads.parse("hackernews", text.encode()).postings
    assert [posting["title"] for posting in found] == titles
    assert [posting["source_posting_id"] for posting in found] == [f"10#{number + 1}" for number in range(len(titles))]
    assert [second in posting["description"] for posting in found[:2]] == [titles[0] in second, True]
    first_line = text.split("<p>")[0]
    assert all(posting["description"].startswith(first_line) for posting in found)


def test_an_entry_of_a_list_has_its_own_address(ads: SimpleNamespace) -> None:
    links = [f'<a href="http://example.com/{number}">http://example.com/{number}</a>' for number in (1, 2)]
    text = f"Example - Riga<p>Go Engineer ({links[0]})<p>QA Engineer ({links[1]})"
    found = ads.parse("hackernews", text.encode()).postings
    assert [posting["apply_url"] for posting in found] == ["http://example.com/1", "http://example.com/2"]


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("We're hiring a front-end developer and a QA engineer.", ["front-end developer", "QA engineer"]),
        ("Hiring software engineers, designers, sales.", ["software engineers", "designers"]),
        ("We're looking for engineers. We're also looking for a designer.", ["engineers, designer"]),
        ("We need backend engineers and engineers.", ["backend engineers"]),
    ],
)
def test_roles_of_one_sentence_are_jobs_and_those_of_several_one_title(
    ads: SimpleNamespace, said: str, titles: list[str]
) -> None:
    found = ads.parse("hackernews", comment("Example in Riga", said)).postings
    assert [posting["title"] for posting in found] == titles


@pytest.mark.parametrize("place", ["Riga (no remote)", "Riga | Remote: No, Interns: Maybe", "Riga (on-site: no)"])
def test_a_role_first_is_no_company_and_no_remote_is_no_format(ads: SimpleNamespace, place: str) -> None:
    posting = ads.only("hackernews", comment(f"Go Developer | {place} | jobs@example.com"))
    assert (posting["title"], posting["company"], posting["format_words"]) == ("Go Developer", None, [])


@pytest.mark.parametrize(
    ("first", "company", "places"),
    [
        ("Example (YC S21)", "Example", ["Oslo"]),
        ("Example, Inc. (https://example.com)", "Example, Inc.", ["Oslo"]),
        ("Example - Riga", "Example", ["Riga", "Oslo"]),
        ("Example - Riga or REMOTE", "Example", ["Riga", "Oslo"]),
        ("Riga, Latvia", None, ["Riga, Latvia", "Oslo"]),
        ("Full time", None, ["Oslo"]),
        ("REMOTE", None, ["Oslo"]),
    ],
)
def test_the_first_cell_is_the_company_unless_it_says_something_else(
    ads: SimpleNamespace, first: str, company: str | None, places: list[str]
) -> None:
    posting = ads.only("hackernews", comment(f"{first} | Go Developer | Oslo"))
    assert (posting["company"], posting["location_words"]) == (company, places)


def test_a_head_with_a_place_makes_an_ad_that_names_no_role(ads: SimpleNamespace) -> None:
    posting = ads.only(
        "hackernews", comment("Larkmere - Ghent, Belgium<p>We heat greenhouses with less gas. Say hello.")
    )
    assert posting["title"] == "Larkmere - Ghent, Belgium"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"Congratulations on the launch!", "not_an_ad"),
        (b"Is this a trap?", "not_an_ad"),
        (b"The link in the text points back here. It is - I think - the old one.", "not_an_ad"),
        (b"[deleted]", "no_text"),
        (b'{"id": 1, "deleted": true, "text": null}', "deleted"),
        (b'{"id": 1, "dead": true, "text": "Example | Engineer"}', "deleted"),
    ],
)
def test_what_is_no_ad_has_a_reason(ads: SimpleNamespace, payload: bytes, reason: str) -> None:
    result = ads.parse("hackernews", payload)
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


def test_votes_and_replies_do_not_change_an_ad(ads: SimpleNamespace) -> None:
    def key(payload: bytes) -> str:
        return payload_hash("hackernews", "1", payload)

    assert key(b'<font color="#000000">Example | Go Developer</font>') == key(
        b'<font color="#5a5a5a">Example | Go Developer</font>'
    )
    item: dict[str, Any] = json.loads(ads.payloads["hackernews item"])
    assert key(json.dumps(item).encode()) == key(json.dumps(item | {"kids": [401, 402]}).encode())
    assert key(json.dumps(item).encode()) != key(json.dumps(item | {"text": "other"}).encode())
