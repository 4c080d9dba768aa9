"""Every phrase of the lookups that is sought in whole texts: (phrase, kind, value). A * stands for any ending."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.words import tokens

# The value of a technology hit that is none: a longer phrase that holds the name of one and covers it.
NOT_MEANT = "?none"
KINDS = (
    "technology",
    "technology_cue",
    "work_format",
    "sign",
    "boilerplate",
    "currency",
    "pay",
    "thousands",
    "contract",
    "contract_word",
    "tax",
    "grade_cue",
    "grade_word",
    "grade_tag",
    "years",
    "no_experience",
    "experience",
    "contact",
    "contact_sign",
    "contact_mark",
    "place_statement",
    "link",
)


def vocabulary() -> Iterator[tuple[str, str, str]]:
    """Phrases with their kind, one of KINDS, and value; an empty value stands for the phrase itself."""
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
        yield from ((phrase, "sign", sign) for phrase in rule["words"])
    yield from ((phrase, "boilerplate", "") for phrase in quality["boilerplate"])
    salary = load_yaml("salary_words")
    field_only = set(salary["currencies_field_only"])
    for currency, phrases in salary["currencies"].items():
        yield from ((phrase, "currency", currency) for phrase in phrases if phrase not in field_only)
    yield from ((phrase, "pay", "") for phrase in (*salary["pay_words"], *salary["pay_terms"]))
    yield from ((f"{digit}{ending}", "thousands", "") for digit in "0123456789" for ending in _endings(salary))
    periods = [cue if cue.startswith("/") else f" {cue}" for cue in salary["period_cues"]]
    yield from ((f"{digit}{cue}", "thousands", "") for digit in "0123456789" for cue in periods)
    yield from ((f"{digit} 000", "thousands", "000") for digit in "0123456789")
    lowest, highest = salary["unsaid_thousands"]["alone"]
    for number in range(lowest, highest, 10):
        yield from ((phrase, "thousands", "alone") for phrase in (f"от {number}", f"до {number}"))
        yield from ((f"{number}{dash}*", "thousands", "alone") for dash in ("-", "–", " - ", " – "))
    for contract, phrases in salary["contract_statements"].items():
        yield from ((phrase, "contract", contract) for phrase in phrases)
    yield from ((word, "contract_word", "") for word in _words_of_contracts(salary))
    for tax, phrases in salary["tax_statements"].items():
        yield from ((phrase, "tax", tax) for phrase in phrases)
    grades = load_yaml("grades")
    yield from ((phrase, "grade_cue", "") for phrase in grades["text_cues"])
    yield from ((phrase, "grade_word", "") for phrase in grades["text_levels"])
    yield from ((phrase, "years", "") for phrase in grades["experience_years"])
    yield from ((phrase, "no_experience", "") for phrase in grades["experience_none"])
    for grade, groups in grades["words"].items():
        tags = (phrase.rstrip("*") for phrase in (*groups["plain"], *groups["guarded"]))
        yield from ((f"#{tag}", "grade_tag", grade) for tag in tags if tag.isalpha())
    yield from ((phrase, "experience", "") for phrase in grades["experience_words"])
    redaction = load_yaml("redaction")
    yield from ((phrase, "contact", "") for phrase in redaction["contact_words"])
    yield from ((phrase, "contact_sign", "") for phrase in redaction["contact_signs"])
    yield from ((mark, "contact_mark", "") for mark in redaction["contact_marks"])
    yield from ((opening, "link", "") for opening in ("http://", "https://", "www."))
    places = load_yaml("place_forms")
    yield from ((phrase, "place_statement", "") for phrase in (*places["statements"], *places["scopes"]))


def _words_of_contracts(salary: dict[str, Any]) -> Iterator[str]:
    """Of each name of a contract its longest word: a text with none of them names no contract."""
    for name in chain.from_iterable(salary["contracts"].values()):
        if name not in salary["terms_field_only"]:
            yield max(reversed(tokens(name)), key=len) + "*" * name.endswith("*")


def _endings(salary: dict[str, Any]) -> Iterator[str]:
    """What follows the last digit of an amount in thousands: "к", " тыс", "k+"."""
    for unit in salary["thousands_cues"]:
        yield from (unit, f" {unit}", f"{unit}+", f" {unit}+")
