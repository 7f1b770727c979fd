"""Scrapy's own commands for a look at one page run on Scrapy's parts (crawler/parts.py); their manners are ours."""

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.errors import BadArguments
from crawler.options import Options
from crawler.user_agent import PRODUCT, user_agent


def introduce_ourselves(settings: BaseSettings) -> None:
    """Check the settings, and ask sites and their robots.txt under our name. Raises `UsageError`."""
    try:
        options = Options.from_settings(settings)
    except BadArguments as error:
        raise UsageError(str(error)) from error
    settings.set("ROBOTSTXT_USER_AGENT", PRODUCT, priority="cmdline")
    if not settings.getpriority("USER_AGENT"):
        settings.set("USER_AGENT", user_agent(options), priority="cmdline")
