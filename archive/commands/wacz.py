"""python -m archive wacz: pack captures for others."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archive import clock
from archive.commands.targets import TargetError, check_site
from archive.manifest import commits_of, list_sites
from archive.store import Store, open_store
from archive.wacz import pack, select

HELP = "pack a site, a crawl or some days into one WACZ file"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("store", help="a folder, or s3://bucket/prefix")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--site", help="needed when the store holds several and no --crawl says which")
    parser.add_argument("--crawl", metavar="CRAWL_ID", help="only this crawl")
    parser.add_argument(
        "--since", type=_day, metavar="YYYY-MM-DD", help="only what was sealed on this day (UTC) or later"
    )
    parser.add_argument(
        "--until", type=_day, metavar="YYYY-MM-DD", help="only what was sealed on this day (UTC) or before"
    )
    parser.add_argument("--title", help="default: the site")
    parser.add_argument("--description", default="")


def run(arguments: Namespace) -> int:
    """Pack, and say what went in. Raises `TargetError` when the arguments choose nothing."""
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise TargetError(f"--since {arguments.since} lies after --until {arguments.until}: no day is left")
    store = open_store(arguments.store)
    site = arguments.site or _only_site(store, arguments.crawl)
    check_site(store, site)
    batches = select(store, site, crawl_id=arguments.crawl, since=arguments.since, until=arguments.until)
    if not batches:
        raise TargetError(f"no batch of {site} is of this crawl and of these days")
    packed = pack(
        store,
        batches,
        arguments.output,
        title=arguments.title or site,
        description=arguments.description,
        software=f"newswarc/{_version()}",
        created=clock.utc_now(),
    )
    also = f" ({packed.borrowed} for the sake of revisits)" if packed.borrowed else ""
    sys.stdout.write(
        f"{packed.path}: {packed.size} bytes, {packed.warcs} WARC files{also}, {packed.captures} captures, "
        f"{packed.pages} pages\n"
    )
    return 0


def _only_site(store: Store, crawl_id: str | None) -> str:
    """The site that can be meant when none is named. Raises `TargetError` when that may be several, or none."""
    sites = list_sites(store)
    if crawl_id is not None:
        sites = [site for site in sites if commits_of(store, site, crawl_id)]
        if not sites:
            raise TargetError(f"{store.url} has no batch of a crawl {crawl_id!r}")
    if len(sites) != 1:
        raise TargetError(f"name one with --site: {', '.join(sites)}" if sites else f"{store.url} holds no site")
    return sites[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day like 2026-11-23") from None


def _version() -> str:
    try:
        return version("newswarc")
    except PackageNotFoundError:
        return "checkout"
