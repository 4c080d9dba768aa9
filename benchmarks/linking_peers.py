"""The same job by other tools, as their users do it: pairs of near-equal texts among `texts`.

text-dedup and Splink need versions that cannot stand beside those locked here, so they run in a virtual environment of
their own (benchmarks/outside_peers.py).
"""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
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


def outside_pairs(tool: str, python: Path, texts: Sequence[str]) -> tuple[float, Pairs]:
    """Processor seconds, start included, and pairs by a tool of OUTSIDE in the virtual environment of `python`."""
    script = Path(__file__).with_name("outside_peers.py")
    with TemporaryDirectory() as folder:
        pq.write_table(pa.table({"text": texts}), f"{folder}/texts.parquet")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, script, tool, f"{folder}/texts.parquet", f"{folder}/pairs.json"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        pairs = {(one, other) for one, other in json.loads(Path(f"{folder}/pairs.json").read_text(encoding="utf-8"))}
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, pairs


PEERS = {"datasketch": datasketch_pairs, "rensa": rensa_pairs}
OUTSIDE = ("text-dedup", "splink")
