"""Contacts out of texts: e-mail addresses, phone numbers, chat handles and links, names on contact lines."""

from __future__ import annotations

import re

from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import fold

EMAIL, PHONE, HANDLE, NAME = "<email>", "<phone>", "<handle>", "<name>"
_EMAIL = re.compile(r"[\w.+\-]{1,64}+\s?(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_CHAT_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|join\.skype\.com|m\.me|viber\.me)/[\w+\-/?=&%.]{2,100}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z][\w.]{2,31}\b")
# No lookbehind and no \d at the front: a plain set of first characters halves the time. _phone looks back instead.
_PHONE = re.compile(r"[+(0-9][\d()\s.\-–]{7,21}\d(?![\w%])")
_CAPITAL = "[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ]"
_LETTER = "[a-zа-яёіїєґłśżźćńóąęäöüß'’]"
_PERSON = re.compile(rf"(?<![\w<]){_CAPITAL}{_LETTER}{{1,20}}(?:[ -]{_CAPITAL}{_LETTER}{{1,24}}){{1,2}}")
_MAX_NAME_LINE = 160


def redact(text: str) -> str:
    """The text with every contact replaced by a mark; redacting twice changes nothing."""
    if "@" in text or "(at)" in text or "[at]" in text:
        text = _EMAIL.sub(EMAIL, text)
        text = _HANDLE.sub(HANDLE, text)
    if ".me/" in text or "whatsapp.com/" in text or "skype.com/" in text:
        text = _CHAT_LINK.sub(HANDLE, text)
    return _PHONE.sub(_phone, text)


def _phone(match: re.Match[str]) -> str:
    """A phone number has 9 to 15 digits and looks like one: a plus, brackets, or three groups joined by signs."""
    shown = match.group()
    before = match.string[max(0, match.start() - 2) : match.start()].rjust(2)
    # After a dot it is the rest of a number in "1.500 000", but a phone in "Тел.+7 ...".
    if before[1].isalnum() or before[1] in "_$€£₽" or (before[1] in ".," and before[0].isdigit()):
        return shown
    digits = sum(char.isdigit() for char in shown)
    if not 9 <= digits <= 15:
        return shown
    groups = [group for group in re.split(r"[\s.()\-–]+", shown) if group.strip("+")]
    if "\n" in shown:
        return shown
    grouped = len(groups) >= 3 and len(groups[-1]) in (2, 4) and not _has_years(groups)  # amounts end in three digits
    looks_dialled = shown.startswith(("+", "00", "(")) or grouped
    plain = len(groups) == 1 and digits in (10, 11) and groups[0][0] in "078"
    return PHONE if looks_dialled or plain else shown


def _has_years(groups: list[str]) -> bool:
    return any(len(group) == 4 and group[:2] in ("19", "20") for group in groups)


def redact_scanned(found: Scan, text: str) -> str:
    """redact(), and personal names on short lines that a contact word or a contact mark shows to be contact lines."""
    redacted = redact(text)
    if not found.hits.get("contact") and redacted == text:
        return redacted
    contact_lines = {
        found.folded[found.folded.rfind("\n", 0, hit.start) + 1 : found.folded.find("\n", hit.end)].strip()
        for hit in found.of("contact")
    }
    lines = redacted.split("\n")
    originals = text.split("\n")
    if len(lines) != len(originals):
        return redacted
    for index, line in enumerate(lines):
        if len(line) > _MAX_NAME_LINE:
            continue
        is_contact = "<" in line and any(mark in line for mark in (EMAIL, PHONE, HANDLE))
        if not is_contact and contact_lines and _opens_with_contact(line):
            is_contact = fold(originals[index]).strip() in contact_lines
        if is_contact:
            lines[index] = _PERSON.sub(NAME, line)
    return "\n".join(lines)


def _opens_with_contact(line: str) -> bool:
    head = line[:40]
    return ":" in head or "—" in head or " - " in head
