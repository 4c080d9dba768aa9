"""An item's life after the spider: stamped, looked at, landed. One concern per file; the order is in settings.py."""
