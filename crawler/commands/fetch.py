"""`scrapy fetch`: Scrapy's command by the same name, which archives nothing."""

import argparse

from scrapy.commands import fetch

from crawler.single_page import introduce_ourselves


class Command(fetch.Command):
    """Fetches a page with Scrapy's own downloader; see docs/sites.md."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        introduce_ourselves(self.settings)
