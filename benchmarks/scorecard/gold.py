"""The gold ads of tests/gold: labelled by hand for this project, read as a board would give them.

Rules are developed on those of tests/gold/ads. Those of tests/gold/aside are by other authors, who had not seen the
rules: they judge, and are never tuned on. What a label means stands in tests/gold/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import yaml

from orchestration.schemas import EXCHANGE_RATES
from orchestration.transforms.normalize import normalize_postings
from scrapers.parsers import PayloadContext, parse_payload
from scrapers.schemas import PARSED_POSTINGS

GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
ADS = GOLD / "ads"
# Sets kept aside: ads of every kind by one author, posts by three others.
ASIDE = {"ads": GOLD / "aside" / "ads", "posts": GOLD / "aside" / "posts"}
LANGUAGES = ("ru", "uk", "pl", "en", "de")
NBSP_SIGN = "⍽"  # stands for a no-break space, which no editor shows
_MOMENT = datetime(2026, 11, 2, 8, tzinfo=UTC)
_PAY = re.compile(
    r"[\d.]+ [A-Z]{3} (?:hour|day|week|month|year|none|\|)+(?: (?:gross|net|unknown|\|)+(?: [a-z0-9|]+)?)?(?: \?)?"
)


class GoldAd(NamedTuple):
    id: str
    language: str
    source_kind: str  # a family of scrapers/registry, or the kind of place it would stand in
    title: str
    company: str | None
    fields: dict[str, Any]  # structured fields of the board, as columns of PARSED_POSTINGS
    description: str
    expect: dict[str, Any]

    @property
    def digest(self) -> str:
        """Changes with the text and with the labels: results of another digest cannot be compared."""
        return blake2b(orjson.dumps(self._asdict(), option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


class Pay(NamedTuple):
    """A label "250000..350000 RUB month net b2b": "5000.." is from, "..5000" up to, "5000" exact.

    The period "none" is a shift or the like. A question mark at the end: may be read, need not be. Alternatives of
    period, tax and contract are separated by |."""

    minimum: float | None
    maximum: float | None
    currency: str
    period: str
    tax: str
    contract: str
    is_optional: bool

    @property
    def key(self) -> str:
        return "|".join(pay_key(self.minimum, self.maximum, self.currency, one) for one in self.period.split("|"))


def pay_amounts(minimum: float | None, maximum: float | None) -> str:
    low, high = ("" if amount is None else f"{amount:.10g}" for amount in (minimum, maximum))
    return low if low == high else f"{low}..{high}"


def pay_key(minimum: float | None, maximum: float | None, currency: str | None, period: str | None) -> str:
    return f"{pay_amounts(minimum, maximum)} {currency} {period or 'none'}"


def read_pay(label: str) -> Pay:
    """The parts of a label of pay; ValueError when it is no such label."""
    if not _PAY.fullmatch(label):
        raise ValueError(f"not a label of pay: {label!r}")
    amounts, _, rest = label.partition(" ")
    low, between, high = amounts.partition("..")
    minimum = float(low) if low else None
    maximum = (float(high) if high else None) if between else minimum
    currency, period, *more = rest.removesuffix(" ?").split()
    tax, contract = [*more, "unknown", "unknown"][:2]
    return Pay(minimum, maximum, currency, period, tax, contract, rest.endswith("?"))


@cache
def gold_ads(folder: Path = ADS) -> tuple[GoldAd, ...]:
    """All gold ads of a folder, by language and id."""
    return tuple(ad for language in LANGUAGES for ad in _ads_of(folder, language))


def _files_of(folder: Path, language: str) -> tuple[Path, Path]:
    return folder / f"{language}.yaml", folder / "posts" / f"{language}.yaml"


def _ads_of(folder: Path, language: str) -> Iterator[GoldAd]:
    texts = [path.read_text(encoding="utf-8") for path in _files_of(folder, language) if path.is_file()]
    for one in (one for text in texts for one in yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
        yield GoldAd(
            one["id"],
            language,
            one["source_kind"],
            one.get("title", "").replace(NBSP_SIGN, "\u00a0"),
            one.get("company"),
            one.get("fields", {}),
            one["description"].replace(NBSP_SIGN, "\u00a0"),
            one["expect"],
        )


def parsed_rows(ad: GoldAd) -> list[dict[str, Any]]:
    """Rows of PARSED_POSTINGS. Posts go through the parser of their kind, which finds titles and splits jobs; none
    come back from a post that it does not take for an ad."""
    if ad.source_kind in _PAYLOADS and not ad.fields:
        payload_format, build = _PAYLOADS[ad.source_kind]
        payload = build(ad.title, "<br/>".join(escape(line) for line in ad.description.split("\n"))).encode()
        context = PayloadContext(
            ad.source_kind, ad.id, None, payload, payload_format, None, _MOMENT, ad.digest, _MOMENT.date()
        )
        return parse_payload(context).postings
    identity = {
        "payload_hash": ad.digest,
        "source": ad.source_kind,
        "source_posting_id": ad.id,
        "raw_posting_id": ad.id,
        "posting_key": f"{ad.source_kind}/{ad.id}",
        "landed_on": _MOMENT.date(),
        "fetched_at": _MOMENT,
        "published_at": _MOMENT,
        "is_simulated": True,
        "title": ad.title,
        "company": ad.company,
        "description": ad.description,
    }
    salaries = [{"text": None, "tax": None, "contract": None} | pay for pay in ad.fields.get("salaries", [])]
    return [ad.fields | identity | {"salaries": salaries}]


def _atom_entry(title: str, html: str) -> str:
    content = escape(f'<!-- SC_OFF --><div class="md"><p>{html}</p></div><!-- SC_ON -->')
    return (
        f'<entry xmlns="http://www.w3.org/2005/Atom"><content type="html">{content}</content><id>t3_x</id>'
        f'<link href="https://reddit.example/x/"/><title>{escape(title)}</title></entry>'
    )


# Of the kinds that are posts: the payload's format, and the payload of a title and a text in HTML.
_PAYLOADS: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "telegram": (
        "html",
        '<div class="tgme_widget_message"><div class="tgme_widget_message_text">{1}</div></div>'.format,
    ),
    "hackernews": ("html", "{1}".format),
    "reddit": ("xml", _atom_entry),
}


def merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What is read of the jobs of one post together: labels are those of the post. Rejected when all of them are."""
    if not parts:
        return {"rejected_reason": "not_an_ad", "language": None}
    first = dict(parts[0])
    for name, value in first.items():
        if isinstance(value, list):
            seen = [(one, parts[:number]) for number, part in enumerate(parts) for one in part[name]]
            first[name] = [one for one, before in seen if not any(one in part[name] for part in before)]
        elif value is None and name != "rejected_reason":
            first[name] = next((part[name] for part in parts if part[name] is not None), None)
    if any(part["rejected_reason"] is None for part in parts):
        first["rejected_reason"] = None
    return first


@cache
def read_ads(folder: Path = ADS) -> tuple[tuple[GoldAd, dict[str, Any]], ...]:
    """Each gold ad of a folder with its row of NORMALIZED_POSTINGS. No rates: amounts are judged as stated."""
    ads = gold_ads(folder)
    parsed = [parsed_rows(ad) for ad in ads]
    table = pa.Table.from_pylist([row for rows in parsed for row in rows], schema=PARSED_POSTINGS)
    normalized = iter(normalize_postings(table, EXCHANGE_RATES.empty_table()).to_pylist())
    return tuple((ad, merged([next(normalized) for _ in rows])) for ad, rows in zip(ads, parsed, strict=True))
