"""`scrapy report [SITE…]`: how the crawls have gone lately, and what is not as it used to be."""

import argparse
import sys
from pathlib import Path
from typing import ClassVar

import msgspec
from scrapy.commands import ScrapyCommand

from archive import clock
from archive.errors import ArchiveError
from archive.manifest import list_sites
from archive.store import open_store
from crawler.commands.coverage import site_in, write_whole
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.health.measure import health_of
from crawler.health.text import text
from crawler.options import Options


class Command(ScrapyCommand):
    """Reads the store and nothing else."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [sites or their URLs; all of the store by default]"

    def short_desc(self) -> str:
        return "Tell how the crawls have gone lately, and what broke"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--days", metavar="N", type=int, default=7, help="how long lately is, back from the last crawl (default: 7)"
        )
        parser.add_argument("--quiet", action="store_true", help="only the sites that need somebody")
        parser.add_argument("--json", metavar="FILE", type=Path, help="write everything as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self._report(args, opts)
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except (ArchiveError, OSError) as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    def _report(self, names: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if opts.days < 1:
            raise BadArguments(f"--days {opts.days}: at least one day is needed")
        options = Options.from_settings(self.settings)
        store = open_store(options.archive_store)
        sites = [site_in(store, name, options.news_sites) for name in names] or list_sites(store)
        found = [health_of(store, site, days=opts.days, now=clock.utc_now()) for site in sites]
        reports = [one for one in found if one is not None]
        shown = [one for one in reports if one.findings or not opts.quiet]
        print("\n".join(text(one) for one in shown), end="")
        if opts.json:
            write_whole(opts.json, msgspec.json.format(msgspec.json.encode(reports), indent=1) + b"\n")
        if any(one.findings for one in reports):
            self.exitcode = ExitCode.NEEDS_A_LOOK

    def _refuse(self, code: ExitCode, error: Exception) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code
