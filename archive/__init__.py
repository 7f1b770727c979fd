"""Keeps bytes for good and reads them back: HTTP, WARC and storage, and nothing of Scrapy or of news."""
