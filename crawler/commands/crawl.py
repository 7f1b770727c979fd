"""`scrapy crawl SITE`: Scrapy's command by the same name, with a session around it and honest exit codes."""

import argparse
import logging
import os
import sqlite3
import sys

from scrapy import signals
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess

from archive.errors import ArchiveError, LeaseHeld
from crawler.account import account
from crawler.arguments import only_argument
from crawler.dry_run import dry_run
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.opening import open_session
from crawler.options import Options
from crawler.plan import is_own_machine, plan_crawl
from crawler.restrictions import add_options, restrictions_of
from crawler.session import CrawlSession
from crawler.stop_signals import StopSignals
from crawler.user_agent import user_agent

_STOPPED = "stopped before anything was asked for"


class Command(BaseRunSpiderCommand):
    """Crawls one site, or what -a url= names, into the store."""

    requires_project = True
    # Made after everything that can be refused was refused: it begins by logging a page of versions and settings.
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <site>"

    def short_desc(self) -> str:
        return "Crawl a news site into the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if sys.stderr.isatty() and not (opts.loglevel or opts.logfile):
            # A person looks on: the progress line says more than the log, which stays for timers and files.
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        site = only_argument(args, "one site is needed: scrapy crawl news -a url=URL, or a name from `scrapy list`")
        session = None
        stop = StopSignals()
        try:
            session = self._open(site, opts)
        except KeyboardInterrupt:
            self._refuse(ExitCode.CUT_SHORT, _STOPPED)
        except BadArguments as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except LeaseHeld as error:
            self._refuse(ExitCode.LEASE_HELD, error)
        except ArchiveError as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)
        except sqlite3.Error as error:  # a full disk under the state or the frontier
            self._refuse(ExitCode.ARCHIVE_FAILED, f"the spool: {error}")
        finally:
            stop.only_note()
        if session is not None:
            self._crawl(site, session, stop)

    def _open(self, site: str, opts: argparse.Namespace) -> CrawlSession | None:
        """Open the run; None when nothing is to be asked for. Raises `BadArguments`, `ArchiveError`."""
        assert self.settings is not None
        if opts.output or opts.overwrite_output:
            raise BadArguments("-o and -O write nothing here: lines go into the store; see scrapy extract")
        options = Options.from_settings(self.settings)
        plans = plan_crawl(site, opts.spargs, options.news_sites)
        restrictions = restrictions_of(opts, plans)
        if opts.dry_run:
            print("\n".join(dry_run(plans, options, restrictions)))
            return None
        if not options.news_contact and not all(is_own_machine(url) for plan in plans for url in plan.starts):
            print(
                "newswarc: NEWS_CONTACT is not set; webmasters cannot reach you (-s NEWS_CONTACT=https://…)",
                file=sys.stderr,
            )
        return open_session(
            plans,
            options,
            restrictions,
            user_agent=self.settings.get("USER_AGENT") or user_agent(options),
            robots="obey" if self.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            verify_certificates=self.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
        )

    def _crawl(self, site: str, session: CrawlSession, stop: StopSignals) -> None:
        self.crawler_process = AsyncCrawlerProcess(self.settings)
        crawler = self._create_crawler(site)
        session.bind(crawler)

        def end_if_stopped() -> None:
            if stop.came:
                session.end()

        crawler.signals.connect(end_if_stopped, signals.spider_opened)
        self.crawler_process.crawl(crawler)
        self.crawler_process.start()
        if session.is_over:
            self._tell(session)
        elif session.is_untouched:
            self._give_back(session)
        else:
            # A second signal: what the threads are at is cut off as by a kill, and is the next run's.
            logging.shutdown()
            os._exit(ExitCode.CUT_SHORT)

    def _give_back(self, session: CrawlSession) -> None:
        try:
            session.give_back()
        except ArchiveError as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)
            return
        if self.crawler_process is not None and self.crawler_process.bootstrap_failed:
            self.exitcode = ExitCode.UNEXPECTED  # the log says why Scrapy did not come up
        else:
            self._refuse(ExitCode.CUT_SHORT, _STOPPED)

    def _tell(self, session: CrawlSession) -> None:
        self.exitcode = session.exit_code()
        if session.failure is not None:
            print(f"newswarc: the archive failed: {session.failure}", file=sys.stderr)
        try:
            print(account(session), file=sys.stderr)
        except ArchiveError as error:  # everything is published and closed: the status stands
            print(f"newswarc: what was published cannot be listed: {error}", file=sys.stderr)
        session.close()

    def _refuse(self, code: ExitCode, why: Exception | str) -> None:
        print(f"newswarc: {why}", file=sys.stderr)
        self.exitcode = code
