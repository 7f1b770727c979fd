"""`scrapy view`: Scrapy's command by the same name, which archives nothing."""

import argparse

from scrapy.commands import view

from crawler.single_page import introduce_ourselves


class Command(view.Command):
    """Opens a page in the browser as Scrapy gets it; see docs/sites.md."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        introduce_ourselves(self.settings)
