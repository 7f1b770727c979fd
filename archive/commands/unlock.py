"""python -m archive unlock: take a lease from a holder that is gone."""

import sys
from argparse import ArgumentParser, Namespace

from archive.lease import break_lease
from archive.store import open_store

HELP = "break the lease of a site, whose holder is gone for good"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("store", help="a folder, or s3://bucket/prefix")
    parser.add_argument("site", help="as the message about the lease names it")


def run(arguments: Namespace) -> int:
    """Break the lease, and say whose it was. Nothing to break is no error."""
    try:
        broken = break_lease(open_store(arguments.store), arguments.site)
    except ValueError as error:
        sys.stderr.write(f"unlock: {error}\n")
        return 2
    if broken is None:
        sys.stdout.write(f"nobody holds the lease of {arguments.site}\n")
        return 0
    sys.stdout.write(
        f"broken: the lease of {arguments.site} that crawl {broken.crawl_id}, process {broken.owner.pid} on "
        f"{broken.owner.host}, held since {broken.since:%Y-%m-%d %H:%M:%S} UTC\n"
    )
    return 0
