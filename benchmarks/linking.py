"""Fingerprints and links per second, beside datasketch on the same texts.

    python -m benchmarks.linking --sizes 2000 10000 --json benchmarks/results/linking.json

Texts are simulated ads of about 1,650 characters; a third are copies (equal, edited or cut). Quality is counted on the
planted copies. datasketch gets the same shingles and bands; its words are split in Python, as its users do.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from datasketch import MinHash, MinHashLSH
from rich.console import Console
from rich.table import Table

from orchestration.transforms.fingerprints import fingerprint_postings, minhash_digests
from orchestration.transforms.linking import link_postings
from orchestration.transforms.linking_thresholds import BANDS, NEAR_SAME_TITLE, PERMUTATIONS
from orchestration.transforms.shingles import SHINGLE_WORDS, hash_texts
from scrapers.schemas import PARSED_POSTINGS

LAST_DAY = date(2031, 6, 30)
NEW_SHARE = 0.02
SYLLABLES = [a + b for a in "бвгдзклмнпрст" for b in "аеиоуя"]


def simulated_texts(count: int, seed: int) -> tuple[list[str], list[int]]:
    """Texts and, for each, the number of the text it copies (its own number for an original)."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 5))) for _ in range(20_000)]
    texts: list[str] = []
    origins: list[int] = []
    for number in range(count):
        if number > 10 and rng.random() < 1 / 3:
            origin = origins[rng.randrange(number)]
            copy = texts[origin].split()
            for _ in range(rng.randrange(6)):
                copy[rng.randrange(len(copy))] = rng.choice(words)
            texts.append(" ".join(copy[: len(copy) - rng.randrange(12)]))
            origins.append(origin)
        else:
            texts.append(" ".join(rng.choices(words, k=240)))
            origins.append(number)
    return texts, origins


def parsed(texts: list[str], origins: list[int]) -> pa.Table:
    """Parsed postings around the texts; the last share of them is new on LAST_DAY."""
    first_new = int(len(texts) * (1 - NEW_SHARE))
    rows = [
        dict.fromkeys(PARSED_POSTINGS.names)
        | {
            "payload_hash": f"h{number}",
            "source": f"json_ld:{number % 5}",
            "source_posting_id": str(number),
            "raw_posting_id": str(number),
            "posting_key": f"json_ld/{number}",
            "landed_on": LAST_DAY if number >= first_new else LAST_DAY - timedelta(days=1 + number % 90),
            "title": f"Python-разработчик проекта {origin}",
            "company": f"ООО Работодатель {origin % 997}",
            "description": text,
        }
        for number, (text, origin) in enumerate(zip(texts, origins, strict=True))
    ]
    return pa.Table.from_pylist(rows, schema=PARSED_POSTINGS)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def datasketch_pairs(texts: list[str]) -> set[tuple[int, int]]:
    """Pairs as a plain datasketch user finds them: split, shingle, sketch, query, insert."""
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    sketches: list[MinHash] = []
    pairs = set()
    for number, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch({" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in range(len(words) - 2)})
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= NEAR_SAME_TITLE:
                pairs.add((other, number))
        index.insert(number, sketch)
        sketches.append(sketch)
    return pairs


def all_links(prints: pa.Table) -> pa.Table:
    """Everything against everything: all rows as one day."""
    columns = prints.set_column(
        prints.schema.get_field_index("landed_on"),
        prints.schema.field("landed_on"),
        pa.repeat(LAST_DAY, len(prints)).cast(pa.date32()),
    )
    return link_postings(columns, prints.slice(0, 0), LAST_DAY)


def f1(pairs: set[tuple[int, int]], origins: list[int]) -> tuple[float, float]:
    """Precision of the pairs, and the share of copies that are paired with a text of the same origin."""
    right = {pair for pair in pairs if origins[pair[0]] == origins[pair[1]]}
    copies = {number for number, origin in enumerate(origins) if origin != number}
    found = {number for pair in right for number in pair} & copies
    return len(right) / max(len(pairs), 1), len(found) / max(len(copies), 1)


def measure(size: int, seed: int) -> dict[str, Any]:
    texts, origins = simulated_texts(size, seed)
    table = parsed(texts, origins)
    all_links(fingerprint_postings(table.slice(0, 20)))  # load the lookups
    shingle_seconds, hashed = timed(lambda: hash_texts(texts))
    minhash_seconds, _ = timed(lambda: minhash_digests(hashed.shingles, hashed.offsets))
    print_seconds, prints = timed(lambda: fingerprint_postings(table))
    link_seconds, links = timed(lambda: all_links(prints))
    new = prints.filter(pc.equal(prints["landed_on"], LAST_DAY))
    window = prints.filter(pc.less(prints["landed_on"], LAST_DAY))
    day_seconds, _ = timed(lambda: link_postings(new, window, LAST_DAY))
    reference_seconds, reference = timed(lambda: datasketch_pairs(texts))
    numbers = [
        [int(key.split("/")[1]) for key in links[name].to_pylist()] for name in ("earlier_posting_key", "posting_key")
    ]
    precision, recall = f1(set(zip(*numbers, strict=True)), origins)
    reference_precision, reference_recall = f1(reference, origins)
    return {
        "postings": size,
        "characters": round(sum(map(len, texts)) / size),
        "shingles_per_second": round(size / shingle_seconds),
        "minhash_per_second": round(size / minhash_seconds),
        "fingerprints_per_second": round(size / print_seconds),
        "end_to_end_per_second": round(size / (print_seconds + link_seconds)),
        "datasketch_per_second": round(size / reference_seconds),
        "speed_up": round(reference_seconds / (print_seconds + link_seconds), 1),
        "new_day": len(new),
        "new_day_seconds": round(day_seconds, 3),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "datasketch_precision": round(reference_precision, 4),
        "datasketch_recall": round(reference_recall, 4),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[2_000, 10_000])
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", type=Path, default=Path("benchmarks/results/linking.json"))
    arguments = options.parse_args()
    results = [measure(size, arguments.seed) for size in arguments.sizes]
    table = Table("measure", *(f"{result['postings']:,}" for result in results))
    for name in list(results[0])[1:]:
        table.add_row(name.replace("_", " "), *(f"{result[name]:,}" for result in results))
    Console().print(table)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
