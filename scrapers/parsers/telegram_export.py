"""Posts as export tools write them (Telegram Desktop, Telethon) -> the message of the public preview.

Both write JSON: the text as a string or as a list of pieces with their formatting. What the preview would show of it
is put into the preview's form, so that one parser reads both.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from scrapers.parsers.records import listed

_TEXTS = ("text", "message", "raw_text", "post_text", "content")
_DATES = ("date", "date_utc", "published_at", "timestamp")
_CHANNELS = ("channel", "channel_username", "username", "chat", "channel_name")
_BOLD = ("bold", "MessageEntityBold")


def preview_html(values: dict[str, Any], posting_id: str) -> bytes | None:
    """One `div.tgme_widget_message`; None when the object has no text of a post. Service messages stay such."""
    text = next((values[name] for name in _TEXTS if values.get(name)), None)
    if text is None:
        return None
    channel = next((str(values[name]).lstrip("@") for name in _CHANNELS if isinstance(values.get(name), str)), "")
    number = str(values.get("id") or values.get("message_id") or posting_id)
    address = escape(f"https://t.me/{channel}/{number}") if channel.isidentifier() and number.isdecimal() else ""
    kind = " service_message" if values.get("type") == "service" or "action" in values else ""
    body = "".join(_piece(piece) for piece in listed(text)).replace("\n", "<br>")
    return (
        f'<div class="tgme_widget_message{kind}" data-post="{escape(posting_id)}">'
        f'<div class="tgme_widget_message_text">{body}</div>'
        f'<a class="tgme_widget_message_date" href="{address}"><time datetime="{escape(_moment(values))}">'
        "</time></a></div>"
    ).encode("utf-8", "replace")


def _moment(values: dict[str, Any]) -> str:
    value = next((values[name] for name in _DATES if values.get(name)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return ""
    return str(value)


def _piece(piece: object) -> str:
    """`"text"`, or `{"type": "bold" | "text_link" | ..., "text": ..., "href": ...}`."""
    if not isinstance(piece, dict):
        return escape(str(piece))
    text, href = escape(str(piece.get("text") or "")), piece.get("href")
    if isinstance(href, str):
        return f'<a href="{escape(href)}">{text}</a>'
    return f"<b>{text}</b>" if piece.get("type") in _BOLD else text
