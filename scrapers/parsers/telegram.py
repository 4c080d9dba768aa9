"""Telegram channel posts: the HTML of one `div.tgme_widget_message` of the public preview, or an exported message.

A post is free text. What the author labelled (`Company: …`, `ЗП: …`) or set between pipes goes into columns; the rest
is description. A post that clearly states several jobs gives one posting each, `#1`, `#2` …, every one with the text
they share. A forwarded post names the post it was first published as among its links; polls and service messages are
no posts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import filterfalse
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.lookups import lookup
from scrapers.parsers.post_lines import Section, announces_list
from scrapers.parsers.post_sections import split_jobs
from scrapers.parsers.records import decode, read_object
from scrapers.parsers.role_lines import has_money, heading_text, is_place_or_format, role_title, stated_role
from scrapers.parsers.telegram_export import preview_html
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_HASHTAG = re.compile(r"(?<![\w/#])#([^\W\d][\w-]{1,39})")
_ONLY_HASHTAGS = re.compile(r"(?:#[\w-]+[\s,|]*)+$")
_DECORATION = re.compile(r"^[^\w#@«\"(]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
# Private-use characters around the number of a link and before bold words: they survive the way from HTML to lines.
_LINK_MARK, _BOLD_MARK = "\ue000", "\ue001"
_LINK_MARKS = re.compile(f"{_LINK_MARK}(\\d+){_LINK_MARK}")
_MARKS = re.compile(f"{_LINK_MARK}\\d+{_LINK_MARK}|{_BOLD_MARK}")
_OPENS_BOLD = re.compile(f"^[^\\w]*{_BOLD_MARK}")
_POST = re.compile(
    r"^https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?(?P<channel>[A-Za-z]\w{3,})/(?P<number>\d+)(?![\w/])"
)
_TITLE_LENGTH = 150
_LABELLED_LENGTH = 120  # a longer line after a label is a sentence
_TITLE_LINES = 10  # a title stands in one of so many lines
_TOLD_LENGTH = 100  # of a job's own lines, title included
_OWN_SITES = ("t.me", "telegram.me", "telegram.org")


def parse(context: PayloadContext, result: ParseResult) -> None:
    html = context.payload
    if html.lstrip()[:1] == b"{":
        html = preview_html(read_object(context, result), context.source_posting_id) or html
    tree = LexborHTMLParser(decode(html))
    message = tree.css_first(".tgme_widget_message") or tree.css_first("[data-post]")
    if message is None:
        raise Unreadable("not_a_message", "no tgme_widget_message in the payload")
    if "service_message" in (message.attributes.get("class") or "").split():
        raise Unreadable("service_message", "the channel was made, renamed, or pinned a post")
    published = _attribute(message.css_first(".tgme_widget_message_date time"), "datetime")
    permalink = _attribute(message.css_first("a.tgme_widget_message_date"), "href")
    post = _Post(message)
    if not any(post.lines):
        if message.css_first(".tgme_widget_message_poll") is not None:
            raise Unreadable("poll", "a poll without text")
        raise Unreadable("no_text", "a post without text, such as a photo")
    sections = split_jobs(post.lines, post.linked, post.bold)
    if not sections:
        _add(context, result, post, range(len(post.lines)), permalink, published)
    for number, section in enumerate(sections, start=1):
        _add(context, result, post, range(section.start, section.end), permalink, published, (number, sections))


class _Post:
    """Lines of a post and the addresses each line links to."""

    def __init__(self, message: LexborNode) -> None:
        hrefs: list[str] = []
        texts = _texts(message)
        for node in texts:
            for anchor in node.css("a[href]"):
                anchor.insert_after(f"{_LINK_MARK}{len(hrefs)}{_LINK_MARK}")
                hrefs.append(anchor.attributes.get("href") or "")
            for bold in node.css("b, strong"):
                if "emoji" not in (_attribute(bold.parent, "class") or ""):
                    bold.insert_before(_BOLD_MARK)
        blocks = dict.fromkeys(plain_text(node.html) for node in texts)
        marked = (join_blocks(*blocks) or "").split("\n")
        self.lines = [_MARKS.sub("", line).strip() for line in marked]
        self.bold = frozenset(number for number, line in enumerate(marked) if _OPENS_BOLD.match(line))
        self._urls = [
            [*(hrefs[int(index)] for index in _LINK_MARKS.findall(line)), *_ADDRESS.findall(_MARKS.sub(" ", line))]
            for line in marked
        ]
        # A card below the text and buttons belong to the whole post.
        around = message.css("a.tgme_widget_message_link_preview, a.tgme_widget_message_inline_button")
        self._around = [url for node in around if (url := _attribute(node, "href"))]
        self.linked = frozenset(
            number
            for number, urls in enumerate(self._urls)
            if any(_is_address(url) or _POST.match(url) for url in urls)
        )
        self.origin = _origin(message)

    def links(self, numbers: range) -> list[str]:
        """Addresses in these lines; what stands around the text belongs to the whole post."""
        urls = [url for number in numbers for url in self._urls[number]]
        if len(numbers) == len(self.lines):
            urls += self._around
        return list(dict.fromkeys(url.rstrip(".,;") for url in urls if _is_address(url)))

    def post_links(self, number: int) -> list[str]:
        """Posts that an entry of a list points to: a digest of a channel's own ads."""
        found = (_POST.match(url) for url in self._urls[number])
        return list(dict.fromkeys(f"https://t.me/{post['channel']}/{post['number']}" for post in found if post))


@dataclass
class _Cells:
    """What a heading between pipes says: `Role | Example | 300-400k | Berlin | remote`."""

    pay: str | None = None
    places: list[str] = field(default_factory=list)


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
    if part and (group := part[1][part[0] - 1].group) is not None:
        own = [post.lines[group], *own]
    shared = _shared(post.lines, part[1]) if part else []
    labelled = {**_labelled(shared), **_labelled(own)}
    links = post.links(numbers)
    if part:
        section = part[1][part[0] - 1]
        title: str | None = section.title
        company = section.company
        traced = post.post_links(numbers.start)
    else:
        title, company = _title(own, labelled)
        # The origin's address is that of one posting only when neither post was split.
        traced = [post.origin] if post.origin else []
    cells = _cells(own)
    add_posting(
        context,
        result,
        suffix=f"#{part[0]}" if part else "",
        title=title,
        url=permalink,
        apply_url=links[0] if len(links) == 1 else None,
        links=[*traced, *links],
        company=labelled.get("company") or company,
        description=join_blocks("\n".join(own).strip(), "\n".join(_said_of_each(own, shared)).strip()),
        published=published,
        salaries=[salary(result, text=labelled.get("salary") or cells.pay)],
        grade_words=_values(labelled.get("grade")),
        location_words=_values(labelled.get("location")) or cells.places,
        format_words=_values(labelled.get("format")),
        employment_words=_values(labelled.get("employment")),
        skills=_values(labelled.get("skills")),
        category_words=_HASHTAG.findall("\n".join([*shared, *own])),
    )


def _shared(lines: list[str], sections: list[Section]) -> list[str]:
    """What stands before the first job and after the last one holds for all of them, but for a group's heading."""
    groups = {section.group for section in sections}
    around = (*range(sections[0].start), *range(sections[-1].end, len(lines)))
    return [lines[number] for number in around if number not in groups and lines[number].strip()]


def _said_of_each(own: list[str], shared: list[str]) -> list[str]:
    """What the post says of a job besides its own lines. A heading like `Подборка недели` is no part of an ad that says
    something itself: its job would read as a digest."""
    is_told = any(map(has_money, own)) or sum(map(len, own)) > _TOLD_LENGTH
    return list(filterfalse(announces_list, shared)) if is_told else shared


def _title(lines: list[str], labelled: dict[str, str]) -> tuple[str | None, str | None]:
    """(title, employer): the labelled role, else the first line that names a role, else the first one with words."""
    stated = labelled.get("title")
    if stated:
        title, company = stated_role(stated)
        return title or stated[:_TITLE_LENGTH], company
    first = [line for line in lines[:_TITLE_LINES] if line.strip() and not _is_tags(line)][:1]
    for read, tried in ((stated_role, first), (_opening_role, lines), (stated_role, lines)):
        for line in tried[:_TITLE_LINES]:
            title, company = read(line) if len(line) <= 3 * _TITLE_LENGTH else (None, None)
            if title is not None:
                return title, company
    worded = [line for line in lines if line.strip() and not _is_tags(line)]
    plain = _DECORATION.sub("", (worded or lines)[0])
    return (plain or lines[0])[:_TITLE_LENGTH], None


def _opening_role(line: str) -> tuple[str | None, str | None]:
    return stated_role(line) if role_title(line) else (None, None)


def _is_tags(line: str) -> bool:
    plain = _DECORATION.sub("", line).lstrip()
    return not plain or (plain.startswith("#") and _ONLY_HASHTAGS.match(plain) is not None)


def _cells(lines: list[str]) -> _Cells:
    """Pay and place of the first line that sets a role between pipes."""
    found = _Cells()
    for line in lines[:_TITLE_LINES]:
        cells = [cell.strip() for cell in re.split(r"\s*\|\s*", heading_text(line)) if cell.strip()]
        if len(cells) < 2 or stated_role(line)[0] is None:
            continue
        for cell in cells:
            if has_money(cell) and found.pay is None and len(cell) <= _LABELLED_LENGTH:
                found.pay = cell
            elif is_place_or_format(cell) and not has_money(cell):
                found.places.append(cell)
        break
    return found


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
    labels: dict[str, list[str]] = lookup("post_words")["labels"]
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


def _texts(message: LexborNode) -> list[LexborNode]:
    """The post's own texts: not the quoted beginning of a post it answers, and a text inside another only once."""
    return [
        node
        for node in message.css(".tgme_widget_message_text")
        if not _is_inside(node, ("tgme_widget_message_reply", "tgme_widget_message_text"))
    ]


def _is_inside(node: LexborNode, names: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if set((parent.attributes.get("class") or "").split()) & set(names):
            return True
        parent = parent.parent
    return False


def _origin(message: LexborNode) -> str | None:
    """Address of the channel post that this one forwards; people and hidden channels have none."""
    name = message.css_first("a.tgme_widget_message_forwarded_from_name")
    post = _POST.match(_attribute(name, "href") or "")
    return f"https://t.me/{post['channel']}/{post['number']}" if post else None


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return node.attributes.get(name) if node is not None else None


PARSER = Parser(family="telegram", version="telegram-7", parse=parse)
