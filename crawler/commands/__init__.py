"""Commands of `scrapy`: crawl tells the shell the truth, extract and newsite are ours."""
