"""Work formats from the board's field, the place and the text; phrases that only hold the word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import WorkFormats, read_work_formats

LINES = yaml.safe_load((Path(__file__).parent / "work_format_lines.yaml").read_text(encoding="utf-8"))


def read(text: str = "", field: tuple[str, ...] = (), places: tuple[str, ...] = (), title: str = "") -> WorkFormats:
    return read_work_formats(field, places, scan(title, text))


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("REMOTE", ["remote"]),
        ("praca zdalna", ["remote"]),
        ("praca hybrydowa", ["hybrid"]),
        ("praca stacjonarna", ["office"]),
        ("home office work", ["remote"]),
        ("full office work", ["office"]),
        ("TELECOMMUTE", ["remote"]),
        ("ON_SITE", ["office"]),
        ("fullyRemote", ["remote"]),
        ("Office or Remote", ["remote", "office"]),
        ("FIELD_WORK", []),
        ("fullDay", []),
        ("Удалённо", ["remote"]),
        ("praca zdalna, praca hybrydowa", ["remote", "hybrid"]),
    ],
)
def test_the_boards_own_words_are_known(words: str, offered: list[str]) -> None:
    assert list(read(field=(words,)).offered) == offered


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Удалённая работа из любой точки мира", "remote"),
        ("Формат: гибрид, 2 дня в офисе", "hybrid"),
        ("Работа в офисе у метро", "office"),
        ("Повністю віддалена робота", "remote"),
        ("Praca zdalna lub hybrydowa", "remote"),
        ("Fully remote position within the EU", "remote"),
        ("Three days in the office, two from home", "hybrid"),
        ("100% Homeoffice möglich", "remote"),
        ("This role is on-site in Berlin", "office"),
        ("4 weeks a year from anywhere", None),
        ("Проводим удалённое собеседование", None),
        ("Zdalna rekrutacja", None),
        ("Experience with hybrid cloud and remote sensing", None),
        ("We are not remote", "office"),
        ("Без удалёнки", "office"),
        ("Microsoft Office skills, back office systems", None),
    ],
)
def test_the_text_states_a_format_only_by_a_phrase_about_the_work(text: str, main: str | None) -> None:
    assert read(text).main == main


def test_remote_comes_before_hybrid_before_office_and_all_are_kept() -> None:
    formats = read(field=("ON_SITE", "HYBRID", "REMOTE"))
    assert (formats.main, formats.offered, formats.basis) == ("remote", ("remote", "hybrid", "office"), "field")


def test_the_field_is_trusted_above_the_text_and_a_place_may_hold_a_format() -> None:
    assert read("Remote work now and then, colleagues are remote.", field=("office",)).offered == ("office",)
    assert read("We meet in the office.", field=("remote",)).offered == ("remote",)
    assert read(places=("Remote (Poland)",)) == WorkFormats("remote", ("remote",), "field")
    assert read(places=("Warsaw",)).main is None


def test_a_board_that_marks_every_format_but_the_office_leaves_one_reading() -> None:
    assert read_work_formats([], ["Warszawa"], scan("", ""), "nofluffjobs") == WorkFormats(
        "office", ("office",), "source"
    )
    assert read_work_formats([], [], scan("", ""), "nofluffjobs").main is None
    assert read_work_formats([], ["Минск"], scan("", ""), "hh_ru").main is None


@pytest.mark.parametrize(
    ("field", "text", "offered"),
    [
        ("remote", "This role requires 3 days a week in the office.", ("remote", "hybrid")),
        ("remote", "This is a hybrid role based in Bengaluru.", ("remote", "hybrid")),
        ("remote", "We work hybrid in Lisbon and Porto.", ("remote", "hybrid")),
        ("remote", "Location: Denver (hybrid)", ("remote", "hybrid")),
        ("On-site", "2 office days / week, rest is remote.", ("hybrid", "office")),
        ("On-site", "Hybrides Arbeiten (vor Ort in Ulm & remote möglich).", ("hybrid", "office")),
        # LinkedIn marks the office where nobody chose: of 20,000 real ads four say they are wholly remote, all rightly.
        ("On-site", "Fully remote position within Germany.", ("remote", "office")),
        ("On-site", "Experience in a fully remote team.", ("office",)),
        ("remote", "This hybrid role bridges sales and engineering.", ("remote",)),
        ("remote", "This is a hybrid role that blends analysis and design.", ("remote",)),
        ("remote", "Employees based in Berlin come to the office two days a week.", ("remote",)),
        ("remote", "If you live near Paris, join us in the office 2 days a week.", ("remote",)),
        ("remote", "Hybrid cloud, 3 years of experience.", ("remote",)),
        ("remote", "We hire both for the office and for remote work.", ("remote", "office")),
        ("remote", "Кандидаты нужны как для офисной, так и для удаленной работы!", ("remote", "office")),
        ("remote", "Our hub is in Lyon with a hybrid schedule (3 in-office days).", ("remote", "hybrid")),
        ("hybrid", "Fully remote is possible for some.", ("hybrid",)),
    ],
)
def test_days_in_the_office_are_offered_beside_a_field_that_has_no_word_for_them(
    field: str, text: str, offered: tuple[str, ...]
) -> None:
    assert read(text, field=(field,)).offered == offered


@pytest.mark.parametrize(
    "text", ["Опыт удаленной работы.", "Remote site selection.", "Docs matter to a remote organization."]
)
def test_remote_work_of_others_or_of_the_past_is_none(text: str) -> None:
    assert read(text).offered == ()


def test_an_office_in_the_place_words_is_that_of_the_hybrid_days() -> None:
    text = "This position follows a hybrid work model, on-site presence is required 4 days/week."
    assert read(text, places=("New York Office",)).offered == ("hybrid",)
    assert read("Remote is fine too.", places=("New York Office",)).offered == ("remote", "office")


def test_a_choice_in_the_text_adds_to_the_one_format_of_a_field() -> None:
    text = scan("Разработчик", "Можно работать удалённо или в нашем уютном офисе у метро.")
    assert read_work_formats(["remote"], [], text).offered == ("remote", "office")
    assert read_work_formats(["hybrid"], [], text).offered == ("hybrid",)
    several = ["praca zdalna", "praca hybrydowa"]
    assert read_work_formats(several, [], scan("", "Praca zdalna lub z biura.")).offered == ("remote", "hybrid")
    bracketed = scan("Розробник", "Бажаний формат роботи (remote, hybrid, office), гнучкий графік.")
    assert read_work_formats(["віддалено"], [], bracketed).offered == ("remote", "hybrid", "office")
    possible = scan("Разработчик", "Полная удаленка (для Москвы возможен гибрид)")
    assert read_work_formats(["remote"], [], possible).offered == ("remote", "hybrid")
    three = "Возможность гибридного режима, удаленной работы или работы из офиса (м. Сокол)"
    assert read(three).offered == ("remote", "hybrid", "office")
    past = scan("Nurse", "Two years of experience working in office or remote.")
    assert read_work_formats(["remote"], [], past).offered == ("remote",)


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    assert read(text, (text,), (text,), text) == read(text, (text,), (text,), text)


@pytest.mark.parametrize(("line", "offered"), LINES, ids=[line for line, _ in LINES])
def test_a_line_of_an_ad_offers_these_formats(line: str, offered: list[str]) -> None:
    assert list(read(f"{line}\nМы делаем продукт.").offered) == offered


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("1300/час, выплаты по пятницам на карту, удалёнка", ("remote",)),
        ("Працюємо віддалено, зідзвонюємось двічі на тиждень", ("remote",)),
        ("remote, paid every Friday", ("remote",)),
        ("Удалёнка, собираемся по вторникам в офисе", ("hybrid",)),
        ("Удалёнка по РФ (за границей не больше 30 дней в году)", ("remote",)),
        ("Praca zdalna okazjonalna (24 dni w roku)", ()),
        ("офис в центре, возможна удалённая работа 1-2 дня в неделю после испытательного срока", ("hybrid",)),
        ("Де: офіс (вул. Городоцька), або з дому", ("remote", "office")),
        ("Halifax, NS (hybrid, 2 days) or remote within Canada", ("hybrid", "remote")),
        ("Студия, гибрид-казуал и гиперказуал", ()),
        ("Anywhere is fine as long as mornings overlap", ("remote",)),
    ],
)
def test_what_is_counted_by_the_week_need_not_be_days_at_a_place(text: str, offered: tuple[str, ...]) -> None:
    assert set(read_work_formats([], [], scan("", text), "telegram").offered) == set(offered)


def test_a_line_of_the_place_with_days_is_read_as_a_whole() -> None:
    place = "Москва, м. Беговая (2 дня офис, остальное из дома)"
    assert read_work_formats([], [place], scan("", ""), "telegram").offered == ("hybrid",)


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Work from home, flexible hours", "remote"),
        ("Warsaw. Work from home, flexible hours", "hybrid"),
        ("Work from home, office in the centre", "hybrid"),
    ],
)
def test_home_is_all_there_is_where_a_post_names_no_town(text: str, main: str) -> None:
    assert read_work_formats([], [], scan("", text), "telegram").main == main
