"""NoFluffJobs: dump rows, details, search results and two tables."""

from __future__ import annotations

from types import SimpleNamespace


def test_a_dump_row_states_one_salary_with_its_contract(ads: SimpleNamespace) -> None:
    posting = ads.only("nofluffjobs", ads.nofluffjobs)
    (salary,) = posting["salaries"]
    assert (salary["min"], salary["max"], salary["currency"], salary["period"]) == (18000.0, 24000.0, "PLN", "Month")
    assert (salary["contract"], salary["tax"]) == ("b2b", "net (+ VAT)")
    assert posting["requisition_id"] == "ABCD1234"
    assert posting["grade_words"] == ["Mid", "Senior"]
    assert posting["skills"] == ["Java", "Spring"]
    assert posting["category_words"] == ["backend"]


def test_remote_is_a_format_and_not_a_place(ads: SimpleNamespace) -> None:
    posting = ads.only("nofluffjobs", ads.nofluffjobs)
    assert posting["location_words"] == ["Gdańsk", "masovian"]
    assert posting["format_words"] == ["fullyRemote", "Remote"]
    assert posting["country_words"] == ["POL"]


def test_pay_of_search_results_is_converted_and_not_taken(ads: SimpleNamespace) -> None:
    result = ads.parse("nofluffjobs", {**ads.nofluffjobs, "searchBoost": False})
    assert result.postings[0]["salaries"] == []
    assert [reject.reason for reject in result.rejects] == ["converted_salary"]


def test_a_detail_states_each_contract_and_not_the_conversion(ads: SimpleNamespace) -> None:
    posting = ads.only("nofluffjobs", ads.nofluffjobs_detail)
    stated = [(s["contract"], s["min"], s["max"], s["currency"], s["period"]) for s in posting["salaries"]]
    assert stated == [("b2b", 20.0, 30.0, "EUR", "Hour"), ("permanent", 3000.0, 3000.0, "EUR", "Month")]
    assert posting["description"] == "Testy\n\n- Pisać testy\n- Czytać logi\n\nUmowa"


def test_a_labelled_table_row_is_zloty_a_month_and_zero_is_not_stated(ads: SimpleNamespace) -> None:
    row = {
        "position": "Tester",
        "salary_lower": "8000",
        "salary_upper": "9000",
        "main_skill": "",
        "seniority": "Junior",
        "main_category": "Testing",
        "posting_href": "https://nofluffjobs.com/pl/job/x",
        "description": "Testy",
    }
    posting = ads.only("nofluffjobs", row, payload_format="csv_row")
    (salary,) = posting["salaries"]
    assert (salary["min"], salary["max"], salary["currency"], salary["period"]) == (8000.0, 9000.0, "PLN", "month")
    assert ads.only("nofluffjobs", {**row, "salary_lower": "0", "salary_upper": "0"})["salaries"] == []


def test_guesses_of_a_page_reader_are_not_the_boards_words(ads: SimpleNamespace) -> None:
    row = {
        "url": "https://nofluffjobs.com/pl/job/y",
        "job_id": "y",
        "title": "Data Engineer",
        "company_name": "Example",
        "description": "Data Engineer",
        "location": "DolnośląskieKujawsko-PomorskieŁódzkie",
        "technologies": ["Python"],
        "seniority": "senior",
        "employment_type": "b2b",
        "salary": "10 000 – 12 000PLN netto (+ VAT) miesięcznie (B2B)",
    }
    posting = ads.only("nofluffjobs", row)
    assert (posting["grade_words"], posting["skills"], posting["employment_words"]) == ([], [], [])
    assert posting["location_words"] == ["Dolnośląskie", "Kujawsko-Pomorskie", "Łódzkie"]
    assert posting["salaries"][0]["text"].startswith("10 000 – 12 000PLN")
    assert ads.only("nofluffjobs", {**row, "location": "Hybrydowo+4"})["format_words"] == ["Hybrydowo"]
