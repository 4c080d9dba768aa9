"""The official rates of three authorities. No postings, so no FACE: only routes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from scrapers.market import render_rates
from scrapers.market.faces.base import JSON, Handler, Reply, Request, json_reply, not_found, xml_reply

CBR_XML = "application/xml; charset=windows-1251"


def ecb(request: Request) -> Reply:
    """Tables of the business days; nothing on weekends."""
    rates, day = request.market.rates, request.day
    if request.path == "/stats/eurofxref/eurofxref-daily.xml":
        return xml_reply(render_rates.ecb_daily_xml(rates, day))
    if request.path == "/stats/eurofxref/eurofxref-hist-90d.xml":
        return xml_reply(render_rates.ecb_xml(rates, day - timedelta(days=90), day))
    return not_found()


def cbr(request: Request) -> Reply:
    """`XML_daily.asp`; an unreadable date gives the bank's error body with status 200."""
    if request.path != "/scripts/XML_daily.asp":
        return not_found()
    try:
        asked = request.get("date_req")
        day = datetime.strptime(asked, "%d/%m/%Y").date() if asked else request.day  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return xml_reply(render_rates.CBR_ERROR.encode("windows-1251"))
    return xml_reply(render_rates.cbr_xml(request.market.rates, min(day, request.day)), content_type=CBR_XML)


def nbu(request: Request) -> Reply:
    """`exchange?date=YYYYMMDD&json`, also for weekends; a wrong date gives the bank's error body with status 200."""
    if request.path != "/NBUStatService/v1/statdirectory/exchange":
        return not_found()
    try:
        asked = request.get("date")
        day = datetime.strptime(asked, "%Y%m%d").date() if asked else request.day  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return xml_reply(render_rates.NBU_ERROR)
    if day > request.day:
        return json_reply([])
    currency = request.get("valcode").upper() or None
    return Reply(200, JSON, render_rates.nbu_json(request.market.rates, day, currency))


ROUTES: Mapping[str, Handler] = {"ecb": ecb, "cbr": cbr, "nbu": nbu}
