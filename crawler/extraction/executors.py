"""Where the map step runs: on this machine, or on a Dask cluster that is there already."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import msgspec

from crawler.errors import BadArguments
from crawler.extraction.readers import close_readers

CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer."""


class Workers(msgspec.Struct, frozen=True, kw_only=True):
    """Something that takes calls, and how many it makes at once."""

    executor: Executor
    size: int
    local: bool


@contextmanager
def open_executor(name: str, default_size: int) -> Iterator[Workers]:
    """`local`, `local:N` or `dask://HOST:PORT`. What has not begun when the context ends is dropped.

    Raises `BadArguments`.
    """
    if match := re.fullmatch(r"local(?::([1-9][0-9]{0,3}))?", name):
        size = int(match[1]) if match[1] else default_size or os.cpu_count() or 2
        # Its threads only hand pages over: the work is done by their reader processes.
        executor = ThreadPoolExecutor(size, thread_name_prefix="newswarc-extract")
        try:
            yield Workers(executor=executor, size=size, local=True)
        finally:
            executor.shutdown(cancel_futures=True)
            close_readers()
    elif match := re.fullmatch(r"dask://([^/\s]+:[0-9]{1,5})", name):
        yield from _dask(match[1])
    else:
        raise BadArguments(f"--executor {name}: there are local, local:N and dask://HOST:PORT")


def _dask(address: str) -> Iterator[Workers]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise BadArguments("--executor dask://… needs the extra newswarc[dask]") from error
    try:
        client = distributed.Client(f"tcp://{address}", timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise BadArguments(f"--executor dask://{address}: no scheduler answers there ({error})") from error
    with client, client.get_executor(pure=False) as executor:
        # `pure=False`: whether readings are there already is asked of their store, not of what the cluster remembers.
        try:
            yield Workers(executor=executor, size=max(1, sum(client.nthreads().values())), local=False)
        except BaseException:
            executor.shutdown(wait=False)
            raise
