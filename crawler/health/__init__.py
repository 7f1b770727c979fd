"""How the crawls of a site have gone lately, and what is not as it used to be: `scrapy report`.

Read from manifests, article lines and ledgers alone. A crawl that ends well can still bring less than before: a site
that was redesigned, that blocks us, or that has stopped to print who wrote a story.
"""
