"""Has the map step made for many WARC files, whoever makes it."""

from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, wait

from crawler.extraction.executors import Workers
from crawler.extraction.read_warc import WarcJob, read_warc


def seal_all(jobs: Sequence[WarcJob], workers: Workers) -> list[str]:
    """The keys of the sealed readings, in the order of the jobs. Raises what a job raised first.

    The largest files are begun first, so that none of them is left for the end.
    """
    largest_first = sorted(range(len(jobs)), key=lambda number: -jobs[number].warc.size)
    futures = {number: workers.executor.submit(read_warc, jobs[number]) for number in largest_first}
    done, left = wait(futures.values(), return_when=FIRST_EXCEPTION)
    for future in left:
        future.cancel()
    for future in done:
        future.result()
    return [futures[number].result() for number in range(len(jobs))]
