"""Which addresses a crawl follows: scope, policy, budgets, sitemaps, feeds. Pure: no Scrapy, no network, no clock."""
