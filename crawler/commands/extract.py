"""`scrapy extract WARC… -O FILE`: article lines from WARC files, byte for byte what a crawl writes for them."""

import argparse
import asyncio
import gzip
import os
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import BinaryIO, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.inputs import find_warcs
from crawler.options import Options
from crawler.plan import SitePlan
from crawler.reextract import Reextraction, RulesFor
from crawler.sites import load_profile, site_names
from crawler.sites.profile import SiteProfile
from crawler.workers.pool import WorkerPool
from pipelines.jsonl import to_line
from pipelines.rules import PageRules


class Command(ScrapyCommand):
    """Needs no network and no reactor."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] <WARC, glob, folder or store> [...]"

    def short_desc(self) -> str:
        return "Make article lines from WARC files, without a crawl"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-O", "--output", metavar="FILE", required=True, help="the lines; - for standard output")
        parser.add_argument(
            "--keep-going", action="store_true", help="write what can be read of damaged files; the exit status tells"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("name at least one WARC file, folder or store")
        try:
            asyncio.run(self._extract(args, opts))
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except (ArchiveError, OSError) as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    async def _extract(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        options = Options.from_settings(self.settings)
        pool = WorkerPool(options.article_workers, timeout=options.article_timeout)
        work = Reextraction(pool, _rules_for(options), max_body=options.news_max_body)
        lines = 0
        with _Output(opts.output) as output:
            try:
                for warc in find_warcs(args):
                    articles, damage = await work.articles(warc)
                    if damage is not None:
                        if not opts.keep_going:
                            raise damage
                        self._refuse(ExitCode.ARCHIVE_FAILED, damage)
                    output.writelines(to_line(article) for article in articles)
                    lines += len(articles)
            finally:
                await pool.close()
        rejected = ", ".join(f"{count} {why}" for why, count in work.counts.most_common() if why != "read")
        print(f"{lines} lines from {work.counts['read']} responses; {rejected or 'none rejected'}", file=sys.stderr)

    def _refuse(self, code: ExitCode, error: Exception) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code


class _Output:
    """A file that appears whole or not at all; standard output for "-"."""

    def __init__(self, name: str) -> None:
        self._path = None if name == "-" else Path(name)

    def __enter__(self) -> BinaryIO:
        if self._path is None:
            return sys.stdout.buffer
        self._part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        self._raw = self._part.open("wb")
        packed = self._path.name.endswith(".gz")
        self._out = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0) if packed else self._raw
        return self._out  # type: ignore[return-value]

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._path is None:
            sys.stdout.flush()
            return
        self._out.close()
        self._raw.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink()


def _rules_for(options: Options) -> RulesFor:
    known = set(site_names(options.news_sites))

    @cache
    def rules_for(site: str, day: date) -> PageRules:
        profile = load_profile(site, options.news_sites) if site in known else SiteProfile(name=site, start=())
        return SitePlan(name=site, starts=(), profile=profile).rules_at(day)

    return rules_for
