"""python -m archive replay: look at a store in a browser."""

import signal
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.errors import ArchiveError
from archive.replay.catalogue import Catalogue
from archive.replay.environment import cache_folder, find_wayback, make_environment
from archive.replay.front import Front
from archive.replay.pywb import COLLECTION, Pywb
from archive.store import Store, open_store

HELP = "show a store in a browser: its articles, and every page as it was"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("store", help="a folder, or s3://bucket/prefix")
    parser.add_argument("--port", type=_port, default=8090, help="of the list; pywb takes the next one (default: 8090)")
    parser.add_argument("--environment", type=Path, help="a folder with an environment that has pywb, or for one")


def run(arguments: Namespace) -> int:
    """Serve until Ctrl-C."""
    store = open_store(arguments.store)
    catalogue = Catalogue(store, cache_folder() / "replay")
    catalogue.update(_tell)
    wayback = find_wayback(arguments.environment)
    if wayback is None:
        _tell("making an environment for pywb; this takes a minute, and only the first time")
        wayback = make_environment(arguments.environment)
    with TemporaryDirectory(prefix="newswarc-replay-") as folder, _front(arguments.port, store, catalogue) as front:
        port = arguments.port + 1
        pywb = Pywb(wayback, Path(folder), port, index=catalogue.index, warcs=f"{front.address}/warc/")
        front.replay = f"{pywb.address}/{COLLECTION}"
        threading.Thread(target=front.serve_forever, daemon=True).start()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            pywb.start()
            _tell(f"{store.url} is at {front.address}/ (Ctrl-C ends it)")
            status = pywb.wait()
            raise ArchiveError(f"pywb ended with status {status}")
        except KeyboardInterrupt:
            return 0
        finally:
            pywb.stop()
            front.shutdown()


def _front(port: int, store: Store, catalogue: Catalogue) -> Front:
    try:
        return Front(port, store, catalogue)
    except OSError as error:
        raise ArchiveError(f"port {port}: {error.strerror}; choose another with --port") from error


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= 65_534:
        raise ArgumentTypeError(f"{text!r} is no number from 1024 to 65534")
    return int(text)


def _tell(text: str) -> None:
    sys.stderr.write(f"replay: {text}\n")
    sys.stderr.flush()
