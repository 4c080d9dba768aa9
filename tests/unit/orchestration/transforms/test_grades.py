"""Grades with basis and track, and the words that only look like grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.grade_words import grades_in_field, grades_in_title
from orchestration.transforms.grades import Grade, grade_of_years, read_grade, track_of
from orchestration.transforms.text_scan import scan


def read(
    title: str, text: str = "", field: tuple[str, ...] = (), is_it: bool = True, years: float | None = None
) -> Grade:
    return read_grade(field, title, scan(title, text), is_it=is_it, years_min=years)


@pytest.mark.parametrize(
    ("title", "grades"),
    [
        ("Junior Python Developer", ["Junior"]),
        ("Strong Junior QA", ["Junior"]),
        ("Junior+ Java Developer", ["Junior"]),
        ("Стажёр-разработчик Go", ["Junior"]),
        ("Младший системный администратор", ["Junior"]),
        ("Молодший розробник PHP", ["Junior"]),
        ("Młodszy programista C#", ["Junior"]),
        ("Praktykant w dziale IT", ["Junior"]),
        ("Werkstudent Softwareentwicklung", ["Junior"]),
        ("Graduate Software Engineer", ["Junior"]),
        ("Middle+ Python developer", ["Middle"]),
        ("Middle/Senior Go developer", ["Middle", "Senior"]),
        ("Mid-level Backend Engineer", ["Middle"]),
        ("Regular Java Developer", ["Middle"]),
        ("Мидл разработчик 1С", ["Middle"]),
        ("Sr. Data Engineer", ["Senior"]),
        ("Сеньор фронтенд", ["Senior"]),
        ("Старший разработчик", ["Senior"]),
        ("Pflegekraft – Seniorenhaus Am See", []),
        ("Starszy programista Java", ["Senior"]),
        ("Team Lead Python", ["Lead"]),
        ("Тимлид команды мобильной разработки", ["Lead"]),
        ("Ведущий программист", ["Lead"]),
        ("Главный специалист по тестированию", ["Lead"]),
        ("Провідний інженер", ["Lead"]),
        ("Staff Software Engineer", ["Lead"]),
        ("Principal Engineer", ["Lead"]),
        ("Senior Staff Engineer", ["Lead"]),
        ("Data Analyst (Staff)", ["Lead"]),
        ("Ekspert ds. bezpieczeństwa", ["Lead"]),
        ("Python Developer", []),
        ("Lead Generation Manager", []),
        ("Lead Gen Specialist", []),
        ("Middle East Sales Manager", []),
        ("Mid-market Account Executive", []),
        ("Support Staff Coordinator", []),
        ("School Principal", []),
        ("Internal Tools Developer", []),
        ("International Sales", []),
        ("Leading bank seeks developer", []),
    ],
)
def test_a_title_states_its_grades(title: str, grades: list[str]) -> None:
    assert list(grades_in_title(title)) == grades


@pytest.mark.parametrize("title", ["Старший продавец", "Ведущий мероприятий", "Главный бухгалтер", "Помощник юриста"])
def test_slavic_rank_words_are_no_grade_outside_it(title: str) -> None:
    assert grades_in_title(title, is_it=False) == ()


def test_a_company_named_senior_is_no_grade() -> None:
    assert grades_in_title("Developer at Senior Living Group", True, "Senior Living Group") == ()


@pytest.mark.parametrize(
    ("field", "grades"),
    [
        ("Mid", ["Middle"]),
        ("SENIOR", ["Senior"]),
        ("specjalista (Mid / Regular)", ["Middle"]),
        ("młodszy specjalista (Junior)", ["Junior"]),
        ("starszy specjalista (Senior)", ["Senior"]),
        ("Expert", ["Lead"]),
        ("Trainee", ["Junior"]),
        ("c_level", ["Lead"]),
        ("asystent", ["Junior"]),
        ("praktykant / stażysta", ["Junior"]),
        ("pracownik fizyczny", []),
    ],
)
def test_the_boards_own_level_words_are_known(field: str, grades: list[str]) -> None:
    assert list(grades_in_field(field)) == grades


def test_the_field_is_trusted_above_the_title_and_the_lowest_grade_is_the_entry_bar() -> None:
    grade = read("Senior Developer", field=("Mid", "Senior"))
    assert (grade.grade, grade.grades, grade.basis) == ("Middle", ("Middle", "Senior"), "field")


@pytest.mark.parametrize(
    ("field", "title", "is_it", "grades"),
    [
        ("Mid", "Mid/Senior Java Developer", True, ("Middle", "Senior")),
        ("Mid", "Senior SAP Consultant", True, ("Middle", "Senior")),
        ("Senior", "Junior Developer", True, ("Senior",)),
        ("Mid", "Handlowiec (Senior Sales)", False, ("Middle",)),
    ],
)
def test_levels_of_the_title_above_the_fields_are_listed_too(
    field: str, title: str, is_it: bool, grades: tuple[str, ...]
) -> None:
    grade = read(title, field=(field,), is_it=is_it)
    assert (grade.grades, grade.basis) == (grades, "field")


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Мы ищем Senior разработчика в команду платежей.", "Senior"),
        ("Уровень: Middle", "Middle"),
        ("Рівень: Junior", "Junior"),
        ("Szukamy seniora do zespołu. Poziom: Senior", "Senior"),
        ("We are looking for a Middle engineer", "Middle"),
        ("Seniority level: Senior", "Senior"),
        ("Wir suchen eine/n Entwickler/in (m/w/d), gern Senior.", "Senior"),
        ("#вакансия #senior #python", "Senior"),
    ],
)
def test_an_explicit_statement_in_the_text_is_a_grade(text: str, grade: str) -> None:
    read_from_text = read("Разработчик", text)
    assert (read_from_text.grade, read_from_text.basis) == (grade, "text")


@pytest.mark.parametrize(
    "text",
    [
        "You will mentor juniors and review their code",
        "Reports to the Lead of the platform team",
        "Менторить джунов и проводить ревью",
        "We are looking for someone to work with senior engineers",
        "Współpraca z seniorami",
        "You are an expert in SQL",
    ],
)
def test_colleagues_in_the_text_are_no_grade(text: str) -> None:
    assert read("Developer", text).basis != "text"


@pytest.mark.parametrize(
    ("years", "grade"), [(0, "Junior"), (0.5, "Junior"), (1, "Middle"), (2.9, "Middle"), (3, "Senior"), (6, "Senior")]
)
def test_years_asked_for_are_the_weakest_basis(years: float, grade: str) -> None:
    read_by_years = read("Python developer", years=years)
    assert (read_by_years.grade, read_by_years.basis) == (grade, "experience")
    assert grade_of_years(years) == grade


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Опыт коммерческой разработки от 3 лет", "Senior"),
        ("Досвід роботи від 2 років", "Middle"),
        ("Minimum 5 lat doświadczenia w Javie", "Senior"),
        ("2+ years of experience with Django", "Middle"),
        ("Mindestens 3 Jahre Berufserfahrung", "Senior"),
        ("Our company has 20 years of experience on the market", None),
        ("Нужен человек с опытом от года", "Middle"),  # "уже" is not in "нужен"
        ("Ждём людей с опытом от полутора лет", "Middle"),
        ("At least 2 years writing contracts that hold real money", "Middle"),
        ("10 years+ please", "Senior"),
        ("Gern mit 5 Jahren auf dem Buckel", "Senior"),
        ("Переход на вторую линию занимает до двух лет", None),
    ],
)
def test_years_are_read_from_the_text(text: str, grade: str | None) -> None:
    assert read("Developer", text).grade == grade


@pytest.mark.parametrize(
    ("title", "track"),
    [
        ("Head of Engineering", "management"),
        ("CTO", "management"),
        ("Engineering Manager", "management"),
        ("Директор по ИТ", "management"),
        ("Руководитель отдела разработки", "management"),
        ("Kierownik działu IT", "management"),
        ("Tech Lead", "individual"),
        ("Руководитель проектов", "individual"),
        ("Product Manager", "individual"),
        ("Senior Developer", "individual"),
    ],
)
def test_people_managers_are_another_track(title: str, track: str) -> None:
    assert track_of(title) == track


def test_a_manager_without_a_stated_grade_has_none_even_with_years() -> None:
    assert read("Head of Data", years=5).grade is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_makes_the_reader_raise_and_case_does_not_matter(title: str, text: str) -> None:
    assert read(title, text) == read(title, text)
    assert grades_in_title("SENIOR developer") == grades_in_title("senior DEVELOPER")


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("Пишем на Go и Kafka.\nMiddle или Senior — смотрим на умения.", ["Middle", "Senior"]),
        ("Kotlin, Coroutines\nRegular lub Senior\nUoP: 14 000 zł", ["Middle", "Senior"]),
        ("Mid: 14–17 tys. zł brutto\nSenior: 18–22 tys. zł brutto", ["Middle", "Senior"]),
        ("Старший или ведущий инженер-программист", ["Senior", "Lead"]),
        ("Senior, від 4 років", ["Senior"]),
        ("Poziom: mid/senior", ["Middle", "Senior"]),
        ("Уровень — уверенный мидл", ["Middle"]),
        ("Wir suchen eine Verstärkung\nLevel: Lead", ["Lead"]),
        ("Full stack (React + Node.js), junior+/middle", ["Junior", "Middle"]),
        ("You will sell our app. Senior or principal level, tell us which.", ["Senior", "Lead"]),
        ("Senior 85–98 T€, Lead 100–118 T€, jeweils fix.", ["Senior", "Lead"]),
        ("Mid-level or up. Hobby projects count.", ["Middle"]),
        ("This opening is scoped at intermediate to senior.", ["Middle", "Senior"]),
        ("Рівень: розглядаємо і мідлів, і синьйорів", ["Middle", "Senior"]),
    ],
)
def test_a_line_of_levels_or_a_label_states_grades(text: str, grades: list[str]) -> None:
    assert list(read("Developer", text).grades) == grades


@pytest.mark.parametrize(
    "text",
    [
        "Lead the development of our platform.",
        "Lead, mentor and coach a team.",
        "Regular, honest feedback",
        "Regular 1:1s with your manager",
        "Senior engineers will review your code.",
        "Junior → Middle → Senior: wachse mit uns",
        "English level: Intermediate",
        "Уровень английского: Intermediate",
        "Mid-sized company, no nonsense",
        "Szukam (jako lead) dwóch osób",
        "You report to the Lead Analyst",
        "Experience hiring and developing senior analysts",
        "Intermediate-level skills in SQL",
        "Expert knowledge of Kubernetes",
        "Python expert",
        "Boston - full time, no internships",
        "As a French tech leader, we build games.",
        "Pozyskasz leada i oddasz go sprzedaży",
    ],
)
def test_levels_of_others_and_other_levels_state_no_grade(text: str) -> None:
    assert read("Developer", text).grades == ()


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Опыт от 3-х лет", "Senior"),
        ("Досвід від року", "Middle"),
        ("Досвід від шести місяців", "Junior"),
        ("Doświadczenie min. rok", "Middle"),
        ("Three years of professional experience", "Senior"),
        ("3+ years in industry", "Senior"),
        ("Mindestens fünf Jahre Projektleitung", "Senior"),
        ("Promotion oder drei Jahre Praxis in Computer Vision", "Senior"),
        ("Шукаємо когось із 2–4 роками досвіду", "Middle"),
        ("Досвід чотири роки й більше", "Senior"),
        ("Four-plus years in support", "Senior"),
        ("Можно без опыта", "Junior"),
        ("We have been on the market for 5+ years", None),
        ("Named a top startup for more than 3 years", None),
        ("Vesting over 4 years", None),
        ("Ждём людей с опытом от полутора лет.", "Middle"),
        ("Досвід від півтора року.", "Middle"),
        ("Doświadczenie od półtora roku.", "Middle"),
    ],
)
def test_years_asked_for_are_read_in_words_and_figures(text: str, grade: str | None) -> None:
    assert read("Developer", text).grade == grade


@pytest.mark.parametrize(
    ("field", "title", "grades", "basis"),
    [
        ("mid_senior_level", "Senior Backend Engineer", ("Senior",), "title"),
        ("Mid-Senior level", "Junior Java Developer", ("Junior",), "title"),
        ("entry_level", "Lead QA Engineer", ("Lead",), "title"),
        ("mid_senior_level", "Backend Engineer", ("Middle", "Senior"), "field"),
        ("Senior", "Junior Java Developer", ("Senior",), "field"),
    ],
)
def test_a_level_in_the_title_outranks_a_vague_field(
    field: str, title: str, grades: tuple[str, ...], basis: str
) -> None:
    grade = read_grade([field], title, scan(title, ""), is_it=True)
    assert (grade.grades, grade.basis) == (grades, basis)


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("Ищем ведущего разработчика в команду.", ("Lead",)),
        ("Ищем джуна или стажера в отдел тестирования.", ("Junior",)),
        ("Рассматриваем Middle и Senior.", ("Middle", "Senior")),
        ("We are looking for cover from mid January to mid April.", ()),
        ("Seniority: mid-level", ("Middle",)),
        ("We are looking for a strong middle or senior developer.", ("Middle", "Senior")),
        ("This is a senior role.", ("Senior",)),
        ("Розглядаємо middle розробника.", ("Middle",)),
        ("Szukamy młodszego programisty.", ("Junior",)),
        ("Wir suchen einen Senior-Entwickler.", ("Senior",)),
        ("**Experience:** mid or senior\n**Language:** English", ("Middle", "Senior")),
        ("Medior or senior, we are open.", ("Middle", "Senior")),
        ("Szukamy seniora lub mocnego mida od Reacta.", ("Middle", "Senior")),
        ("Potrzebny regular PHP", ("Middle",)),
        ("Poziom mid+", ("Middle",)),
        ("Auch Berufseinsteiger sind willkommen.", ("Junior",)),
        ("Bring SQL. Juniors are welcome to apply.", ("Junior",)),
        ("Fintech | Warszawa | hybrydowo | Mid", ("Middle",)),
        ("Можно джуна.", ("Junior",)),
        ("Experience as a team or project lead", ()),
        ("We're looking for everything from interns to principal consultants", ("Junior", "Lead")),
        ("Стажировка для тестировщиков на лето", ("Junior",)),
        ("Оплачиваемая стажировка: дизайн", ("Junior",)),
        ("Кого ищем: уверенный мидл или крепкий джун", ("Junior", "Middle")),
        ("Кого: Senior", ("Senior",)),
        ("Вилка зависит от грейда (джун–мидл)", ("Junior", "Middle")),
        ("iOS Senior — до 5000$", ("Senior",)),
        ("There is an opening for *Junior Go Developer* in Riga.", ("Junior",)),
        ("My team needs a mid-level designer.", ("Middle",)),
        ("Szukamy kogoś do sklepu, Mid+, zdalnie", ("Middle",)),
        ("Raczej mid niż senior.", ("Middle",)),
        ("Poziom regular. Biuro w centrum.", ("Middle",)),
        ("Poziom mid w górę", ("Middle",)),
        ("Mid-Level reicht uns.", ("Middle",)),
        ("Zespół szuka leada.", ("Lead",)),
        ("Мы набираем команду тестировщиков от junior до senior.", ("Junior", "Senior")),
        ("A publisher seeks an established developer, at the mid-to-senior level, for its site.", ("Middle", "Senior")),
        ("Whatever your route from intern to senior, we were there too.", ()),
        ("We seek proven experience as a senior engineer or analyst.", ()),
        ("A studio is seeking both a senior and a junior web developer.", ("Junior", "Senior")),
        ("It is a great role for a junior Java developer.", ("Junior",)),
        ("Готовы рассматривать, как Middle, так и Senior", ("Middle", "Senior")),
        ("Summer interns are welcome too.", ("Junior",)),  # more of them in test_internships.py
        ("We are hiring for both junior and senior-level positions.", ("Junior", "Senior")),
        ("You'll mentor junior and mid-level colleagues.", ()),
        ("Rekrutujemy programistów: mid lub senior.", ("Middle", "Senior")),
        ("A museum is seeking a junior-to-mid-level web developer.", ("Junior", "Middle")),
    ],
)
def test_statements_about_the_level_sought(text: str, grades: tuple[str, ...]) -> None:
    assert read_grade([], "Python", scan("Python", text), is_it=True).grades == grades


@pytest.mark.parametrize(
    ("field", "title", "text", "grades"),
    [
        ("Mid", "Android Engineer", "Pay:\nMid 12 800 PLN - 17 600 PLN | Senior 16 900 PLN", ("Middle", "Senior")),
        ("Senior", "Android Engineer", "Pay:\nMid 12 800 PLN\nLead 22 900 PLN", ("Senior",)),
        ("Mid", "UX Researcher", "We are looking for a UX Researcher (Senior or Mid).", ("Middle", "Senior")),
        ("Senior", "Developer", "A developer (mid-level/senior) with a view of the whole.", ("Senior",)),
        ("Senior", "Developer", "Уровень разработчиков в компании — middle+/senior.", ("Senior",)),
    ],
)
def test_a_field_is_joined_by_levels_of_the_text(field: str, title: str, text: str, grades: tuple[str, ...]) -> None:
    grade = read(title, text, (field,))
    assert (grade.grades, grade.basis) == (grades, "field")


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("We are looking for Mid-Level and Senior Ruby developers.", ("Middle", "Senior")),
        ("Looking for: Lead/principal architect, Ruby developer.", ("Senior",)),
    ],
)
def test_a_title_is_joined_by_the_level_that_the_text_joins_to_it(text: str, grades: tuple[str, ...]) -> None:
    grade = read("Senior Ruby Developer", text)
    assert (grade.grades, grade.basis) == (grades, "title")


def test_roles_that_a_post_lists_state_their_grades() -> None:
    roles = ["Senior PHP Developer", "Lead Node.js Developer", "Работаешь с ведущий разработчик"]
    post = read_grade([], "Front-end engineer", scan("Front-end engineer", ""), is_it=True, roles=roles)
    assert (post.grades, post.basis) == (("Senior", "Lead"), "text")
    assert read_grade([], "x", scan("x", ""), is_it=True, roles=["Руководитель — ведущий разработчик"]).grades == ()


def test_a_leading_engineer_is_a_lead_of_any_trade() -> None:
    assert read("Ведущий инженер-энергетик", is_it=False).grades == ("Lead",)
    assert read("Главный бухгалтер", is_it=False).grades == ()
