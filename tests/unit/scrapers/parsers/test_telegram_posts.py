"""Channel posts in the layouts that real channels use: how many jobs they state, which, and what is no ad."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from orchestration.transforms.quality import rejected_reason
from orchestration.transforms.text_scan import scan

POSTS = yaml.safe_load((Path(__file__).parent / "telegram_posts.yaml").read_text(encoding="utf-8"))


def html(text: str) -> str:
    """The mark-up of the preview from a post's short spelling."""
    text = escape(text.strip(), quote=False).replace("!", "&#33;").replace("$", "&#036;")
    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2" target="_blank" rel="noopener">\1</a>', text)
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text).replace("\n", "<br/>")


@pytest.mark.parametrize("post", POSTS, ids=[post["name"] for post in POSTS])
def test_a_post_states_these_jobs(ads: SimpleNamespace, post: dict[str, Any]) -> None:
    found = ads.parse("telegram:example_jobs", ads.message(html(post["text"]))).postings
    reasons = {rejected_reason(scan(row["title"], row["description"]), "telegram", row["company"]) for row in found}
    assert reasons == {post.get("reason")}
    if "jobs" in post:
        assert [row["title"] for row in found] == post["jobs"]
    else:
        assert len(found) == 1
    if "companies" in post:
        assert [row["company"] for row in found] == post["companies"]
