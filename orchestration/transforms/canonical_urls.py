"""Web addresses as identity: one key for all the addresses of one ad, None for addresses that are not one ad."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from w3lib.url import canonicalize_url

from orchestration.transforms.linking_lookups import load_lookup

# One ad among many: a long number, a uuid-like id, or a name of at least three words.
_NAMES_ONE_AD = re.compile(r"\d{4,}|[0-9a-f]{8}-?[0-9a-f]{4}|(?:[^\W_]+[-_]){2,}[^\W_]+|[0-9a-f]{16,}")
_ID_PARAMETERS = re.compile(r"^(?:job|vacancy|position|offer|req|requisition|posting|opening)?_?-?(?:id|nr|number)$")
_MAX_LENGTH = 2000
# Most addresses are canonical already: three times faster than taking them apart.
_PLAIN = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(/[A-Za-z0-9._~/-]*)?")


class _Lookup(NamedTuple):
    tracking: re.Pattern[str]
    ads: re.Pattern[str]  # all patterns as one, in order; each is a group around its own groups
    names: dict[int, str]  # number of that group -> name
    never: frozenset[str]
    job_words: frozenset[str]
    not_ads: frozenset[str]


@cache
def _lookup() -> _Lookup:
    raw = load_lookup("linking_urls.yaml")
    groups = [re.compile(pattern).groups for _, pattern in raw["ads"]]
    firsts = accumulate((1 + count for count in groups), initial=1)
    return _Lookup(
        re.compile("|".join(translate(name) for name in raw["tracking"])),
        re.compile("|".join(rf"({pattern}(?![0-9a-z]))" for _, pattern in raw["ads"])),
        dict(zip(firsts, (name for name, _ in raw["ads"]), strict=False)),
        *(frozenset(raw[name]) for name in ("never", "job_words", "not_ads")),
    )


@lru_cache(maxsize=65536)
def url_key(url: str | None) -> str | None:
    """Key of the ad that `url` shows, equal for mirrors, regional hosts, application forms and tracking variants.

    None when the address is not an address of one ad: a channel, a careers page, a form, a shortener, not http(s).
    """
    if not url or len(url) > _MAX_LENGTH:
        return None
    url = url.strip()
    if "://" not in url[:12]:
        url = f"https://{url}"
    parts = _parts(url)
    if not parts:
        return None
    host, path, query = parts
    lowered = (f"{host}{path}" + (f"?{query}" if query else "")).lower()
    found = _lookup().ads.match(lowered)
    if found and found.lastindex:  # the last group to close is the one around all of the pattern
        return "/".join([_lookup().names[found.lastindex], *filter(None, found.groups()[found.lastindex :])])
    return _other_ad(host, path.lower(), query)


def _parts(url: str) -> tuple[str, str, str] | None:
    """Host without www, path and query of an http address, canonical; None when it is none."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        return plain[1].removeprefix("www."), plain[2] or "/", ""
    try:
        parts = urlsplit(canonicalize_url(url))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "." not in host:
        return None
    return host, unquote(parts.path), parts.query


def _other_ad(host: str, path: str, query: str) -> str | None:
    """Key of an address at a host without a known pattern, if its form is that of one ad."""
    lookup = _lookup()
    labels = host.split(".")
    if any(".".join(labels[first:]) in lookup.never for first in range(len(labels))):
        return None
    kept = sorted((name, value) for name, value in parse_qsl(query) if not lookup.tracking.match(name.lower()))
    ids = [(name, value) for name, value in kept if _ID_PARAMETERS.match(name.lower())]
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[-1] in {"apply", "application", "thanks"}:
        segments.pop()
    if not segments:
        return None
    has_job_word = any(segment in lookup.job_words for segment in segments) or labels[0] in lookup.job_words
    last = segments[-1]
    names_one = (
        last not in lookup.not_ads and last not in lookup.job_words and _NAMES_ONE_AD.search(last) is not None
    ) or bool(ids)
    if not (has_job_word and names_one):
        return None
    return f"{host}/{'/'.join(segments)}" + (f"?{urlencode(ids)}" if ids else "")
