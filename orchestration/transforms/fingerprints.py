"""Parsed postings to fingerprints: all that linking needs of a posting, without its text.

A fingerprint is a function of its own row alone, so a day's fingerprints never depend on other days or on row order.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from orchestration.schemas import FINGERPRINTS
from orchestration.transforms.canonical_urls import url_key
from orchestration.transforms.folding import fold, fold_words
from orchestration.transforms.linking_anchors import read_words
from orchestration.transforms.linking_companies import company_key, is_agency, own_words
from orchestration.transforms.linking_lookups import load_lookup
from orchestration.transforms.linking_thresholds import MIN_TEXT_LENGTH, MINHASH_SEED, PERMUTATIONS
from orchestration.transforms.linking_titles import read_title
from orchestration.transforms.shingles import U64, hash_texts

RULE_VERSION = f"2.{RMinHash.ALGORITHM_VERSION}"  # digests of another algorithm version cannot be compared

_COLUMNS = [
    *("posting_key", "payload_hash", "source", "source_posting_id", "raw_posting_id", "landed_on", "published_at"),
    *("url", "apply_url", "links", "title", "company", "company_id", "requisition_id", "location_words"),
]


def fingerprint_postings(parsed: pa.Table) -> pa.Table:
    """Fingerprints (schema FINGERPRINTS) of parsed postings, one row each, in the same order."""
    rows = parsed.select(_COLUMNS).to_pylist()
    texts = [text or "" for text in parsed.column("description").to_pylist()]
    anchors: list[list[int]] = []
    languages: list[str | None] = []

    def visit(words: U64, words_before: npt.NDArray[Any]) -> None:
        read = read_words(words, words_before)
        anchors.extend(read.anchors)
        languages.extend(read.languages)

    hashed = hash_texts(texts, visit)
    speaks = hashed.lengths >= MIN_TEXT_LENGTH
    digests = minhash_digests(hashed.flat, hashed.offsets)
    speaks &= np.diff(hashed.offsets.astype(np.int64)) > 0
    fields = [_fields(row) for row in rows]
    columns: dict[str, Any] = {name: [row[name] for row in fields] for name in (fields[0] if fields else ())}
    columns |= {name: [row[name] for row in rows] for name in ("posting_key", "payload_hash", "source", "landed_on")}
    columns["text_hash"] = [digest if long else None for digest, long in zip(hashed.text_hashes, speaks, strict=True)]
    columns["text_length"] = pa.array(hashed.lengths, pa.int32())
    columns["minhash"] = _list_column(digests, speaks)
    columns["language"], columns["anchors"] = languages, anchors
    columns["is_for_client"] = _for_clients(parsed.column("description"), [row["company"] for row in rows])
    if not rows:
        return FINGERPRINTS.empty_table()
    return pa.table([pa.array(columns[field.name], field.type) for field in FINGERPRINTS], schema=FINGERPRINTS)


def minhash_digests(flat: U64, offsets: U64) -> npt.NDArray[np.uint32]:
    """MinHash of hashed shingles: one row of PERMUTATIONS slots per text. Slots keep the smallest shingle hash."""
    if len(offsets) < 2:
        return np.zeros((0, PERMUTATIONS), np.uint32)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, PERMUTATIONS, MINHASH_SEED)
    values = chain.from_iterable(matrix.to_rows())
    return np.fromiter(values, np.uint32, count=(len(offsets) - 1) * PERMUTATIONS).reshape(-1, PERMUTATIONS)


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    family = row["source"].split(":")[0]
    company = company_key(row["company"])
    places = sorted({fold(place) for place in row["location_words"] or () if place} - {""})
    aside = {word for place in places for word in fold_words(place)}
    aside |= own_words(company) if company else set()  # "Go developer at Fathom": the employer is no part of the job
    title = read_title(row["title"], frozenset(aside))
    employer = row["company_id"] or company
    requisition = fold(row["requisition_id"] or "")
    return {
        "published_on": _published_on(row["published_at"], row["landed_on"]),
        "url_keys": _url_keys(row),
        "requisition_key": f"{family}|{employer}|{requisition}" if requisition and employer else None,
        "title_key": title.key or None,
        "company_key": company,
        "levels": list(title.levels),
        "roles": sorted({*title.roles, *title.areas}),
        "technologies": list(title.technologies),
        "places": places,
    }


def _for_clients(texts: pa.ChunkedArray, companies: list[str | None]) -> list[bool]:
    """Whether each ad is published for somebody else, by its own words or by the publisher's name."""
    patterns = load_lookup("linking_companies.yaml")["for_client"]
    said = pc.match_substring_regex(pc.fill_null(texts, ""), "|".join(patterns), ignore_case=True).to_pylist()
    return [one or is_agency(company) for one, company in zip(said, companies, strict=True)]


def _url_keys(row: dict[str, Any]) -> list[str]:
    """The posting's own address and those of the ads it points to.

    One raw post that holds several jobs has one address: it is not the address of any of them.
    """
    own = [row["url"], row["apply_url"]] if row["source_posting_id"] == row["raw_posting_id"] else [row["apply_url"]]
    keys = {url_key(url) for url in chain(own, row["links"] or ())}
    return sorted(key for key in keys if key)


def _published_on(published_at: datetime | None, landed_on: date) -> date:
    return min(published_at.date(), landed_on) if published_at else landed_on


def _list_column(digests: npt.NDArray[np.uint32], kept: npt.NDArray[np.bool_]) -> pa.ListArray:
    offsets = np.concatenate([[0], np.cumsum(np.where(kept, PERMUTATIONS, 0))]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(digests[kept].ravel()), type=pa.list_(pa.uint32()), mask=pa.array(~kept)
    )
