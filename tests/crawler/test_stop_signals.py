"""Signals before Scrapy listens to them."""

import contextlib
import signal
from collections.abc import Iterator

import pytest

from crawler.stop_signals import StopSignals


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Put back what the test run itself listens with."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_raised_while_the_run_is_opened(number: signal.Signals) -> None:
    """Either signal interrupts what is under way, also where it was ignored."""
    signal.signal(number, signal.SIG_IGN)
    stop = StopSignals()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert stop.came


def test_noted_though_nobody_heard_it() -> None:
    """A signal that is raised where exceptions are forgotten still ends the run later."""
    stop = StopSignals()
    with contextlib.suppress(BaseException):  # as in a finalizer or a foreign callback
        signal.raise_signal(signal.SIGINT)
    assert stop.came


def test_only_noted_once_the_run_is_open() -> None:
    """After the opening a signal interrupts nothing, and is remembered."""
    stop = StopSignals()
    stop.only_note()
    assert not stop.came
    signal.raise_signal(signal.SIGTERM)
    assert stop.came
