"""Evidence beyond equal texts: what a translation keeps, whose template a text is, and who may contradict whom."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from orchestration.transforms.linking_anchors import FIRST_NAME
from orchestration.transforms.linking_candidates import Likeness
from orchestration.transforms.linking_components import Link, Member, join_members
from orchestration.transforms.linking_decisions import Posting
from orchestration.transforms.linking_fields import field_odds
from orchestration.transforms.linking_titles import read_title

from .linking_cases import fingerprints, link_days, posting

_PL = (
    "Budujemy system dla portów i szukamy osoby, która zadba o kolejki Kafka oraz usługi FastAPI. Oferujemy "
    "14500 zł, 26 dni urlopu i pracę z domu przez 3 dni w tygodniu. Zespół liczy 12 osób, a wdrożenia są dwa "
    "razy w tygodniu. Oczekujemy doświadczenia z PostgreSQL, chęci do rozmów i spokoju przy awariach, które "
    "czasem się zdarzają. Dajemy też budżet na naukę, sprzęt do wyboru i czas na to, żeby zrobić rzecz "
    "porządnie, a nie tylko na wczoraj, jak to bywa gdzie indziej. Rozmowa trwa godzinę i jest o pracy."
)
_EN = (
    "We build a system for ports and look for somebody to take care of Kafka queues and FastAPI services. We "
    "offer 14500 zł, 26 days of leave and working from home on 3 days a week. The team has 12 people and we "
    "deploy twice a week. We expect experience with PostgreSQL, an interest in talking and calm when something "
    "breaks, which happens now and then. There is also a budget for learning, equipment of your choice and the "
    "time to do a thing properly rather than by yesterday, as is the custom elsewhere. The interview takes an "
    "hour and is about the work."
)


def _linked(**second: object) -> list[str]:
    first = posting(1, company="Lanova", title="Python Developer", source="nofluffjobs") | {"description": _PL}
    text = second.pop("description", _EN)
    side = {"company": "Lanova", "title": "Programista Python", "source": "linkedin", "day": 1} | second
    other = posting(2, **side) | {"description": text}
    return [link["method"] for link in link_days(fingerprints([first, other]))]


def test_a_translated_ad_of_one_employer_is_linked_by_its_technologies_and_numbers() -> None:
    assert _linked() == ["translation"]


@pytest.mark.parametrize(
    "change",
    [
        {"company": "Kubik"},
        {"company": None},
        {"title": "Senior Python Developer"},
        {"title": "QA Python"},
        {"title": "Java Developer"},
        {"description": _EN.replace("14500", "21000").replace("26 ", "20 ").replace("12 ", "40 ")},
        {"description": _EN.replace("Kafka", "RabbitMQ").replace("FastAPI", "Django").replace("PostgreSQL", "Oracle")},
        {"description": _EN[:200]},
    ],
    ids=["employer", "no employer", "level", "role", "technology in title", "numbers", "technologies", "too short"],
)
def test_a_translation_needs_every_field_to_agree(change: dict[str, object]) -> None:
    assert _linked(**change) == []


_TOLD_ANEW = (
    "Порты ждать не любят: в их системе очереди на Kafka и сервисы на FastAPI, и нужен человек, который возьмёт их "
    "на себя. Дают 14500 злотых, отпуск 26 дней и три дня дома. В команде 12 человек, катят дважды в неделю. Хотят "
    "опыта с PostgreSQL, Redis и спокойствия, когда ночью что-то ломается. Есть деньги на учёбу, ноутбук на выбор и "
    "время сделать хорошо. Разговор один, на час, и только о работе. Причалы, краны и баржи прилагаются, экскурсия "
    "на мостик бывает каждую осень, а резюме читает тот, с кем потом сидеть рядом."
)
_ORIGINAL = (
    "Мы строим систему для портов и ищем человека, который возьмёт очереди Kafka и сервисы FastAPI. Мы предлагаем "
    "14500 злотых, 26 дней отпуска и работу из дома три дня в неделю. В команде 12 человек, катим обновления дважды в "
    "неделю. Мы ждём опыта с PostgreSQL и Redis, желания разговаривать и спокойствия, если что-то ломается ночью. Есть "
    "деньги на учёбу, ноутбук и время сделать вещь хорошо. Разговор идёт час и только о работе, без задач на листке. "
    "Каждую осень бывает экскурсия на причалы, краны и баржи."
)


def _retold(**second: object) -> list[str]:
    first = posting(1, company="Lanova", title="Python Developer", source="hh_ru") | {"description": _ORIGINAL}
    text = second.pop("description", _TOLD_ANEW)
    side = {"company": "Ланова", "title": "Python, порты, 14–16к", "source": "telegram:jobs", "day": 1} | second
    return [link["method"] for link in link_days(fingerprints([first, posting(2, **side) | {"description": text}]))]


def test_an_ad_told_anew_is_linked_by_its_words_technologies_and_numbers() -> None:
    assert _retold() == ["retelling"]


@pytest.mark.parametrize(
    "change",
    [
        {"company": None},
        {"company": "Kubik"},
        {"title": "Senior Python, порты"},
        {"title": "Java, порты"},
        {"source": "hh_ru"},
        {"description": _TOLD_ANEW.replace("Kafka", "Spark").replace("FastAPI", "Django").replace("Redis", "Oracle")},
        {"description": _PL},
    ],
    ids=["no employer", "employer", "level", "technology", "one board", "technologies", "another language"],
)
def test_an_ad_told_anew_needs_the_fields_to_agree(change: dict[str, object]) -> None:
    assert "retelling" not in _retold(**change)


def test_copied_sentences_do_not_count_as_told_anew() -> None:
    rows = [posting(1, source="hh_ru") | {"description": ""}, posting(2, source="habr") | {"description": ""}]
    one, other = Posting.from_table(fingerprints(rows))
    assert field_odds(one, other, Likeness(shingles=0.05, stems=0.33, contained=0.5)) > 0
    assert field_odds(one, other, Likeness(shingles=0.25, stems=0.33, contained=0.5)) < 0


@pytest.mark.parametrize(
    ("change", "is_possible"),
    [
        ({}, True),
        ({"cities": ["Odesa"]}, False),
        ({"cities": ["Kyiv", "Odesa"]}, True),
        ({"cities": []}, True),
        ({"countries": ["PL"], "cities": []}, False),
        ({"company": "lanova"}, True),
        ({"company": "lanova soft"}, True),
        ({"company": "lanova labs"}, False),
    ],
    ids=["alike", "another city", "a city in common", "no city", "another country", "brand", "same", "another firm"],
)
def test_ads_told_anew_for_another_place_or_by_another_firm_of_a_group_are_two(
    change: dict[str, object], is_possible: bool
) -> None:
    rows = [posting(1, source="hh_ru") | {"description": ""}, posting(2, source="habr") | {"description": ""}]
    one, other = (
        replace(ad, company="lanova soft", countries=["UA"], cities=["Kyiv"])
        for ad in Posting.from_table(fingerprints(rows))
    )
    odds = field_odds(one, replace(other, **change), Likeness(shingles=0.05, stems=0.33, contained=0.5))  # type: ignore[arg-type]
    assert (odds > 0) is is_possible


def test_of_two_like_openings_told_anew_neither_is_chosen() -> None:
    ads = [
        posting(1, company="Lanova", title="Python Developer", source="hh_ru") | {"description": _ORIGINAL},
        posting(2, company="Lanova", title="Python Developer", source="hh_ru")
        | {
            "description": _ORIGINAL.replace("систему для портов", "кассу для театров")
            .replace("очереди", "билеты")
            .replace("обновления", "выпуски")
            .replace("разговаривать", "слушать")
            .replace("ноутбук", "сцену")
        },
        posting(3, company="Ланова", title="Python", source="telegram:jobs", day=1)
        | {"description": _TOLD_ANEW.replace("Порты ждать не любят: в их системе", "Здесь")},
    ]
    assert [link["posting_key"] for link in link_days(fingerprints(ads))] == []


def test_pay_in_a_title_is_no_part_of_it() -> None:
    for title in ("Go Developer, 250–320к gross", "Go Developer $4,000 - $5,000", "Go Developer 90-120 тыс. руб."):
        assert read_title(title).key == "developer go"
    assert read_title("Python Developer #1820").key == "1820 developer python"


def test_two_texts_that_differ_in_the_language_of_the_job_are_two_jobs() -> None:
    ads = [
        posting(1, title="Backend Developer", source="hh_ru") | {"description": _ORIGINAL + " Пишем на Java."},
        posting(2, title="Backend Developer", source="habr", day=1) | {"description": _ORIGINAL + " Пишем на Kotlin."},
    ]
    assert link_days(fingerprints(ads)) == []


def test_anchors_are_names_and_numbers_in_any_language() -> None:
    prints = fingerprints([posting(1) | {"description": _PL}, posting(2) | {"description": _EN}])
    one, other = prints["anchors"].to_pylist()
    assert prints["language"].to_pylist() == ["pl", "en"]
    assert one == other
    assert [anchor for anchor in one if anchor < FIRST_NAME] == [12, 26, 14500]
    assert len(one) == 6


@pytest.mark.parametrize(
    ("company", "text", "expected"),
    [
        ("Кадровое агентство Вектор", "Ищем людей.", True),
        ("Blue Recruitment Ltd", "", True),
        ("Vector", "Our client, a bank, is growing.", True),
        ("Vector", "Our clients love us.", False),
        ("Вектор", "Наш клиент — завод.", True),
        ("Вектор", "Помогаем нашим клиентам.", False),
        ("Vektor", "Für unseren Kunden, eine Brauerei, suchen wir", True),
        ("Vektor", "Wir besuchen die Höfe unserer Kunden.", False),
        ("Vektor", "Bei unserem Mandanten im Rheinland.", True),
        ("Vektor", "AUFTRAGGEBER: eine Brauerei", True),
        ("Wektor", "Nasz klient, browar", True),
        ("Вектор", "Шукаємо. Замовник — завод.", True),
        ("Вектор", "Текст.\nЗаказчик: завод", True),
        ("Вектор", "Наш клієнт росте.", True),
        (None, "", False),
    ],
)
def test_who_hires_for_somebody_else(company: str | None, text: str, expected: bool) -> None:
    prints = fingerprints([posting(1, company=company) | {"description": text}])
    assert prints["is_for_client"].to_pylist() == [expected]


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Инженер поддержки 2-й линии", "rank-2"),
        ("Specjalista ds. wsparcia IT (III linia)", "rank-3"),
        ("2nd line support engineer", "rank-2"),
        ("L1 Support Engineer", "rank-1"),
        ("Інженер II категорії", "rank-2"),
    ],
)
def test_lines_of_support_are_numbered_levels(title: str, rank: str) -> None:
    assert rank in read_title(title).levels


def test_phrases_have_endings() -> None:
    assert read_title("Руководитель проектов").roles == ("project-manager",)
    assert read_title("Руководитель отдела").levels == ("head",)


def test_a_title_silent_on_what_two_equal_texts_differ_in_joins_neither() -> None:
    postings = [
        posting(1, title="Frontend-разработчик (React)", source="hh_ru"),
        posting(2, title="Backend-разработчик (Java)", source="hh_ru"),
        posting(3, title="Разработчик", source="json_ld", day=1),
    ]
    assert link_days(fingerprints(postings)) == []
    assert len(link_days(fingerprints([postings[0], postings[2]]))) == 1


def test_two_main_technologies_that_share_a_third_are_two_jobs() -> None:
    sides = [{"title": "Fullstack (Node.js/React)"}, {"title": "Fullstack (Python/React)", "source": "habr", "day": 1}]
    assert link_days(fingerprints([posting(number, **side) for number, side in enumerate(sides)])) == []


def _member(number: int, title: str | None, company: str | None, day: int, source: str = "habr") -> Member:
    row = posting(number, title=title, company=company, source=source)
    return Member(Posting.from_table(fingerprints([row]))[0], day)


def _key(number: int, source: str = "habr") -> str:
    return str(posting(number, source=source)["posting_key"])


A, B, C = map(_key, (1, 2, 3))


def test_parts_do_not_depend_on_the_order_of_members_and_links() -> None:
    members = [_member(1, "Повар", "Ланова", 1), _member(2, "Повар", None, 1), _member(3, "Повар", "Кубик", 1)]
    links = [Link(B, A, "near_text", 0.8, 1), Link(C, B, "near_text", 0.9, 1)]
    expected = ({A: A, B: B, C: B}, [links[0]])
    for some in permutations(members):
        for others in permutations(links):
            assert join_members(some, others) == expected


def test_a_plausible_component_comes_back_whole() -> None:
    members = [
        _member(1, "Повар", "Ланова", 1),
        _member(2, "Шеф-повар", "ООО «Ланова»", 2),
        _member(3, None, None, 3),
    ]
    links = [Link(B, A, "exact_text", 1.0, 2), Link(C, B, "translation", 0.7, 3)]
    assert join_members(members, links) == ({A: A, B: A, C: A}, [])


def test_two_vacancies_of_earlier_days_stay_two_and_the_new_posting_goes_with_the_stronger_link() -> None:
    members = [_member(1, "Повар", None, 1), _member(2, "Повар", None, 1), _member(3, "Повар", None, 2)]
    links = [Link(C, A, "near_text", 0.8, 2), Link(C, B, "exact_text", 1.0, 2)]
    assert join_members(members, links) == ({A: A, B: B, C: B}, [links[0]])
    on_one_day = [member._replace(day=2) for member in members]
    assert join_members(on_one_day, links) == ({A: A, B: A, C: A}, [])


@pytest.mark.parametrize(
    ("titles", "sources"),
    [
        (("Senior Python Developer", "Python Developer", "Middle Python Developer"), ("habr", "dou", "djinni")),
        (("Разработчик Python", "Разработчик", "Разработчик Java"), ("habr", "dou", "djinni")),
        (("Senior Go Developer", "Go Developer", "Go Developer"), ("habr", "dou", "habr")),
        (("Go Developer", "Go Developer, Payments", "Go Developer, Risk"), ("dou", "lever:kubik", "lever:kubik")),
    ],
    ids=["level", "technology", "level on one board", "two titles in one system"],
)
def test_a_vacancy_holds_no_two_ads_that_contradict_each_other(
    titles: tuple[str, str, str], sources: tuple[str, str, str]
) -> None:
    """The one in the middle may be either: it stays with the one that was there first."""
    members = [
        _member(number, title, "Кубик", number, source)
        for number, (title, source) in enumerate(zip(titles, sources, strict=True), 1)
    ]
    one, other, third = (member.posting.key for member in members)
    links = [Link(other, one, "near_text", 0.9, 2), Link(third, other, "near_text", 0.99, 3)]
    first = min(one, other)
    assert join_members(members, links) == ({one: first, other: first, third: third}, [links[1]])
