"""Scrapy settings: values only. docs/settings.md tells what each is for."""

BOT_NAME = "newswarc"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"
SPIDER_LOADER_CLASS = "crawler.spider_loader.SiteSpiderLoader"

# --- ours -----------------------------------------------------------------------------------------------------------
ARCHIVE_STORE = "data/store"
ARCHIVE_SPOOL = "data/spool"
ARCHIVE_WARC_SIZE = 1_000_000_000
ARCHIVE_WARC_AGE = 6 * 3600
ARCHIVE_OPERATOR = None
ARTICLE_WORKERS = 0
ARTICLE_TIMEOUT = 30
NEWS_CONTACT = None
NEWS_MAX_BODY = 16 * 1024 * 1024
NEWS_RETRIES = 3
NEWS_RETRY_AFTER = 600
NEWS_RECHECK = 200
NEWS_HOT_DAYS = 2.0
NEWS_REQUISITES = True
NEWS_REQUISITES_MAX = 20_000
NEWS_REQUISITES_DELAY = 0.25
NEWS_ORACLE = True
NEWS_SITES = None

# --- requests; what carries them out is in crawler/parts.py ---------------------------------------------------------
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TIMEOUT = 60
# gzip and nothing else: every WARC reader decodes it; warcio 1.8.1 cannot decode br with brotli 1.2, nor zstd at all.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}

# --- extensions: those that need a session leave every other crawl alone --------------------------------------------
EXTENSIONS = {
    "crawler.capture.extension.ArchiveExtension": 0,
    "crawler.throttle.Throttle": 10,
    "crawler.progress.Progress": 20,
    # Switched off below; not even loaded, since it brings aiohttp along: 0.13 s of each start.
    "scrapy.extensions.remote_control.RemoteControl": None,
}

# --- politeness -----------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4

# --- safety ---------------------------------------------------------------------------------------------------------
# The cookies middleware would fetch a suffix list from the network by itself; an archive wants no sessions anyway.
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False
HTTPCACHE_ENABLED = False

# One item at a time: the default of 100 costs 2 ms of CPU a page for tasks that have nothing to do.
CONCURRENT_ITEMS = 1
LOG_LEVEL = "INFO"
