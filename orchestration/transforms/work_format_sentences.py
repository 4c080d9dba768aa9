"""What one sentence says of the formats of work: phrases, bare words by what stands around them, days, denials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orchestration.transforms.scanned_text import Hit, Scan
from orchestration.transforms.words import tokens
from orchestration.transforms.work_format_contexts import (
    A_HOME,
    AN_OFFICE,
    NEAR,
    REMOTE_OR_HOME,
    has_days,
    is_beside_place,
    is_denied,
    is_either,
    is_joined,
    is_list_of_all,
    is_of_a_thing,
    is_of_hybrid,
    is_of_interviews,
    is_of_other_things,
    is_or_joined,
    is_room,
    is_whole,
    is_worked_at,
)
from orchestration.transforms.work_format_patterns import (
    ABROAD,
    ALL_OF_IT,
    ALL_OF_IT_AFTER,
    BUT,
    CLAUSE,
    CLOCK,
    COUNTED_OTHERWISE,
    FOLLOWING,
    LEARNT,
    METRO,
    NEXT_WORD,
    NO_MATTER,
    OF_PEOPLE,
    OPTION,
    OR,
    OR_AFTER,
    OR_BEFORE,
    OUR_OFFICE,
    PARTLY_OR_WHOLLY,
    PER_YEAR,
    RARELY,
    SEAT,
    SHARE,
    STAGE,
    STAGES,
    STOP,
    WEEKS_A_YEAR,
    WHOLE_WEEK,
    WHOLLY,
)
from orchestration.transforms.work_format_words import cues

ORDER = ("remote", "hybrid", "office")
MENTIONED = "office mentioned"
DENIED = "remote denied"
AT_HOME = "home mentioned"
FROM_HOME = "from home"
MOST_HITS = 200  # bounds the work on a hostile text; ads have up to twenty
# Chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
REACH = 160  # characters of a sentence that are looked at on each side of a word
VERY_SHORT = 50  # "offices" in longer ones are the employer's seats
_SHORT = 90  # a line of facts; in longer sentences "office" and "remote" are said of other things too
_AFTER_SEAT = 16  # characters behind "офис" that tell where it is
_CLOSED_OR = re.compile(r"\) (?:or|или|либо|або|lub|albo|oder)\s*$")
_HOME_OR_OFFICE = A_HOME | AN_OFFICE | {"?offices"}
_MAY_BE_PROMOTED = A_HOME | {"?remote", "?office", "?offices"}


def by_sentence(found: Scan, last: int | None = None) -> Iterator[tuple[str, dict[str, None]]]:
    """Each sentence that holds a word of formats, and what it states."""
    sentences: dict[tuple[int, int], list[Hit]] = {}
    covered, bounds = 0, (0, 0)
    for hit in found.of("work_format")[:MOST_HITS]:
        start, end, value = hit.start, hit.end, hit.value
        if last is not None and start >= last:
            break
        if start < covered:
            continue  # "частично дистанционная" and "дистанционная работа" are one phrase
        covered = end
        if value != "none":
            if value == "?remote" and found.text[start:end] == "REMOTE":
                value = "remote"
            if not (bounds[0] <= start and end <= bounds[1]):
                bounds = _sentence(found.folded, start, end)
            at = bounds[0]
            sentences.setdefault(bounds, []).append(Hit(start - at, end - at, value))
    for (start, end), hits in sentences.items():
        sentence = found.folded[start:end]
        if STAGE.fullmatch(sentence) and STAGES.search(found.folded, max(0, start - REACH), end + REACH):
            continue
        yield sentence, dict.fromkeys(_stated(sentence, tuple(hits)))


def _sentence(folded: str, first: int, last: int) -> tuple[int, int]:
    """Bounds of the sentence or line around a word there, at most `REACH` to each side."""
    start = max(0, first - REACH)
    for stop in STOP.finditer(folded, start, first):
        start = stop.end()
    stopped = STOP.search(folded, last, last + REACH)
    return start, stopped.start() if stopped else min(len(folded), last + REACH)


@lru_cache(maxsize=16384)
def _stated(sentence: str, words: tuple[Hit, ...]) -> tuple[str, ...]:
    """_read_sentence(), remembered: half of the sentences about formats in 20,000 ads were met before."""
    return tuple(_read_sentence(sentence, list(words)))


def _read_sentence(sentence: str, hits: list[Hit]) -> list[str]:
    """What one sentence says. Days at home or in the office are hybrid; bare words count in short sentences only."""
    if (counted := WEEKS_A_YEAR.search(sentence)) is not None:
        bracket = sentence.rfind("(", 0, counted.start()) if ABROAD.search(sentence) else -1
        hits = [hit for hit in hits if hit.end <= bracket]
        if not hits:
            return []
        sentence = sentence[:bracket]
    if (people := OF_PEOPLE.search(sentence)) is not None:
        hits = [hit for hit in hits if not people.start() <= hit.start < people.end()]
    labels = {match.label for match in cues().find(tokens(sentence))}
    hits = [hit for hit in hits if not is_of_other_things(sentence, hit)]
    denied = [hit for hit in hits if is_denied(sentence, hit)]
    hits = [hit for hit in hits if hit not in denied]
    if denied and not hits and (len(sentence) <= _SHORT or any(hit.value == "remote" for hit in denied)):
        return [DENIED]
    if (learnt := LEARNT.search(sentence)) is not None:
        hits = [hit for hit in hits if not (0 < hit.start - learnt.start() <= NEAR and _is_one_word(sentence, hit))]
    if PARTLY_OR_WHOLLY.search(sentence):
        return ["remote", "hybrid"]
    if "interview" in labels:
        hits = [hit for hit in hits if not is_of_interviews(sentence, hit)]
    if "tended" in labels and len(sentence.strip()) > VERY_SHORT and "choice" not in labels:
        hits = [hit for hit in hits if hit.value not in ("remote", "?remote")]
    hits = [Hit(hit.start, hit.end, _promoted(sentence, hit)) for hit in hits]
    is_rare = RARELY.search(sentence) is not None
    if is_rare:  # a remote job whose people meet, or an office with a day at home a month
        hits = [hit for hit in hits if hit.value not in _HOME_OR_OFFICE]
    if "exception" in labels:
        hits = [hit for hit in hits if hit.value not in REMOTE_OR_HOME]
    values = {hit.value for hit in hits}
    is_home, is_office = not values.isdisjoint(A_HOME), not values.isdisjoint(AN_OFFICE)
    is_placed = is_home or is_office or "remote" in values or "?remote" in values
    is_described = (
        "amenity" in labels and "?rest" not in values
    )  # "Tuesdays in the office (dog-friendly), the rest from home"
    is_weekday = "weekday" in labels or ("short weekday" in labels and not CLOCK.search(sentence))
    is_split = is_weekday and not is_described and not WHOLE_WEEK.search(sentence)
    if not is_office and not is_home and COUNTED_OTHERWISE.search(sentence) and values.isdisjoint(("?rest", "?come")):
        is_placed = False
    is_placed = is_placed or not values.isdisjoint(("?rest", "?come"))
    if is_placed and not is_rare and (is_split or has_days(sentence) or SHARE.search(sentence)):
        is_other = "hybrid" in values or "?hybrid" in values
        whole = ["remote"] if WHOLLY.search(sentence) or any(_is_all(sentence, hit, is_other) for hit in hits) else []
        if whole and not is_home and not is_office and not is_other:
            return whole  # the days are those of part-time work
        if PER_YEAR.search(sentence):  # "100% zdalnie, spotkanie 2x w roku"
            return ["remote"] if any(_is_apart(sentence, hit) for hit in hits) else []
        return ["hybrid", *whole]
    if is_office and "optional" in labels and values.isdisjoint(("hybrid", "?hybrid")):
        return ["remote", "office"]
    if is_home and is_office and ("choice" in labels or is_either(sentence, hits)):
        return ["remote", "office"]
    if is_home and (is_office or "sometimes" in labels):
        return ["hybrid"]
    if "rarely" in labels and not is_rare and any(_is_rare(sentence, hit) for hit in hits):
        return ["hybrid"]
    if "hybrid" in values or "?hybrid" in values:
        return _beside_hybrid(sentence, hits, "choice" in labels)
    refused = [DENIED] if "denied" in values else []
    return refused + _of_bare_words(sentence, hits, labels)


def _is_all(sentence: str, hit: Hit, is_beside_hybrid: bool) -> bool:
    """Whether the work is remote altogether, beside days in the office: "hybrid, 2 days) or remote"."""
    before = sentence[max(0, hit.start - NEAR) : hit.start]
    is_choice = is_beside_hybrid and hit.value == "remote" and _CLOSED_OR.search(before) is not None
    return is_choice or is_whole(sentence, hit)


def _promoted(sentence: str, hit: Hit) -> str:
    """What a bare word says by the words right beside it: "fully from home", "NYC or remote", "in our Leeds office"."""
    if hit.value == "?where":
        return "remote" if NO_MATTER.search(sentence) else hit.value
    if hit.value not in _MAY_BE_PROMOTED:
        return hit.value
    before = sentence[max(0, hit.start - NEAR) : hit.start]
    if hit.value == "?office":
        return "?ours" if OUR_OFFICE.search(before) else hit.value
    if hit.value == "?offices":
        return "?ours" if OUR_OFFICE.search(before) and is_worked_at(sentence, hit) else hit.value
    if ALL_OF_IT.search(before) or ALL_OF_IT_AFTER.match(sentence, hit.end):
        return "remote"
    if hit.value == "?remote" and (OR_BEFORE.search(before) or OR_AFTER.match(sentence, hit.end)):
        return hit.value if is_of_a_thing(sentence, hit.end) else "remote"
    return hit.value


def _beside_hybrid(sentence: str, hits: list[Hit], is_choice: bool) -> list[str]:
    """Hybrid, with what "or" joins to it: "praca zdalna lub hybrydowa", but "офіс у Варшаві (гібрид)"."""
    hybrids = [hit for hit in hits if hit.value.endswith("hybrid")]
    if is_list_of_all(sentence):
        return [*ORDER]
    kinds = {hit.value.strip("?") for hit in hits} & {*ORDER}
    longest = _SHORT if OR.search(sentence) else VERY_SHORT
    is_list = is_choice or (len(kinds) == len(ORDER) and hits[-1].end - hits[0].start <= longest)
    stated = ["hybrid"]
    wholly = [hit for hit in hits if hit.value == "remote"]
    for hit in hits:
        name = hit.value.strip("?")
        if any(is_of_hybrid(sentence, hit, hybrid) for hybrid in hybrids):
            continue
        is_beside = name in ORDER and (is_list or any(is_joined(sentence, hit, hybrid) for hybrid in hybrids))
        is_or = name in ("office", "ours") and any(is_or_joined(sentence, hit, one) for one in wholly)
        if is_beside or is_or or hit.value == "remote":
            stated.append("office" if is_or else name)
    return stated


def _of_bare_words(sentence: str, hits: list[Hit], labels: set[str]) -> list[str]:
    """Whole phrases count; "office" alone in short sentences, at the head of a clause, or where there is a choice."""
    is_remote = any(hit.value in ("remote", "?remote") for hit in hits)
    is_choice = "choice" in labels or (is_remote and OR.search(sentence) is not None)
    is_scenery = ("amenity" in labels or "sometimes" in labels) and not is_choice
    stated = [hit.value for hit in hits if hit.value in ORDER and not (is_scenery and is_room(sentence, hit))]
    is_scenery = is_scenery or (is_remote and "anywhere" in labels and not is_choice)
    length = len(sentence.strip())
    if any(hit.value in ("remote", "?remote") and is_beside_place(sentence, hit) for hit in hits) or (
        is_remote and OPTION.search(sentence) and _names_office(sentence, hits)
    ):
        stated += ["remote", "office"]
    for hit in hits:
        if hit.value == "?remote":
            if length <= _SHORT or "choice" in labels or _heads_clause(sentence, hit):
                stated.append("remote")
        elif hit.value == "?home":
            stated += [AT_HOME] if length <= _SHORT else []
        elif hit.value == "?from_home":
            stated += [FROM_HOME] if length <= _SHORT else []
        elif is_scenery and hit.value in AN_OFFICE and _is_seat(sentence, hit):
            stated.append(MENTIONED)
        elif not hit.value.startswith("?o") or (is_scenery and not is_worked_at(sentence, hit)):
            continue
        elif is_choice or _is_place_of_work(sentence, hit, length):
            # "Офисы в Томске, удаленно тоже можно"
            is_beside = is_remote and length <= _SHORT and BUT.search(sentence) is None
            stated.append("office" if is_choice or is_beside else MENTIONED)
    return stated


def _is_one_word(sentence: str, hit: Hit) -> bool:
    return " " not in sentence[hit.start : hit.end]


def _names_office(sentence: str, hits: list[Hit]) -> bool:
    """Whether a sentence says where the office is, or how to get there."""
    return METRO.search(sentence) is not None or any(
        hit.value in ("office", "?office", "?ours") and not is_room(sentence, hit) for hit in hits
    )


def _is_place_of_work(sentence: str, hit: Hit, length: int) -> bool:
    if hit.value == "?offices":
        return length <= VERY_SHORT
    is_short = length <= _SHORT
    return hit.value == "?ours" or is_short or _is_seat(sentence, hit) or _heads_clause(sentence, hit)


def _is_seat(sentence: str, hit: Hit) -> bool:
    """Whether a line opens with the office and where it is: "Офис 5-7 минут пешком от м. …"."""
    return SEAT.match(sentence, 0, hit.end + _AFTER_SEAT) is not None


def _is_apart(sentence: str, hit: Hit) -> bool:
    """Whether remote work is a clause of its own, which ends before anything is counted."""
    if hit.value != "remote":
        return False
    clause = CLAUSE.split(sentence[hit.end :], maxsplit=1)
    return len(clause) > 1 and not clause[0].strip() and not has_days(sentence[: hit.end])


def _heads_clause(sentence: str, hit: Hit) -> bool:
    """ "…, офис у метро, …"; not "Windows, Office und Drucker"."""
    clause = CLAUSE.split(sentence[: hit.start])[-1]
    following = FOLLOWING.match(sentence, hit.end)
    is_listed = following is not None and following.group(1) in ("and", "und", "и", "i", "та")
    return hit.start > 0 and not clause.strip(" -") and not is_listed


def _is_rare(sentence: str, hit: Hit) -> bool:
    """Whether "occasionally" stands right beside remote work."""
    if hit.value not in REMOTE_OR_HOME:
        return False
    before, after = tokens(sentence[max(0, hit.start - 24) : hit.start])[-2:], NEXT_WORD.match(sentence, hit.end)
    return any(
        match.label == "rarely" for match in cues().find(before) + cues().find(tokens(after[1]) if after else ())
    )
