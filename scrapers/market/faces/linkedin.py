"""LinkedIn for guests: fragments of ten cards and the page of one ad, full of tokens that change at every visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import escape
from random import Random
from typing import TYPE_CHECKING

from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, open_posting
from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad
from scrapers.market.render_formats import format_paragraph
from scrapers.market.render_pay import pay_line
from scrapers.parsers.linkedin_page import read_cards, stable_ad

if TYPE_CHECKING:
    from scrapers.market.market import Market

PAGE_SIZE, DEEPEST = 10, 1000
SEARCH = "/jobs-guest/jobs/api/seeMoreJobPostings/search"
DETAIL = "/jobs-guest/jobs/api/jobPosting/"
EUROPEAN_UNION = ("CY", "CZ", "DE", "ES", "FR", "NL", "PL", "PT")
WORK_TYPES = {"1": "office", "2": "remote", "3": "hybrid"}
# The site has one step for Middle and Senior, so seniors' ads here leave the level out, as many real ones do.
LEVELS = {"Junior": "Entry level", "Middle": "Mid-Senior level"}
FUNCTIONS = "Engineering and Information Technology"


def serve(request: Request) -> Reply:
    if request.path == SEARCH:
        return _search(request)
    posting = open_posting(request, "linkedin", request.path.removeprefix(DETAIL))
    if not request.path.startswith(DETAIL) or posting is None:
        return html_reply("<!DOCTYPE html><html><body>Page not found</body></html>", 404)
    return html_reply(ad_page(request.market.ad(posting, request.day), visit=str(request.headers)))


def _search(request: Request) -> Reply:
    start = request.number("start", 0)
    if start is None or start >= DEEPEST:
        return html_reply("", 400)
    found = [posting for posting in reversed(listed(request, "linkedin")) if _is_wanted(request, posting)]
    cards = [
        card(request.market.ad(posting, request.day), request.day, start + number)
        for number, posting in enumerate(found[start : start + PAGE_SIZE])
    ]
    return html_reply(f"<!DOCTYPE html>\n{GENERATOR_COMMENT if cards else ''}{''.join(cards)}")


def _is_wanted(request: Request, posting: Listed) -> bool:
    """Place, work type and age; any word finds everything here."""
    opening, place, work_type = posting.opening, request.get("location"), WORK_TYPES.get(request.get("f_WT"))
    seconds = request.get("f_TPR").removeprefix("r")
    end = datetime.combine(request.day, datetime.min.time(), tzinfo=UTC) + timedelta(days=1)
    is_there = opening.country in EUROPEAN_UNION if place == "European Union" else place in ("", _country(opening))
    is_young = not seconds.isdigit() or posting.published_at >= end - timedelta(seconds=int(seconds))
    return is_there and is_young and (work_type is None or work_type in opening.work_formats)


def card(ad: Ad, day: date, position: int) -> str:
    opening, posting = ad.opening, ad.posting
    token = sha256(f"{posting.key}:{day}:{position}".encode()).hexdigest()[:22]
    age = (day - posting.published_at.date()).days
    tracking = (
        f"position={position % PAGE_SIZE + 1}&amp;pageNum=0&amp;refId={token}%3D%3D&amp;trackingId={token[::-1]}%3D"
    )
    pay = f'<span class="job-search-card__salary-info">{escape(pay_line(ad.pay))}</span>' if ad.pay else ""
    return f"""
      <li>
        <div class="base-card relative w-full base-card--link base-search-card base-search-card--link job-search-card"
          data-entity-urn="urn:li:jobPosting:{posting.posting_id}" data-reference-id="{token}==" data-column="1">
          <a class="base-card__full-link absolute" href="{address(posting)}?{tracking}" data-tracking-will-navigate>
            <span class="sr-only">{escape(opening.title)}</span>
          </a>
          <div class="search-entity-media"><img class="artdeco-entity-image" data-url="/logo?{token}" alt></div>
          <div class="base-search-card__info">
            <h3 class="base-search-card__title">
              {escape(opening.title)}
            </h3>
            <h4 class="base-search-card__subtitle">
              <a class="hidden-nested-link" href="{_host(opening)}/company/{slugify(opening.company.name)}?trk={token}">
                {escape(opening.company.name)}
              </a>
            </h4>
            <div class="base-search-card__metadata">
              <span class="job-search-card__location">
                {_place(ad)}
              </span>{pay}
              <time class="job-search-card__listdate{"" if age else "--new"}" datetime="{posting.published_at:%F}">
                {f"{age} days ago" if age > 1 else "1 day ago" if age else "5 hours ago"}
              </time>
            </div>
          </div>
        </div>
      </li>"""


def ad_page(ad: Ad, visit: str = "") -> str:
    """A fragment, as the site sends it to its own search page."""
    opening, posting = ad.opening, ad.posting
    token = sha256(f"{posting.key}:{visit}".encode()).hexdigest()[:22]
    company = f"{_host(opening)}/company/{slugify(opening.company.name)}?trk={token}"
    criteria = (
        ("Seniority level", LEVELS.get(opening.grade or "", "Not Applicable")),
        ("Employment type", "Contract" if ad.pay and ad.pay.contract == "contractor" else "Full-time"),
        ("Job function", FUNCTIONS),
        ("Industries", "Software Development"),
    )
    items = "".join(
        '<li class="description__job-criteria-item"><h3 class="description__job-criteria-subheader">'
        f'{name}</h3><span class="description__job-criteria-text">{value}</span></li>'
        for name, value in criteria
    )
    pay = (
        '<div class="compensation__salary-range"><h3>Base pay range</h3>'
        f'<div class="salary compensation__salary">{escape(pay_line(ad.pay))}</div></div>'
        if ad.pay
        else ""
    )
    return f"""{GENERATOR_COMMENT}
<section class="top-card-layout container-lazy" data-tracking="{token}">
  <h2 class="top-card-layout__title font-sans topcard__title">{escape(opening.title)}</h2>
  <h4 class="top-card-layout__second-subline">
    <span class="topcard__flavor"><a class="topcard__org-name-link topcard__flavor--black-link" href="{company}">
      {escape(opening.company.name)}</a></span>
    <span class="topcard__flavor topcard__flavor--bullet">{_place(ad)}</span>
    <span class="posted-time-ago__text topcard__flavor--metadata">3 days ago</span>
    <figcaption class="num-applicants__caption">Be among the first 25 applicants</figcaption>
  </h4>
</section>
<div class="decorated-job-posting__details">{pay}
  <section class="show-more-less-html" data-max-lines="5">
    <div class="show-more-less-html__markup">{ad.description}{format_paragraph(opening)}</div>
    <button class="show-more-less-html__button" data-tracking-control-name="{token}">Show more</button>
  </section>
  <ul class="description__job-criteria-list">{items}</ul>
</div>
"""


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    (found,) = read_cards(card(ad, day, 0))
    payload = f"{found.html}\n{stable_ad(ad_page(ad))}".encode()
    return Listing(posting.posting_id, found.url, b"", found.date, payload=payload, payload_format="html")


def address(posting: Listed) -> str:
    opening = posting.opening
    name = f"{slugify(opening.title)}-at-{slugify(opening.company.name)}-{posting.posting_id}"
    return f"{_host(opening)}/jobs/view/{name}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Ten digits that grow with time."""
    return str(4_000_000_000 + (day - date(2020, 1, 1)).days * 100_000 + rng.randrange(100_000))


def _host(opening: Opening) -> str:
    return f"https://{opening.country.lower()}.linkedin.com"


def _place(ad: Ad) -> str:
    return f"{ad.city['en']}, {_country(ad.opening)}"


def _country(opening: Opening) -> str:
    return str(lookup("places")["countries"][opening.country]["en"])


FACE = Face(
    family="linkedin",
    kind="feed",
    routes={"linkedin": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
