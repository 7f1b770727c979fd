"""SIGINT and SIGTERM from the command on until Scrapy listens to them itself: whenever one comes, the run ends."""

import signal
from types import FrameType


class StopSignals:
    """Hears both signals, also where a shell that started us in the background has SIGINT ignored.

    While the run is opened, which may take minutes, a signal raises `KeyboardInterrupt`; afterwards it is only noted.
    It is noted in any case: an exception that comes up in a finalizer or a callback is printed and forgotten.
    """

    def __init__(self) -> None:
        self.came = False
        self._raises = True
        signal.signal(signal.SIGINT, self._hear)
        signal.signal(signal.SIGTERM, self._hear)

    def only_note(self) -> None:
        """Raise no more."""
        self._raises = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        if self._raises:
            raise KeyboardInterrupt
