"""`scrapy shell`: Scrapy's command by the same name, which archives nothing."""

import argparse

from scrapy.commands import shell

from crawler.single_page import introduce_ourselves


class Command(shell.Command):
    """A console with a page in it, to try selectors; see docs/sites.md."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        introduce_ourselves(self.settings)
