"""The parts of Scrapy that our spiders run on; every other spider, and so `scrapy shell`, has Scrapy's own."""

PARTS = {
    "SCHEDULER": "crawler.scheduler.FrontierScheduler",
    # Only http and https, through the handler that archives.
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.capture.handler.ArchivingHandler",
        "https": "crawler.capture.handler.ArchivingHandler",
        "file": None,
        "ftp": None,
        "data": None,
        "s3": None,
    },
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "crawler.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "crawler.user_agent.UserAgentMiddleware": 500,
        "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    },
    # Status, redirects and retries are the spider's own business: the frontier must know of every one of them.
    "SPIDER_MIDDLEWARES_BASE": {
        "crawler.capture.guard.RecordGuard": 100,
    },
}
"""Settings of Scrapy, for a spider's `custom_settings`."""
