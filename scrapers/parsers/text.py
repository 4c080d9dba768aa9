"""Text out of sources: one clean line, or plain text with its blocks and bullets kept."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

# Elements that end a line. Everything else flows inside it.
_BLOCK_NAMES = (
    "address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|"
    "header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCKS = frozenset(re.findall(r"\w+", _BLOCK_NAMES))
_SILENT = ["head", "iframe", "noscript", "script", "style", "svg", "template"]
_HAS_SILENT = re.compile(r"<(?:head|iframe|noscript|script|style|svg|template)\b", re.I)
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d|#x|[a-zA-Z]{2,8};)")
_ESCAPED_MARKUP = re.compile(r"</?(?:p|br|li|ul|ol|div|strong|b|em|span|h[1-6])\b[^<>]*>", re.I)
# Line breaks and bullets are already characters here; zero-width and control characters say nothing.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200c\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_MANY_BREAKS = re.compile(r"\n{3,}")
_EMPTY_BULLET = re.compile(r"\n- *(?=\n|$)")


def clean_line(value: object) -> str | None:
    """One line without stray blanks; None for nothing. Numbers are spelled out, other types are not text."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and value.strip() == value and "  " not in value:
            return value or None
        return " ".join(_INVISIBLE.sub("", value).split()) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def plain_text(value: object) -> str | None:
    """HTML or plain text -> lines; list items start with `- `, paragraphs may stand apart by one empty line."""
    if not isinstance(value, str) or not value:
        return None
    if _HAS_MARKUP.search(value):
        text = _flatten(value)
        if _ESCAPED_MARKUP.search(text):  # escaped twice, as some feeds do
            text = _flatten(text)
    else:
        text = value.replace("\r\n", "\n").replace("\r", "\n")
    # Most lines have nothing to remove, and looking for it by pattern took half of the time.
    lines = [line if line.isprintable() else _INVISIBLE.sub("", line) for line in text.split("\n")]
    text = "\n".join([" ".join(line.split()) for line in lines])
    return _MANY_BREAKS.sub("\n\n", _EMPTY_BULLET.sub("", text)).strip() or None


def join_blocks(*blocks: str | None) -> str | None:
    """Non-empty texts one after another, an empty line between them."""
    return "\n\n".join(block for block in blocks if block) or None


def _flatten(html: str) -> str:
    tree = LexborHTMLParser(html)
    if _HAS_SILENT.search(html):
        tree.strip_tags(_SILENT)
    body = tree.body
    if body is None:
        return ""
    parts: list[str] = []
    is_line_start = True  # a block begins a line but never adds an empty one; only <br> does
    for node in body.traverse(include_text=True):
        tag = node.tag
        if tag == "br":
            parts.append("\n")
            is_line_start = True
            continue
        if not is_line_start and (tag in _BLOCKS or ((before := node.prev) is not None and before.tag in _BLOCKS)):
            parts.append("\n")
            is_line_start = True
        if tag == "-text":
            text = node.text_content
            if text and not (is_line_start and text.isspace()):
                parts.append(text if text.isprintable() else _SPACES.sub(" ", text))
                is_line_start = False
        elif tag == "li":
            parts.append("- ")
    return "".join(parts)
