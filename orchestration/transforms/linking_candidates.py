"""Pairs worth judging: postings that share an address, a requisition, a text, sketch bands, or employer and title."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.transforms.linking_companies import own_words
from orchestration.transforms.linking_thresholds import (
    BANDS,
    BLOCK_MAX_TARGETS,
    MIN_SIMILARITY,
    MIN_SIMILARITY_OTHERS,
    PERMUTATIONS,
    URL_MAX_TITLES,
)
from orchestration.transforms.shingles import U64, mix64

I64 = npt.NDArray[np.int64]
_METHOD_BITS = {"url": 1, "requisition": 2, "exact_text": 4, "twin": 8, "near_text": 16, "translation": 32}
_EXACT_BITS = _METHOD_BITS["url"] | _METHOD_BITS["requisition"] | _METHOD_BITS["exact_text"]
_PROFILE = ("title_key", "company_key", "text_hash", "source")
_PROFILE_LISTS = ("levels", "roles", "technologies")


class PostingTable:
    """Fingerprints in the one order that decides who is earlier, with the columns that blocking needs as codes."""

    def __init__(self, window: pa.Table, new: pa.Table) -> None:
        both = pa.concat_tables([window, new]).combine_chunks()
        is_new = np.repeat([0, 1], [window.num_rows, new.num_rows])
        order = pc.sort_indices(
            both.select(["landed_on", "published_on", "posting_key", "payload_hash"]).append_column(
                "is_new", pa.array(is_new)
            ),
            [(name, "ascending") for name in ("is_new", "landed_on", "published_on", "posting_key", "payload_hash")],
        )
        self.fields = both.drop_columns(["minhash"]).take(order)
        self.first_new = window.num_rows
        self.size = both.num_rows
        sketches = both.column("minhash").combine_chunks()
        has = sketches.is_valid().to_numpy(zero_copy_only=False)
        dense = np.where(has, np.cumsum(has) - 1, -1)
        self.sketch_of = dense[order.to_numpy()]
        self.sketches = sketches.flatten().to_numpy(zero_copy_only=False).reshape(-1, PERMUTATIONS)
        self.postings = self.codes("posting_key")
        self.profiles = self._profiles()

    def codes(self, name: str) -> I64:
        """Integer code per row, -1 for null."""
        encoded = self.fields.column(name).combine_chunks().dictionary_encode()
        indices: I64 = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return indices

    def _profiles(self) -> U64:
        profile = np.zeros(self.size, np.uint64)
        for name in _PROFILE:
            profile = mix64(profile + self.codes(name).astype(np.uint64))
        for name in _PROFILE_LISTS:
            joined = pc.binary_join(self.fields.column(name), ",").combine_chunks().dictionary_encode()
            codes = pc.fill_null(joined.indices, -1).to_numpy(zero_copy_only=False).astype(np.uint64)
            profile = mix64(profile + codes)
        return profile


class CandidatePairs(NamedTuple):
    """Parallel arrays: row of the new posting, row of the earlier one, bits of the blocks, estimated Jaccard."""

    sources: I64
    targets: I64
    methods: I64
    similarities: npt.NDArray[np.float64]


def candidate_pairs(table: PostingTable) -> CandidatePairs:
    """Pairs of a new and an earlier posting that share a block and, where text alone speaks, are similar enough."""
    found = [
        (*_block_pairs(table, *_url_entries(table)), _METHOD_BITS["url"]),
        (*_block_pairs(table, *_unseen(table, *_entries(table.codes("requisition_key")))), _METHOD_BITS["requisition"]),
        (*_block_pairs(table, *_unseen(table, *_entries(table.codes("text_hash")))), _METHOD_BITS["exact_text"]),
        (*_block_pairs(table, *_unseen(table, *_twin_entries(table))), _METHOD_BITS["twin"]),
        (*_translated_pairs(table), _METHOD_BITS["translation"]),
        *((*_block_pairs(table, *band), _METHOD_BITS["near_text"]) for band in _band_entries(table)),
    ]
    sources = np.concatenate([pairs[0] for pairs in found])
    targets = np.concatenate([pairs[1] for pairs in found])
    bits = np.repeat([pairs[2] for pairs in found], [len(pairs[0]) for pairs in found])
    unique, inverse = np.unique(sources * table.size + targets, return_inverse=True)
    methods = np.zeros(len(unique), np.int64)
    np.bitwise_or.at(methods, inverse, bits)
    sources, targets = unique // table.size, unique % table.size
    similar = _similarities(table, sources, targets)
    floor = np.where(methods & _METHOD_BITS["twin"], MIN_SIMILARITY, MIN_SIMILARITY_OTHERS)
    worth = (similar >= floor) | (methods & (_EXACT_BITS | _METHOD_BITS["translation"]) > 0)
    return CandidatePairs(sources[worth], targets[worth], methods[worth], similar[worth])


def has_evidence(methods: int, method: str) -> bool:
    return bool(methods & _METHOD_BITS[method])


def _similarities(table: PostingTable, sources: I64, targets: I64) -> npt.NDArray[np.float64]:
    """Estimated Jaccard similarity per pair; 0 where a text is too short to have a sketch."""
    one, other = table.sketch_of[sources], table.sketch_of[targets]
    known = np.flatnonzero((one >= 0) & (other >= 0))
    result = np.zeros(len(sources))
    for start in range(0, len(known), 100_000):
        chunk = known[start : start + 100_000]
        result[chunk] = (table.sketches[one[chunk]] == table.sketches[other[chunk]]).mean(axis=1)
    return result


def _entries(codes: I64) -> tuple[I64, I64]:
    rows = np.flatnonzero(codes >= 0)
    return codes[rows], rows


def _unseen(table: PostingTable, keys: I64, rows: I64) -> tuple[I64, I64]:
    """Drop entries of new versions whose posting had the same key before: it was linked when it first had it."""
    order = np.lexsort((rows, keys, table.postings[rows]))
    keys, rows = keys[order], rows[order]
    repeats = np.zeros(len(rows), bool)
    repeats[1:] = (keys[1:] == keys[:-1]) & (table.postings[rows[1:]] == table.postings[rows[:-1]])
    kept = ~(repeats & (rows >= table.first_new))
    return keys[kept], rows[kept]


def _url_entries(table: PostingTable) -> tuple[I64, I64]:
    urls = table.fields.column("url_keys").combine_chunks()
    rows = pc.list_parent_indices(urls).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = pc.list_flatten(urls).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    titles = table.codes("title_key")[rows]
    pairs = np.unique(np.stack([codes, titles]), axis=1)[0] if len(codes) else codes
    addresses, counts = np.unique(pairs, return_counts=True)
    shared = addresses[counts > URL_MAX_TITLES]
    kept = ~np.isin(codes, shared)
    return _unseen(table, codes[kept], rows[kept])


def _twin_entries(table: PostingTable) -> tuple[I64, I64]:
    return _employer_entries(table, table.codes("title_key"))


def _translated_pairs(table: PostingTable) -> tuple[I64, I64]:
    """Pairs of one employer's ads with the same marks in their titles and texts in two languages."""
    languages = table.codes("language")
    marks = [pc.binary_join(table.fields.column(name), ",") for name in _PROFILE_LISTS]
    joined = pc.binary_join_element_wise(*marks, "|").combine_chunks().dictionary_encode()
    says_role = [value.split("|", 1)[1] != "|" for value in joined.dictionary.to_pylist()]
    codes = joined.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    comparable = np.array(says_role, bool)[codes] & (languages >= 0) & (table.sketch_of >= 0)
    keys, rows = _unseen(table, *_employer_entries(table, np.where(comparable, codes, -1)))
    spoken = np.unique(np.stack([keys, languages[rows]]), axis=1)[0] if len(keys) else keys
    blocks, counts = np.unique(spoken, return_counts=True)
    kept = np.isin(keys, blocks[counts > 1])
    sources, targets = _block_pairs(table, keys[kept], rows[kept])
    crossing = languages[sources] != languages[targets]
    return sources[crossing], targets[crossing]


def _employer_entries(table: PostingTable, codes_of_rows: I64) -> tuple[I64, I64]:
    """One entry per code and own word of the employer, where both are stated."""
    companies = table.fields.column("company_key").combine_chunks().dictionary_encode()
    words = [sorted(own_words(name)) for name in companies.dictionary.to_pylist()]
    codes = {word: code for code, word in enumerate(sorted({word for own in words for word in own}))}
    counts = np.array([len(own) for own in words], np.int64)
    flat = np.array([codes[word] for own in words for word in own], np.int64)
    rows = np.flatnonzero((table.codes("company_key") >= 0) & (codes_of_rows >= 0))
    company_of = pc.fill_null(companies.indices, -1).to_numpy(zero_copy_only=False)[rows]
    repeats = counts[company_of]
    begins = (np.cumsum(counts) - counts)[company_of]
    offsets = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    rows = np.repeat(rows, repeats)
    return flat[np.repeat(begins, repeats) + offsets] * (codes_of_rows.max(initial=0) + 1) + codes_of_rows[rows], rows


def _band_entries(table: PostingTable) -> list[tuple[I64, I64]]:
    rows = np.flatnonzero(table.sketch_of >= 0)
    new = rows >= table.first_new
    if not new.any():
        return []
    width = PERMUTATIONS // BANDS
    entries = []
    for band in range(BANDS):
        part = np.ascontiguousarray(table.sketches[:, band * width : (band + 1) * width]).astype(np.uint64)
        keys = np.full(len(part), band, np.uint64)
        for column in range(width):
            keys = mix64(keys + part[:, column])
        keys = keys[table.sketch_of[rows]]
        wanted = np.isin(keys, np.unique(keys[new]))
        entries.append((keys[wanted].view(np.int64), rows[wanted]))
    return entries


def _block_pairs(table: PostingTable, keys: npt.NDArray[Any], rows: I64) -> tuple[I64, I64]:
    """Pairs (new row, earlier row) within each block.

    Of earlier rows that agree in everything that is compared only the first two postings stand for all.
    """
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    if not len(keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    lasts = rows[starts + sizes - 1]
    useful = np.repeat((sizes > 1) & (lasts >= table.first_new), sizes)
    blocks = np.repeat(np.arange(len(starts)), sizes)[useful]
    rows = rows[useful]
    if not len(rows):
        return rows, rows
    target_blocks, target_rows = _representatives(table, blocks, rows)
    is_source = rows >= table.first_new
    source_blocks, source_rows = blocks[is_source], rows[is_source]
    span = np.int64(table.size)
    target_places = target_blocks * span + target_rows  # ascending
    first = np.searchsorted(target_places, source_blocks * span)
    last = np.searchsorted(target_places, source_blocks * span + source_rows)
    counts = np.minimum(last - first, BLOCK_MAX_TARGETS)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    sources = np.repeat(source_rows, counts)
    targets = target_rows[np.repeat(first, counts) + offsets]
    different = table.postings[sources] != table.postings[targets]
    return sources[different], targets[different]


def _representatives(table: PostingTable, blocks: I64, rows: I64) -> tuple[I64, I64]:
    profiles = table.profiles[rows]
    order = np.lexsort((rows, profiles, blocks))
    group = np.concatenate(
        [[True], (blocks[order][1:] != blocks[order][:-1]) | (profiles[order][1:] != profiles[order][:-1])]
    )
    starts = np.flatnonzero(group)
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.concatenate([starts, [len(order)]])))
    kept = np.sort(order[rank < 2])
    return blocks[kept], rows[kept]
