"""One pass over many texts finds in each what a pass over it alone finds."""

from __future__ import annotations

import unicodedata

import pytest

from orchestration.transforms.automaton import ALNUM, LETTER, LOWER, UPPER, letters_of
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.text_scan import scan, scan_all
from orchestration.transforms.vocabulary import KINDS

TEXTS = (
    ("Java Developer", "Kotlin, C and R; 200eur an hour, remote"),
    ("", ""),
    ("İstanbul REMOTE", "İş: Go"),
    ("Инженер", "Ищем разработчика: Python/Django, опыт от 3 лет 🚀 удалённо"),
    ("Dev", "work remotelyRegular " + "word " * 100 + "ReduxKafkaTerraform"),
    ("\ud800", "\ud800 Go\ud800"),
    ("Мои\u0306 сайт", "Ще\u0308 один разработчик, Zu\u0308rich, 가\u11a8 \u212b"),
)


def found(one: Scan) -> dict[str, list[tuple[str, str]]]:
    return {kind: [(one.text[hit.start : hit.end], hit.value) for hit in one.every(kind)] for kind in KINDS}


def test_many_texts_are_scanned_as_each_alone() -> None:
    together = scan_all(*zip(*TEXTS, strict=True))
    for one, (title, text) in zip(together, TEXTS, strict=True):
        alone = scan(title, text)
        assert found(one) == found(alone)
        assert (one.text, one.folded, one.title_end) == (alone.text, alone.folded, alone.title_end)
        assert all(one.of(kind) == alone.of(kind) for kind in KINDS)


def test_texts_are_scanned_in_nfc() -> None:
    title, text = TEXTS[-1]
    composed = scan(unicodedata.normalize("NFC", title), unicodedata.normalize("NFC", text))
    assert [one.text for one in scan_all(*zip(*TEXTS, strict=True))][-1] == composed.text
    assert unicodedata.is_normalized("NFC", composed.text)


def test_letters_that_nfc_changes_are_told() -> None:
    for letter in map(chr, range(0x20000)):
        for text in (letter, f"a{letter}", f"\u1100{letter}"):
            if not unicodedata.is_normalized("NFC", text):
                assert letters_of(f"\n{text}").may_be_composed
    assert not letters_of("\nЙод, żółć und ß 🚀").may_be_composed


def test_signs_of_posts_are_looked_for_in_descriptions_only_where_they_are_wanted() -> None:
    title, text = "Szukam pracy", "Ищу работу, стек Django"
    every, of_title = scan_all([title, title], [text, text], [True, False])
    assert [hit for hit in every.every("sign") if hit.start < every.title_end] == of_title.every("sign") != []
    assert len(every.every("sign")) > len(of_title.every("sign"))
    assert found(every) | {"sign": []} == found(of_title) | {"sign": []}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Java and JavaScript", ["Java", "JavaScript"]),
        ("a Javanese dish", []),
        ("C, C++ and C#", ["C", "C++", "C#"]),
        ("SharpSpring", []),
    ],
)
def test_words_are_met_where_they_begin_and_end(text: str, names: list[str]) -> None:
    one = scan("", text)
    assert [one.text[hit.start : hit.end] for hit in one.of("technology")] == names


def test_words_glued_to_others_are_found_in_texts_that_were_run_together() -> None:
    one = scan("", "word " * 100 + "ReduxKafkaTerraform")
    assert [hit.value for hit in one.of("technology")] == ["redux", "kafka", "terraform"]


def test_longer_words_cover_those_inside_them() -> None:
    one = scan("", "React Native")
    assert [hit.value for hit in one.of("technology")] == ["react native"]
    assert {hit.value for hit in one.every("technology")} >= {"react", "react native"}


def test_bits_say_what_python_says() -> None:
    text = "\nAb_9Ж²ßΣ+"
    for letter, bits in zip(text, letters_of(text).bits.tolist(), strict=True):
        assert bool(bits & ALNUM) == letter.isalnum()
        assert bool(bits & LETTER) == (letter.isalpha() or letter == "_")
        assert (bool(bits & UPPER), bool(bits & LOWER)) == (letter.isupper(), letter.islower())
