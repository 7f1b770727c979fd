"""Stores that fail while a crawl is under way: an S3 server behind a relay, and a folder that is unmounted at times."""

import contextlib
import random
import shutil
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

_ERROR = b"<Error><Code>InternalError</Code><Message>out of order</Message></Error>"
_ANSWER = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/xml\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(_ERROR), _ERROR)
)
_AT_ONCE = struct.pack("ii", 1, 0)
"""For SO_LINGER: closing sends no farewell but RST."""
_PIECE = 1 << 14
_SLOW_BYTES_A_SECOND = 100_000


@contextlib.contextmanager
def storm(dice: random.Random, turn: Callable[[str | None], None], faults: tuple[str, ...]) -> Iterator[None]:
    """Change the weather every few seconds as long as this lasts; half of the time, and at the end, all is well."""
    over = threading.Event()

    def blow() -> None:
        while not over.is_set():
            turn(dice.choice([*faults, *[None] * len(faults)]))
            over.wait(dice.uniform(0.3, 3.0))
        turn(None)

    thread = threading.Thread(target=blow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class Mount:
    """A store in a folder as if on a volume of its own: unmounted, its mount point is there, empty and writable."""

    faults = ("unmounted",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._volume = folder.with_name(f"{folder.name}.volume")
        self.turns = 0
        """How often it was taken away or given back."""

    def turn(self, weather: str | None) -> None:
        """Unmount, or mount again; what was written into the mount point meanwhile is out of sight."""
        self.turns += 1
        if weather and self._folder.exists() and not self._volume.exists():
            self._folder.rename(self._volume)
            self._folder.mkdir()
        elif not weather and self._volume.exists():
            out_of_sight = self._folder.with_name(f"{self._folder.name}.hidden")
            self._folder.rename(out_of_sight)
            self._volume.rename(self._folder)
            shutil.rmtree(out_of_sight, ignore_errors=True)
        self.turns += 1


class Relay(socketserver.ThreadingTCPServer):
    """Passes connections on to `port` on 127.0.0.1, in the weather of the moment."""

    faults = ("down", "error", "slow", "reset", "lost reply")
    """`down`: connections are cut as soon as they are made. `error`: every request is answered 500. `slow`: bytes come
    at a walking pace. `reset`: an upload is cut in its middle. `lost reply`: the server has done what it was asked, and
    nobody hears of it."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = port
        self.weather: str | None = None
        """One of `faults`, or None while all is well."""
        self.met: Counter[str] = Counter()
        """How often which fault was met."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def turn(self, weather: str | None) -> None:
        """Let the weather change."""
        self.weather = weather

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed crawler leaves broken connections; that is the point."""


class _Connection(socketserver.BaseRequestHandler):
    server: Relay
    request: socket.socket

    def handle(self) -> None:
        if self.server.weather == "down":
            self._fail("down")
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as server:
            back = threading.Thread(target=self._answer, args=(server,), daemon=True)
            back.start()
            sent = 0
            while piece := self.request.recv(_PIECE):
                weather = self.server.weather
                if weather == "down":
                    self._fail("down")
                    break
                if weather == "error":
                    self._refuse()
                    break
                if weather == "reset" and sent + len(piece) > _PIECE:
                    # Half of this piece arrives: the server has been promised more.
                    server.sendall(piece[: len(piece) // 2])
                    self._fail("reset")
                    break
                self._linger(len(piece))
                server.sendall(piece)
                sent += len(piece)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _answer(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(_PIECE):
                if self.server.weather == "lost reply":
                    self._fail("lost reply")
                    break
                self._linger(len(piece))
                self.request.sendall(piece)
            self.request.shutdown(socket.SHUT_RDWR)

    def _linger(self, size: int) -> None:
        if self.server.weather == "slow":
            self.server.met["slow"] += 1
            time.sleep(0.05 + size / _SLOW_BYTES_A_SECOND)

    def _refuse(self) -> None:
        self.server.met["error"] += 1
        with contextlib.suppress(OSError):
            self.request.sendall(_ANSWER)
            # A client that still sends would be cut off, and never read the answer.
            self.request.settimeout(1.0)
            while self.request.recv(_PIECE):
                pass

    def _fail(self, fault: str) -> None:
        """Cut the connection without a farewell (RST)."""
        self.server.met[fault] += 1
        with contextlib.suppress(OSError):
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.request.shutdown(socket.SHUT_RDWR)
