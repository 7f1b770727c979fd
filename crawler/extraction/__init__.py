"""Lines from WARC files without a crawl: a pure map step that runs anywhere, and a reduce step in order."""
