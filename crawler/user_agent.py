"""One clear User-Agent with an address for webmasters."""

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.options import Options
from crawler.versions import NEWSWARC

PRODUCT = "newswarc"
"""Our product token that a robots.txt addresses us by (RFC 9309 2.2.1)."""


def user_agent(options: Options) -> str:
    """`newswarc/VERSION (+CONTACT)`; without the contact where the operator set none."""
    contact = f" (+{options.news_contact})" if options.news_contact else ""
    return f"newswarc/{NEWSWARC}{contact}"


class UserAgentMiddleware:
    """Sets the User-Agent of every request that has none."""

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "UserAgentMiddleware":
        own: str | None = crawler.settings.get("USER_AGENT")
        if own and crawler.settings.getpriority("USER_AGENT"):
            return cls(own)
        return cls(user_agent(Options.from_settings(crawler.settings)))

    async def process_request(self, request: Request) -> None:
        request.headers.setdefault(b"User-Agent", self._value)
