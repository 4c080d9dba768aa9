"""Languages of short posts, most words of which are English names."""

from __future__ import annotations

import pytest

from orchestration.transforms.languages import read_language


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
