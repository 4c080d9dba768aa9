"""What surrounds a crawl: its report, progress for people, patience with servers, and its own addresses only."""
