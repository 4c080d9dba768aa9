"""Pairs worth judging: postings that share an address, a requisition, a text, sketch bands, or employer and title, or
what one employer's titles say of the job."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.transforms.linking_companies import own_words, sound
from orchestration.transforms.linking_thresholds import (
    BANDS,
    BLOCK_MAX_TARGETS,
    CONTAINED_STEMS,
    FIELDS_MAX_ROWS,
    FIELDS_MAX_SHINGLES,
    FIELDS_MIN_STEMS,
    MIN_SIMILARITY,
    MIN_SIMILARITY_OTHERS,
    MIN_SIMILARITY_PART,
    PERMUTATIONS,
    STEM_BITS,
    URL_MAX_TITLES,
)
from orchestration.transforms.shingles import U64, mix64

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
_METHOD_BITS = {"url": 1, "requisition": 2, "exact_text": 4, "twin": 8, "near_text": 16, "fields": 32}
_EXACT_BITS = _METHOD_BITS["url"] | _METHOD_BITS["requisition"] | _METHOD_BITS["exact_text"]
_BITMAP_BITS = 22  # ten thousand new keys let one in four hundred others through
_PROFILE = ("title_key", "company_key", "text_hash", "source")
_PROFILE_LISTS = ("levels", "roles", "technologies")


class PostingTable:
    """Fingerprints in the one order that decides who is earlier, with the columns that blocking needs as codes.

    A window of millions is never copied or turned into rows: columns become codes, and only rows in a pair are read.
    """

    def __init__(self, window: pa.Table, new: pa.Table) -> None:
        self._both = pa.concat_tables([window, new])
        self._codes: dict[str, I64] = {}
        self.first_new = window.num_rows
        self.size = self._both.num_rows
        self._order = self._ranked()
        self.sketches = _fixed(self._both.column("minhash"), np.uint32, PERMUTATIONS)
        self.stems = _fixed(self._both.column("stems"), np.uint64, STEM_BITS // 64)
        has = pc.is_valid(self._both.column("minhash")).to_numpy()
        self.sketch_of = np.where(has, np.arange(self.size), -1)[self._order]
        self.postings = self.codes("posting_key")
        self.has_versions = np.bincount(self.postings, minlength=1)[self.postings] > 1
        self.profiles = self._profiles()

    def _ranked(self) -> I64:
        is_new = np.arange(self.size) >= self.first_new
        days = [self._both.column(name).cast(pa.int32()).to_numpy() for name in ("landed_on", "published_on")]
        keys = [self._both.column(name) for name in ("posting_key", "payload_hash")]
        by_key = pc.sort_indices(pa.table(keys, ["key", "hash"]), [("key", "ascending"), ("hash", "ascending")])
        order: I64 = by_key.to_numpy().astype(np.int64)
        for column in (days[1], days[0], is_new):  # stable: the last one decides first
            order = order[np.argsort(column[order], kind="stable")]
        return order

    def column(self, name: str) -> pa.Array:
        return self._both.column(name).combine_chunks().take(pa.array(self._order))

    def rows(self, rows: I64) -> pa.Table:
        return self._both.drop_columns(["minhash", "stems"]).take(pa.array(self._order[rows]))

    def codes(self, name: str) -> I64:
        """Integer code per row, -1 for null."""
        if name not in self._codes:
            self._codes[name] = _codes(self.column(name))
        return self._codes[name]

    def codes_of_marks(self, name: str) -> I64:
        """Integer code per row of a column of lists."""
        if name not in self._codes:
            self._codes[name] = _codes(pc.binary_join(self.column(name), ","))
        return self._codes[name]

    def _profiles(self) -> U64:
        profile = np.zeros(self.size, np.uint64)
        for name in _PROFILE:
            profile = mix64(profile + self.codes(name).astype(np.uint64))
        for name in _PROFILE_LISTS:
            profile = mix64(profile + self.codes_of_marks(name).astype(np.uint64))
        return profile


def _codes(column: pa.Array) -> I64:
    """Equal values have equal codes, in order of appearance; -1 for null."""
    indices: I64 = pc.fill_null(column.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return indices


def _fixed(column: pa.ChunkedArray, kind: type[np.generic], width: int) -> npt.NDArray[Any]:
    """One row of `width` numbers per row of a column of fixed size; any numbers where it is null."""
    parts = [np.zeros((0, width), kind)]
    for chunk in column.chunks:
        numbers = np.frombuffer(chunk.buffers()[1], kind).reshape(-1, width)
        parts.append(numbers[chunk.offset : chunk.offset + len(chunk)])
    return np.concatenate(parts)


class Likeness(NamedTuple):
    """How alike two texts are, each number from 0 to 1."""

    shingles: float  # Jaccard of word 3-shingles, estimated: order and wording
    stems: float  # Jaccard of the stems of the words: what it is about
    contained: float  # share of the stems of the text with fewer that stand in the other


SAME_TEXT = Likeness(1.0, 1.0, 1.0)


class CandidatePairs(NamedTuple):
    """Parallel arrays: row of the new posting, row of the earlier one, bits of the blocks, likeness of the texts."""

    sources: I64
    targets: I64
    methods: I64
    shingles: F64
    stems: F64
    contained: F64

    def between(self, begin: int, end: int) -> CandidatePairs:
        part = slice(begin, end)
        likeness_of_part = (self.shingles[part], self.stems[part], self.contained[part])
        return CandidatePairs(self.sources[part], self.targets[part], self.methods[part], *likeness_of_part)


def candidate_pairs(table: PostingTable) -> CandidatePairs:
    """Pairs of a new and an earlier posting that share a block and, where text alone speaks, are similar enough."""
    found = {
        "url": _block_pairs(table, *_url_entries(table)),
        "requisition": _block_pairs(table, *_unseen(table, *_entries(table.codes("requisition_key")))),
        "exact_text": _block_pairs(table, *_unseen(table, *_entries(table.codes("text_hash")))),
        "twin": _block_pairs(table, *_unseen(table, *_twin_entries(table))),
        "fields": _field_pairs(table),
        "near_text": _band_pairs(table),
    }
    pairs = np.concatenate([sources * table.size + targets for sources, targets in found.values()])
    bits = np.repeat([_METHOD_BITS[name] for name in found], [len(sources) for sources, _ in found.values()])
    order = np.argsort(pairs, kind="stable")
    pairs, bits = pairs[order], bits[order]
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    sources, targets = np.divmod(pairs[firsts], table.size)
    methods = np.bitwise_or.reduceat(bits, firsts) if len(firsts) else bits
    shingles, stems, contained = likeness(table, sources, targets)
    floor = np.where(methods & _METHOD_BITS["twin"], MIN_SIMILARITY, MIN_SIMILARITY_OTHERS)
    is_retold = (
        (stems >= FIELDS_MIN_STEMS) & (shingles <= FIELDS_MAX_SHINGLES) & _at_two_boards(table, sources, targets)
    )
    levels = table.codes_of_marks("levels")
    is_said = (
        (methods & _METHOD_BITS["fields"] > 0)
        & (levels[sources] == levels[targets])
        & (is_retold | _in_two_languages(table, sources, targets))
    )
    methods = np.where(is_said, methods, methods & ~_METHOD_BITS["fields"])
    is_part = (contained >= CONTAINED_STEMS) & (shingles >= MIN_SIMILARITY_PART)
    worth = (shingles >= floor) | (methods & _EXACT_BITS > 0) | is_said | is_part
    return CandidatePairs(
        sources[worth], targets[worth], methods[worth], shingles[worth], stems[worth], contained[worth]
    )


def is_by_fields_only(methods: int) -> bool:
    return methods == _METHOD_BITS["fields"]


def has_evidence(methods: int, method: str) -> bool:
    return bool(methods & _METHOD_BITS[method])


def likeness(table: PostingTable, sources: I64, targets: I64) -> tuple[F64, F64, F64]:
    """The numbers of Likeness per pair of rows; 0 where a text is too short to have a sketch."""
    one, other = table.sketch_of[sources], table.sketch_of[targets]
    known = np.flatnonzero((one >= 0) & (other >= 0))
    shingles, stems, contained = (np.zeros(len(sources)) for _ in Likeness._fields)
    for start in range(0, len(known), 100_000):
        chunk = known[start : start + 100_000]
        rows, others = one[chunk], other[chunk]
        shingles[chunk] = (table.sketches[rows] == table.sketches[others]).mean(axis=1)
        first, second = table.stems[rows], table.stems[others]
        sizes = np.stack([_stem_counts(bits) for bits in (first, second, first | second)])
        common, fewer = sizes[0] + sizes[1] - sizes[2], np.minimum(sizes[0], sizes[1])
        stems[chunk] = common / np.maximum(sizes[2], 1)
        contained[chunk] = common / np.maximum(fewer, 1)
    return shingles, stems, contained


def _stem_counts(bitmaps: npt.NDArray[np.uint64]) -> F64:
    """Estimated number of stems per bitmap: several may have set one bit."""
    set_bits = np.bitwise_count(bitmaps).sum(axis=1, dtype=np.int64)
    counts: F64 = -STEM_BITS * np.log1p(-np.minimum(set_bits, STEM_BITS - 1) / STEM_BITS)
    return counts


def _entries(codes: I64) -> tuple[I64, I64]:
    rows = np.flatnonzero(codes >= 0)
    return codes[rows], rows


def _unseen(table: PostingTable, keys: I64, rows: I64) -> tuple[I64, I64]:
    """Drop entries of new versions whose posting had the same key before: it was linked when it first had it."""
    several = np.flatnonzero(table.has_versions[rows])
    several = several[np.lexsort((rows[several], keys[several], table.postings[rows[several]]))]
    same_key = np.diff(keys[several], prepend=-1) == 0
    same_posting = np.diff(table.postings[rows[several]], prepend=-1) == 0
    repeats = np.zeros(len(rows), bool)
    repeats[several[same_key & same_posting]] = True
    kept = ~(repeats & (rows >= table.first_new))
    return keys[kept], rows[kept]


def _url_entries(table: PostingTable) -> tuple[I64, I64]:
    urls = table.column("url_keys")
    rows = pc.list_parent_indices(urls).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = _codes(pc.list_flatten(urls))
    titles = table.codes("title_key")
    span = titles.max(initial=0) + 2
    addresses, counts = np.unique(np.unique(codes * span + titles[rows] + 1) // span, return_counts=True)
    shared = np.zeros(codes.max(initial=0) + 1, bool)
    shared[addresses[counts > URL_MAX_TITLES]] = True
    kept = ~shared[codes]
    return _unseen(table, codes[kept], rows[kept])


def _twin_entries(table: PostingTable) -> tuple[I64, I64]:
    return _employer_entries(table, *_entries(table.codes("title_key")))


def _field_pairs(table: PostingTable) -> tuple[I64, I64]:
    """Pairs of one employer's ads whose titles share a technology, role or area, if few of its ads do."""
    keys, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for name in ("technologies", "roles"):
        marks = table.column(name)
        of_rows = pc.list_parent_indices(marks).to_numpy(zero_copy_only=False).astype(np.int64)
        codes = _codes(pc.list_flatten(marks))
        speaks = table.sketch_of[of_rows] >= 0
        found, found_rows = _employer_entries(table, codes[speaks], of_rows[speaks])
        keys.append(found * 2 + (name == "roles"))
        rows.append(found_rows)
    all_keys, all_rows = np.concatenate(keys), np.concatenate(rows)
    order = np.argsort(all_rows, kind="stable")
    _, numbers, counts = np.unique(all_keys[order], return_inverse=True, return_counts=True)
    few = counts[numbers] <= FIELDS_MAX_ROWS
    sources, targets = _block_pairs(table, *_unseen(table, numbers[few], all_rows[order][few]))
    return np.divmod(np.unique(sources * table.size + targets), table.size)


def _at_two_boards(table: PostingTable, sources: I64, targets: I64) -> npt.NDArray[np.bool_]:
    """Whether the sources are two; of one family they may still be one board."""
    boards = table.codes("source")
    differ: npt.NDArray[np.bool_] = boards[sources] != boards[targets]
    return differ


def _in_two_languages(table: PostingTable, sources: I64, targets: I64) -> npt.NDArray[np.bool_]:
    languages = table.codes("language")
    one, other = languages[sources], languages[targets]
    differ: npt.NDArray[np.bool_] = (one >= 0) & (other >= 0) & (one != other)
    return differ


def _employer_entries(table: PostingTable, codes: I64, rows: I64) -> tuple[I64, I64]:
    """One entry per own word of the employer, as it sounds, and code, where an employer is named."""
    companies = table.column("company_key").dictionary_encode()
    words = [sorted(map(sound, own_words(name))) for name in companies.dictionary.to_pylist()]
    numbers = {word: number for number, word in enumerate(sorted({word for own in words for word in own}))}
    counts = np.array([len(own) for own in words], np.int64)
    flat = np.array([numbers[word] for own in words for word in own], np.int64)
    named = table.codes("company_key")[rows] >= 0
    codes, rows = codes[named], rows[named]
    company_of = table.codes("company_key")[rows]
    repeats = counts[company_of]
    of_words = ranges((np.cumsum(counts) - counts)[company_of], repeats)
    return flat[of_words] * (codes.max(initial=0) + 1) + np.repeat(codes, repeats), np.repeat(rows, repeats)


def _band_pairs(table: PostingTable) -> tuple[I64, I64]:
    """Distinct pairs whose sketches agree in all slots of at least one band."""
    rows = np.flatnonzero(table.sketch_of >= 0)
    sketches = table.sketch_of[rows]
    width = PERMUTATIONS // BANDS
    found = [np.zeros(0, np.int64)]
    for band in range(BANDS):
        slots = np.ascontiguousarray(table.sketches[:, band * width : (band + 1) * width]).view(np.uint64)
        keys = np.full(len(slots), band, np.uint64)
        for column in range(slots.shape[1]):
            keys = mix64(keys + slots[:, column])
        sources, targets = _block_pairs(table, keys[sketches].view(np.int64), rows)
        found.append(sources * table.size + targets)
    return np.divmod(np.unique(np.concatenate(found)), table.size)


def _block_pairs(table: PostingTable, keys: I64, rows: I64) -> tuple[I64, I64]:
    """Pairs (new row, earlier row) within each block; `rows` ascend.

    Of earlier rows that agree in everything that is compared only the first two postings stand for all.
    """
    touched = _shared_with_new(table, keys, rows)
    order = np.argsort(keys[touched], kind="stable")
    keys, rows = keys[touched][order], rows[touched][order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    useful = (sizes > 1) & (rows[starts + sizes - 1] >= table.first_new)
    blocks = np.repeat(np.arange(useful.sum()), sizes[useful])
    rows = rows[np.repeat(useful, sizes)]
    target_blocks, target_rows = _representatives(table, blocks, rows)
    is_source = rows >= table.first_new
    source_blocks, source_rows = blocks[is_source], rows[is_source]
    span = np.int64(table.size)
    target_places = target_blocks * span + target_rows  # ascending
    first = np.searchsorted(target_places, source_blocks * span)
    last = np.searchsorted(target_places, source_blocks * span + source_rows)
    counts = np.minimum(last - first, BLOCK_MAX_TARGETS)
    sources = np.repeat(source_rows, counts)
    targets = target_rows[ranges(first, counts)]
    different = table.postings[sources] != table.postings[targets]
    return sources[different], targets[different]


def _shared_with_new(table: PostingTable, keys: I64, rows: I64) -> npt.NDArray[np.bool_]:
    """Whether some new row may have the same key: a window of a million has few keys of a day."""
    if not table.first_new:
        return np.ones(len(rows), bool)
    places = mix64(keys.view(np.uint64)) >> np.uint64(64 - _BITMAP_BITS)
    of_new = np.zeros(1 << _BITMAP_BITS, bool)
    of_new[places[rows >= table.first_new]] = True
    shared: npt.NDArray[np.bool_] = of_new[places]
    return shared


def ranges(starts: I64, counts: I64) -> I64:
    """counts[0] numbers from starts[0] on, then counts[1] from starts[1] on, ..."""
    index: I64 = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return index


def _representatives(table: PostingTable, blocks: I64, rows: I64) -> tuple[I64, I64]:
    sizes = np.bincount(blocks, minlength=1)
    is_large = sizes[blocks] > 2  # blocks of two keep both
    whole = np.flatnonzero(~is_large)
    large = np.flatnonzero(is_large)
    profiles = table.profiles[rows]
    order = large[np.lexsort((rows[large], profiles[large], blocks[large]))]
    starts = np.flatnonzero(
        (np.diff(blocks[order], prepend=-1) != 0) | (np.diff(profiles[order], prepend=np.uint64(0)) != 0)
    )
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.concatenate([starts, [len(order)]])))
    kept = np.sort(np.concatenate([whole, order[rank < 2]]))
    return blocks[kept], rows[kept]
