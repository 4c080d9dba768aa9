"""Fingerprints: hashes of bare texts, keys of addresses, employers and titles."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from datasketch import MinHash
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orchestration.schemas import FINGERPRINTS
from orchestration.transforms.canonical_urls import url_key
from orchestration.transforms.fingerprints import fingerprint_postings, minhash_digests
from orchestration.transforms.folding import fold, fold_words
from orchestration.transforms.linking_companies import company_key, same_company
from orchestration.transforms.linking_lookups import load_lookup
from orchestration.transforms.linking_thresholds import PERMUTATIONS
from orchestration.transforms.linking_titles import read_title
from orchestration.transforms.shingles import CHUNK_CHARACTERS, SHINGLE_WORDS, hash_texts
from scrapers.schemas import PARSED_POSTINGS

from .linking_cases import fingerprints, posting


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлка, ель!", "елка ель"),
        ("Приём  заказов\n\n• учёт", "прием заказов учет"),
        ("О проектеМы делаем", "О проекте Мы делаем"),
        ("soft\u00adware", "software"),
        ("и\u0306од", "йод"),
        ("𝐏𝐲𝐭𝐡𝐨𝐧 разработчик", "Python разработчик"),
        ("Zażółć gęślą", "zazołc gesla"),
        ("🚀 Ищем 🚀", "ищем"),
        ("Ищем ✈\ufe0f людей", "ищем людей"),
        ("Плата № 1, ½ ставки, ﬁt™", "Плата No 1, 1/2 ставки, fitTM"),
        ("без\u200bпробела", "безпробела"),
    ],
)
def test_formatting_does_not_change_a_text(one: str, other: str) -> None:
    hashed = hash_texts([one, other])
    assert hashed.text_hashes[0] == hashed.text_hashes[1]
    assert hashed.lengths[0] == hashed.lengths[1]


@pytest.mark.parametrize(("one", "other"), [("C++", "C#"), ("кот", "кит"), ("25 дней", "26 дней"), ("", "а")])
def test_another_letter_or_number_is_another_text(one: str, other: str) -> None:
    hashed = hash_texts([one, other])
    assert hashed.text_hashes[0] != hashed.text_hashes[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_a_text_hashes_alike_alone_and_among_others(texts: list[str]) -> None:
    together = hash_texts(texts)
    for index, text in enumerate(texts):
        alone = hash_texts([text])
        assert together.text_hashes[index] == alone.text_hashes[0]
        assert together.lengths[index] == alone.lengths[0]
        begin, end = together.offsets[index], together.offsets[index + 1]
        assert together.shingles[begin:end].tolist() == alone.shingles.tolist()
        begin, end = together.words_before[index], together.words_before[index + 1]
        assert together.words[begin:end].tolist() == alone.words.tolist()


def test_a_text_has_one_shingle_per_three_words_in_a_row_and_none_across_texts() -> None:
    hashed = hash_texts(["один два три четыре пять", "шесть семь", "", "восемь девять десять"])
    assert np.diff(hashed.offsets.astype(int)).tolist() == [5 - SHINGLE_WORDS + 1, 0, 0, 1]
    assert hashed.lengths.tolist() == [20, 9, 0, 18]


def test_chunks_do_not_show() -> None:
    texts = [f"текст номер {number} из многих" for number in range(CHUNK_CHARACTERS // 10)]
    assert hash_texts(texts).text_hashes[-3:].tolist() == hash_texts(texts[-3:]).text_hashes.tolist()


def test_words_in_another_order_give_other_shingles() -> None:
    hashed = hash_texts(["a b c", "c b a", "b a c"])
    assert len(set(hashed.shingles.tolist())) == 3


@pytest.mark.parametrize("shared", [0.3, 0.6, 0.9])
def test_sketches_estimate_jaccard_as_well_as_datasketch(shared: float) -> None:
    rng = random.Random(5)
    errors, reference = [], []
    for _ in range(40):
        words = [f"w{rng.randrange(10**9)}" for _ in range(400)]
        cut = int(400 * (1 - shared) / 2)
        one, other = " ".join(words[: 400 - cut]), " ".join(words[cut:])
        hashed = hash_texts([one, other])
        sets = [set(hashed.shingles[hashed.offsets[i] : hashed.offsets[i + 1]].tolist()) for i in (0, 1)]
        truth = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        digests = minhash_digests(hashed.shingles, hashed.offsets)
        errors.append(float((digests[0] == digests[1]).mean()) - truth)
        sketches = [MinHash(num_perm=128) for _ in sets]
        for sketch, shingles in zip(sketches, sets, strict=True):
            sketch.update_batch([str(shingle).encode() for shingle in shingles])
        reference.append(sketches[0].jaccard(sketches[1]) - truth)
    assert abs(np.mean(errors)) < 0.03
    assert np.std(errors) < 1.5 * np.std(reference) + 0.01


AD = "https://hh.ru/vacancy/70000001"
ASHBY = "https://jobs.ashbyhq.com/ferrylane/0a1b2c3d-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AD, "https://spb.hh.ru/vacancy/70000001?query=python&hhtmFrom=vacancy_search_list"),
        (AD, "https://rabota.by/vacancy/70000001"),
        (AD, "http://m.hh.ru/vacancy/70000001/"),
        (AD, "https://api.hh.ru/vacancies/70000001?host=hh.ru"),
        (AD, "hh.ru/vacancy/70000001#contacts"),
        (AD, "https://hh.ru/applicant/vacancy_response?vacancyId=70000001"),
        (ASHBY, f"{ASHBY}/application?utm_source=telegram"),
        (ASHBY, "https://ferrylane.example/jobs?ashby_jid=0a1b2c3d-1111-4222-8333-444455556666"),
        ("https://boards.greenhouse.io/acme/jobs/4012345", "https://acme.example/careers?gh_jid=4012345&gh_src=x"),
        ("https://boards.greenhouse.io/acme/jobs/4012345", "https://job-boards.eu.greenhouse.io/acme/jobs/4012345"),
        (
            "https://www.linkedin.com/jobs/view/go-dev-at-acme-3912345678",
            "https://pl.linkedin.com/jobs/view/3912345678/",
        ),
        ("https://nofluffjobs.com/pl/job/go-dev-acme-remote", "https://nofluffjobs.com/job/go-dev-acme-remote?lang=en"),
        (
            "https://acme.example/careers/senior-go-developer/",
            "http://www.acme.example/careers/senior-go-developer?utm_x=1",
        ),
        ("https://acme.example/jobs/view?id=81234&ref=tg", "https://acme.example/jobs/view?id=81234"),
        (AD, "https://hh1.az/vacancy/70000001"),
        (AD, "https://headhunter.ge/vacancy/70000001?hhtmFrom=main"),
        (AD, "https://bishkek.headhunter.kg/vacancy/70000001"),
        ("https://justjoin.it/job-offer/acme-go-lodz-go", "https://rocketjobs.pl/oferta-pracy/acme-go-lodz-go?utm_x=1"),
        ("https://djinni.co/jobs/610022-go-dev/", "https://djinni.co/jobs/610022"),
        ("https://career.habr.com/vacancies/1000144001", "https://career.habr.com/companies/acme/vacancies/1000144001"),
        ("https://jobs.dou.ua/companies/acme/vacancies/81001/", "jobs.dou.ua/companies/acme/vacancies/81001/?from=rss"),
        ("https://getmatch.ru/vacancies/1234-go-dev", "https://getmatch.ru/vacancies/1234?s=offers"),
        ("https://geekjob.ru/vacancy/64f0aa11bb22cc33", "https://geekjob.ru/vacancy/64f0aa11bb22cc33?utm_source=tg"),
        (
            "https://theprotocol.it/szczegoly/praca/go,oferta,4a2b0000-1111-2222-3333-444455556666",
            "https://theprotocol.it/praca/go-dev-lodz,oferta,4a2b0000-1111-2222-3333-444455556666",
        ),
        ("https://www.pracuj.pl/praca/go-lodz,oferta,100390011", "https://it.pracuj.pl/praca/go,oferta,100390011?s=1"),
        ("https://acme.jobs.personio.de/job/144010", "https://acme.jobs.personio.com/job/144010?language=en#apply"),
        ("https://apply.workable.com/acme/j/AB12CD34EF/", "https://acme.workable.com/j/AB12CD34EF"),
        ("https://acme.recruitee.com/o/go-dev", "https://acme.recruitee.com/o/go-dev/c/new?source=tg"),
        (
            "https://acme.teamtailor.com/jobs/510020-go-dev",
            "https://acme.teamtailor.com/de/jobs/510020-go/applications",
        ),
        (
            "https://jobs.lever.co/acme/1a2b3c4d-0000-4000-8000-1234567890ab",
            "https://jobs.eu.lever.co/acme/1a2b3c4d-0000-4000-8000-1234567890ab/apply",
        ),
        (
            "https://jobs.smartrecruiters.com/Acme/743999912345601-go-dev",
            "https://careers.smartrecruiters.com/Acme/743999912345601",
        ),
    ],
)
def test_addresses_of_one_ad_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AD, "https://hh.ru/vacancy/7000000"),
        (AD, "https://www.superjob.ru/vakansii/dev-70000001.html"),
        ("https://acme.example/jobs/view?id=81234", "https://acme.example/jobs/view?id=81235"),
        ("https://t.me/jobs_a/15", "https://t.me/jobs_a/16"),
    ],
)
def test_two_ads_have_two_keys(one: str, other: str) -> None:
    assert None is not url_key(one) != url_key(other) is not None


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", "not an address", "mailto:a@b.example", "https://t.me/jobs_a", "https://hh.ru/employer/1234567"),
        *("https://acme.example/", "https://acme.example/careers", "https://acme.example/careers/open-positions"),
        *("https://docs.google.com/forms/d/e/1FAIpQLSf0000000/viewform", "https://bit.ly/3xYzAbc", "http://[broken"),
        *("https://github.com/acme/jobs/issues/12345", "https://hh.ru/search/vacancy?text=python", "x" * 5000),
    ],
)
def test_an_address_that_is_not_one_ad_has_no_key(url: str | None) -> None:
    assert url_key(url) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_string_is_a_safe_address(text: str) -> None:
    key = url_key(f"https://{text}")
    assert key is None or key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ООО «Яндекс»", "yandex"),
        ("Yandex LLC", "yandex"),
        ("Spyrosoft Sp. z o.o.", "spyrosoft"),
        ("ТОВ «Ланова»", "lanova"),
        ("Ferrylane GmbH & Co. KG", "ferrylane"),
        ("Hays", None),
        ("Конфиденциально", None),
        ("", None),
        (None, None),
        ("Group", "group"),
    ],
)
def test_legal_forms_and_placeholders_leave_the_employer(name: str | None, key: str | None) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"), [("kvant", "quant"), ("yandeks taksi", "yandex taxi"), ("ozon", "ozon tech")]
)
def test_spellings_of_one_employer_agree(one: str, other: str) -> None:
    assert same_company(one, other)


@pytest.mark.parametrize(("one", "other"), [("lanova", "kubik"), ("epam", "luxoft"), ("ozon bank", "alfa bank")])
def test_different_employers_do_not(one: str, other: str) -> None:
    assert not same_company(one, other)


@pytest.mark.parametrize(
    ("title", "levels", "roles", "technologies"),
    [
        ("Senior Python-разработчик (Django)", ["senior"], ["developer"], ["python"]),
        ("Middle+/Senior Java Developer", ["middle", "senior"], ["developer"], ["java"]),
        ("Молодший тестувальник", ["junior"], ["qa"], []),
        ("Młodszy programista .NET", ["junior"], ["developer"], ["csharp"]),
        ("Ведущий системный аналитик", ["lead"], ["system-analyst"], []),
        ("Software Engineer III, Payments", ["rank-3"], ["developer"], []),
        ("Инженер 2 категории", ["rank-2"], [], []),
        ("AQA (Java)", [], ["automation", "qa"], ["java"]),
        ("Программист 1С", [], ["developer"], ["onec"]),
        ("C++ / C# Developer", [], ["developer"], ["cpp", "csharp"]),
        ("React Native Developer", [], ["developer"], ["react-native"]),
        ("Оператор 24/7, смены по 12 часов", [], ["operator"], []),
    ],
)
def test_marks_of_titles(title: str, levels: list[str], roles: list[str], technologies: list[str]) -> None:
    marks = read_title(title)
    assert list(marks.levels) == levels
    assert sorted([*marks.roles, *marks.areas]) == roles
    assert list(marks.technologies) == technologies


def test_the_key_of_a_title_leaves_out_levels_noise_and_the_postings_own_places() -> None:
    berlin = read_title("Senior Go Engineer (m/w/d), Berlin, remote", frozenset(fold_words("Berlin")))
    assert berlin.key == read_title("Golang engineer").key
    assert "berlin" in read_title("Go Engineer, Berlin").key


def test_folding_joins_scripts_and_keeps_signs_of_languages() -> None:
    assert fold("Стажёр C++/.NET, Łódź") == "stazher c++ .net lodz"


def test_fingerprints_fit_the_schema_and_an_empty_day_is_empty() -> None:
    table = fingerprints([posting(1), posting(2, text=[])])
    assert table.schema.equals(FINGERPRINTS)
    assert fingerprint_postings(PARSED_POSTINGS.empty_table()).schema.equals(FINGERPRINTS)


def test_a_short_text_has_no_hash_and_no_sketch_but_a_length() -> None:
    short, long = fingerprints([posting(1, text=["ru_short"]), posting(2)]).to_pylist()
    assert short["text_hash"] is None
    assert short["minhash"] is None
    assert 0 < short["text_length"] < 400
    assert len(long["minhash"]) == 4 * PERMUTATIONS


def test_one_post_with_several_jobs_is_not_the_address_of_any_of_them() -> None:
    parts = [posting(number, url="https://t.me/jobs_a/12", raw_posting_id="12") for number in (1, 2)]
    assert fingerprints(parts).column("url_keys").to_pylist() == [[], []]
    assert fingerprints([posting(1, url="https://t.me/jobs_a/12")]).column("url_keys").to_pylist() == [
        ["telegram/jobs_a/12"]
    ]


def test_a_date_in_the_future_is_capped_by_the_landing_day() -> None:
    row = posting(1)
    row["published_at"] = row["published_at"].replace(year=2099)
    assert fingerprints([row]).column("published_on").to_pylist() == [row["landed_on"]]


FOR_CLIENT = load_lookup("linking_companies.yaml")["for_client"]


@pytest.mark.parametrize("pattern", FOR_CLIENT)
@given(data=st.data())
@settings(max_examples=60)
def test_whatever_a_pattern_of_ads_for_clients_matches_holds_one_of_the_words_looked_for_first(
    pattern: str, data: st.DataObject
) -> None:
    said = data.draw(st.from_regex(pattern.replace(r"\PL", r"[ .,\n]"), fullmatch=True))  # RE2's "no letter"
    text = f"Python developer. {said} Remote."
    assume(pc.match_substring_regex(pa.scalar(text), pattern, ignore_case=True).as_py())
    (row,) = fingerprints([posting(1) | {"description": text}]).to_pylist()
    assert row["is_for_client"]
