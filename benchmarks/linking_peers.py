"""The same job by other tools, as their users do it: pairs of near-equal texts among `texts`.

text-dedup and Splink are not among them and were never run here. Of text-dedup only the requirements were read: 0.4
asks for rich<14 and urllib3<=2.0, against the versions locked here, and for PySpark. Splink compares fields of records
that agree in a blocking field; whether it could be set to find copies by their text was not tried.
"""

from __future__ import annotations

from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashLSH

from orchestration.transforms.linking_thresholds import BANDS, MINHASH_SEED, NEAR_SAME_TITLE, PERMUTATIONS
from orchestration.transforms.shingles import SHINGLE_WORDS

Pairs = set[tuple[int, int]]


def datasketch_pairs(texts: Sequence[str]) -> Pairs:
    """Split, shingle, sketch, query, insert."""
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    sketches: list[MinHash] = []
    pairs = set()
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= NEAR_SAME_TITLE:
                pairs.add((other, number))
        index.insert(number, sketch)
        sketches.append(sketch)
    return pairs


def rensa_pairs(texts: Sequence[str]) -> Pairs:
    """rensa's own deduplication: sketches and bands in Rust, candidates checked by their sketches."""
    sketches = RMinHash.from_token_sets([_shingles(text) for text in texts], PERMUTATIONS, MINHASH_SEED)
    index = RMinHashLSH(NEAR_SAME_TITLE, PERMUTATIONS, BANDS)
    index.insert_pairs(list(enumerate(sketches)))
    return {
        (other, number)
        for number, candidates in enumerate(index.query_all(sketches))
        for other in candidates
        if other < number and sketches[number].jaccard(sketches[other]) >= NEAR_SAME_TITLE
    }


def _shingles(text: str) -> list[str]:
    words = text.lower().split()
    return list({" ".join(words[index : index + SHINGLE_WORDS]) for index in range(len(words) - SHINGLE_WORDS + 1)})


PEERS = {"datasketch": datasketch_pairs, "rensa": rensa_pairs}
