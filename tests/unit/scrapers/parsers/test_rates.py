"""Official rates in the authorities' own formats, with invented values."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date

import pytest

from scrapers.parsers import RATE_PARSERS
from scrapers.parsers.rates import RatesResult

CBR = (
    '<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="08.08.2026" name="Foreign Currency Market">'
    '<Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>Тенге</Name>'
    "<Value>16,5000</Value></Valute><Valute ID='R01235'><CharCode>USD</CharCode><Nominal>1</Nominal>"
    "<Name>Доллар</Name><Value>1\u00a0080,5000</Value></Valute></ValCurs>"
).encode("cp1251")
ECB_CSV = b"Date,USD,JPY,\n2026-08-07,1.25,N/A,\n2026-08-06,1.2,160,\n"
ECB_XML = (
    b"<?xml version='1.0'?><g:Envelope xmlns:g='urn:g' xmlns='urn:e'><Cube><Cube time='2026-08-07'>"
    b"<Cube currency='USD' rate='1.25'/></Cube></Cube></g:Envelope>"
)
NBU = b'[{"r030":840,"txt":"x","rate":41.5,"cc":"USD","exchangedate":"07.08.2026"}]'


def quotes(result: RatesResult) -> dict[tuple[date, str], float]:
    rows = result.quotes.to_pylist()
    return {(row["rate_on"], row["currency"]): row["base_per_unit"] for row in rows}


def reasons(result: RatesResult) -> list[str]:
    return [reject.reason for reject in result.rejects]


def test_cbr_divides_by_the_nominal_of_the_row_and_takes_the_date_of_the_answer() -> None:
    result = RATE_PARSERS["cbr"](CBR)
    assert quotes(result) == {(date(2026, 8, 8), "KZT"): 0.165, (date(2026, 8, 8), "USD"): 1080.5}
    assert set(result.quotes["base"].to_pylist()) == {"RUB"}


def test_cbr_range_of_one_currency() -> None:
    body = (
        b'<ValCurs ID="R01717" DateRange1="06.08.2026" DateRange2="07.08.2026"><Record Date="07.08.2026" Id="R01717">'
        b"<Nominal>10000</Nominal><Value>66,0</Value></Record></ValCurs>"
    )
    assert quotes(RATE_PARSERS["cbr"](body)) == {(date(2026, 8, 7), "UZS"): pytest.approx(0.0066)}


def test_cbr_table_without_header_takes_its_currency_from_the_name() -> None:
    table = b'1997-06-05,"5776,0000"\n2024-08-02,"85,7833"\n'
    result = RATE_PARSERS["cbr"](table, "cbr_usd_rub_daily.csv")
    assert quotes(result) == {(date(2024, 8, 2), "USD"): 85.7833}
    assert reasons(result) == ["older_currency"]
    assert reasons(RATE_PARSERS["cbr"](table, "rates.csv")) == ["unknown_currency"]


def test_monthly_values_are_refused() -> None:
    result = RATE_PARSERS["cbr"](b",date,USD,EUR\n0,2003-01,31.8,34.4\n", "monthly.csv")
    assert (result.quotes.num_rows, reasons(result)) == (0, ["monthly_values"])


def _zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("eurofxref-hist.csv", data)
    return buffer.getvalue()


@pytest.mark.parametrize("shell", [bytes, gzip.compress, _zipped])
def test_ecb_tables_in_every_shell(shell: type[bytes]) -> None:
    result = RATE_PARSERS["ecb"](shell(ECB_CSV))
    assert quotes(result) == {
        (date(2026, 8, 7), "USD"): 0.8,
        (date(2026, 8, 6), "USD"): pytest.approx(1 / 1.2),
        (date(2026, 8, 6), "JPY"): 0.00625,
    }
    assert result.rejects == []


def test_ecb_xml_and_the_daily_table() -> None:
    assert quotes(RATE_PARSERS["ecb"](ECB_XML)) == {(date(2026, 8, 7), "USD"): 0.8}
    assert quotes(RATE_PARSERS["ecb"](b"Date, USD, \n7 August 2026, 1.25, \n")) == {(date(2026, 8, 7), "USD"): 0.8}


def test_nbu_in_json_and_xml() -> None:
    row = b"<currency><rate>41.5</rate><cc>USD</cc><exchangedate>07.08.2026</exchangedate></currency>"
    xml = b"<exchange>" + row + b"</exchange>"
    assert quotes(RATE_PARSERS["nbu"](NBU)) == quotes(RATE_PARSERS["nbu"](xml)) == {(date(2026, 8, 7), "USD"): 41.5}


@pytest.mark.parametrize(
    ("authority", "body", "reason"),
    [
        ("cbr", b"<ValCurs> Error in parameters</ValCurs>", "error_body"),
        ("nbu", b"<exchange><error><message>Wrong parameters format</message></error></exchange>", "error_body"),
        ("nbu", b'{"message": "no"}', "error_body"),
        ("nbu", b"[]", "no_quotes"),
        ("ecb", b"<!DOCTYPE html><html><body>busy</body></html>", "html_instead_of_xml"),
        ("ecb", b"<html><body>busy<br></body></html>", "html_instead_of_xml"),
        ("ecb", ECB_XML[:60], "invalid_xml"),
        ("ecb", b"", "empty_payload"),
        ("ecb", b"PK\x03\x04broken", "unreadable_archive"),
        ("ecb", b"\x1f\x8bbroken", "unreadable_archive"),
        ("cbr", b'<!DOCTYPE x [<!ENTITY a "aa">]><ValCurs Date="01.01.2026">&a;</ValCurs>', "forbidden_xml"),
        ("cbr", b'<ValCurs Date="08.08.2026"><Valute><CharCode>USD</CharCode><Value>x</Value></Valute></ValCurs>',
         "unreadable_rate"),
    ],
)  # fmt: skip
def test_a_file_without_rates_says_why(authority: str, body: bytes, reason: str) -> None:
    result = RATE_PARSERS[authority](body)
    assert result.quotes.num_rows == 0
    assert reasons(result) == [reason]
