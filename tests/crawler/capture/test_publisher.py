"""The thread that publishes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import pytest

from archive.errors import ArchiveError
from crawler.capture.publisher import Publisher


def test_publishes_in_order() -> None:
    """What is given first is published first, and `wait` returns when all of it is."""
    publisher, done = Publisher(), []
    for number in range(5):
        publisher.publish(lambda number=number: done.append(number))
    publisher.wait()
    assert done == [0, 1, 2, 3, 4]


def test_archiving_goes_on_while_the_store_is_slow() -> None:
    """Up to two batches wait for the store without holding anybody up; the third one does."""
    publisher, store_answers = Publisher(), threading.Event()
    publisher.publish(lambda: store_answers.wait(20) or None)
    publisher.publish(lambda: None)
    with ThreadPoolExecutor() as archive:
        third = archive.submit(publisher.publish, lambda: None)
        with pytest.raises(TimeoutError):
            third.result(0.1)
        store_answers.set()
        third.result(20)
    publisher.wait()


def test_stopping_waits_for_what_is_under_way_and_begins_nothing() -> None:
    """The lease is given back next: no commit may come after that."""
    publisher, begun, done = Publisher(), threading.Event(), []

    def slow() -> None:
        begun.set()
        time.sleep(0.05)
        done.append(1)

    publisher.publish(slow)
    publisher.publish(lambda: done.append(2))
    begun.wait(10)
    publisher.stop()
    assert done == [1]


def test_nothing_is_published_after_a_failure() -> None:
    """What a batch says depends on those before it: after a failure the rest stays in the spool."""
    publisher, done = Publisher(), []
    refused = threading.Event()

    def fail() -> None:
        refused.wait(20)
        raise ArchiveError("the disk is full")

    publisher.publish(fail)
    publisher.publish(lambda: done.append("after it"))
    refused.set()
    with pytest.raises(ArchiveError, match="the disk is full"):
        publisher.wait()
    with pytest.raises(ArchiveError, match="the disk is full"):
        publisher.publish(lambda: done.append("later"))
    assert done == []
