"""`scrapy explain URL`: why a URL is, or is not, in the archive."""

import argparse
import sys
from collections.abc import Iterator
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from archive.errors import ArchiveError
from archive.manifest import list_sites
from archive.store import Store, open_store
from crawler.arguments import only_argument
from crawler.commands.coverage import site_in
from crawler.coverage.explanation import explanation
from crawler.coverage.history import History, history_of
from crawler.coverage.model import State
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.options import Options
from crawler.plan import site_name
from crawler.sites import profile_for
from pipelines.urls import origin


class Command(ScrapyCommand):
    """Reads the store and nothing else."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] <url>"

    def short_desc(self) -> str:
        return "Tell from the archive why a URL is, or is not, in it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", help="look in this site's crawls only; found by the URL otherwise")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        url = only_argument(args, "one URL is needed")
        try:
            self._explain(url, opts)
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except (ArchiveError, OSError) as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    def _explain(self, url: str, opts: argparse.Namespace) -> None:
        assert self.settings is not None
        options = Options.from_settings(self.settings)
        if origin(url) is None:
            raise BadArguments(f"{url!r} is no http or https URL")
        store = open_store(options.archive_store)
        if opts.site:
            sites = [site_in(store, opts.site, options.news_sites)]
        else:
            profile = profile_for(url, options.news_sites)
            sites = _likely_first(store, profile.name if profile else site_name(url))
        print(explanation(_first_known(store, sites, url)), end="")

    def _refuse(self, code: ExitCode, error: Exception) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code


def _likely_first(store: Store, likely: str) -> list[str]:
    """The sites of a store; pictures and redirects from other hosts stand with the site that needed them."""
    sites = list_sites(store)
    if not sites:
        raise BadArguments(f"{store.url} holds no crawl at all")
    return sorted(sites, key=lambda site: (site != likely, site))


def _first_known(store: Store, sites: list[str], url: str) -> History:
    histories: Iterator[History] = (history_of(store, site, url) for site in sites)
    first = next(histories)
    if first.state is not State.UNKNOWN:
        return first
    return next((one for one in histories if one.state is not State.UNKNOWN), first)
