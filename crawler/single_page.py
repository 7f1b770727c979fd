"""Scrapy's own commands for a look at one page run on Scrapy's parts (crawler/parts.py); their manners are ours."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.errors import BadArguments
from crawler.options import Options
from crawler.user_agent import PRODUCT, user_agent


class SinglePage(ScrapyCommand):
    """Goes before such a command: its settings are checked, and sites and their robots.txt are asked under our name."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            options = Options.from_settings(self.settings)
        except BadArguments as error:
            raise UsageError(str(error)) from error
        self.settings.set("ROBOTSTXT_USER_AGENT", PRODUCT, priority="cmdline")
        if not self.settings.getpriority("USER_AGENT"):
            self.settings.set("USER_AGENT", user_agent(options), priority="cmdline")
