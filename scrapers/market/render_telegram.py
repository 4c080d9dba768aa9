"""Telegram: messages and pages of a channel's public preview, with the real markup's classes."""

from __future__ import annotations

from datetime import datetime
from html import escape
from random import Random

from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Pay
from scrapers.market.render_common import GENERATOR, GENERATOR_COMMENT, Ad

PAGE_SIZE = 20
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴", "PLN": "zł"}
DIVIDER = "<br/>➖➖➖➖➖<br/>"
SHORT_LINES = 3  # of each list in a post that only points to the ad


def message(posting: Listed, ads: list[Ad], views: int = 0) -> str:
    """One `div.tgme_widget_message`. `views` moves what says nothing about the post."""
    channel = posting.source.partition(":")[2]
    address = f"https://t.me/{channel}/{posting.posting_id}"
    at: datetime = posting.published_at
    shown = f"{views / 1000:.1f}K" if views >= 1000 else str(views)
    edited = "edited &nbsp;" if posting.edits else ""
    return (
        '<div class="tgme_widget_message text_not_supported_wrap js-widget_message"'
        f' data-post="{channel}/{posting.posting_id}" data-view="sim{views}"><div class="tgme_widget_message_user"><a href="https://t.me/{channel}">'
        '<i class="tgme_widget_message_user_photo bgcolor3" data-content="S"></i></a></div>'
        '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}"><span dir="auto">'
        f'{escape(channel)}</span></a></div><div class="tgme_widget_message_text js-message_text" dir="auto">'
        f"{message_text(posting, ads)}</div>"
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        '<div class="tgme_widget_message_info short js-message_info">'
        f'<span class="tgme_widget_message_views">{shown}</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{address}">'
        f'<time datetime="{at.isoformat()}" class="time">{at:%H:%M}</time></a></span></div></div></div></div>'
    )


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
    if posting.link:
        url = escape(posting.link)
        lines.append(f'{labels["link"]}: <a href="{url}" target="_blank" rel="noopener">{url}</a>')
    else:
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
