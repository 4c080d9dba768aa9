"""Technologies by dictionary and context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.technologies import dictionary, read_skill, read_technologies
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold


def names(text: str, title: str = "", skills: tuple[str, ...] = ()) -> set[str]:
    return set(read_technologies(skills, scan(title, text)).names)


def test_the_dictionary_has_at_least_600_names_and_every_parent_is_one_of_them() -> None:
    known = dictionary()
    assert len(known.kinds) >= 600
    assert {parent for of in known.parents.values() for parent in of} <= set(known.kinds)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Стек: Python, Django, PostgreSQL, Docker/Kubernetes",
            {"Python", "Django", "PostgreSQL", "Docker", "Kubernetes"},
        ),
        ("Java 17, Spring Boot, Hibernate, Maven", {"Java", "Spring Boot", "Hibernate", "Maven"}),
        ("C#/.NET Core, ASP.NET, MS SQL", {"C#", ".NET Core", "ASP.NET", "MS SQL"}),
        ("C, C++ und Rust", {"C", "C++", "Rust"}),
        ("React, Redux, Next.js, TypeScript", {"React", "Redux", "Next.js", "TypeScript"}),
        ("Golang, gRPC, Kafka", {"Go", "gRPC", "Kafka"}),
        ("JavaScript (Node.js)", {"JavaScript", "Node.js"}),
        ("SQL Server и PL/SQL", {"MS SQL", "PL/SQL"}),
        ("Знание 1С:Предприятие", {"1C"}),
        ("python-разработчик с опытом FastAPI", {"Python", "FastAPI"}),
    ],
)
def test_names_and_aliases_are_found_in_text(text: str, expected: set[str]) -> None:
    assert expected <= names(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("You will go to market with us", "Go"),
        ("Go-to-market strategy in our R&D centre", "Go"),
        ("Our R&D centre and C-level reporting", "R"),
        ("Our R&D centre and C-level reporting", "C"),
        ("We react fast to changes", "React"),
        ("React to customer requests every day", "React"),
        ("A swift reply is promised this spring", "Swift"),
        ("Swift and friendly feedback", "Swift"),
        ("Join us in the spring", "Spring"),
        ("Our chef cooks lunch", "Chef"),
        ("Work at the helm of the team", "Helm"),
        ("Office in Phoenix, Arizona", "Phoenix"),
        ("Express yourself and make a difference", "Express"),
        ("English C1 required", "C"),
        ("Javanese coffee", "Java"),
        ("Postgraduate degree", "PostgreSQL"),
        ("digital marketing", "Git"),
    ],
)
def test_common_words_are_no_technology(text: str, absent: str) -> None:
    assert absent not in names(text)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Go developer", "Go"),
        ("Разработчик Go / Python", "Go"),
        ("C developer", "C"),
        ("Senior React Engineer", "React"),
        ("R programmer", "R"),
        ("Swift Developer", "Swift"),
        ("Rust engineer", "Rust"),
    ],
)
def test_in_a_title_beside_a_developer_an_ambiguous_word_is_the_technology(title: str, expected: str) -> None:
    assert expected in names("", title)


def test_the_skill_list_needs_no_context_and_each_name_has_its_witness() -> None:
    technologies = read_technologies(["Go", "Swift", "Django Framework"], scan("", "We use Django and Redis"))
    assert dict(zip(technologies.names, technologies.bases, strict=True)) == {
        "Go": "field",
        "Swift": "field",
        "Django": "both",
        "Redis": "text",
    }


def test_a_skill_outside_the_dictionary_names_nothing() -> None:
    assert read_skill("Командная работа") == ()


def test_every_name_is_found_when_it_is_a_skill() -> None:
    missing = [name for name in dictionary().kinds if name not in read_skill(name)]
    assert missing == []


def test_unambiguous_names_are_found_in_running_text_in_any_case() -> None:
    known = dictionary()
    plain = [name for name in known.kinds if fold(name) not in known.ambiguity]
    missing = [name for name in plain if name not in names(f"Experience with {name.upper()} is needed")]
    assert missing == []


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=5))
def test_no_text_makes_the_reader_raise(text: str, skills: list[str]) -> None:
    first = read_technologies(skills, scan(text, text))
    assert first == read_technologies(skills, scan(text, text))
    assert len(first.names) == len(first.bases) == len(set(first.names))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wdrożenia w Dockerze i znajomość Kafki", "Docker"),
        ("zgłaszanie błędów w Jirze, testy API w Postmanie", "Postman"),
        ("обмены через REST. SQL приветствуется", "REST API"),
        ("AWS (S3, Glue, Athena)", "Amazon Athena"),
        ("Kotlin, Compose, Coroutines", "Jetpack Compose"),
        ("знание Go или Rust для инструментов", "Go"),
        ("redis, celery, django", "Celery"),
        ("Навыки разработки на С/C++", "C++"),
        ("Dart, BLoC, Firebase", "Bloc"),
        ("Windows Server, AD, MikroTik", "Active Directory"),
        ("разработка микросервисов скоринга", "Microservices"),
    ],
)
def test_declined_listed_and_asked_for_names_are_found(text: str, name: str) -> None:
    assert name in read_technologies([], scan("", text)).names


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Executive Chef", "Lead a brigade of 18.", "Chef"),
        ("Editor", "Django, DRF. Swift and clear writing.", "Swift"),
        ("Auditor", "We are SOC 2 certified, Linux.", "SOC"),
        ("Analyst", "You will react to requests in Kafka.", "React"),
    ],
)
def test_common_words_beside_technologies_are_none(title: str, text: str, name: str) -> None:
    assert name not in read_technologies([], scan(title, text)).names


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("We are migrating our platform from PHP and MySQL to Go and PostgreSQL.", {"Go", "PostgreSQL"}),
        ("Мы переписали сервис с PHP на Python. Вместо MongoDB используем PostgreSQL.", {"Python", "PostgreSQL"}),
        ("Ми перейшли з Java на Kotlin, без PHP.", {"Kotlin"}),
        ("Przeszliśmy z PHP na Python. Zamiast Jenkinsa używamy GitLab CI.", {"Python", "GitLab CI"}),
        ("Statt Java setzen wir auf Kotlin. Kein PHP, keine Altlasten.", {"Kotlin"}),
        ("No PHP, no jQuery: only TypeScript and React.", {"TypeScript", "React"}),
        ("JavaScript with or without jQuery.", {"JavaScript", "jQuery"}),
        ("Not only Java, also Kotlin.", {"Java", "Kotlin"}),
        ("Без опыта Java не рассматриваем.", {"Java"}),
        ("You don't need to know Kotlin, but Java is a must.", {"Java"}),
        ("Знание Kubernetes не требуется. Опыт с Docker не обязателен, но будет плюсом.", {"Docker"}),
        ("Znajomość Angulara nie jest wymagana, piszemy w React.", {"React"}),
        ("Kenntnisse in Angular sind von Vorteil, aber nicht erforderlich.", {"Angular"}),
        ("Соседняя команда пишет на Scala, у нас Java.", {"Java"}),
        ("Бекенд на Laravel пише сусідня команда, наш стек: Vue.js.", {"Vue.js"}),
        ("Our clients include Salesforce, Stripe and Shopify. Stack: Ruby on Rails.", {"Ruby on Rails"}),
        ("Среди наших клиентов Oracle, SAP и Microsoft. Стек: Python, Django.", {"Python", "Django"}),
        ("An alternative to Jira and Trello built with Elixir.", {"Elixir"}),
        ("Подбор разработчиков Java, Python и Go.", set()),
        ("Переводим биллинг с монолита на PHP на сервисы, новое пишем на Python.", {"Python"}),
        ("Three years ago we ran on Heroku. Today it is Kubernetes.", {"Kubernetes"}),
        ("Früher war alles in COBOL, heute Java.", {"Java"}),
        ("Kiedyś wszystko stało na Oracle, teraz na PostgreSQL.", {"PostgreSQL"}),
        ("Отчеты живут в Excel, но трогать их не придется. Нужен SQL.", {"SQL"}),
        ("Панель (PHP, правити її не треба) і сервіси на Python.", {"Python"}),
        ("Das Backend in Java schreiben die Kollegen, du baust mit Flutter.", {"Flutter"}),
        ("Sklep stoi na Magento, ale technikaliami zajmuje się agencja. Raporty w SQL.", {"SQL"}),
        ("Our stack is a bonus, but not required: Python, Docker.", {"Python", "Docker"}),
        ("If you worked with Java years ago, that counts.", {"Java"}),
        ("Два мобильных разработчика (Kotlin и Swift) сидят рядом. Вам нужен SQL.", {"SQL"}),
        ("Unser Team besteht aus zwölf Entwicklern (Ruby on Rails). Du kannst dbt.", {"dbt"}),
        ("Senior Developers (Java, Kotlin)", {"Java", "Kotlin"}),
        ("Ищем трёх разработчиков (Java, Kotlin)", {"Java", "Kotlin"}),
        ("Серверную часть на Java пишут коллеги, от вас Kotlin.", {"Kotlin"}),
        ("Нужен разработчик, который пишет на Java.", {"Java"}),
        ("We moved off Splunk to Kafka.", {"Kafka"}),
        ("Первую версию собрали на Delphi, сейчас C#.", {"C#"}),
        ("React, TypeScript. Angular był, umarł, nie wskrzeszamy.", {"React", "TypeScript"}),
        ("MySQL, Redis\nWordPress не пропонувати, ми від нього втекли", {"MySQL", "Redis"}),
        ("Go и PostgreSQL, дежурит отдельная команда SRE", {"Go", "PostgreSQL"}),
        ("Apply: https://www.example.com/jobs/php-developer.html or yoga-go.io", set()),
    ],
)
def test_what_is_left_behind_used_by_others_or_not_needed_is_not_asked_for(text: str, asked: set[str]) -> None:
    assert set(read_technologies([], scan("", text)).names) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Backed by the founders of Figma and executives from Cloudflare, Notion. You know Python.", {"Python"}),
        ("We are two ex-Stripe engineers. Stack: Go, Kafka", {"Go", "Kafka"}),
        ("People come from companies like Shopify and Oracle.", set()),
        ("100 paying customers — including Shopify and Stripe — rely on us. You write Python.", {"Python"}),
        ("We build AI powered Shopify for plumbers in Ruby", {"Ruby"}),
        ("From the web UI to core ML algorithms, in Python", {"Python"}),
        ("Сервисы в кубере, обмен по вебсокетам и через вебсокеты", {"Kubernetes", "WebSocket"}),
        ("Our stack is Ruby backed by PostgreSQL and Redis.", {"Ruby", "PostgreSQL", "Redis"}),
        ("Send us your CV and a link to your GitHub.", set()),
        ("Пришлите резюме и профиль на GitHub", set()),
        ("Git, GitHub and Jenkins are at home here", {"Git", "GitHub", "Jenkins"}),
        ("If you have questions, rest assured that we will answer.", set()),
        ("API tests with REST Assured and Java", {"REST Assured", "Java"}),
        ("We move money over stablecoin payment rails.", set()),
        ("You will excel in this role if you like SQL.", {"SQL"}),
        ("A creative spark and an AI copilot for hiring", set()),
        ("Our design queries a SQL-like language of our own.", set()),
        ("HTML, CSS (SASS/LESS), preprocessors such as LESS", {"HTML", "CSS", "Sass", "Less"}),
        ("Solid understanding of Docker, solid English", {"Docker"}),
        ("Automated provisioning (Chef, Puppet)", {"Chef", "Puppet"}),
        ("It would be great to have experience in: Go, Rust, Solidity", {"Go", "Rust", "Solidity"}),
        ("Continuous integration and test-driven, object-oriented code", {"CI/CD", "TDD", "OOP"}),
    ],
)
def test_firms_accounts_and_phrases_are_told_from_what_is_asked_for(text: str, asked: set[str]) -> None:
    assert set(read_technologies([], scan("", text)).names) == asked


@pytest.mark.parametrize(
    ("company", "text", "asked"),
    [
        ("Ajax Systems", "Ajax is an ecosystem of 50 devices. Python, pytest", {"Python", "pytest"}),
        ("Kong", "Kong helps companies. Experience with Kong and Lua.", {"Kong", "Lua"}),
        ("Javatech", "We write Java.", {"Java"}),
    ],
)
def test_the_name_of_the_employer_is_no_technology_unless_knowledge_of_it_is_asked(
    company: str, text: str, asked: set[str]
) -> None:
    assert set(read_technologies([], scan("", text), company).names) == asked


def test_names_at_the_ends_of_lines_that_a_dump_ran_together_are_found() -> None:
    lines = "Skills:Python (Django)JavaScript (React)SASSReduxKafkaTerraformCI/CDUnit testsExperience with RESTWeb"
    padding = "We care for each other and for what we build, every day of the week. " * 6
    assert names(lines + padding) == {
        "Python",
        "Django",
        "JavaScript",
        "React",
        "Sass",
        "Redux",
        "Kafka",
        "Terraform",
        "CI/CD",
        "REST API",
    }
    assert names("SharpSpring and TaskRabbit, by KafkaFans") == set()


def test_names_in_the_lookup_of_contexts_are_those_of_the_dictionary() -> None:
    contexts = load_yaml("technology_contexts")
    assert {*contexts["firms"], *contexts["accounts"]["names"]} <= dictionary().kinds.keys()


def test_a_technology_is_asked_for_when_any_of_its_mentions_is() -> None:
    text = "We are migrating from Java 8 to Kotlin.\nYou know Java well."
    assert set(read_technologies([], scan("", text)).names) == {"Java", "Kotlin"}


def test_the_title_is_never_passed_over() -> None:
    assert read_technologies([], scan("Java Developer instead of Kotlin", "")).names == ("Java", "Kotlin")
