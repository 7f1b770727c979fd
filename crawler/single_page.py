"""Scrapy's own commands for a look at one page: its own downloader fetches it, and nothing is archived."""

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings, default_settings

from crawler.errors import BadArguments
from crawler.options import Options
from crawler.user_agent import PRODUCT, user_agent

_SCRAPYS_OWN = (
    "DOWNLOAD_HANDLERS",
    "DOWNLOADER_MIDDLEWARES_BASE",
    "SPIDER_MIDDLEWARES_BASE",
    "EXTENSIONS",
    "SCHEDULER",
)


def fetch_as_scrapy_does(settings: BaseSettings) -> None:
    """Take our parts out of the settings: they need a crawl with a store. Name and manners towards sites stay ours.

    Raises `UsageError` for a setting that cannot be.
    """
    try:
        options = Options.from_settings(settings)
    except BadArguments as error:
        raise UsageError(str(error)) from error
    for name in _SCRAPYS_OWN:
        settings.set(name, getattr(default_settings, name), priority="cmdline")
    settings.set("ROBOTSTXT_USER_AGENT", PRODUCT, priority="cmdline")
    if not settings.getpriority("USER_AGENT"):
        settings.set("USER_AGENT", user_agent(options), priority="cmdline")
