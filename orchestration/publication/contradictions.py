"""What a release must not say. Each check raises `Contradiction`; a release with one is never published.

The guards answer known faults of market reports: figures that disagree with each other, shares that do not add up,
a step that its own medians do not give, a language taken for a country, a stock larger than the flow it comes from,
a sentence naming a leader who is not, a self-evident technology at the head of a list, template text on the page.
Cells are judged in contradictions_marts.py, pages here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from orchestration.publication.metrics import Metric, UnknownMeasure
from orchestration.publication.view import Section, View

# Template syntax, values of Python and JavaScript that were printed as they are, and names of page components.
_LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{\w+\}|\bNone\b|\bnan\b|\bNaN\b|\bNaT\b|<NA>|\bUndefined\b|\bundefined\b|\bnull\b|\binf\b"
    r"|\bMarkup\(|\[object |</?[A-Z][A-Za-z]+|\b[A-Z][a-z]+(?:Chart|Widget|Component)\b"
)
# A tag starts with a letter, a slash or an exclamation mark: anything else is text that was not escaped.
_UNESCAPED = re.compile(r"<(?![A-Za-z/!])")
# A link that only names an alternate (a language, a feed) loads nothing.
_EXTERNAL = re.compile(
    r"<(?:script|iframe|object|embed|img|audio|video|source)\b|<link\b(?![^>]*\brel=\"alternate\")|@import|url\(|\ssrc=",
    re.I,
)
# The one script that comes with the release.
_OWN_SCRIPT = re.compile(r'<script src="(?:\.\./)?assets/charts\.js" defer></script>')
_SCHEMES = re.compile(r"^(?:https?://|#|[\w./-]+(?:#[\w-]+)?$)")
MAX_PAGE_BYTES = 1_500_000


class Contradiction(ValueError):
    """Two statements of one release cannot both be true, or one is not fit to be shown."""


def check_page(name: str, html: str, view: View, sections: Sequence[Section]) -> None:
    """Judge a rendered page against the cells it claims to show. Raises Contradiction naming page and place."""
    if len(html.encode()) > MAX_PAGE_BYTES:
        raise Contradiction(f"{name}: {len(html.encode()):,} bytes, more than {MAX_PAGE_BYTES:,}")
    if found := _UNESCAPED.search(html):
        raise Contradiction(f"{name}: unescaped text {html[found.start() : found.start() + 20]!r}")
    if found := _EXTERNAL.search(_OWN_SCRIPT.sub("", html, count=1)):
        raise Contradiction(f"{name}: a page loads nothing but its charts, found {found[0]!r}")
    tree = LexborHTMLParser(html)
    _check_cells(name, tree, view)
    _check_links(name, tree)
    for section in sections:
        _check_ranking(f"{name}#{section.id}", section, view)
        for reading in section.readings:
            _check_leader(f"{name}#{section.id}", reading.leader, reading.field)
    _check_leaks(name, tree)


def _check_leaks(name: str, tree: LexborHTMLParser) -> None:
    # Words of sources and employers are shown as they are: a title may well hold "null" or "<Remote>".
    for node in tree.css("style, [translate=no], #sources svg"):
        node.decompose()
    text = tree.root.text(separator=" ") if tree.root else ""
    if found := _LEAKS.search(text):
        raise Contradiction(
            f"{name}: template text leaked near {text[max(0, found.start() - 30) : found.end() + 30]!r}"
        )


def _check_cells(name: str, tree: LexborHTMLParser, view: View) -> None:
    for node in tree.css("data[data-m]"):
        reference, text = node.attributes["data-m"] or "", node.text()
        try:
            expected = view.figures.text(view.layer.metric_at(reference))
        except UnknownMeasure:
            raise Contradiction(f"{name}: {text!r} refers to no mart cell ({reference})") from None
        if expected != text:
            raise Contradiction(f"{name}: {text!r} stands for {reference}, which is {expected!r}")


def _check_leader(where: str, leader: Metric | None, field: Sequence[Metric]) -> None:
    if leader is None:
        return
    largest = max((metric.value or 0 for metric in field), default=None)
    if largest is None or leader.value is None or leader.value < largest:
        raise Contradiction(f"{where}: a sentence names {leader.ref} as the largest of {len(field)}, it is not")


def _check_links(name: str, tree: LexborHTMLParser) -> None:
    for node in tree.css("a[href]"):
        address = node.attributes["href"] or ""
        if not _SCHEMES.match(address):
            raise Contradiction(f"{name}: a link leads to {address[:60]!r}")


def _check_ranking(where: str, section: Section, view: View) -> None:
    """Python among the wants of Python developers says nothing, whatever its share."""
    own = {row["technology"] for row in view.rows("mart_technologies") if row["is_defining"]}
    if named := own & set(section.ranking):
        raise Contradiction(f"{where}: {', '.join(sorted(named))} defines the specialization and stands in its ranking")
