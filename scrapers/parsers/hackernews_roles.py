"""Which roles a comment of "Who is hiring?" offers: those of its header, of a list, or of a sentence that says who is
sought. A slogan, an employer or a sentence is no role; "engineers" alone is one only when nothing says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from scrapers.parsers.lookups import lookup
from scrapers.parsers.post_lines import Section
from scrapers.parsers.role_lines import MARK, heading_text, role_title

_LIST = re.compile(r"\s*(?:,|;|\s[&+]\s|\band\b|\bor\b)\s*(?![^()]*\))")
_SENTENCE = re.compile(r"[.!?](?=\s|$)|;\s|\s[-–—]+>?\s|\s\(?https?:|…|\s=")
_CELL = re.compile(
    r"\s*\|\s*|\s+[-–—•·~@]+\s+|\s*(?:--|==|::)+\s*|[:;!?]\s+|(?<!\bsr)(?<!\bjr)\.\s+|\s*\((?=https?:)|\)\s+", re.I
)
_ITEM_END = re.compile(r"\s+[-–—]+>?\s+|\s*[-=]+>\s*|\s--+\s|:\s|;\s|\s*\(?https?:|\.\s|\.$|\s=+$")
_ADDRESS = re.compile(r"\s*[(\[]?\s*(?:https?://|www\.)\S+|\s*[(\[]\s*[)\]]|<e?mail>")
_TRAILING = re.compile(r"\s*\((?!https?:)[^()]{2,60}\)(?=[\s,.;:!?]|$)")
_CLAUSE = re.compile(r",\s|\s(?:who|that|to|with|for|at|on|in)\s", re.I)
_DEV_OPS = re.compile(r"\bdev ops\b", re.I)
_JOINS = ("/", "&", "+")
_ARROW = re.compile(r"\s*[-=]+>\s*")
_LEADING = re.compile(r"^(?:(?:and|or|for|an?|the|great|awesome|amazing|talented|experienced|passionate)\s+)+", re.I)
_EDGES = " .,;:!?-–—*=~#+•·|\"'“”‘’`<>"
_MOST_WORDS = (
    7  # before the noun of a role. Lengths here were chosen by looking at posts; the scorecard holds what they give
)
_TITLE_LENGTH, _ITEM_LENGTH, _HEADING_LENGTH = 150, 300, 160
_MOST_ITEMS, _MOST_LISTED = 20, 6
_HEADER_LINES = 3
_OWN_LENGTH = 60  # characters that tell of a role, beside its name
_SAID_LENGTH = 220  # of what follows "we are looking for"


class Role(NamedTuple):
    title: str
    is_general: bool  # "engineers": says less than any other


def header_roles(lines: list[str], is_general: bool = False) -> list[str]:
    """Roles that a cell of the opening lines names: `Riga - Backend Engineer - Example`."""
    for number, line in enumerate([line for line in lines if line][:_HEADER_LINES]):
        if len(line) > (_HEADING_LENGTH if number else _ITEM_LENGTH) or (number and _predicate().search(line)):
            continue  # a sentence
        for cell in _CELL.split(line) if _any_noun().search(line) else ():
            roles = _listed(cell) if cell and not seeking().search(cell) else []
            if roles and _all_general(roles) <= is_general and _is_title_cell(_from_roles(cell, roles), roles):
                return _titles(roles)
    return []


def sought_roles(lines: list[str]) -> tuple[list[str], bool]:
    """Roles of the first sentence that says who is sought and names more than `engineers`, after what was said before;
    and whether all of them stand in one list."""
    before: list[Role] = []
    for roles in _sought(lines):
        if not _all_general(roles):
            titles = _titles([*before, *roles])
            return titles, len(titles) == len(_titles(roles))
        before += roles
    return [], False


def headed_jobs(lines: list[str]) -> list[Section]:
    """Lines that are nothing but a role, or a role and then what it is about, each with the lines below it."""
    found = [
        (number, title)
        for number, line in enumerate(lines)
        if _any_noun().search(line, 0, _HEADING_LENGTH)
        and (title := _whole_role(_ITEM_END.split(line[:_ITEM_LENGTH], maxsplit=1)[0])) is not None
    ]
    ends = [*(number for number, _ in found[1:]), len(lines)][: len(found)]
    return [Section(title, number, end) for (number, title), end in zip(found, ends, strict=True)]


def are_told_apart(lines: list[str], jobs: list[Section]) -> bool:
    """Whether every job has a name and at least a sentence of its own."""
    titles = {job.title.casefold() for job in jobs}
    texts = (" ".join(filter(None, lines[job.start : job.end])) for job in jobs)
    is_told = all(len(text) - len(job.title) >= _OWN_LENGTH for text, job in zip(texts, jobs, strict=True))
    return 1 < len(titles) == len(jobs) and is_told


def general_roles(lines: list[str]) -> list[str]:
    """What is left when no role is named: whom or what the post seeks in general, then the first plural of its text."""
    if roles := header_roles(lines, is_general=True) or [title for found in _sought(lines) for title in _titles(found)]:
        return list(dict.fromkeys(roles))
    for line in lines:
        if (area := _area_openings().search(line) or _area_positions().search(line)) is not None:
            return [clean_title(area["areas"])]
    for line in lines:
        if (word := _general_plural().search(line)) is not None:
            return [word[0].lower()]
    return []


def listed_jobs(lines: list[str]) -> list[Section]:
    """Entries of a list below a heading like `We are hiring:`; most of them name a role."""
    for number, line in enumerate(lines):
        if line and len(line) <= _HEADING_LENGTH and _opens_list(line):
            entries = list(_entries(lines, number + 1))
            if entries:
                return entries
    return []


def clean_title(text: str) -> str:
    """A title without addresses, marks and brackets that are not closed; at most 150 characters."""
    told = _ARROW.split(_ADDRESS.sub(" ", text), maxsplit=1)[0]
    title = _LEADING.sub("", " ".join(told.split()).strip(_EDGES))
    for opening, closing in (("(", ")"), ("[", "]")):
        if title.count(opening) > title.count(closing):
            title = title[: title.rfind(opening)].strip(_EDGES)
    return title[:_TITLE_LENGTH].strip(_EDGES)


def joined_title(titles: Iterable[str]) -> str:
    """One title of several roles, as many as fit."""
    joined = ""
    for title in titles:
        longer = f"{joined}, {title}" if joined else title
        if len(longer) > _TITLE_LENGTH:
            break
        joined = longer
    return joined


def _titles(roles: list[Role]) -> list[str]:
    """Distinct titles, without an `engineers` beside `backend engineers`."""
    nouns = {_stem(role.title) for role in roles if not role.is_general}
    kept = [role.title for role in roles if not role.is_general or _stem(role.title) not in nouns]
    return list(dict.fromkeys(title for text in kept if (title := clean_title(text))))


def _stem(title: str) -> str:
    noun = title.split()[-1].casefold()
    return "engineer" if _general_plural().fullmatch(noun) or _general_plural().fullmatch(f"{noun}s") else noun


def _all_general(roles: list[Role]) -> bool:
    return all(role.is_general for role in roles)


def _sought(lines: list[str]) -> Iterator[list[Role]]:
    for line in lines:
        for found in seeking().finditer(line):
            if _others_seek().search(line[: found.start()]):
                continue
            said = line[found.end() : found.end() + _SAID_LENGTH].lstrip(" :-–—")
            roles = _listed(_SENTENCE.split(said, maxsplit=1)[0])
            if roles:
                yield roles


def _opens_list(line: str) -> bool:
    is_open = line.endswith(":") or len(line) <= _HEADING_LENGTH / 2
    return is_open and _list_heading().search(line) is not None and not _listed(line)


def _entries(lines: list[str], first: int) -> Iterator[Section]:
    """Lines of one kind, of which at least two in three name a role."""
    numbers: list[int] = []
    titles: list[str | None] = []
    sign: str | None = None
    for number in range(first, len(lines)):
        line = lines[number]
        if not line:
            continue
        mark = MARK.match(line)
        kind = ("number" if mark["number"] else (mark["bullet"] or "").strip()[:1]) if mark else ""
        if sign is None:
            sign = kind
        title = _item_role(line)
        if kind != sign or (not sign and title is None):
            if not numbers or not sign:
                break
            continue  # the text of an entry
        numbers.append(number)
        titles.append(title)
        if len(numbers) == _MOST_ITEMS:
            break
    named = [(number, title) for number, title in zip(numbers, titles, strict=True) if title is not None]
    if not named or 3 * len(named) < 2 * len(numbers):
        return
    ends = [*numbers[1:], len(lines)]
    bodies = [sum(bool(line) for line in lines[n + 1 : end]) for n, end in zip(numbers[:-1], ends, strict=False)]
    stop = dict(zip(numbers, ends, strict=True))
    last = numbers[-1]
    stop[last] = _after(lines, last, max(bodies, default=0))
    for number, title in named:
        yield Section(title, number, stop[number] if any(bodies) else number + 1)


def _after(lines: list[str], number: int, said: int) -> int:
    """The line after so many more that say something."""
    for end in range(number + 1, len(lines)):
        if lines[end] and not said:
            return end
        said -= bool(lines[end])
    return len(lines)


def _item_role(line: str) -> str | None:
    """The role that an entry of a list opens with; in such a list `Backend (Go)` is one too."""
    if len(line) > 4 * _ITEM_LENGTH:
        return None
    text = _ITEM_END.split(heading_text(line)[:_ITEM_LENGTH], maxsplit=1)[0].strip()
    if not text or len(text) > _HEADING_LENGTH or _stops().match(text):
        return None
    if (title := role_title(text)) is not None:
        return clean_title(title)
    roles = _listed(text)
    if roles and _is_title_cell(text, roles):
        return clean_title(joined_title(role.title for role in roles))
    return clean_title(text) if _area().match(text) and len(text.split()) <= _MOST_WORDS else None


def _whole_role(line: str) -> str | None:
    if len(line) > _HEADING_LENGTH or _any_noun().search(line) is None:
        return None
    text = heading_text(line).strip(_EDGES)
    title = role_title(text)
    if title is not None and len(clean_title(text)) - len(clean_title(title)) <= 2:
        return clean_title(title)
    roles = _listed(text)
    is_whole = len(roles) == 1 and not roles[0].is_general and len(text) - len(roles[0].title) <= 2
    return clean_title(roles[0].title) if is_whole else None


def _from_roles(cell: str, roles: list[Role]) -> str:
    """What a cell says of its roles, without what follows a comma or a relative clause at the end."""
    start, last = cell.find(roles[0].title), cell.find(roles[-1].title)
    if min(start, last) < 0:
        return cell
    after = _CLAUSE.search(cell, last + len(roles[-1].title))
    return cell[start : after.start()] if after else cell[start:]


def _is_title_cell(cell: str, roles: list[Role]) -> bool:
    """Whether a cell says little besides its roles: `Backend Engineer in Riga`, not a sentence about engineers."""
    return len(cell.split()) - sum(len(role.title.split()) for role in roles) <= 4 and not _predicate().search(cell)


def _listed(text: str) -> list[Role]:
    """Roles of a list like `backend and mobile engineers, a designer`, up to the first part that is none."""
    if _any_noun().search(text) is None:
        return []
    text = _DEV_OPS.sub("DevOps", text)
    roles: list[Role] = []
    waiting: int | None = None  # where areas begin whose noun is still to come
    begin = 0
    for end, after in [*((found.start(), found.end()) for found in _LIST.finditer(text)), (len(text), len(text))]:
        part = text[begin:end]
        span = _phrase(part)
        if span is not None:
            start = begin + span[0] if waiting is None else waiting
            title = text[start : begin + span[1]]
            roles.append(Role(title, _general().fullmatch(title) is not None))
            waiting = None
        elif _area().fullmatch(part, praise := _end_of(_before_title().match(part)), len(part.rstrip())):
            waiting = begin + praise if waiting is None else waiting
        elif roles and part.strip():
            break
        begin = after
        if len(roles) == _MOST_LISTED:
            break
    return roles


def _end_of(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _phrase(text: str) -> tuple[int, int] | None:
    """(start, end) of the role that a text opens with: praise is left out, a verb or preposition ends it."""
    start = _end_of(_before_title().match(text))
    if (head := _head_of().match(text, start)) is not None:
        return start, head.end()
    end = None
    opened = 0  # where a bracket before the noun begins: `Riga (Go developer)`
    is_joined = False  # `Ruby Engineer / Systems Architect` is one name
    for count, word in enumerate(re.finditer(r"\S+", text[start:])):
        bare = word[0].strip("()[]" + _EDGES)
        if _stops().fullmatch(bare) or count > _MOST_WORDS or (end is None and word[0][:4] == "http"):
            break
        if end is None and word[0][0] == "(" and ")" not in word[0]:
            opened = word.start() + 1
        if _noun().fullmatch(bare) or any(map(_noun().fullmatch, bare.split("/"))):
            end = start + word.end() - len(word[0]) + len(word[0].rstrip(")]" + _EDGES))
            is_joined = False
        elif end is not None and bare and not is_joined and bare not in _JOINS and not _area().fullmatch(bare):
            break
        is_joined = is_joined or word[0] in _JOINS
        if word[0][-1] in ".,;:!?" and bare.lower() not in ("sr", "jr"):
            break
    if end is None:
        return None
    trailing = _TRAILING.match(text, end)
    return start + opened, trailing.end() if trailing else end


@cache
def words(group: str) -> str:
    """Alternatives of one group of the words file, for a pattern."""
    alternatives: list[str] = lookup("hackernews_words")[group]
    return "|".join(alternatives)


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(rf"(?:[\w.+#]+-)?(?:{words('nouns')})", re.I)


@cache
def _any_noun() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{words('nouns')}|dev ops)(?!\w)", re.I)


@cache
def _general() -> re.Pattern[str]:
    return re.compile(rf"(?:{words('general')})", re.I)


@cache
def _general_plural() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('general_plurals')})(?!\w)", re.I)


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"(?:{words('not_in_title')})(?!\w)", re.I)


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('predicates')})(?!\w)", re.I)


@cache
def _area() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{words('areas')})(?!\w)[\s/-]*)+", re.I)


@cache
def _area_openings() -> re.Pattern[str]:
    area = rf"(?:{words('areas')})(?!\w)"
    return re.compile(
        rf"(?<!\w)(?:{words('openings')})[^.!?]{{0,60}}?\s(?:in|for|on|across|:)\s+[^.!?]{{0,40}}?"
        rf"(?P<areas>{area}(?:(?:\s*[,/&]\s*|\s+(?:and|or)\s+|\s+)(?:(?:and|or)\s+)?{area})*(?:\s+engineering)?)",
        re.I,
    )


@cache
def _area_positions() -> re.Pattern[str]:
    """`Several front-end and back-end positions`."""
    area = rf"(?:{words('areas')})(?!\w)"
    return re.compile(
        rf"(?<!\w)(?P<areas>{area}(?:(?:\s*[,/&]\s*|\s+(?:(?:and|or)\s+)?){area})*)(?:\s+(?:development|engineering))?\s+"
        rf"(?:positions?|openings?|roles?|opportunit(?:y|ies))(?!\w)",
        re.I,
    )


@cache
def _head_of() -> re.Pattern[str]:
    return re.compile(r"(?i:vp|svp|vice president|head|director|chief) of [\w/&-]+(?: [A-Z]\w+){0,2}")


@cache
def _before_title() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:(?:{words('before_title')})(?!\w)[\s,.)/-]*)*", re.I)


@cache
def seeking() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('hiring')})(?!\w)", re.I)


@cache
def _others_seek() -> re.Pattern[str]:
    """`If you are looking for a team of engineers`, `we are not hiring`."""
    return re.compile(rf"(?<!\w)(?:{words('others_seek')})\s*$", re.I)


@cache
def _list_heading() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('hiring')}|{words('openings')})(?!\w)", re.I)
