"""The short account at the end of a crawl: what came in, where it lies, what to try next."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from archive.manifest import CommittedFile, commits_of, manifest_key
from crawler.exit_codes import ExitCode
from crawler.session import CrawlSession
from crawler.site_session import SiteSession

LABELS = {"over_budget": "not asked for, as pages of their kind brought nothing new"}
"""Outcomes that their name alone does not tell."""


def account(session: CrawlSession) -> str:
    """A few lines for a person. Reads the store; what could not be published is said."""
    if not session.counts["exchanges"]:
        problems = "; ".join(f"start page not reached: {url} ({why})" for url, why in session.unreached.items())
        return f"newswarc: {problems or 'nothing was fetched'}"
    lines = [f"ended: {session.reason}; exit status {int(session.exit_code())} ({session.exit_code().name.lower()})"]
    lines += [f"start page not reached: {url} ({why})" for url, why in session.unreached.items()]
    if session.exit_code() is ExitCode.NOTHING_ARCHIVED:
        lines.append(
            "no article is known: do the pages want cookies, scripts or a captcha, or refuse us? See what came:"
        )
    for site in session.sites.values():
        lines += _of_site(session, site)
    return "\n".join(lines)


def _of_site(session: CrawlSession, site: SiteSession) -> list[str]:
    crawl = site.spool.crawl
    lines = ["", f"{crawl.site}, crawl {crawl.crawl_id}", f"  pages      {_counts(site.outcomes)}"]
    if site.requisite_outcomes:
        lines.append(f"  requisites {_counts(site.requisite_outcomes)}")
    if session.failure is not None:
        return [*lines, f"  unpublished; it waits in {site.spool.folder} for the next run"]
    commits = commits_of(session.store, crawl.site, crawl.crawl_id)
    files: list[CommittedFile] = [file for commit in commits for file in commit.files]
    articles = [file for file in files if file.kind == "articles"]
    lines += [
        f"  articles   {sum(file.count for file in articles)} new lines",
        f"  chain      {site.chain_links} previous/next links followed up",
    ]
    for kind, label in (("warc", "WARC"), ("index", "index"), ("articles", "lines"), ("ledger", "ledger")):
        lines += [f"  {label:<10} {_place(session, file.key)}" for file in files if file.kind == kind]
    lines.append(f"  manifest   {_place(session, manifest_key(crawl.site, crawl.crawl_id))}")
    return lines + _next_steps(session, articles)


def _next_steps(session: CrawlSession, articles: Iterable[CommittedFile]) -> list[str]:
    store = session.options.archive_store
    first = next(iter(articles), None)
    local = session.store.local_path(first.key) if first else None
    python = _command("python")
    look = (
        f"gzip -dc '{_short(local)}' | head -n 1 | {python} -m json.tool"
        if local
        else f"{python} -m archive ls {store} --type response"
    )
    steps = ["", "  try next", f"    {look}", f"    {python} -m archive replay {store}"]
    if first:
        steps.append(f"    {_command('scrapy')} extract {store} -O articles.jsonl")
    return steps


def _command(name: str) -> str:
    """How to call a program of this environment: by its name where the shell would find it, else by its path."""
    program = Path(sys.executable).with_name(name)
    return name if shutil.which(name) == str(program) else _short(program)


def _short(path: Path) -> str:
    """Relative to where the operator stands, if it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _place(session: CrawlSession, key: str) -> str:
    local = session.store.local_path(key)
    return _short(local) if local else f"{session.store.url.rstrip('/')}/{key}"


def _counts(outcomes: Counter[str]) -> str:
    named = ((count, LABELS.get(outcome, outcome.replace("_", " "))) for outcome, count in outcomes.most_common())
    return ", ".join(f"{count} {label}" for count, label in named) or "none"
