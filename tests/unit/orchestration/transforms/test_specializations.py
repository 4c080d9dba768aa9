"""Two-level taxonomy: title, category, technologies; IT or not."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.specialization_titles import directions
from orchestration.transforms.specializations import Specialization, read_specialization
from orchestration.transforms.technologies import read_technologies
from orchestration.transforms.text_scan import scan

SEED = Path(__file__).parents[4] / "dbt_project" / "seeds" / "specializations.csv"


def read(
    title: str, text: str = "", categories: tuple[str, ...] = (), family: str = "telegram", skills: tuple[str, ...] = ()
) -> Specialization:
    return read_specialization(title, categories, read_technologies(skills, scan(title, text)), family)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Python developer", "python-backend"),
        ("Ищем сильного гофера в платежи", "go-backend"),
        ("Нужен одинэсник на подработку", "onec"),
        ("Исследователь речевых технологий, ML", "ml-engineer"),
        ("Android в команду водительского приложения", "android-mobile"),
        ("Дизайнер інтерфейсів (складні таблиці)", "ux-ui-designer"),
        ("Applied AI, Legal Documents", "ml-engineer"),
        ("Старший Python-разработчик", "python-backend"),
        ("Senior Java Developer", "java-backend"),
        ("Golang Engineer", "go-backend"),
        ("Go developer", "go-backend"),
        ("Programista .NET", "csharp-backend"),
        ("Разработчик C#", "csharp-backend"),
        ("PHP розробник (Laravel)", "php-backend"),
        ("Node.js Developer", "nodejs-backend"),
        ("Ruby on Rails Engineer", "ruby-backend"),
        ("Entwickler C++", "cpp-backend"),
        ("Rust Engineer", "rust-backend"),
        ("Scala Developer", "scala-kotlin-backend"),
        ("React разработчик", "react-frontend"),
        ("Angular Developer", "angular-frontend"),
        ("Vue.js Developer", "vue-frontend"),
        ("Верстальщик HTML", "other-frontend"),
        ("iOS Developer (Swift)", "ios-mobile"),
        ("Android-разработчик (Kotlin)", "android-mobile"),
        ("React Native Developer", "cross-platform-mobile"),
        ("Flutter Developer", "cross-platform-mobile"),
        ("Full-stack Developer (React/Python)", "fullstack"),
        ("React / .NET Developer", "fullstack"),
        ("Data Engineer (Python)", "data-engineer"),
        ("Аналитик данных", "data-analyst"),
        ("Data Scientist", "data-scientist"),
        ("Machine Learning Engineer (Python)", "ml-engineer"),
        ("Инженер машинного обучения", "ml-engineer"),
        ("DevOps-инженер", "devops-sre"),
        ("Site Reliability Engineer (Go)", "devops-sre"),
        ("Тестировщик ПО", "qa-manual"),
        ("QA Automation Engineer (Java)", "qa-automation"),
        ("Tester automatyzujący", "qa-automation"),
        ("Специалист по информационной безопасности", "security"),
        ("Системный аналитик", "system-analyst"),
        ("Analityk biznesowy", "business-analyst"),
        ("Unity Developer (C#)", "game-developer"),
        ("Embedded C Developer", "embedded"),
        ("Программист 1С", "onec"),
        ("SAP ABAP Consultant", "erp-crm"),
        ("Product Owner", "product-manager"),
        ("Scrum Master", "project-manager"),
        ("UX/UI дизайнер", "ux-ui-designer"),
        ("Системный администратор", "system-administrator"),
        ("Inżynier wsparcia technicznego", "technical-support"),
        ("Technical Writer", "other-it"),
        ("Гошник в сервис логистики", "go-backend"),
        ("PL/SQL DatabaseDeveloper", "other-backend"),
        ("SeniorQAEngineer", "qa-manual"),
        ("#JavaDeveloper", "java-backend"),
        ("iOS/Android developers", "cross-platform-mobile"),
        ("Mobile developer", "cross-platform-mobile"),
    ],
)
def test_the_title_decides_and_roles_win_over_languages(title: str, slug: str) -> None:
    found = read(title)
    assert (found.slug, found.basis, found.direction) == (slug, "title", directions()[slug])


@pytest.mark.parametrize(
    "title",
    [
        "Менеджер по продажам",
        "IT Recruiter (Java, Python)",
        "Преподаватель Python",
        "Бухгалтер 1С",
        "Marketing Manager",
        "Sales Manager",
        "Инженер-конструктор",
        "Водитель",
        "Go-to-Market Manager",
        "Lead Generation Specialist",
        "Księgowa",
        "Копирайтер",
        "Security Guard",
        "Электромонтёр",
        "Account Executive",
        "Програма лояльності: продавець-консультант",
        "Buchhalter",
        "Interior Designer",
        "Entwicklungsingenieur Antriebsstrang (m/w/d)",
        "Head of Real Estate Portfolio Management",
    ],
)
def test_other_professions_are_not_it(title: str) -> None:
    assert read(title).slug is None


def test_a_title_without_a_language_is_refined_by_the_technologies() -> None:
    assert read("Backend developer", "Стек: Python, FastAPI, PostgreSQL").slug == "python-backend"
    assert read("Software Engineer", "Java, Spring Boot, Hibernate", family="nofluffjobs") == Specialization(
        "backend", "java-backend", "technologies"
    )
    assert read("Backend developer").slug == "other-backend"


def test_the_category_speaks_when_the_title_does_not() -> None:
    assert read("Специалист", categories=("Тестировщик",), family="hh_ru") == Specialization(
        "qa", "qa-manual", "category"
    )
    assert read("Специалист", categories=("Бухгалтер",), family="hh_ru").slug is None


@pytest.mark.parametrize(
    ("title", "category", "skills", "slug"),
    [
        ("Senior Backend Engineer", "Node.js", (), "nodejs-backend"),
        ("Senior Backend Engineer", "Fullstack", (), "other-backend"),
        ("Frontend Engineer", "Vue.js", (), "vue-frontend"),
        ("Backend Developer (PHP / Python)", "Python", (), "python-backend"),
        ("Backend Developer (PHP / Python)", "Design", (), "php-backend"),
        ("QA Engineer", "QA Automation", (), "qa-automation"),
        ("QA Engineer (Manual)", "QA Automation", (), "qa-manual"),
        ("Software Engineer", "C", ("C#", "Oracle"), "csharp-backend"),
        ("Software Engineer", "C", ("C", "Python"), "cpp-backend"),
        ("Software Engineer", "Javascript", ("Node.js", "MongoDB"), "nodejs-backend"),
        ("Software Engineer", "Javascript", ("React", "CSS"), "react-frontend"),
        ("Software Engineer", "Javascript", (), "other-frontend"),
    ],
)
def test_the_category_tells_what_the_title_leaves_open(
    title: str, category: str, skills: tuple[str, ...], slug: str
) -> None:
    assert read(title, categories=(category,), family="justjoin", skills=skills).slug == slug


def test_a_title_of_many_trades_needs_a_witness_for_it() -> None:
    assert read("Руководитель проектов", categories=("Руководитель строительства",), family="hh_ru").slug is None
    assert (
        read("Руководитель проектов", categories=("Руководитель проектов",), family="hh_ru").slug == "project-manager"
    )


def test_the_slugs_are_those_of_the_dbt_seed() -> None:
    if not SEED.exists():
        pytest.skip("the seed is not there yet")
    with SEED.open(encoding="utf-8") as file:
        seed = {row["slug"]: row["direction_slug"] for row in csv.DictReader(file)}
    assert directions() == seed


def test_every_slug_in_the_lookups_exists() -> None:
    lookup, known = load_yaml("specializations"), set(directions())
    groups = {*lookup["groups"], "not_it"}
    assert {slug for group in lookup["groups"].values() for slug in (group["otherwise"], group.get("then"))} - {
        None
    } <= known
    named = {name for group in lookup["groups"].values() for need in group.get("needs", ()) for name in need["of"]}
    with (
        resources.files("orchestration.transforms.lookups").joinpath("technologies.csv").open(encoding="utf-8") as file
    ):
        assert named <= {row["name"] for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    assert {rule["slug"] for rule in lookup["title_rules"] if "group" not in rule} - {None} <= known
    assert {rule["group"] for rule in lookup["title_rules"] if "group" in rule} <= groups
    assert set(lookup["title_technologies"]) | set(lookup["technology_weights"]) <= known
    assert set(load_yaml("categories").values()) <= known | groups


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_the_reader_raise(title: str, text: str) -> None:
    found = read(title, text, (text,))
    assert found == read(title, text, (text,))
    assert (found.slug is None) == (found.direction is None)


def test_a_technology_in_a_title_without_a_role_needs_another_witness() -> None:
    assert read("Freelancer gesucht: Shopware 6", "Symfony und MySQL").slug == "php-backend"
    assert read("Freelancer gesucht: Shopware 6", "Bitte melden").slug is None


def of_post(title: str, text: str) -> Specialization:
    found = scan(title, text)
    return read_specialization(title, [], read_technologies([], found), "hackernews", found)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("We bake software.\n- Backend Engineer (Go)\n- Office Manager", "go-backend"),
        ("* Engineering Lead for Mobile\n* Front-end Engineer", "other-frontend"),
        ("We are looking for a senior Rails developer to join us.", "ruby-backend"),
        ("We have openings in front-end, back-end, and full-stack engineering.", "fullstack"),
        ("Stack: Python, Django. Our engineers own what they ship.", "python-backend"),
        ("Account Manager\nData Engineer", "data-engineer"),
        ("Account Manager\nOffice Manager", None),
        ("Bookkeeper for our warehouse, three days a week.", None),
        ("We're hiring engineers and sales reps.", "other-it"),
        ("We mostly write Scala and keep it in Cassandra. Positions are on our site.", "scala-kotlin-backend"),
        ("Node.js, Express, Redis run our shop. We're looking for a head of enterprise sales.", None),
        ("Unser Laden braucht jemanden für PHP und MySQL.", "php-backend"),
        ("Нужен человек, кто-то на вордпресс: перенести сайт.", "php-backend"),
        ("Nie możemy znaleźć nikogo do WordPressa.", "php-backend"),
        ("Need someone to tidy up the garden of our office.", None),
        ("Знакомые ищут саппорта второй линии.", "technical-support"),
        ("Треба фронтендер на React.", "react-frontend"),
        ("Наша фірма шукає аналітика даних.", "data-analyst"),
        ("We take experienced engineers only for now, be they full stack or dev-ops focused.", "fullstack"),
    ],
)
def test_a_post_whose_title_names_no_role_is_what_its_text_seeks(text: str, slug: str | None) -> None:
    assert of_post("Larkmere - Ghent, Belgium - full time", text).slug == slug


def test_a_firm_named_after_another_trade_is_no_role() -> None:
    assert of_post("Larch Brands - Boise, ID", "Rails and MySQL. Our developers ship daily.").slug == "ruby-backend"
    assert of_post("Larch Brands - Boise, ID", "Rails and MySQL run our shop.").slug is None
    assert (
        of_post(
            "Brand managers wanted", "Rails and MySQL run our shop, and our developers ship daily to bakeries."
        ).slug
        is None
    )


def test_people_who_are_there_already_are_no_role_of_a_post() -> None:
    assert of_post("Learn from designers", "- QA Engineer").slug == "qa-manual"
    assert of_post("Designer", "- QA Engineer").slug == "ux-ui-designer"


def test_a_developer_of_no_side_is_full_stack_where_the_text_says_so() -> None:
    text = "You are a full-stack engineer: React and Python."
    assert of_post("Software Engineer", text) == Specialization("fullstack", "fullstack", "text")
    assert of_post("Software Engineer", "Python, Django. We are full-stack optimists.").slug == "python-backend"
    delivers = "Python, Django. We operate a full-stack delivery service."
    assert of_post("Software Engineer", delivers).slug == "python-backend"


@pytest.mark.parametrize(
    ("title", "text", "slug"),
    [
        ("Software Engineer", "Ruby on Rails, PostgreSQL, HTML, CSS, JavaScript, jQuery", "ruby-backend"),
        ("Software Engineer", "TypeScript, React, GraphQL, Node.js, PostgreSQL", "fullstack"),
        ("Web developer", "HTML, CSS, JavaScript, jQuery", "other-frontend"),
        ("Senior Software Engineer, JavaScript/TypeScript", "Node.js, MongoDB, HTML, CSS", "nodejs-backend"),
        ("Senior Software Engineer, JavaScript/TypeScript", "Node.js, MongoDB, React, Redux", "fullstack"),
        ("JavaScript Developer", "HTML, CSS, Webpack", "other-frontend"),
        ("Software Engineer", "Python, Django. Our apps run on iOS and Android.", "python-backend"),
        ("Mobile engineer", "Objective-C, Xcode, iOS", "ios-mobile"),
        ("Mobile engineer", "iOS: Swift. Android: Kotlin.", "cross-platform-mobile"),
    ],
)
def test_what_weighs_of_servers_pages_and_phones(title: str, text: str, slug: str) -> None:
    assert read(title, text).slug == slug


def test_outside_forums_of_developers_an_engineer_needs_signs_of_it() -> None:
    assert read("Grid Engineer II", "Windows and Excel", family="table").slug is None
    assert read("Deployment Engineer", "Docker, Ansible, Linux", family="table").slug == "devops-sre"
    assert read("Engineer", "Python", categories=("Программист, разработчик",), family="hh_ru").slug == "python-backend"


def _of_post(title: str, text: str) -> Specialization:
    found = scan(title, text)
    return read_specialization(title, (), read_technologies((), found), "telegram", found)


@pytest.mark.parametrize(
    ("title", "text", "slug"),
    [
        ("Разовая задача", "Перенести каталог с Битрикса на WordPress, 40 страниц. Бюджет 50 000 р", "php-backend"),
        ("Срочно", "Поправить вёрстку на Тильде, на мобиле всё поехало", "other-it"),
        ("Shop", "Szukam kogoś do zrobienia sklepu na Shopify, 80 produktów", "other-it"),
        ("Verein", "Ein Formular in TYPO3 einbauen, zwei Tage", "php-backend"),
        ("Parser", "Нужен парсер на питоне, три сайта мебели", "python-backend"),
        ("Платформа", "Торгуем на бирже, стратегии пишутся на Python. Ищем бухгалтера", None),
        ("Магазин", "Наш магазин на Shopify растёт. Пишите, если любите чай", None),
    ],
)
def test_something_to_be_made_with_a_technology_is_work_for_a_developer(
    title: str, text: str, slug: str | None
) -> None:
    assert _of_post(title, text).slug == slug


def test_an_administrator_without_any_technology_is_one_of_a_salon() -> None:
    assert _of_post("Администратор", "График 2/2, приветливый голос").slug is None
    assert _of_post("Администратор", "Поддержка Linux, Proxmox и Ansible").slug == "system-administrator"


def test_operators_of_technical_support_are_support() -> None:
    assert _of_post("Оператор технической поддержки", "Чат, 2/2").slug == "technical-support"
    assert _of_post("Оператор станка", "Смены").slug is None
