"""One small file per source format: how to fetch. The bases are in `scrapers.boards`."""
