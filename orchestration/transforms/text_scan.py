"""One pass of one automaton over a whole text finds every dictionary word of every field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.words import fold, one_script, same_letters

# Short keys would be hit inside ordinary words all the time; with the character before them in the key they are not.
_SHORT = 3
_BEFORE = " \n\t([{/,;:.|-–—•*\"'«“„+&=>#·"
# "C" and "R" begin every tenth word: they were half of all hits. With the character after them in the key as well they
# are hit only where they stand alone.
_AFTER = " \n\r\t)]}([{/\\,;:.|-‑–—•*\"'`»”“’!?…&=<>·@%$~^®™"

# Kinds of words that are looked for at the ends of lines that a dump ran together; names of technologies begin names of
# firms ("SharpSpring"), so they only in texts with so many characters a line: 96 % of the ads of such a dump, of whole
# texts 2 % of a forum's posts and none of four boards'.
_GLUED = frozenset(("work_format",))
_GLUED_IN_RUN_TOGETHER = frozenset(("work_format", "technology"))
_RUN_TOGETHER = 400
# The value of a technology hit that is none: a longer phrase that holds the name of one and covers it.
NOT_MEANT = "?none"


class Hit(NamedTuple):
    """A dictionary word at [start, end) of Scan.text."""

    start: int
    end: int
    value: str


class Scan(NamedTuple):
    """A text as it was searched: with its case, folded, and what was found by kind. Both texts have equal length."""

    text: str
    folded: str
    title_end: int
    hits: dict[str, list[Hit]]
    longest: dict[str, list[Hit]]  # what of() has answered so far

    def of(self, kind: str) -> list[Hit]:
        """Hits of one kind, those inside a longer one of the same kind left out, by position. Not to be changed."""
        found = self.hits.get(kind)
        if found is None or len(found) == 1:
            return found or []
        if kind in self.longest:
            return self.longest[kind]
        kept: list[Hit] = []
        self.longest[kind] = kept
        found.sort(key=_start)
        last_start, last_end = -1, 0
        for hit in found:
            if hit.end > last_end:
                if hit.start == last_start:
                    kept.pop()
                kept.append(hit)
                last_start, last_end = hit.start, hit.end
        return kept


_start = itemgetter(0)
_new_hit = tuple.__new__


class _Entry(NamedTuple):
    kind: str
    value: str
    before: int  # characters of the key that stand before the word
    after: int  # and after it
    check_left: bool
    check_right: bool
    rest: tuple[tuple[str, bool], ...]  # further words after a * in the middle


class _Automaton(NamedTuple):
    matcher: AhoCorasick
    entries: list[tuple[_Entry, ...]]  # by number of the key


@cache
def _automaton() -> _Automaton:
    entries: dict[str, list[_Entry]] = {}
    for phrase, kind, value in _vocabulary():
        _add(entries, phrase, kind, value)
    # As fast as a DFA at a tenth of its 80 MB.
    matcher = AhoCorasick(entries, implementation=Implementation.ContiguousNFA)
    return _Automaton(matcher, [tuple(of_key) for of_key in entries.values()])


def _vocabulary() -> Iterable[tuple[str, str, str]]:
    for row in load_csv("technologies"):
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            yield alias.lstrip("?"), "technology", alias if alias.startswith("?") else ""
    contexts = load_yaml("technology_contexts")
    for cue, phrases in (
        *contexts["cues"].items(),
        ("after", contexts["unneeded_after"]),
        ("it", contexts["unneeded_it"]),
    ):
        yield from ((phrase, "technology_cue", cue) for phrase in phrases)
    yield from ((phrase, "technology", NOT_MEANT) for phrase in contexts["not_meant"])
    formats = load_yaml("work_formats")
    for work_format, phrases in formats["text"].items():
        yield from ((phrase, "work_format", work_format) for phrase in phrases)
    yield from ((phrase, "work_format", "none") for phrase in formats["not_a_format"])
    for cue, phrases in formats["cues"].items():
        yield from ((phrase, "work_format", f"?{cue}") for phrase in phrases)
    quality = load_yaml("quality")
    for sign, rule in quality["signs"].items():
        yield from ((phrase, "quality", sign) for phrase in rule["words"])
    yield from ((phrase, "boilerplate", "") for phrase in quality["boilerplate"])
    salary = load_yaml("salary_words")
    field_only = set(salary["currencies_field_only"])
    for currency, phrases in salary["currencies"].items():
        yield from ((phrase, "currency", currency) for phrase in phrases if phrase not in field_only)
    yield from ((phrase, "pay", "") for phrase in (*salary["pay_words"], *salary["pay_terms"]))
    grades = load_yaml("grades")
    yield from ((phrase, "grade_cue", "") for phrase in grades["text_cues"])
    yield from ((phrase, "grade_word", "") for phrase in grades["text_levels"])
    yield from ((phrase, "years", "") for phrase in grades["experience_years"])
    yield from ((phrase, "no_experience", "") for phrase in grades["experience_none"])
    for grade, groups in grades["words"].items():
        tags = (phrase.rstrip("*") for phrase in (*groups["plain"], *groups["guarded"]))
        yield from ((f"#{tag}", "grade_tag", grade) for tag in tags if tag.isalpha())
    yield from ((phrase, "experience", "") for phrase in grades["experience_words"])
    yield from ((phrase, "contact", "") for phrase in load_yaml("redaction")["contact_words"])


def _add(entries: dict[str, list[_Entry]], phrase: str, kind: str, value: str) -> None:
    phrase = fold(phrase)
    head, star, tail = phrase.partition("*")
    rest = tuple((word.rstrip("*"), word.endswith("*")) for word in tail.split())
    is_prefix = bool(star)
    keys = {head, head.replace(" ", "-"), head.replace("-", " ")} if " " in head or "-" in head else {head}
    for key in keys:
        shown = value or phrase
        check_right = not is_prefix and key[-1].isalnum()
        check_left = key[0].isalnum() and kind != "currency"
        if check_left and len(key) <= _SHORT:
            for before in _BEFORE:
                if check_right and len(key) == 1:
                    for after in _AFTER:
                        _append(entries, before + key + after, _Entry(kind, shown, 1, 1, False, False, rest))
                else:
                    _append(entries, before + key, _Entry(kind, shown, 1, 0, False, check_right, rest))
        else:
            _append(entries, key, _Entry(kind, shown, 0, 0, check_left, check_right, rest))


def _append(entries: dict[str, list[_Entry]], key: str, entry: _Entry) -> None:
    found = entries.setdefault(key, [])
    if entry not in found:
        found.append(entry)


def scan(title: str, description: str) -> Scan:
    """Search title and description in one pass. Linear in the length of the text."""
    title = one_script(same_letters(title))
    text = f"\n{title}\n{same_letters(description)}\n"
    folded = text.lower()
    if len(folded) != len(text):  # a few letters grow when lowered; their case is then given up
        text = folded
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    new_hit = _new_hit
    glued = _GLUED_IN_RUN_TOGETHER if len(description) > _RUN_TOGETHER * (description.count("\n") + 1) else _GLUED
    matcher, of_key = _automaton()
    for key, first, last in matcher.find_matches_as_indexes(folded, overlapping=True):
        for kind, value, before, after, check_left, check_right, rest in of_key[key]:
            start, end = first + before, last - after
            if (
                check_left
                and ((left := folded[start - 1]).isalnum() or left == "_")
                and not (kind in glued and _is_glued(kind, text, start))
            ):
                continue
            if (
                check_right
                and ((right := folded[end]).isalnum() or right in "_+#")
                and not (kind in glued and _is_glued(kind, text, end))
            ):
                continue
            if kind == "currency" and not _stands_alone(folded, start, end):
                continue
            if rest and (end := _rest_end(folded, end, rest)) < 0:
                continue
            hits[kind].append(new_hit(Hit, (start, end, value)))
    hits.default_factory = None
    return Scan(text, folded, len(title) + 1, hits, {})


def _is_glued(kind: str, text: str, at: int) -> bool:
    """Lines that a dump ran together: "work remotelyRegular", "ReduxKafkaTerraform", "SOAP i RESTWindows"."""
    if not text[at].isupper():
        return False
    before = text[at - 1]
    return before.islower() or (kind == "technology" and before.isupper() and text[at + 1].islower())


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Currency words may touch a number ("200eur"), never another word; signs may touch anything."""
    first, before = folded[start], folded[start - 1]
    return not (first.isalpha() and (before.isalpha() or before == "_"))


def _rest_end(folded: str, at: int, rest: tuple[tuple[str, bool], ...]) -> int:
    """Where the last of the words after a * ends; -1 when they do not follow."""
    size = len(folded)
    while at < size and folded[at].isalnum():
        at += 1
    for word, is_prefix in rest:
        at += 1
        if not folded.startswith(word, at):
            return -1
        at += len(word)
        if is_prefix:
            while at < size and folded[at].isalnum():
                at += 1
        elif at < size and folded[at].isalnum():
            return -1
    return at
