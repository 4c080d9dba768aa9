"""One pass of one automaton over whole texts finds every dictionary word of every field, for many ads at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orchestration.transforms import automaton as keys
from orchestration.transforms.automaton import GROWS, Bytes, Keys, Letters, Positions, automaton, letters_of
from orchestration.transforms.scanned_text import Hits, Scan
from orchestration.transforms.vocabulary import KINDS
from orchestration.transforms.words import one_script, plain_letters, same_letters

# Kinds of words that are looked for at the ends of lines that a dump ran together; names of technologies begin names of
# firms ("SharpSpring"), so they only in texts with so many characters a line: 96 % of the ads of such a dump, of whole
# texts 2 % of a forum's posts and none of four boards'.
_GLUED, _GLUED_IN_RUN_TOGETHER = KINDS.index("work_format"), KINDS.index("technology")
_RUN_TOGETHER = 400
_FIRST_LINES = 600  # characters
_LONGEST = 1023  # characters of a word that are told apart
_AT_ONCE = 450_000  # characters, whose arrays stay in the processor's cache: with half of them a tenth more time
_MOST_LETTERS = 16  # that stand behind the stem of nearly any word
_DIGITS, _CLOSE = 9, 23  # digits of the shortest phone number, and characters of the longest

Flags = npt.NDArray[np.bool_]


def scan(title: str, description: str) -> Scan:
    """Search title and description in one pass. Linear in the length of the text."""
    return scan_all([title], [description])[0]


_short: dict[str, Scan] = {}
_MOST_SHORT = 65_536  # that are remembered


def scan_short(text: str) -> Scan:
    """scan() of an entry of a board's field."""
    return _short.get(text) or scan("", text)


def scan_ahead(texts: Iterable[str]) -> None:
    """Scan entries of fields together, which takes a tenth of the time: scan_short() then has them at hand."""
    new = [text for text in dict.fromkeys(texts) if text not in _short]
    if len(_short) + len(new) > _MOST_SHORT:
        _short.clear()
    _short.update(zip(new, scan_all([""] * len(new), new), strict=True))


def scan_all(titles: Sequence[str], descriptions: Sequence[str], signs_in: Sequence[bool] = ()) -> list[Scan]:
    """scan() of every title with its description. `signs_in`: whether signs of posts are looked for in a description
    too; in titles they always are."""
    scans: list[Scan] = []
    texts: list[_Text] = []
    size = 0
    for title, description, has_signs in zip(titles, descriptions, signs_in or repeat(True, len(titles)), strict=True):
        texts.append(_text(title, description, has_signs, plain_letters))
        size += len(texts[-1].text)
        if size > _AT_ONCE:
            scans += _scan(texts)
            texts, size = [], 0
    return [*scans, *_scan(texts)] if texts else scans


def _text(title: str, description: str, has_signs: bool, letters: Callable[[str], str]) -> _Text:
    heading = one_script(same_letters(title))
    text = f"\n{heading}\n{letters(description)}\n"
    if GROWS in text:  # the case is then given up
        text = text.lower()
    return _Text(text, len(heading) + 1, _is_run_together(description), has_signs, title, description)


def _is_run_together(text: str) -> bool:
    """The first lines of most texts tell that they have enough."""
    enough = len(text) / _RUN_TOGETHER - 1
    return text.count("\n", 0, _FIRST_LINES) < enough and text.count("\n") < enough


def _scan(texts: list[_Text]) -> Iterator[Scan]:
    letters = letters_of("".join([one.text for one in texts]))
    if letters.may_be_composed:
        # One of 1,700 texts is not in NFC. To ask each would take as long as to find its signs.
        texts = [_text(one.title, one.description, one.has_signs, same_letters) for one in texts]
        letters = letters_of("".join([one.text for one in texts]))
    starts = np.cumsum([0, *(len(one.text) for one in texts)])
    signs_to = np.array([len(one.text) if one.has_signs else one.title_end + 1 for one in texts])
    are_run_together = np.array([one.is_run_together for one in texts])
    searched = _Searched(letters, starts, signs_to, are_run_together)
    folded = letters.small_texts(starts.tolist())
    found = (_whole_words(searched), _signs(searched), _glued_words(searched))
    words = _Words(*map(np.concatenate, zip(*found, strict=True)))
    hits = _hits(_ended(words, searched, folded), starts)
    has_long_number = searched.has_long_number().tolist()
    for number, one in enumerate(texts):
        yield Scan(one.text, folded[number], one.title_end, has_long_number[number], hits, number * len(KINDS))


class _Text(NamedTuple):
    text: str
    title_end: int
    is_run_together: bool
    has_signs: bool
    title: str
    description: str


class _Searched(NamedTuple):
    """Texts one after the other, where each starts, in how many of its first characters signs are looked for, and
    whether it was run together."""

    letters: Letters
    starts: Positions
    signs_to: Positions
    is_run_together: Flags

    def text_at(self, at: Positions) -> Positions:
        return np.searchsorted(self.starts, at, side="right") - 1

    def has_long_number(self) -> Flags:
        """Per text."""
        digits = np.flatnonzero(self.letters.bits >= keys.DIGIT)  # the highest bit
        last = digits[_DIGITS - 1 :]
        has = np.zeros(len(self.is_run_together), np.bool_)
        has[self.text_at(last[last - digits[: len(last)] < _CLOSE])] = True
        return has

    def beyond_word(self, at: Positions) -> Positions:
        """One beyond the sign that ends the letters and digits at each position: where a next word may begin."""
        bits, last = self.letters.bits, len(self.letters.bits) - 1
        ends = (bits[np.minimum(at[:, None] + np.arange(_MOST_LETTERS), last)] & keys.ALNUM) == 0
        end: Positions = at + ends.argmax(axis=1)
        far = np.flatnonzero(~ends.any(axis=1))
        if len(far):
            between = np.flatnonzero((bits & keys.ALNUM) == 0)
            end[far] = between[np.searchsorted(between, at[far])]
        beyond: Positions = np.minimum(end + 1, last)
        return beyond

    def is_glued(self, at: Positions, kind: Positions | int) -> Flags:
        """Lines that a dump ran together: "work remotelyRegular", "ReduxKafkaTerraform", "SOAP i RESTWindows"."""
        bits = self.letters.bits
        before = bits[at - 1]
        is_name = self.is_run_together[self.text_at(at)] & (kind == _GLUED_IN_RUN_TOGETHER)
        is_after_small = ((before & keys.LOWER) != 0) & (is_name | (kind == _GLUED))
        is_after_capital = ((before & keys.UPPER) != 0) & ((bits[at + 1] & keys.LOWER) != 0) & is_name
        is_glued: Flags = ((bits[at] & keys.UPPER) != 0) & (is_after_small | is_after_capital)
        return is_glued


class _Words(NamedTuple):
    """Words at [start, end) of texts one after the other: numbers of entries of the automaton."""

    entry: Positions
    start: Positions
    end: Positions

    def where(self, chosen: Flags | Positions) -> _Words:
        return _Words(self.entry[chosen], self.start[chosen], self.end[chosen])


def _matches(text: Bytes, of: Keys) -> _Words:
    """Keys with what each stands for."""
    matches = of.matcher.find_matches_as_indexes(text.tobytes(), overlapping=True)
    key, start, end = np.fromiter(chain.from_iterable(matches), np.intp, 3 * len(matches)).reshape(-1, 3).T
    count = of.how_many[key]
    entry = np.repeat(of.first[key] - np.cumsum(count) + count, count) + np.arange(count.sum())
    return _Words(entry, np.repeat(start, count), np.repeat(end, count) - automaton().after[entry])


def _whole_words(searched: _Searched) -> _Words:
    """Words but signs that nothing is glued to at the left."""
    return _standing(_matches(searched.letters.bytes, automaton().others), searched)


def _signs(searched: _Searched) -> _Words:
    """Signs that nothing is glued to at the left, where they are looked for: in most ads in the title only."""
    size = searched.signs_to
    at = np.repeat(searched.starts[:-1] - np.cumsum(size) + size, size) + np.arange(size.sum())
    words = _matches(searched.letters.bytes[at], automaton().signs)
    return _standing(_Words(words.entry, at[words.start], at[words.end - 1] + 1), searched)


def _standing(words: _Words, searched: _Searched) -> _Words:
    before = searched.letters.bits[words.start - 1]
    return words.where(keys.MAY_STAND_BEFORE[automaton().left[words.entry], before])


def _glued_words(searched: _Searched) -> _Words:
    """Words whose capital letter follows a small one: each is sought where it may begin."""
    known, bits = automaton(), searched.letters.bits
    capitals = np.flatnonzero(((bits[1:] & keys.UPPER) != 0) & ((bits[:-1] & keys.LETTER) != 0)) + 1
    first, second = searched.letters.beginning(capitals), searched.letters.bytes[capitals + 1]
    begins = capitals[
        (known.begins[_GLUED, first, second] & searched.is_glued(capitals, _GLUED))
        | (known.begins[_GLUED_IN_RUN_TOGETHER, first, second] & searched.is_glued(capitals, _GLUED_IN_RUN_TOGETHER))
    ]
    width = known.longest + 1
    windows = searched.letters.bytes[np.minimum(begins[:, None] + np.arange(width), len(bits) - 1)]
    windows[:, 0] = searched.letters.beginning(begins)
    windows[:, -1] = 0
    words = _matches(windows, known.others)
    words = words.where((words.start % width == 0) & (known.left[words.entry] == keys.WORD_BEGINS))
    start = begins[words.start // width]
    words = _Words(words.entry, start, start + words.end - words.start)
    return words.where(searched.is_glued(start, known.kind[words.entry]))


def _ended(words: _Words, searched: _Searched, folded: list[str]) -> _Words:
    """Those words that end where they should, with their last words: those after a * in the middle."""
    known = automaton()
    is_part = known.is_whole[words.entry] & ((searched.letters.bits[words.end] & keys.RIGHT) != 0)
    parts = np.flatnonzero(is_part)
    is_part[parts] = ~searched.is_glued(words.end[parts], known.kind[words.entry[parts]])
    words = words.where(~is_part)
    is_found = np.ones(len(words.entry), np.bool_)
    unfinished = np.flatnonzero(known.has_rest[words.entry])
    is_found[unfinished] = False
    begins = searched.letters.small[searched.beyond_word(words.end[unfinished])]
    wanted = known.rest_begins[words.entry[unfinished]]
    unfinished = unfinished[(begins == wanted) | (wanted == 0)]
    of_text = searched.text_at(words.start[unfinished])
    for at, text, start in zip(unfinished.tolist(), of_text.tolist(), searched.starts[of_text].tolist(), strict=True):
        end = _rest_end(folded[text], int(words.end[at]) - start, known.entries[words.entry[at]].rest)
        is_found[at], words.end[at] = end >= 0, start + end
    return words.where(is_found)


def _hits(words: _Words, starts: Positions) -> Hits:
    known = automaton()
    text = np.searchsorted(starts, words.start, side="right") - 1
    group = text * len(KINDS) + known.kind[words.entry]
    size = starts[-1] + 1
    # Of one text and kind by start, the longest first.
    length = np.minimum(words.end - words.start, _LONGEST)
    order = np.argsort((group * size + words.start) * (_LONGEST + 1) - length, kind="stable")
    words, group, text = words.where(order), group[order], text[order]
    # A word lies inside a longer one when it ends no later than any before it; each group begins above the last.
    reach = np.maximum.accumulate(group * size + words.end)
    is_longest = np.diff(reach, prepend=-1) > 0
    offset = starts[text]
    count = len(KINDS) * (len(starts) - 1)
    return Hits(
        (words.start - offset).tolist(),
        (words.end - offset).tolist(),
        list(map(known.values.__getitem__, words.entry.tolist())),
        is_longest.tolist(),
        _group_starts(group, count),
        _group_starts(group[is_longest], count),
    )


def _group_starts(group: Positions, count: int) -> list[int]:
    """Where the hits of each group start in hits that are sorted by group, and where the last of them end."""
    return [0, *np.cumsum(np.bincount(group, minlength=count)).tolist()]


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
