"""How places stand in texts of ads, in ru, uk, pl, en and de: beside a state, after a word, behind a format."""

from __future__ import annotations

import re

CAPITAL = "[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ]"
# It begins with one set of letters, so that most of a text is passed over at once: "St. Petersburg" as well.
TOWN = rf"{CAPITAL}(?:t\.(?<=[SFM]t\.) {CAPITAL})?[\w'’.\-]*\w(?:[ -]{CAPITAL}[\w'’.\-]*\w){{0,2}}"
_NAME = rf"({CAPITAL}[\w'’\-]+(?:[ -]{CAPITAL}[\w'’\-]+){{0,2}})"
RUN = re.compile(rf"{CAPITAL}[\w'’\-]+(?:\s{CAPITAL}[\w'’\-]+){{0,3}}")
# "Austin, TX", "Malibu, California", "Toronto, ON", "Dublin, Ireland"
TOWN_AND_AREA = re.compile(
    rf"({TOWN}),\s?(?:[Tt]he )?({CAPITAL}\.?[A-Z]\b\.?|{CAPITAL}[^\W\d_]+(?: {CAPITAL}[^\W\d_]+){{0,2}})"
)
# "Austin TX", without a comma
TOWN_THEN_STATE = re.compile(rf"({TOWN}) ([A-Z]{{2}})\b")
SENTENCE_END = re.compile(r"(?<=[a-zа-я)][.!?])(?<!\bг\.)(?<!\bм\.)\s+(?=[A-ZА-Я])")
AFTER_IN = re.compile(
    r"(?<!\w)(?:в|во|у|із|из|з|г\.|м\.|w|we|do|z|ze|in|im|aus|from|near|#|📍)\s?(?<=[\s#.📍])"
    rf"(?:[Dd]owntown |[Cc]entral |the |г\. ?|м\. ?)?{_NAME}"
)
# "Remote from Poland", "гибрид в Питере": read only in sentences that name a work format.
FROM_PLACE = re.compile(
    r"(?<!\w)(?:в|во|у|из|з|із|по|со?|на|w|we|z|ze|do|in|im|aus|from|within|innerhalb|of|точки|точці|территории|території|terenu|terenie|"
    r"локаци[яи]|локац[іи]ї|локація|or|або|или|чи|lub|albo|oraz|und|oder|and|та|и|,)\s+"
    r"(?:(?:the|der|den|die|ganz|all of|всей|всієї|całej)\s)?"
    rf"({CAPITAL}[\w'’\-]+(?:[ -]{CAPITAL}[\w'’\-]+)?)"
)
# "remote UK", "полная удаленка РФ", "Praca zdalna Polska", "офис Минск": a place right behind a format.
AFTER_FORMAT = re.compile(
    rf"(?i:(?:(?:full|fully|100%|полн\w+|повн\w+|praca|w pełni|komplett)\s)?"
    rf"(?:remote|hybrid|onsite|on-site|office|удал[её]н\w+|гибрид\w*|офис|віддален\w+|гібрид\w*|офіс|zdaln\w+|hybryd\w+|biuro|büro))\s{_NAME}(?:\s(?i:only|based|residents?))?$"
)
# "remote aus AT/DE", "(PL/CZ)"
FROM_CODES = re.compile(
    r"(?:(?<!\w)(?:aus|from|in|within|z|из|з|із|remote):?\s\(?|\()([A-Z]{2}(?:(?:\s?[/,+]|\s(?:oder|und|lub|i|или|и|або|та))\s?[A-Z]{2})+)\b"
)
# "По Мск времени", "рабочее время по Москве", "Berlin time": where the clocks are, not the work.
CLOCK_AFTER = re.compile(
    r"\s?(?:времени|time(?:s|zones?)?\b|(?:business |working )?hours\b|(?:mornings?|afternoons?|evenings?)\b|"
    r"(?:eastern|central|pacific|mountain)\b|часов|часо|czasu|zeit|[±+]\s?\d|-\s?\d)",
    re.IGNORECASE,
)
CLOCK_BEFORE = re.compile(
    r"(?:врем\w*|часов\w* пояс\w*|time ?zones?|hours|czas\w*|zeitzone|utc|gmt)\W*(?:по\s|за\s)?$", re.IGNORECASE
)
# "20:00 до 8:00 МСК", "с 10 до 19 по Москве", "5/2 по Мск"
HOUR_BEFORE = re.compile(r"\d[:.]\d\d\W{0,3}$|\d\W{0,3}(?:по|за)\s$", re.IGNORECASE)
# "График 5/2 по Мск": by the clocks of a city, "удаленка по РФ" anywhere in a country.
BY_CLOCK = re.compile(r"(?<!\w)по\s+$", re.IGNORECASE)
AND_NEXT = re.compile(rf"\s?(?:,|/|&|\b(?:and|or|и|или|та|або|чи|i|lub|oraz|und|oder)\b)\s?{_NAME}")
# "Our Dublin office", "the Tallinn office": where the work is, unless it is remote.
OFFICE_OF = re.compile(rf"(?<!\w)(?i:our|the)\s({TOWN})\s(?i:office|offices|hub|studio|hq|headquarters|lab|site)(?!\w)")
TWO_LETTERS = re.compile(r"\b[A-Z]{2}\b")
# "someone in Mexico, Colombia or Argentina": the first of a list, where the next is a place by itself.
OPENS_LIST = re.compile(rf"(?<!\w)(?:in|from|из|в|у|з|із|w|we|z|ze|aus)\s{_NAME}$")
# "Remote (except Russia and Belarus), best from Georgia": the sentence goes on behind the bracket.
EXCLUDED = re.compile(r"\((?:кроме|окрім|крім|except|oprócz|außer|ausser|not)\b[^()]{2,80}\)")
BULLET = re.compile(r"^\W+")
HASHTAG = re.compile(r"#([^\W\d_][\w-]+)")
ONLY = re.compile(r"^(?:только|тільки|лише|tylko|wyłącznie|nur|only)\s(?=\w)", re.IGNORECASE)
# "PL/UA only"
ONLY_CODES = re.compile(r"(?<!\w)([A-Z]{2}(?:\s?[/,+&]\s?[A-Z]{2})*)[- ](?i:only|residents?|based|citizens)(?!\w)")
FLAG_A = 0x1F1E6  # regional indicator A
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
FLAG_SIGNS = tuple(map(chr, range(FLAG_A, FLAG_A + 26)))
POSTCODE = re.compile(r"^\d{4,5}\s+(?=[^\W\d])|(?<=[^\W\d])\s+\d{4,5}$")
BASED = re.compile(rf"({TOWN})[- ][Bb]ased\b")
SENTENCE = re.compile(r"(?<=[\n.!?;])[^\n!?;]{3,140}?(?=[\n!?;]|\.(?:\s|$)(?<!\bok\.\s)(?<!\bca\.\s)|\\n)")
HEADING_CELL = re.compile(r"\s[☀-➿🌀-🫿]\ufe0f?\s|\s[-–—]+>?\s|\s?[|()•·\[\]]\s?|\\n|\s--\s|, ?https?:\S+|https?:\S+")
EDGES = " .,:;!?*#@«»\"'“”„()[]\t📍🌍🌎🌏🏢🏠✅•–—-" + "".join(FLAG_SIGNS)


def country_of_flag(flag: str) -> str:
    """alpha-2 of a flag."""
    return "".join(chr(ord(sign) - FLAG_A + ord("A")) for sign in flag)
