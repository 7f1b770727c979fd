"""`scrapy extract WARC… -O FILE`: article lines from WARC files, byte for byte what a crawl writes for them."""

import argparse
import gzip
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError, BadAddress
from archive.store import open_store
from crawler.errors import BadArguments
from crawler.exit_codes import ExitCode
from crawler.extraction.executors import Workers, open_executor
from crawler.extraction.jobs import jobs_for
from crawler.extraction.read_warc import WarcJob
from crawler.extraction.reduce import Reduction
from crawler.extraction.seal import seal_all
from crawler.inputs import WarcInput, find_warcs
from crawler.options import Options


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
            "--executor",
            metavar="WHERE",
            default="local",
            help="local:N processes (default: all cores) or dask://HOST:PORT",
        )
        parser.add_argument(
            "--readings",
            metavar="STORE",
            help="keep what was read of each WARC there, a folder or s3://…, for the next run",
        )
        parser.add_argument(
            "--keep-going", action="store_true", help="write what can be read of damaged files; the exit status tells"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("name at least one WARC file, folder or store")
        try:
            self._extract(args, opts)
        except (BadArguments, BadAddress) as error:
            self._refuse(ExitCode.BAD_ARGUMENTS, error)
        except (ArchiveError, OSError) as error:
            self._refuse(ExitCode.ARCHIVE_FAILED, error)

    def _extract(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        options = Options.from_settings(self.settings)
        _check_output(opts.output)
        warcs = list(find_warcs(args))
        lines = 0
        with _readings(opts) as readings, open_executor(opts.executor, options.article_workers) as workers:
            keys = seal_all(_jobs(warcs, workers, options, readings), workers)
            work = Reduction(open_store(readings))
            with _Output(opts.output) as output:
                for warc, key in zip(warcs, keys, strict=True):
                    written, damage = work.lines(warc, key, output, keep_going=opts.keep_going)
                    if damage is not None:
                        self._refuse(ExitCode.ARCHIVE_FAILED, damage)
                    lines += written
        for page in work.set_aside:
            print(f"newswarc: set aside: {page}", file=sys.stderr)
        rejected = ", ".join(f"{count} {why}" for why, count in work.rejected.most_common())
        print(f"{lines} lines from {work.read} responses; {rejected or 'none rejected'}", file=sys.stderr)

    def _refuse(self, code: ExitCode, error: Exception) -> None:
        print(f"newswarc: {error}", file=sys.stderr)
        self.exitcode = code


def _check_output(name: str) -> None:
    """Raises `BadArguments` where a file of this name cannot be: known only after hours of work otherwise."""
    path = Path(name)
    if name != "-" and path.is_dir():
        raise BadArguments(f"-O {name}: a folder; name a file in it")
    if name != "-" and not os.access(path.resolve().parent, os.W_OK):
        raise BadArguments(f"-O {name}: there is no folder {path.resolve().parent} that may be written")


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


def _jobs(warcs: Sequence[WarcInput], workers: Workers, options: Options, readings: str) -> list[WarcJob]:
    # With fewer files than processes here, several share the pages of a file.
    readers = -(-workers.size // max(1, min(workers.size, len(warcs)))) if workers.local else 1
    return jobs_for(
        warcs,
        readings,
        max_body=options.news_max_body,
        timeout=options.article_timeout,
        sites=options.news_sites,
        readers=readers,
    )


@contextmanager
def _readings(opts: argparse.Namespace) -> Iterator[str]:
    """URL of the store for readings; without the option one beside the output that goes away again."""
    if opts.readings is not None:
        yield opts.readings if "://" in opts.readings else str(Path(opts.readings).resolve())
    elif opts.executor.startswith("dask:"):
        raise BadArguments("--executor dask://… needs --readings, a folder or bucket that all its machines reach")
    else:
        folder = None if opts.output == "-" else Path(opts.output).resolve().parent
        with tempfile.TemporaryDirectory(prefix=".newswarc-readings-", dir=folder) as scratch:
            yield scratch
