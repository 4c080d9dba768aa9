"""Telegram channel posts: the HTML of one `div.tgme_widget_message` of the public preview.

A post is free text. Only what the author labelled (`Company: …`, `ЗП: …`) goes into columns; the rest is description.
A post that clearly states several jobs gives one posting each, `#1`, `#2` …, every one with the text they share.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.lookups import lookup
from scrapers.parsers.records import decode
from scrapers.parsers.role_lines import Section, role_title, split_jobs
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_HASHTAG = re.compile(r"#([\w-]{2,40})")
_ONLY_HASHTAGS = re.compile(r"^[\s#\w,|-]*$")
_DECORATION = re.compile(r"^[^\w#@«\"(]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
# Private-use characters around the number of a link: they survive the way from HTML to lines.
_LINK_MARK = "\ue000"
_LINK_MARKS = re.compile(f"{_LINK_MARK}(\\d+){_LINK_MARK}")
_TITLE_LENGTH = 150
_LABELLED_LENGTH = 120  # a longer line after a label is a sentence
_OWN_SITES = ("t.me", "telegram.me", "telegram.org")


def parse(context: PayloadContext, result: ParseResult) -> None:
    tree = LexborHTMLParser(decode(context.payload))
    message = tree.css_first(".tgme_widget_message") or tree.css_first("[data-post]")
    if message is None:
        raise Unreadable("not_a_message", "no tgme_widget_message in the payload")
    published = _attribute(message.css_first(".tgme_widget_message_date time"), "datetime")
    permalink = _attribute(message.css_first("a.tgme_widget_message_date"), "href")
    texts = [node for node in message.css(".tgme_widget_message_text") if not _is_reply(node)]
    post = _Post(texts, [_attribute(node, "href") for node in message.css("a.tgme_widget_message_link_preview")])
    if not any(post.lines):
        raise Unreadable("no_text", "a post without text, such as a photo")
    sections = split_jobs(post.lines)
    if not sections:
        _add(context, result, post, range(len(post.lines)), permalink, published)
    for number, section in enumerate(sections, start=1):
        _add(context, result, post, range(section.start, section.end), permalink, published, (number, sections))


class _Post:
    """Lines of a post and the addresses each line links to."""

    def __init__(self, texts: list[LexborNode], previews: list[str | None]) -> None:
        hrefs: list[str] = []
        for node in texts:
            for anchor in node.css("a[href]"):
                anchor.insert_after(f"{_LINK_MARK}{len(hrefs)}{_LINK_MARK}")
                hrefs.append(anchor.attributes.get("href") or "")
        marked = (join_blocks(*(plain_text(node.html) for node in texts)) or "").split("\n")
        self.lines = [_LINK_MARKS.sub("", line).strip() for line in marked]
        self._urls = [
            [*(hrefs[int(index)] for index in _LINK_MARKS.findall(line)), *_ADDRESS.findall(line)] for line in marked
        ]
        self._previews = [url for url in previews if url]

    def links(self, numbers: range) -> list[str]:
        """Addresses in these lines; a preview belongs to the whole post."""
        urls = [url for number in numbers for url in self._urls[number]]
        if len(numbers) == len(self.lines):
            urls += self._previews
        return list(dict.fromkeys(url.rstrip(".,;") for url in urls if _is_address(url)))


def _add(
    context: PayloadContext,
    result: ParseResult,
    post: _Post,
    numbers: range,
    permalink: str | None,
    published: str | None,
    part: tuple[int, list[Section]] | None = None,
) -> None:
    own = post.lines[numbers.start : numbers.stop]
    shared = _shared(post.lines, part[1]) if part else []
    labelled = {**_labelled(shared), **_labelled(own)}
    links = post.links(numbers)
    add_posting(
        context,
        result,
        suffix=f"#{part[0]}" if part else "",
        title=part[1][part[0] - 1].title if part else _title(own, labelled),
        url=permalink,
        apply_url=links[0] if len(links) == 1 else None,
        links=links,
        company=labelled.get("company"),
        description=join_blocks("\n".join(own).strip(), "\n".join(shared).strip()),
        published=published,
        salaries=[salary(result, text=labelled.get("salary"))],
        grade_words=_values(labelled.get("grade")),
        location_words=_values(labelled.get("location")),
        format_words=_values(labelled.get("format")),
        employment_words=_values(labelled.get("employment")),
        skills=_values(labelled.get("skills")),
        category_words=_HASHTAG.findall("\n".join([*shared, *own])),
    )


def _shared(lines: list[str], sections: list[Section]) -> list[str]:
    """What stands before the first job and after the last one holds for all of them."""
    before, after = lines[: sections[0].start], lines[sections[-1].end :]
    return [line for line in (*before, *after) if line.strip()]


def _title(lines: list[str], labelled: dict[str, str]) -> str | None:
    """The labelled role, else the first line that opens with a role, else the first line that is more than hashtags."""
    stated = labelled.get("title")
    if stated:
        return role_title(stated) or stated[:_TITLE_LENGTH]
    for line in lines[:10]:
        opening = role_title(line)
        if opening and len(line) <= 3 * _TITLE_LENGTH:
            return opening
    plain = (_DECORATION.sub("", line) for line in lines)
    worded = [
        line for line in plain if line.strip() and not (line.lstrip().startswith("#") and _ONLY_HASHTAGS.match(line))
    ]
    return (worded or [_DECORATION.sub("", lines[0])])[0][:_TITLE_LENGTH] or lines[0][:_TITLE_LENGTH]


def _labelled(lines: list[str]) -> dict[str, str]:
    """Column -> value of the first line that carries one of its labels."""
    found: dict[str, str] = {}
    for line in lines:
        match = _label_pattern().match(line)
        if match is not None and match.lastgroup is not None:
            value = clean_line(match["value"])
            if value and len(value) <= _LABELLED_LENGTH:
                column = next(name for name, text in match.groupdict().items() if name != "value" and text)
                found.setdefault(column, value)
    return found


@cache
def _label_pattern() -> re.Pattern[str]:
    labels: dict[str, list[str]] = lookup("telegram_words")["labels"]
    groups = "|".join(
        f"(?P<{column}>{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
        for column, words in labels.items()
    )
    return re.compile(rf"^[^\w#]*(?:{groups})\s*(?::|\s[-–—]\s)\s*(?P<value>\S.*)$", re.I)


def _values(text: str | None) -> list[str]:
    return [part.strip(" .") for part in re.split(r"[,;|/•]", text or "") if part.strip(" .")]


def _is_address(url: str) -> bool:
    """Web addresses that lead to an ad: no mail, and no profile of a person or channel."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return False
    return parts.netloc.removeprefix("www.") not in _OWN_SITES


def _is_reply(node: LexborNode) -> bool:
    """The quoted beginning of the post being answered is not this post's text."""
    parent = node.parent
    while parent is not None:
        if "tgme_widget_message_reply" in (parent.attributes.get("class") or ""):
            return True
        parent = parent.parent
    return False


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return node.attributes.get(name) if node is not None else None


PARSER = Parser(family="telegram", version="telegram-1", parse=parse)
