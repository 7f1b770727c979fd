"""python -m archive wacz: pack captures for others."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archive import clock
from archive.manifest import list_sites
from archive.store import open_store
from archive.wacz import pack, select

HELP = "pack a site, a crawl or some days into one WACZ file"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("store", help="a folder, or s3://bucket/prefix")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--site", help="needed when the store holds several")
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
    """Pack, and say what went in. 2 when the arguments choose nothing."""
    store = open_store(arguments.store)
    sites = list_sites(store)
    if arguments.site is None and len(sites) != 1:
        return _wrong(f"name one with --site: {', '.join(sites)}" if sites else f"{store.url} holds no site")
    site = arguments.site or sites[0]
    if site not in sites:
        return _wrong(f"{store.url} has no site {site!r}, but {', '.join(sites) or 'none at all'}")
    batches = select(store, site, crawl_id=arguments.crawl, since=arguments.since, until=arguments.until)
    if not batches:
        return _wrong(f"no batch of {site} is of this crawl and of these days")
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


def _wrong(text: str) -> int:
    sys.stderr.write(f"wacz: {text}\n")
    return 2


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
