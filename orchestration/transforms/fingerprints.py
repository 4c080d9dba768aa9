"""Parsed postings to fingerprints: all that linking needs of a posting, without its text.

A fingerprint is a function of its own row alone, so a day's fingerprints never depend on other days or on row order.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from orchestration.schemas import FINGERPRINTS
from orchestration.transforms.canonical_urls import url_key
from orchestration.transforms.collector import no_collector
from orchestration.transforms.folding import fold, fold_words
from orchestration.transforms.linking_anchors import read_words
from orchestration.transforms.linking_companies import company_key, is_agency, own_words
from orchestration.transforms.linking_lookups import load_lookup
from orchestration.transforms.linking_thresholds import (
    MIN_TEXT_LENGTH,
    MINHASH_SEED,
    PERMUTATIONS,
    STEM_BITS,
    STEM_MIN_LETTERS,
)
from orchestration.transforms.linking_titles import read_title
from orchestration.transforms.places import places_in_words
from orchestration.transforms.shingles import U64, HashedTexts, hash_texts, mix64

RULE_VERSION = f"5.{RMinHash.ALGORITHM_VERSION}"  # digests of another algorithm version cannot be compared

SKETCH = pa.binary(4 * PERMUTATIONS)
STEMS = pa.binary(STEM_BITS // 8)
_TEXTS_IN_CACHE = 256  # their flags, half a megabyte, stay near the processor
BATCH_ROWS = 2500  # 10 MB of words and shingles, memory that is used again: 10,000 at once cost a third more


def fingerprint_postings(parsed: pa.Table) -> pa.Table:
    """Fingerprints (schema FINGERPRINTS) of parsed postings, one row each, in the same order."""
    with no_collector():
        parts = [_fingerprint(parsed.slice(start, BATCH_ROWS)) for start in range(0, parsed.num_rows, BATCH_ROWS)]
    return pa.concat_tables(parts or [FINGERPRINTS.empty_table()])


def _fingerprint(parsed: pa.Table) -> pa.Table:
    hashed = hash_texts(pc.fill_null(parsed.column("description"), "").to_pylist())
    read = read_words(hashed.words, hashed.words_before)
    speaks = (hashed.lengths >= MIN_TEXT_LENGTH) & (np.diff(hashed.offsets.astype(np.int64)) > 0)
    digests = minhash_digests(hashed.shingles, hashed.offsets)
    spoken = pa.array(speaks).buffers()[1]
    stems = stem_bitmaps(hashed, read.known)
    columns = {name: parsed.column(name) for name in ("posting_key", "payload_hash", "source", "landed_on")}
    columns |= _stated(parsed) | {
        "is_for_client": pa.array(_for_clients(parsed, hashed)),
        "text_hash": pa.array(hashed.text_hashes, mask=~speaks),
        "text_length": pa.array(hashed.lengths, pa.int32()),
        "minhash": pa.Array.from_buffers(SKETCH, len(digests), [spoken, pa.py_buffer(digests)]),
        "stems": pa.Array.from_buffers(STEMS, len(stems), [spoken, pa.py_buffer(stems)]),
        "language": pa.array(read.languages, pa.string()),
        "anchors": pa.ListArray.from_arrays(
            pa.array(np.concatenate([[0], np.cumsum(read.counts)]), pa.int32()), pa.array(read.flat)
        ),
    }
    return pa.table([columns[field.name] for field in FINGERPRINTS], schema=FINGERPRINTS)


def minhash_digests(flat: U64, offsets: U64) -> npt.NDArray[np.uint32]:
    """MinHash of hashed shingles: one row of PERMUTATIONS slots per text. Slots keep the smallest shingle hash."""
    if len(offsets) < 2:
        return np.zeros((0, PERMUTATIONS), np.uint32)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, PERMUTATIONS, MINHASH_SEED)
    values = chain.from_iterable(matrix.to_rows())
    return np.fromiter(values, np.uint32, count=(len(offsets) - 1) * PERMUTATIONS).reshape(-1, PERMUTATIONS)


def stem_bitmaps(hashed: HashedTexts, known: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """One bitmap per text: a bit for the stem of each word that is long enough and not among the `known`."""
    is_content = hashed.letters >= STEM_MIN_LETTERS
    is_content[known] = False
    bits = (mix64(hashed.stems) >> np.uint64(64 - (STEM_BITS - 1).bit_length())).astype(np.int64)
    texts, before = len(hashed.lengths), hashed.words_before
    maps = np.zeros((texts, STEM_BITS // 8), np.uint8)
    for first in range(0, texts, _TEXTS_IN_CACHE):
        last = min(first + _TEXTS_IN_CACHE, texts)
        words = slice(before[first], before[last])
        owners = np.repeat(np.arange(last - first) * STEM_BITS, np.diff(before[first : last + 1]))
        flags = np.zeros((last - first) * STEM_BITS, np.bool_)
        flags[(owners + bits[words])[is_content[words]]] = True
        maps[first:last] = np.packbits(flags).reshape(-1, STEM_BITS // 8)
    return maps


def _stated(parsed: pa.Table) -> dict[str, Any]:
    """Columns that come from the fields of the postings, not from their texts."""
    names = ("source", "company", "company_id", "requisition_id", "location_words", "title")
    source, company, company_id, requisition, locations, title = (parsed.column(name).to_pylist() for name in names)
    keys = [company_key(name) for name in company]
    places = [_places(tuple(words or ())) for words in locations]
    marks = [read_title(*of) for of in zip(title, map(_aside, keys, places), strict=True)]
    landed = parsed.column("landed_on")
    published = pc.coalesce(parsed.column("published_at").cast(pa.date32()), landed)
    columns: dict[str, Any] = {
        "published_on": pc.min_element_wise(published, landed),
        "url_keys": _url_keys(parsed),
        "requisition_key": list(map(_requisition_key, source, company_id, keys, requisition)),
        "title_key": [one.key or None for one in marks],
        "company_key": keys,
        "levels": [one.levels for one in marks],
        "roles": [sorted({*one.roles, *one.areas}) for one in marks],
        "technologies": [one.technologies for one in marks],
        "countries": [_countries(tuple(words or ())) for words in locations],
        "cities": [_cities(tuple(words or ())) for words in locations],
    }
    return {
        name: column if isinstance(column, pa.ChunkedArray) else pa.array(column, FINGERPRINTS.field(name).type)
        for name, column in columns.items()
    }


@lru_cache(maxsize=65536)
def _places(words: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words if word} - {""}))


@lru_cache(maxsize=65536)
def _countries(words: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(sorted({country for word in words if word for country in places_in_words(word).countries}))


@lru_cache(maxsize=65536)
def _cities(words: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(sorted({city for word in words if word for city in places_in_words(word).cities}))


@lru_cache(maxsize=65536)
def _aside(company: str | None, places: tuple[str, ...]) -> frozenset[str]:
    """Words of a title that are no part of the job: its places, and the employer in "Go developer at Fathom"."""
    return frozenset(word for place in places for word in fold_words(place)) | (
        own_words(company) if company else frozenset()
    )


def _requisition_key(source: str, company_id: str | None, company: str | None, requisition: str | None) -> str | None:
    number, employer = fold(requisition or ""), company_id or company
    return f"{source.split(':')[0]}|{employer}|{number}" if number and employer else None


def _for_clients(parsed: pa.Table, hashed: HashedTexts) -> list[bool]:
    """Whether each ad is published for somebody else, by its own words or by the publisher's name.

    Only texts that have a word of clients are searched: the search costs more than all hashes of a text.
    """
    patterns = load_lookup("linking_companies.yaml")["for_client"]
    has_word = np.flatnonzero(np.isin(hashed.stems, _client_stems()))
    rows = np.unique(np.searchsorted(hashed.words_before, has_word, side="right") - 1)
    texts = pc.fill_null(parsed.column("description").take(pa.array(rows)), "")
    said = pc.match_substring_regex(texts, "|".join(patterns), ignore_case=True).to_numpy().astype(bool)
    speaking = set(rows[said].tolist())
    return [row in speaking or is_agency(name) for row, name in enumerate(parsed.column("company").to_pylist())]


@cache
def _client_stems() -> U64:
    return hash_texts(load_lookup("linking_companies.yaml")["for_client_words"]).stems


def _url_keys(parsed: pa.Table) -> list[list[str]]:
    """Each posting's own address and those of the ads it points to.

    One raw post that holds several jobs has one address: it is not the address of any of them.
    """
    is_own = pc.equal(parsed.column("source_posting_id"), parsed.column("raw_posting_id")).to_pylist()
    addresses = (parsed.column(name).to_pylist() for name in ("url", "apply_url", "links"))
    return [
        sorted({key for url in ((url if own else None), apply, *(links or ())) if (key := url_key(url))})
        for own, url, apply, links in zip(is_own, *addresses, strict=True)
    ]
