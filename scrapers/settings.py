"""Settings of every crawl. What differs per source comes from the registry, see `source_settings`."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from scrapers.registry.schema import Source

BOT_NAME = "jobmarts"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"

# Who is asking: a name and a way to reach a person, for example "myjobmarts/1.0 (me@example.org)".
USER_AGENT_VARIABLE = "JOBMARTS_USER_AGENT"
USER_AGENT = os.environ.get(USER_AGENT_VARIABLE, "").strip() or "jobmarts/0.1"
MARKET_VARIABLE = "JOBMARTS_MARKET_URL"
MARKET_DAY_HEADER = "X-Market-Day"
JOBMARTS_MARKET_URL = None

# An item's life, in order.
ITEM_PIPELINES = {
    "scrapers.pipelines.stamp.StampPipeline": 100,
    "scrapers.pipelines.field_health.FieldHealthPipeline": 200,
    "scrapers.pipelines.landing.LandingPipeline": 900,
}
EXTENSIONS = {
    "scrapers.extensions.report.CountsExtension": 0,
    "scrapers.extensions.limits.LimitsExtension": 50,
    "scrapers.extensions.progress.ProgressExtension": 100,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
}
DOWNLOADER = "scrapers.extensions.shared_hosts.SharedHostsDownloader"
DOWNLOAD_HANDLERS = {
    "http": "scrapers.extensions.shared_hosts.SharedConnectionsHandler",
    "https": "scrapers.extensions.shared_hosts.SharedConnectionsHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapers.extensions.own_addresses.OwnAddressesOnlyMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapers.extensions.shared_hosts.SharedRobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapers.extensions.retry.PatientRetryMiddleware": 550,
    "scrapers.extensions.conditional.ConditionalRequestsMiddleware": 560,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of every callback again and again
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # new in Scrapy 2.19: runs code sent over HTTP
ADDONS: dict[str, int] = {}

ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default in Scrapy
REDIRECT_MAX_TIMES = 5
# Spiders know what they have seen; a request dropped as a repeat would be a posting lost without a word.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
RETRY_ENABLED = True
RETRY_TIMES = 3
RETRY_WAIT = 2.0
RETRY_WAIT_MAX = 120.0
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"

# Items of one reply are handed on in turn: pipelines wait for nothing, and Scrapy starts as many tasks per reply as it
# may have at once (100 by default: half of the time of a crawl).
CONCURRENT_ITEMS = 1
CONCURRENT_REQUESTS = 8  # of one source, waiting for its turn or under way
LOG_LEVEL = "WARNING"
LOG_INSTALL_ROOT_HANDLER = False  # see crawl_worker.start_logging
LOG_FORMATTER = "scrapers.extensions.quiet_log.QuietLogFormatter"
STATS_CLASS = "scrapers.extensions.counters.Counters"
STATS_DUMP = False  # the report says it
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def source_settings(source: Source, market_url: str | None, day: date, deadline: float | None = None) -> dict[str, Any]:
    """What the registry says about one source, as Scrapy settings. On the local market nobody needs sparing.

    `deadline` (monotonic clock): when the crawl of the whole family ends.
    """
    common: dict[str, Any] = {
        "JOBMARTS_MAX_PAGES": source.caps.pages,
        "JOBMARTS_MAX_BYTES": source.caps.total_bytes,
        "JOBMARTS_MAX_SECONDS": source.caps.seconds,
        "JOBMARTS_DEADLINE": deadline or 0,
        "DOWNLOAD_MAXSIZE": source.caps.page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": source.caps.request_seconds,
        "JOBMARTS_MARKET_URL": market_url,
        "ROBOTSTXT_OBEY": not source.is_robots_lifted,
    }
    if market_url:
        return common | {
            "AUTOTHROTTLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
            "RETRY_TIMES": 2,
            "RETRY_WAIT": 0.05,
            "RETRY_WAIT_MAX": 5.0,
            "DEFAULT_REQUEST_HEADERS": {MARKET_DAY_HEADER: day.isoformat()},
        }
    return common | {
        "AUTOTHROTTLE_START_DELAY": source.rate_limit.delay_seconds,
        "DOWNLOAD_DELAY": source.rate_limit.delay_seconds,  # AutoThrottle never goes below it
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.rate_limit.concurrency,
    }
