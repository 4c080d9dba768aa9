"""The files of a new source format, ready to run against the local market: `python -m scrapers.templates myboard`."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

# Template -> where its file belongs, below the package.
TARGETS = {
    "spider.py.j2": "spiders/{family}.py",
    "parser.py.j2": "parsers/{family}.py",
    "face.py.j2": "market/faces/{family}.py",
    "registry.yaml.j2": "registry/{family}.yaml",
    "rates.yaml.j2": "market/lookups/sources/{family}.yaml",
}
IGNORED_FIELDS = "parsers/ignored_fields.yaml"
_FAMILY = re.compile(r"[a-z][a-z0-9_]*")


def files_of(family: str) -> dict[str, str]:
    """Path below the package -> text. Raises ValueError for a name that cannot name a family."""
    if not _FAMILY.fullmatch(family):
        raise ValueError(f"{family!r} is no name of a family: small letters, digits and underscores")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701  # no HTML
    values = {
        "family": family,
        "segment": family.replace("_", "-"),
        "class_name": "".join(part.capitalize() for part in family.split("_")),
    }
    return {
        target.format(family=family): environment.from_string(
            (files("scrapers.templates") / template).read_text(encoding="utf-8")
        ).render(values)
        for template, target in TARGETS.items()
    }


def write(family: str, package: Path | None = None) -> list[Path]:
    """Write the files, and an empty block of known fields. Raises FileExistsError before anything is written."""
    package = package or Path(str(files("scrapers")))
    made = {package / path: text for path, text in files_of(family).items()}
    for path in made:
        if path.exists():
            raise FileExistsError(f"{path} is there already")
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    with (package / IGNORED_FIELDS).open("a", encoding="utf-8") as ignored:
        ignored.write(f"{family}:\n  - id\n")
    return [*made, package / IGNORED_FIELDS]
