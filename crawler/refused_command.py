"""Commands of Scrapy's that have no meaning here: refused in one line that says what to use."""

import argparse
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.exit_codes import ExitCode


class RefusedCommand(ScrapyCommand):
    """Says what to do instead, with status 2."""

    requires_crawler_process = False
    instead: ClassVar[str]

    def short_desc(self) -> str:
        return f"Not here: {self.instead}"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        sys.stderr.write(f"newswarc: not here: {self.instead}\n")
        self.exitcode = ExitCode.BAD_ARGUMENTS
