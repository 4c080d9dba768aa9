"""What makes the drawn charts answer to pointer, touch and keyboard: three scripts beside the pages.

A page loads only the small one. It fetches Vega and the shapes the first time somebody turns to a chart, and draws it
again with tooltips in place of the still drawing. Without scripts the drawing and the table under it stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from orchestration.publication import charts

FOLDER = "assets"
_SHAPE = re.compile(r'data-shape="([0-9a-f]+)"')


def shapes_of(html: str) -> dict[str, dict[str, Any]]:
    """The compiled shapes that a page draws, by key. Raises KeyError for one that this process never drew."""
    return {key: charts.shape(key) for key in set(_SHAPE.findall(html))}


def write_scripts(folder: Path, shapes: Mapping[str, dict[str, Any]]) -> list[Path]:
    """Write the scripts for charts of these shapes into `folder`/assets and return them."""
    shapes = dict(sorted(shapes.items()))
    contents = {
        "charts.js": Path(__file__).with_name("templates").joinpath("charts.js").read_text(encoding="utf-8"),
        "shapes.js": f"window.jobmartsShapes={json.dumps(shapes, ensure_ascii=False, separators=(',', ':'))};\n",
        "vega.js": _vega(),
    }
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_text(content, encoding="utf-8")
    return [target / name for name in contents]


@cache
def _vega() -> str:
    """Vega and Vega-Embed in one script; putting it together takes more than a second."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
