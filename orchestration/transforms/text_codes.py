"""Many short texts as one array of code points, for rules that look at every letter of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]


def rows_of_codes(texts: Sequence[str], at_least: int = 1) -> Codes:
    """A row per text, `at_least` so long, with 0 beyond its end."""
    width = max(at_least, *map(len, texts))
    padded = "".join([text.ljust(width, "\0") for text in texts])
    return np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32).reshape(-1, width)
