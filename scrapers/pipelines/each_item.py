"""What all pipelines share: items come one by one or as all of a reply, and one that breaks takes no other with it."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.crawler import Crawler

from scrapers.extensions.report import ITEM_ERRORS
from scrapers.items import PageItems, PostingItem, QuarantineItem

logger = logging.getLogger(__name__)


class EachItemPipeline:
    """A subclass looks at one item; what it raises is counted, and the item goes no further."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EachItemPipeline:
        return cls(crawler)

    def process_one(self, item: PostingItem | QuarantineItem) -> None:
        raise NotImplementedError

    def process_item(self, found: Any) -> Any:
        if isinstance(found, PageItems):
            found.items = [item for item in found.items if self._is_processed(item)]
        elif isinstance(found, (PostingItem, QuarantineItem)):
            self.process_one(found)  # what it raises is counted by CountsExtension
        return found

    def _is_processed(self, item: PostingItem | QuarantineItem) -> bool:
        try:
            self.process_one(item)
        except Exception:
            logger.exception("%s: %s", type(self).__name__, getattr(item, "source_posting_id", None))
            self.crawler.stats.inc_value(ITEM_ERRORS)
            return False
        return True
