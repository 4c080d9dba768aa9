"""Imports go one way, and pure code stays pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("scrapers", "orchestration", "expectations")


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(files: list[Path], forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in imported_modules(path)
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
    ]


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("scrapers", ("dagster", "orchestration", "expectations", "dagster_dbt", "dbt")),
        ("orchestration/transforms", ("dagster", "orchestration.assets", "orchestration.resources", "scrapy", "dbt")),
        ("orchestration/publication", ("dagster", "orchestration.assets", "scrapy")),
        ("expectations", ("dagster", "orchestration.assets", "scrapy")),
    ],
)
def test_imports_go_one_way(folder: str, forbidden: tuple[str, ...]) -> None:
    files = python_files(folder)
    assert files, f"{folder} holds no Python files: the rule would check nothing"
    assert offenders(files, forbidden) == []


@pytest.mark.parametrize("folder", ["orchestration/transforms", "scrapers/parsers"])
def test_transforms_and_parsers_do_not_reach_outside(folder: str) -> None:
    files = python_files(folder)
    assert files
    assert offenders(files, ("requests", "httpx", "urllib.request", "socket", "subprocess", "time", "random")) == []


# Reading a packaged lookup is fine and goes through importlib.resources or one `lookups` helper.
CLOCK_AND_ENVIRONMENT = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("os", "environ"),
    ("os", "getenv"),
}


@pytest.mark.parametrize("folder", ["orchestration/transforms", "scrapers/parsers"])
def test_transforms_and_parsers_read_neither_clock_nor_environment(folder: str) -> None:
    found = []
    for path in python_files(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCK_AND_ENVIRONMENT:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_only_dbt_opens_the_warehouse_for_writing() -> None:
    found = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("duckdb.connect")):
                continue
            text = ast.unparse(node)
            if "warehouse" in text and "read_only=True" not in text:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {text}")
    assert found == []


def test_every_module_can_be_named_without_importing_the_whole_tree() -> None:
    """orchestration/__init__.py stays empty: eager packages are how circular imports start."""
    assert (ROOT / "orchestration" / "__init__.py").read_text().strip() == ""
