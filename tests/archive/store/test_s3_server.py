"""S3 when the server or the way to it fails: cut connections, a frozen and a killed server, wrong credentials."""

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from archive.errors import StoreError
from archive.store import open_store, read_object
from archive.store.s3 import S3Store

ROOT = Path(__file__).parents[3]


class CuttingProxy:
    """A TCP proxy to the real server that cuts the first `cuts` connections after `after` bytes of reply."""

    def __init__(self, port: int, cuts: int, after: int) -> None:
        self._target = port
        self._left = cuts
        self._after = after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                inner, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            limit = self._after if self._left > 0 else sys.maxsize
            self._left -= 1
            outer = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pump, args=(inner, outer, sys.maxsize), daemon=True).start()
            threading.Thread(target=self._pump, args=(outer, inner, limit), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket, limit: int) -> None:
        with contextlib.suppress(OSError):
            while limit > 0 and (data := source.recv(min(65_536, limit))):
                target.sendall(data)
                limit -= len(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._listener.close()


def test_a_connection_cut_while_reading_is_taken_up_again(
    s3_store: S3Store, seaweed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections cut in the middle of an object cost a retry each, not a byte."""
    data = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(100_000))
    s3_store.put("k", data)
    proxy = CuttingProxy(seaweed.ports[0], cuts=2, after=700_000)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{proxy.port}")
    reading = S3Store("news", s3_store.prefix.strip("/"))
    with reading.open("k", 10, 3_000_000) as stream:
        found = stream.read()
    reading.client.close()
    proxy.close()
    assert found == data[10:3_000_010]
    assert proxy.connections == 3


def test_a_frozen_server_is_an_error_and_then_none(s3_store: S3Store, seaweed: Any) -> None:
    """A server that takes the connection and never answers is told; once it goes on, so does the store."""
    client = seaweed.client(total_max_attempts=2, connect_timeout=1, read_timeout=1)
    impatient = S3Store("news", s3_store.prefix.strip("/"), client=client)
    seaweed.freeze()
    try:
        with pytest.raises(StoreError, match="the server was not reached") as caught:
            impatient.put("k", b"hello")
    finally:
        seaweed.thaw()
    assert caught.value.retryable is True
    s3_store.put("k", b"hello")
    assert read_object(s3_store, "k") == b"hello"


def test_a_killed_server_comes_back_with_everything(s3_store: S3Store, seaweed: Any) -> None:
    """SIGKILL of the server is a retryable error; what it had answered for is there after a restart."""
    for number in range(20):
        s3_store.put(f"before/{number:02d}", b"%d" % number)
    seaweed.kill()
    try:
        with pytest.raises(StoreError, match="the server was not reached") as caught:
            s3_store.put("during", b"hello")
    finally:
        seaweed.start()
    assert caught.value.retryable is True
    _wait_until_read(s3_store, "before/19")
    assert [read_object(s3_store, f"before/{number:02d}") for number in range(20)] == [b"%d" % n for n in range(20)]
    s3_store.put("during", b"hello")


def _wait_until_read(store: S3Store, key: str) -> None:
    """Wait for the server's volumes: it answers before they have reported themselves, with retryable errors."""
    for _ in range(60):
        try:
            read_object(store, key)
        except StoreError as error:
            if not error.retryable:
                raise
            time.sleep(0.5)
        else:
            return


@pytest.mark.parametrize(
    ("changed", "url", "message", "retryable"),
    [
        ({}, "s3://missing/x", "s3://missing/x: there is no bucket 'missing'; create it", False),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "s3://news/x", "the secret key is wrong", False),
        ({"AWS_ACCESS_KEY_ID": "unknown"}, "s3://news/x", "the access key is unknown", False),
        ({"AWS_ACCESS_KEY_ID": "newswarc-reader"}, "s3://news/x", "access denied", False),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "s3://news/x", "no complete AWS credentials", False),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "s3://news/x", "Invalid endpoint: nonsense", False),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "s3://news/x", "the server was not reached", True),
        ({"AWS_PROFILE": "nobody"}, "s3://news/x", "profile (nobody) could not be found; correct AWS_PROFILE", False),
        ({}, "s3://no_good!/x", "Invalid bucket name", False),
    ],
)
def test_a_store_that_cannot_be_written_says_why_in_one_line(
    s3_url: str, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], url: str, message: str, retryable: bool
) -> None:
    """Bucket, credentials, endpoint, profile: each fault is named by probe(), with what to do."""
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError) as caught:
        open_store(url).probe()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.retryable is retryable


def test_boto3_is_imported_for_s3_alone() -> None:
    """A local store does not pay for the import of boto3."""
    code = "import sys; from archive.store import open_store; open_store('x'); print('boto3' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=dict(os.environ))
    assert run.stdout == "False\n", run.stderr
