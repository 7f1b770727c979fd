"""`scrapy coverage SITE`: what the archive proves about the completeness of a site."""

import argparse
import os
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from archive.errors import ArchiveError
from archive.manifest import list_sites
from archive.store import Store, open_store
from crawler.arguments import only_argument
from crawler.coverage.measure import coverage_of
from crawler.coverage.model import encode
from crawler.coverage.page import page
from crawler.coverage.report import report
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.options import Options
from crawler.plan import site_name
from crawler.sites import profile_for


class Command(ScrapyCommand):
    """Reads the store and nothing else."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] <site or its URL>"

    def short_desc(self) -> str:
        return "Tell what the archive holds of a site, and where it has holes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", metavar="FILE", type=Path, help="write everything as JSON")
        parser.add_argument("--html", metavar="FILE", type=Path, help="write a page with a picture")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        site = only_argument(args, "one site is needed, by its name in the store or its URL")
        try:
            self._cover(site, opts)
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except (ArchiveError, OSError) as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    def _cover(self, name: str, opts: argparse.Namespace) -> None:
        assert self.settings is not None
        options = Options.from_settings(self.settings)
        store = open_store(options.archive_store)
        coverage = coverage_of(store, site_in(store, name, options.news_sites))
        print(report(coverage), end="")
        if opts.json:
            write_whole(opts.json, encode(coverage))
        if opts.html:
            write_whole(opts.html, page(coverage).encode())
        if coverage.holes:
            self.exitcode = ExitCode.HOLES

    def _refuse(self, code: ExitCode, error: Exception) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code


def site_in(store: Store, name: str, profiles: Path | None) -> str:
    """The site of a store that a name or a URL means. Raises `BadArguments`, naming those there are."""
    sites = list_sites(store)
    if "://" in name:
        profile = profile_for(name, profiles)
        name = profile.name if profile else site_name(name)
    if name not in sites:
        there = f"it has {', '.join(sites)}" if sites else "it holds no crawl at all"
        raise BadArguments(f"{name}: no such site in {store.url}; {there}")
    return name


def write_whole(file: Path, data: bytes) -> None:
    """Whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(file)
