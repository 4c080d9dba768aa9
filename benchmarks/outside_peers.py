"""Pairs of near-equal texts by tools whose dependencies cannot stand beside the project's: text-dedup and Splink.

    VENV/bin/python benchmarks/outside_peers.py text-dedup|splink TEXTS.parquet PAIRS.json

Run by `python -m benchmarks.linking --peers-python VENV/bin/python` in a virtual environment that holds them and none
of this project (`pip install text-dedup splink`). TEXTS has the column `text`; PAIRS are lists of two row numbers.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PERMUTATIONS, BANDS, SHINGLE_WORDS = 128, 32, 3  # as orchestration/transforms/linking_thresholds.py and shingles.py
SKETCH, BLOCKS = 64, 8
SAME = 0.9  # Splink's probability of a match


def text_dedup_pairs(texts: list[str]) -> list[tuple[int, int]]:
    """Its own MinHash deduplication, which joins all that share a band and checks no candidate."""
    with TemporaryDirectory() as folder:
        pq.write_table(pa.table({"text": texts}), Path(folder) / "texts.parquet")
        command = [sys.executable, "-m", "text_dedup.minhash", "--path", "parquet", "--split", "train"]
        command += ["--data_files", f"{folder}/texts.parquet", "--cache_dir", f"{folder}/cache"]
        command += [
            "--output",
            f"{folder}/out",
            "--debug",
            "--num_proc",
            "1",
            "--column",
            "text",
            "--hash_func",
            "xxh3",
        ]
        command += ["--ngram", str(SHINGLE_WORDS), "--num_perm", str(PERMUTATIONS), "--b", str(BANDS)]
        command += ["--r", str(PERMUTATIONS // BANDS)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with (Path(folder) / "out" / "uf.pkl").open("rb") as file:
            found = pickle.load(file)
        parents = getattr(found, "parent", found)
        return [(first, number) for number, first in parents.items() if first != number]


def splink_pairs(texts: list[str]) -> list[tuple[int, int]]:
    """Its probabilistic model over records of a bottom-k sketch: blocked on the smallest hashes, compared by how many
    of the sketch agree. Splink compares fields and has no sketch of its own. Pairs of chance never share half a sketch,
    so it takes its default for how often they do."""
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    sketches = [_sketch(text) for text in texts]
    records = pd.DataFrame({"unique_id": range(len(texts)), "sketch": sketches})
    records["blocks"] = [one[:BLOCKS] for one in sketches]
    records["smallest"] = [one[0] if one else None for one in sketches]  # training cannot explode
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparisons.ArrayIntersectAtSizes("sketch", [SKETCH * 3 // 4, SKETCH // 2])],
        blocking_rules_to_generate_predictions=[block_on("blocks", arrays_to_explode=["blocks"])],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(records), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("smallest")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("smallest"))
    found = linker.inference.predict(threshold_match_probability=SAME).as_pandas_dataframe()
    return [
        (min(pair), max(pair))
        for pair in zip(found["unique_id_l"].tolist(), found["unique_id_r"].tolist(), strict=True)
    ]


def _sketch(text: str) -> list[int]:
    words = text.lower().split()
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    return sorted(int.from_bytes(blake2b(one.encode(), digest_size=7).digest()) for one in shingles)[:SKETCH]


if __name__ == "__main__":
    tool, texts_path, pairs_path = sys.argv[1:]
    rows = pq.read_table(texts_path).column("text").to_pylist()
    pairs = {"text-dedup": text_dedup_pairs, "splink": splink_pairs}[tool](rows)
    Path(pairs_path).write_text(json.dumps(pairs), encoding="utf-8")
