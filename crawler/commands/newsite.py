"""`scrapy newsite URL`: look at a site, say what was found, write its profile."""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess

from archive.errors import ArchiveError
from archive.store import open_store
from crawler import sites
from crawler.arguments import only_argument
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.opening import open_session
from crawler.options import Options
from crawler.plan import SitePlan, plan_crawl, site_name
from crawler.restrictions import Restrictions
from crawler.sites.profile import ANY_SITE, is_site_name, read_profile
from crawler.survey import Survey, reached, survey_of
from crawler.user_agent import user_agent

PAGES = 25
"""Fetches that a look at a site may take."""


class Command(ScrapyCommand):
    """A short crawl into a store that is thrown away; robots.txt and all politeness hold."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <url>"

    def short_desc(self) -> str:
        return "Look at a news site and write a profile for it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", help="the site's name; made from its host otherwise")
        parser.add_argument("--dry-run", action="store_true", help="print the profile and write nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        url = only_argument(args, "one URL is needed: the site's front page")
        try:
            self._look(url, opts)
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except ArchiveError as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    def _look(self, url: str, opts: argparse.Namespace) -> None:
        assert self.settings is not None
        options = Options.from_settings(self.settings)
        plans = plan_crawl(ANY_SITE, {"url": url}, options.news_sites)
        name = opts.name or default_name(url)
        if not is_site_name(name):
            raise BadArguments(f"--name {name}: a-z, 0-9, dot, dash and underscore only, and not {ANY_SITE}")
        target = (options.news_sites or Path(sites.__file__).parent) / f"{name}.toml"
        if not opts.dry_run:
            if target.exists():
                raise BadArguments(f"{target} exists already; give another --name or remove it")
            if not os.access(target.parent, os.W_OK):
                raise BadArguments(f"{target.parent} may not be written; set NEWS_SITES to a folder of your own")
        survey, unreached = self._crawl(plans, options)
        print("\n".join(survey.report()))
        if not reached(survey):
            why = "; ".join(unreached.values()) or "nothing could be read"
            self._refuse(ExitCode.START_UNREACHABLE, f"{url}: {why}; no profile is written")
            return
        if not survey.articles:
            print(
                "newswarc: no article was found: is it made by scripts, or behind a consent wall or a block page?",
                file=sys.stderr,
            )
        if opts.dry_run:
            print(f"\n{survey.profile()}", end="")
            return
        target.write_text(survey.profile(), encoding="utf-8")
        read_profile(target)
        print(f"\nwritten: {target}\ntry: scrapy crawl {name}")

    def _crawl(self, plans: tuple[SitePlan, ...], options: Options) -> tuple[Survey, dict[str, str]]:
        """What was found, and the start pages that gave nothing to read, with the reasons."""
        assert self.settings is not None
        with tempfile.TemporaryDirectory(prefix="newswarc-") as folder:
            self.settings.set("ARCHIVE_STORE", f"{folder}/store", priority="cmdline")
            self.settings.set("ARCHIVE_SPOOL", f"{folder}/spool", priority="cmdline")
            session = open_session(
                plans,
                Options.from_settings(self.settings),
                Restrictions(),
                user_agent=self.settings.get("USER_AGENT") or user_agent(options),
                robots="obey" if self.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
                verify_certificates=self.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
            )
            session.max_fetches = PAGES
            process = AsyncCrawlerProcess(self.settings)
            crawler = process.create_crawler(ANY_SITE)
            session.bind(crawler)
            process.crawl(crawler)
            process.start()
            session.close()
            return survey_of(open_store(f"{folder}/store"), plans[0].name, plans[0].starts), session.unreached

    def _refuse(self, code: ExitCode, error: object) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code


def default_name(url: str) -> str:
    """The host without its last label, as people call a site: https://www.asianlite.com/ is asianlite."""
    name = re.sub(r"[^a-z0-9._-]", "-", site_name(url).lower())
    labels = name.split(".")
    return ".".join(labels[:-1]) if len(labels) > 1 and not labels[-1][:1].isdigit() else name
