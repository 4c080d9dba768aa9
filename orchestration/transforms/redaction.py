"""Contacts out of texts: e-mail addresses, phone numbers, chat handles and links, names on contact lines."""

from __future__ import annotations

import re

from orchestration.transforms.scanned_text import Scan

EMAIL, PHONE, HANDLE, NAME = "<email>", "<phone>", "<handle>", "<name>"
# An address is sought from its sign: from its first letter, every word of the text would be tried.
_AT_DOMAIN = re.compile(r"(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_LOCAL_PART = re.compile(r"[\w.+\-]{1,64}\s?\Z")
_LONGEST_LOCAL = 65  # with the space after it
# So is a link to a chat: from the dot that nearly ends the name of its site.
_CHAT_PATH = re.compile(r"\.(me|com)/[\w+\-/?=&%.]{2,100}", re.IGNORECASE)
_CHAT_SITES = {
    ending: re.compile(rf"(?:https?://)?(?:www\.)?(?:{names})\Z", re.IGNORECASE)
    for ending, names in (("me", "t|telegram|wa|m|viber"), ("com", r"api\.whatsapp|join\.skype"))
}
_LONGEST_SITE = 24  # "https://www.api.whatsapp"
# No lookbehind and no \d at the front: a plain first character halves the time. _handle and _phone look back instead.
_HANDLE = re.compile(r"@[A-Za-z][\w.]{2,31}\b")
_PHONE = re.compile(r"[+(0-9][\d()\s.\-–]{7,21}\d(?![\w%])")
_CAPITAL = "[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ]"
_LETTER = "[a-zа-яёіїєґłśżźćńóąęäöüß'’]"
_PERSON = re.compile(rf"(?<![\w<]){_CAPITAL}{_LETTER}{{1,20}}(?:[ -]{_CAPITAL}{_LETTER}{{1,24}}){{1,2}}")
_MAX_NAME_LINE = 160
_LAYOUT = 40  # of a line of contacts a colon or dash stands so near its start


def redact(text: str) -> str:
    """The text with every contact replaced by a mark; redacting twice changes nothing."""
    return _PHONE.sub(_phone, _without_addresses(text))


def _without_addresses(text: str) -> str:
    if "@" in text or "(at)" in text or "[at]" in text:
        text = _HANDLE.sub(_handle, _without_emails(text))
    if ".me/" in text or "whatsapp.com/" in text or "skype.com/" in text:
        text = _without_chat_links(text)
    return text


def _without_emails(text: str) -> str:
    parts: list[str] = []
    done = 0
    for domain in _AT_DOMAIN.finditer(text):
        local = _LOCAL_PART.search(text[max(done, domain.start() - _LONGEST_LOCAL) : domain.start()])
        if local:
            parts += (text[done : domain.start() - len(local.group())], EMAIL)
            done = domain.end()
    return "".join((*parts, text[done:]))


def _without_chat_links(text: str) -> str:
    parts: list[str] = []
    done = at = 0
    while path := _CHAT_PATH.search(text, at):
        site = _CHAT_SITES[path[1].lower()].search(text[max(done, path.start() - _LONGEST_SITE) : path.start()])
        at = path.end() if site else path.start() + 1
        if site:
            parts += (text[done : path.start() - len(site.group())], HANDLE)
            done = at
    return "".join((*parts, text[done:]))


def _handle(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1] if match.start() else ""
    return match.group() if before.isalnum() or before in tuple("_@/.") else HANDLE


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
    redacted = _without_addresses(text) if found.has_long_number or found.has("contact_sign") else text
    if found.has_long_number:  # a third of these; elsewhere no digits are enough of a phone number
        redacted = _PHONE.sub(_phone, redacted)
    shown = _contact_lines(found)
    # Texts come redacted as well; to look for marks in every text would take longer than to have them found.
    has_marks = (redacted is not text or found.has("contact_mark")) and _has_mark(redacted)
    if not (shown or has_marks) or (redacted != text and redacted.count("\n") != text.count("\n")):
        return redacted
    lines = redacted.split("\n")
    if has_marks:
        shown.update(index for index, line in enumerate(lines) if _has_mark(line))
    for index in shown:
        if len(lines[index]) <= _MAX_NAME_LINE:
            lines[index] = _PERSON.sub(NAME, lines[index])
    return "\n".join(lines)


def _has_mark(text: str) -> bool:
    return "<" in text and (EMAIL in text or PHONE in text or HANDLE in text)


def _contact_lines(found: Scan) -> set[int]:
    """Numbers of the lines below the title that hold a contact word and are laid out as lines of contacts."""
    numbers: set[int] = set()
    text, first = found.folded, found.title_end + 1
    counted, number = first, 0
    for hit in found.of("contact"):
        if hit.start < first:
            continue
        start = text.rfind("\n", 0, hit.start) + 1
        if _opens_with_contact(text[start : start + _LAYOUT]):
            number += text.count("\n", counted, start)
            counted = start
            numbers.add(number)
    return numbers


def _opens_with_contact(head: str) -> bool:
    return ":" in head or "—" in head or " - " in head
