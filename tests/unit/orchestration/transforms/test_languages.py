"""Languages of short posts, most words of which are English names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.languages import count_votes, function_words, read_language, read_languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Go-разработчик, удаленка, Kafka, Docker, Kubernetes", "ru"),
        ("Python розробник (Django), віддалено", "uk"),
        ("Big Data Engineer (Scala/Spark)\nДніпро (офіс) чи віддалено з ЄС", "uk"),
        ("патрэбны праграміст у Мінск, праца ў офісе", "be"),
        ("Rust Developer\nSenior, від 4 років\nRust, Solana, Tokio, gRPC, PostgreSQL", "uk"),
        ("Wir suchen dich für unser Team in Köln und bei dir zu Hause", "de"),
        ("Szukamy programisty do zespołu, praca zdalna lub w biurze, mile widziane doświadczenie", "pl"),
        ("We are looking for a developer at Яндекс, and you will work with our team in Berlin", "en"),
        ("12 345", None),
    ],
)
def test_letters_tell_the_cyrillic_languages_of_posts_full_of_english_names(text: str, language: str | None) -> None:
    assert read_language(text.lower()) == language


def test_texts_are_read_together_as_apart_each_from_its_start() -> None:
    texts = [
        "мы ищем разработчика и тестировщика, что и как",
        "we are looking for you and the team",
        "",
        "wir suchen dich",
    ]
    texts = [f"title of the job for you and us\n{text}" for text in texts] * 100  # more than are counted at once
    starts = [text.find("\n") for text in texts]
    assert read_languages(texts, starts) == [
        read_language(text[start:]) for text, start in zip(texts, starts, strict=True)
    ]


_SOME = sorted(function_words())[::9]


@given(st.lists(st.lists(st.sampled_from([*_SOME, " ", ", ", "_", "1", "-", "\0", "x", "\U0001f680"]), max_size=40)))
def test_votes_are_the_whole_words_that_are_function_words(texts: list[list[str]]) -> None:
    for text, votes in zip(texts, count_votes(["".join(text) for text in texts]) if texts else [], strict=True):
        words = re.findall(r"\w+", "".join(text))
        assert votes.sum() == sum(word in function_words() for word in words)
