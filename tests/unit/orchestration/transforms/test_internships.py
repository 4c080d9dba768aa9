"""Internships beside the jobs of a post make it Junior; interns of others and those not sought do not."""

from __future__ import annotations

import pytest

from orchestration.transforms.internships import offers_internships
from orchestration.transforms.text_scan import scan


@pytest.mark.parametrize(
    ("text", "are_offered"),
    [
        ("Tallinn - INTERN, REMOTE OK", True),
        ("Tallinn - INTERN no, REMOTE yes", False),
        ("Tallinn - our interns love it", False),
        ("We also hire interns, so please apply for that.", True),
        ("Summer interns are welcome too.", True),
        ("Unfortunately we are not hiring interns at this time.", False),
        ("Hiring no interns, sorry.", False),
        ("Boston - full time, internship", True),
        ("Boston - full time\nKeywords: H1B, Intern and Full-time", True),
        ("We are a small studio.\nFull-time and interns hired year-round.", True),
        ("We are a small studio.\nSeveral roles.\n[INTERN] We do 6 month internships.", True),
        ("We are a small studio.\nSeveral roles.\nOpen:\n- Engineering interns who learn fast", True),
        ("We are a small studio.\nSeveral roles.\nOpen:\nAndroid Developer Internship\nAndroid Engineer", True),
        ("We are a small studio.\nSeveral roles.\nOne of us used to intern here.", False),
        ("We are a small studio.\nSeveral roles.\nYou mentor students, interns, and contractors.", False),
        ("We are a small studio.\nSeveral roles.\nPrevious internships in product.", False),
        ("We are a small studio.\nSeveral roles.\nWe have filled our intern program.", False),
    ],
)
def test_a_text_offers_internships(text: str, are_offered: bool) -> None:
    assert offers_internships(scan("Python", text)) is are_offered
