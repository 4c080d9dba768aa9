"""Telegram: messages and pages of a channel's public preview, with the real markup's classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from random import Random

from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Pay
from scrapers.market.render_common import GENERATOR, GENERATOR_COMMENT, Ad

PAGE_SIZE = 20
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴", "PLN": "zł"}
DIVIDER = "<br/>➖➖➖➖➖<br/>"
ALBUMS, BUTTONS = 0.1, 0.3  # shares of posts with photos, and of posts with an address that have it on a button
FIRST_PHOTO = 500  # photos of an album have numbers of their own, beyond the day's posts
SHORT_LINES = 3  # of each list in a post that only points to the ad


@dataclass(frozen=True)
class Around:
    """What stands around a post's text: the post it forwards, and the one it answers."""

    origin: Listed | None = None
    answered: Listed | None = None


ALONE = Around()


def message(posting: Listed, ads: list[Ad], day: date, views: int = 0, around: Around = ALONE) -> str:
    """One `div.tgme_widget_message` on `day`. `views` moves what says nothing about the post.

    `ads` are those of `around.origin` when the post forwards another one: a forward repeats it word for word.
    """
    channel, address = _channel(posting), post_address(posting)
    at: datetime = posting.published_at
    edited = "edited &nbsp;" if posting.version(day) else ""
    text = message_text(around.origin or posting, ads)
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        f'<a class="tgme_widget_message_forwarded_from_name" href="{post_address(around.origin)}"><span dir="auto">'
        f"{escape(_channel(around.origin))}</span></a></div>"
        if around.origin
        else ""
    )
    return (
        f'<div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="{channel}/'
        f'{posting.posting_id}" data-view="sim{views}"><div class="tgme_widget_message_user">'
        f'<a href="https://t.me/{channel}">'
        '<i class="tgme_widget_message_user_photo bgcolor3" data-content="S"></i></a></div>'
        '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}"><span dir="auto">'
        f"{escape(channel)}</span></a></div>{forwarded}{_reply(around.answered)}{_album(posting)}"
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>{_reactions(views)}'
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        '<div class="tgme_widget_message_info short js-message_info">'
        f'<span class="tgme_widget_message_views">{_shown(views)}</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{address}">'
        f'<time datetime="{at.isoformat()}" class="time">{at:%H:%M}</time></a></span></div></div></div>'
        f"{_button(around.origin or posting)}</div>"
    )


def poll(channel: str, number: int, at: datetime) -> str:
    """A poll: a message without text that is no posting."""
    words = lookup("telegram")["poll"]
    options = "".join(
        '<div class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_percent">50%</div>'
        f'<div class="tgme_widget_message_poll_option_text">{escape(option)}</div></div>'
        for option in words["options"]
    )
    return _other(
        channel,
        number,
        at,
        '<div class="tgme_widget_message_poll js-poll"><div class="tgme_widget_message_poll_question">'
        f'{escape(words["question"])}</div><div class="tgme_widget_message_poll_type">Anonymous poll</div>'
        f'<div class="tgme_widget_message_poll_options">{options}</div></div>',
    )


def pinned(channel: str, number: int, at: datetime) -> str:
    """A service message: the channel pinned a post."""
    owner = f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}">{escape(channel)}</a>'
    inner = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{owner} pinned a post</div>'
    return _other(channel, number, at, inner, "service_message")


def post_address(posting: Listed) -> str:
    return f"https://t.me/{_channel(posting)}/{posting.posting_id}"


def _channel(posting: Listed) -> str:
    return posting.source.partition(":")[2]


def _other(channel: str, number: int, at: datetime, inner: str, classes: str = "text_not_supported_wrap") -> str:
    return (
        f'<div class="tgme_widget_message {classes} js-widget_message" data-post="{channel}/{number}">'
        f'<div class="tgme_widget_message_bubble">{inner}<div class="tgme_widget_message_footer compact">'
        f'<a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}">'
        f'<time datetime="{at.isoformat()}" class="time">{at:%H:%M}</time></a></div></div></div>'
    )


def _reply(answered: Listed | None) -> str:
    """The quoted beginning of the post that is answered, which is no text of this one."""
    if answered is None:
        return ""
    return (
        f'<a class="tgme_widget_message_reply user-color-6" href="{post_address(answered)}">'
        '<div class="tgme_widget_message_author accent_color"><span class="tgme_widget_message_author_name">'
        f"{escape(_channel(answered))}</span></div>"
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">'
        f"{_encoded(answered.opening.title)}</div></a>"
    )


def _album(posting: Listed) -> str:
    """Photos of one in ten posts, each a message of its own in the same bubble."""
    if Random(f"{posting.key}:album").random() >= ALBUMS:
        return ""
    numbers = [posting.posting_id, *(str(int(posting.posting_id) + FIRST_PHOTO + photo) for photo in range(2))]
    photos = "".join(
        '<a class="tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo"'
        f' href="https://t.me/{_channel(posting)}/{number}?single"></a>'
        for number in numbers
    )
    return (
        '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">'
        f'<div class="tgme_widget_message_grouped js-message_grouped">{photos}</div></div>'
    )


def has_button(posting: Listed) -> bool:
    """Whether the address of the ad stands on a button below the post and not in its text."""
    return posting.link is not None and Random(f"{posting.opening.opening_id}:button").random() < BUTTONS


def _button(posting: Listed) -> str:
    if not has_button(posting):
        return ""
    label = lookup("telegram")["labels"][posting.opening.language]["link"]
    return (
        '<div class="tgme_widget_message_inline_keyboard"><div class="tgme_widget_message_inline_row">'
        f'<a class="tgme_widget_message_inline_button url_button" href="{escape(posting.link or "")}" target="_blank">'
        f'<span class="tgme_widget_message_inline_button_text" dir="auto">{label}</span></a></div></div>'
    )


def _reactions(views: int) -> str:
    return (
        '<div class="tgme_widget_message_reactions js-message_reactions"><span class="tgme_reaction">'
        f"{_emoji('👍')}{views // 40}</span></div>"
    )


def _shown(views: int) -> str:
    return f"{views / 1000:.1f}K" if views >= 1000 else str(views)


def page(channel: str, title: str, messages: list[str], before: str | None) -> bytes:
    """A preview page, oldest message first; `before` is the number to ask for older ones."""
    more = ""
    link = ""
    if before:
        link = f'<link rel="prev" href="/s/{channel}?before={before}">'
        more = (
            f'<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="/s/{channel}?before={before}"'
            f' class="tme_messages_more js-messages_more" data-before="{before}"></a></div>'
        )
    wrapped = "".join(f'<div class="tgme_widget_message_wrap js-widget_message_wrap">{item}</div>' for item in messages)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="generator" content="{GENERATOR}">'
        f'{GENERATOR_COMMENT}<title>{escape(title)}</title><meta property="og:site_name" content="Telegram">{link}'
        '</head><body class="widget_frame_base"><main class="tgme_main"><div class="tgme_container">'
        f'<section class="tgme_channel_history js-message_history">{more}{wrapped}</section>'
        "</div></main></body></html>"
    ).encode()


def message_text(posting: Listed, ads: list[Ad]) -> str:
    """The inner HTML of the text: line breaks, bold, entities and emoji as the preview has them."""
    if posting.noise is not None:
        return _encoded(posting.noise)
    rng = Random(f"{posting.source}:{posting.opening.opening_id}:style")
    if len(ads) == 1:
        return _job(rng, ads[0], posting)
    language = posting.opening.language
    head = lookup("telegram")["several"].get(language, lookup("telegram")["several"]["en"])
    blocks = [f"<b>{_encoded(head)}</b><br/>"]
    blocks += [_job(rng, ad, posting, number) for number, ad in enumerate(ads, 1)]
    return DIVIDER.join(blocks)


def _job(rng: Random, ad: Ad, posting: Listed, number: int = 0) -> str:
    words, opening = lookup("telegram"), ad.opening
    labels = words["labels"][opening.language]
    head = (
        f"<b>{number}. {_encoded(opening.title)}</b>"
        if number
        else f"{_emoji(rng.choice(words['pin']))} <b>{_encoded(opening.title)}</b>"
    )
    city = ad.city.get(opening.language) or ad.city["en"]
    country = lookup("places")["countries"][opening.country]["en"]
    place = f"{city}, {country}" if opening.language == "en" else city
    lines = [head, "", f"{labels['company']}: {_encoded(opening.company.name)}", f"{labels['place']}: {place}"]
    if opening.work_formats:
        names = words["formats"][opening.language]
        lines.append(f"{labels['format']}: {' / '.join(names[name] for name in opening.work_formats)}")
    if ad.pay is not None:
        lines.append(f"{labels['pay']}: {_encoded(pay_text(rng, ad.pay, opening.language))}")
    elif rng.random() < 0.4:
        lines.append(f"{labels['pay']}: {labels['hidden']}")
    lines += [""]
    limit = SHORT_LINES if posting.is_cut or number else None
    for section in ad.text.sections:
        is_short = limit is not None
        if is_short and not section.is_list and section is not ad.text.stack:
            continue
        if section.heading:
            lines.append(f"<b>{_encoded(section.heading)}:</b>")
        if section.is_list:
            lines += [f"— {_encoded(line)}" for line in section.lines[:limit]]
        else:
            lines.append(_encoded(". ".join(section.lines)) + ".")
        lines.append("")
    if posting.link and not has_button(posting):
        url = escape(posting.link)
        lines.append(f'{labels["link"]}: <a href="{url}" target="_blank" rel="noopener">{url}</a>')
    elif not posting.link:
        handle = f"sim_hr_{opening.company.company_id}"
        lines.append(f'{labels["contact"]}: <a href="https://t.me/{handle}" target="_blank">@{handle}</a>')
    return "<br/>".join(lines)


def pay_text(rng: Random, pay: Pay, language: str) -> str:
    """The pay in the words of a channel; every spelling leaves one reading."""
    words = lookup("telegram")
    style = rng.random()
    sign = SIGNS.get(pay.currency)
    is_short = (
        style < 0.25
        and all(bound is None or bound % 1000 == 0 for bound in (pay.minimum, pay.maximum))
        and pay.period != "hour"
    )

    def amount(bound: float) -> str:
        return f"{bound / 1000:g}k" if is_short else f"{bound:,.0f}".replace(",", " " if style < 0.8 else "\u00a0")

    def money(number: str) -> str:
        if sign is None or style > 0.7:
            return f"{number} {pay.currency}"
        return f"{sign}{number}" if pay.currency in ("USD", "EUR", "GBP") and style < 0.5 else f"{number} {sign}"

    if pay.minimum is not None and pay.maximum is not None:
        text = money(f"{amount(pay.minimum)}{rng.choice(['–', ' - ', '-', ' – '])}{amount(pay.maximum)}")
    elif pay.minimum is not None:
        text = f"{words['from'][language]} {money(amount(pay.minimum))}"
    else:
        text = f"{words['to'][language]} {money(amount(pay.maximum or 0))}"
    # A month is what everybody means in these channels, so it is not always said.
    if pay.period != "month" or rng.random() < 0.3:
        text += f" {words['periods'][language][pay.period]}"
    tax = words["tax"][language].get(pay.tax)
    return f"{text} {tax}" if tax else text


def _encoded(text: str) -> str:
    """Punctuation as numeric entities, the way the preview writes it."""
    return escape(text, quote=False).replace("!", "&#33;").replace("$", "&#036;").replace("'", "&#39;")


def _emoji(sign: str) -> str:
    code = sign.encode().hex().upper()
    return (
        f'<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/{code}.png\')"><b>{sign}</b></i>'
    )
