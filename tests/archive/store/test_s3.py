"""What only S3 does: faults on the way, large objects in parts, servers that lack something, credentials."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

from archive.errors import ObjectConflict, StoreError
from archive.model import StoredObject
from archive.store import open_store, read_object
from archive.store.s3 import S3Store

ROOT = Path(__file__).parents[3]
HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


class Raw:
    """The part of an HTTP response that botocore reads an error from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


def refuse(status: int, code: str, times: int, sent: list[str]) -> Callable[..., AWSResponse | None]:
    """A handler that answers the first `times` requests itself and notes every request in `sent`."""

    def handler(request: Any, **_: Any) -> AWSResponse | None:
        sent.append(request.method)
        if len(sent) > times:
            return None
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        return AWSResponse(request.url, status, {"content-type": "application/xml"}, Raw(body))

    return handler


def lose_reply(store: S3Store, times: int, sent: list[int]) -> Callable[..., None]:
    """A handler that really sends the first `times` requests, and then loses the reply."""

    def handler(request: Any, **_: Any) -> None:
        if len(sent) >= times:
            return
        sent.append(store.client._endpoint.http_session.send(request).status_code)
        raise ConnectionClosedError(endpoint_url=request.url)

    return handler


def strip(header: str) -> Callable[..., None]:
    """A handler that takes a header out of the request, so that the real server never sees it."""

    def handler(params: dict[str, Any], **_: Any) -> None:
        params["headers"].pop(header, None)

    return handler


def on(store: S3Store, event: str, handler: Callable[..., Any]) -> None:
    """Register a handler with the store's real client."""
    store.client.meta.events.register(event, handler)


@pytest.fixture
def store(s3_url: str) -> S3Store:
    """A store of its own on the real server, with a low limit for single puts."""
    prefix = s3_url.rpartition("/")[2]
    return S3Store("news", prefix, single_limit=6 << 20)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of 40 MiB that no single put takes."""
    path = tmp_path / "large.warc.gz"
    path.write_bytes(hashlib.sha256(b"block").digest() * 32_768 * 40)
    return path


def uploads(store: S3Store) -> list[str]:
    """The unfinished uploads of the store."""
    answer = store.client.list_multipart_uploads(Bucket=store.bucket, Prefix=store.prefix)
    return [upload["Key"].removeprefix(store.prefix) for upload in answer.get("Uploads", [])]


def test_a_busy_server_is_asked_again(store: S3Store) -> None:
    """After two answers of 503 SlowDown the third try stores the object."""
    sent: list[str] = []
    on(store, "before-send.s3.PutObject", refuse(503, "SlowDown", 2, sent))
    store.put("k", b"hello")
    assert sent == ["PUT", "PUT", "PUT"]
    assert read_object(store, "k") == b"hello"


def test_a_server_that_stays_busy_is_an_error_worth_retrying(store: S3Store) -> None:
    """The error names store and key and says that a later try can help."""
    on(store, "before-send.s3.PutObject", refuse(503, "SlowDown", 99, []))
    with pytest.raises(StoreError, match=r"k: the server is not able to answer now \(SlowDown\)") as caught:
        store.put("k", b"hello")
    assert caught.value.retryable is True
    assert caught.value.key == "k"


def test_a_lost_reply_is_success(store: S3Store) -> None:
    """The put is stored, the reply is lost, the retry meets 412 for our own bytes: that is success."""
    sent: list[int] = []
    on(store, "before-send.s3.PutObject", lose_reply(store, 1, sent))
    assert store.put("k", b"hello") == StoredObject(key="k", size=5, sha256=HELLO)
    assert sent == [200]


def test_a_lost_reply_over_other_bytes_is_a_conflict(store: S3Store) -> None:
    """A 412 for somebody else's bytes stays an error, lost reply or not."""
    store.put("k", b"jello")
    sent: list[int] = []
    on(store, "before-send.s3.PutObject", lose_reply(store, 1, sent))
    with pytest.raises(ObjectConflict):
        store.put("k", b"hello")
    assert sent == [412]


def test_a_conditional_write_that_met_another_is_tried_again(store: S3Store) -> None:
    """S3 answers 409 while another conditional write of the key is under way."""
    sent: list[str] = []
    on(store, "before-send.s3.PutObject", refuse(409, "ConditionalRequestConflict", 2, sent))
    store.put("k", b"hello")
    assert len(sent) == 3


def test_a_commit_is_one_single_put_with_its_condition_and_checksum(store: S3Store) -> None:
    """One request: PutObject with If-None-Match, our SHA-256 as checksum and in the metadata."""
    seen: list[tuple[str, dict[str, str]]] = []
    on(store, "before-send.s3", lambda request, **_: seen.append((request.method, dict(request.headers))))
    store.put("crawls/s/c/00001.json", b"hello", content_type="application/json")
    assert [method for method, _ in seen] == ["PUT"]
    headers = {name.lower(): value if isinstance(value, str) else value.decode() for name, value in seen[0][1].items()}
    assert headers["if-none-match"] == "*"
    assert headers["x-amz-checksum-sha256"] == "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    assert headers["x-amz-meta-sha256"] == HELLO
    assert headers["content-type"] == "application/json"


def test_the_server_refuses_bytes_that_changed_on_the_way(store: S3Store) -> None:
    """The checksum goes with the bytes, so that a server which checks it stores nothing else."""

    def spoil(request: Any, **_: Any) -> None:
        request.headers["x-amz-checksum-sha256"] = "AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

    on(store, "before-sign.s3.PutObject", spoil)
    with pytest.raises(StoreError, match="k: "):
        store.put("k", b"hello")
    assert store.stat("k") is None


def test_a_large_object_goes_in_parts_and_leaves_no_upload(store: S3Store, large: Path) -> None:
    """Three parts, one object with the sha256 of the whole, nothing unfinished."""
    parts: list[str] = []
    on(store, "before-send.s3.UploadPart", lambda request, **_: parts.append(request.method))
    stored = store.put("w/large.warc.gz", large)
    assert len(parts) == 3
    assert store.stat("w/large.warc.gz") == stored
    assert uploads(store) == []


def test_a_failed_part_takes_the_upload_with_it(store: S3Store, large: Path) -> None:
    """When a part fails for good nothing is visible and nothing unfinished stays."""
    sent: list[str] = []

    def refuse_the_second(request: Any, **_: Any) -> AWSResponse | None:
        sent.append(request.method)
        if len(sent) == 1:
            return None
        body = b"<Error><Code>InternalError</Code><Message>no</Message></Error>"
        return AWSResponse(request.url, 500, {}, Raw(body))

    on(store, "before-send.s3.UploadPart", refuse_the_second)
    with pytest.raises(StoreError, match="the server is not able to answer now") as caught:
        store.put("w/large.warc.gz", large)
    assert caught.value.retryable is True
    assert store.stat("w/large.warc.gz") is None
    assert uploads(store) == []


def test_a_lost_reply_to_the_completion_is_success(store: S3Store, large: Path) -> None:
    """The upload is complete, the reply is lost, and the retry finds the object there."""
    sent: list[int] = []
    on(store, "before-send.s3.CompleteMultipartUpload", lose_reply(store, 1, sent))
    stored = store.put("w/large.warc.gz", large)
    assert sent == [200]
    assert store.stat("w/large.warc.gz") == stored
    assert uploads(store) == []


def test_two_large_objects_of_one_key(store: S3Store, large: Path, tmp_path: Path) -> None:
    """The same file again sends no part; another one is refused before a part is sent."""
    parts: list[str] = []
    store.put("large", large)
    on(store, "before-send.s3.UploadPart", lambda request, **_: parts.append(request.method))
    assert store.put("large", large).size == 41_943_040
    other = tmp_path / "other"
    other.write_bytes(b"x" * 41_943_040)
    with pytest.raises(ObjectConflict):
        store.put("large", other)
    assert parts == []


def test_what_a_killed_upload_left_goes_with_the_next_put(store: S3Store, large: Path) -> None:
    """SIGKILL between two parts leaves an unfinished upload; putting the same key again removes it."""
    code = """
import os, sys
from pathlib import Path
from archive.store.s3 import S3Store
store = S3Store("news", sys.argv[1], single_limit=6 << 20)
sent = []
def die(request, **_):
    sent.append(request)
    if len(sent) == 2:
        os.kill(os.getpid(), 9)
store.client.meta.events.register("before-send.s3.UploadPart", die)
store.put("large", Path(sys.argv[2]))
"""
    run = subprocess.run([sys.executable, "-c", code, store.prefix.strip("/"), str(large)], cwd=ROOT)
    assert run.returncode == -signal.SIGKILL
    assert uploads(store) == ["large"]
    assert list(store.list()) == []
    store.probe()
    assert uploads(store) == ["large"], "a fresh one may be another writer's"
    store.put("large", large)
    assert uploads(store) == []


def test_a_sweep_removes_uploads_under_its_prefix_alone(store: S3Store) -> None:
    """The lease of one site says nothing about another site's uploads."""
    for key in ["warc/a/x", "warc/b/x"]:
        store.client.create_multipart_upload(Bucket=store.bucket, Key=store.prefix + key)
    assert store.sweep("warc/a/", older_than=3600.0) == 0
    assert store.sweep("warc/a/") == 1
    assert uploads(store) == ["warc/b/x"]
    assert store.sweep() == 1


def test_a_server_that_ignores_the_condition_is_found_out(store: S3Store) -> None:
    """probe() tells, and put still refuses to write over other bytes it can see."""
    on(store, "before-call.s3.PutObject", strip("If-None-Match"))
    probe = store.probe()
    assert probe.conditional is False
    assert probe.note == "the server ignores If-None-Match: only the lease keeps two writers apart"
    assert list(store.list()) == []
    store.put("k", b"hello")
    store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        store.put("k", b"jello")
    assert read_object(store, "k") == b"hello"


@pytest.mark.parametrize("probed", [True, False])
def test_a_server_that_does_not_know_the_condition_still_serves(store: S3Store, probed: bool) -> None:
    """A 501 for If-None-Match means writing without it."""

    def refuse_header(request: Any, **_: Any) -> AWSResponse | None:
        if "If-None-Match" not in request.headers:
            return None
        body = b"<Error><Code>NotImplemented</Code><Message>no</Message></Error>"
        return AWSResponse(request.url, 501, {}, Raw(body))

    on(store, "before-send.s3.PutObject", refuse_header)
    if probed:
        assert store.probe().conditional is False
    store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        store.put("k", b"jello")
    assert read_object(store, "k") == b"hello"


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (404, "NoSuchUpload"), (405, "MethodNotAllowed"), (501, "NotImplemented")],
)
def test_a_server_that_cannot_list_uploads_still_serves(store: S3Store, large: Path, status: int, code: str) -> None:
    """Minimal policies forbid it and small servers lack it: sweeping is then left to a rule of the bucket."""
    on(store, "before-send.s3.ListMultipartUploads", refuse(status, code, 99, []))
    assert store.probe().conditional is True
    assert store.put("w/large.warc.gz", large).size == 41_943_040
    assert store.sweep() == 0


def test_a_server_that_drops_metadata_is_read_instead(store: S3Store) -> None:
    """Without our sha256 in the answer the bytes themselves decide what a 412 means."""
    on(store, "after-call.s3.HeadObject", lambda parsed, **_: parsed.pop("Metadata", None))
    store.put("k", b"hello")
    assert store.stat("k") == StoredObject(key="k", size=5, sha256=None)
    store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        store.put("k", b"jello")


def test_a_server_that_ignores_ranges_is_refused(store: S3Store) -> None:
    """The whole object is never taken for the range asked for."""
    store.put("k", b"0123456789")
    on(store, "before-call.s3.GetObject", strip("Range"))
    with pytest.raises(StoreError, match="the server ignores Range"):
        store.open("k", 3, 4)


def test_bytes_that_do_not_fit_their_checksum_are_an_error(store: S3Store) -> None:
    """What the server sends is held against the checksum that it sends along."""
    store.put("k", b"0123456789")

    def spoil(request: Any, **_: Any) -> AWSResponse:
        response = store.client._endpoint.http_session.send(request)
        response.headers["x-amz-checksum-sha256"] = "AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
        return response

    on(store, "before-send.s3.GetObject", spoil)
    with store.open("k") as stream, pytest.raises(StoreError, match=r"k: Expected checksum AAAA"):
        stream.read()


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
    store: S3Store, seaweed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections cut in the middle of an object cost a retry each, not a byte."""
    data = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(100_000))
    store.put("k", data)
    proxy = CuttingProxy(seaweed.ports[0], cuts=2, after=700_000)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{proxy.port}")
    reading = S3Store("news", store.prefix.strip("/"))
    with reading.open("k", 10, 3_000_000) as stream:
        found = stream.read()
    reading.client.close()
    proxy.close()
    assert found == data[10:3_000_010]
    assert proxy.connections == 3


def test_a_frozen_server_is_an_error_and_then_none(store: S3Store, seaweed: Any) -> None:
    """A server that takes the connection and never answers is told; once it goes on, so does the store."""
    client = seaweed.client(total_max_attempts=2, connect_timeout=1, read_timeout=1)
    impatient = S3Store("news", store.prefix.strip("/"), client=client)
    seaweed.freeze()
    try:
        with pytest.raises(StoreError, match="the server was not reached") as caught:
            impatient.put("k", b"hello")
    finally:
        seaweed.thaw()
    assert caught.value.retryable is True
    store.put("k", b"hello")
    assert read_object(store, "k") == b"hello"


def test_a_killed_server_comes_back_with_everything(store: S3Store, seaweed: Any) -> None:
    """SIGKILL of the server is a retryable error; what it had answered for is there after a restart."""
    for number in range(20):
        store.put(f"before/{number:02d}", b"%d" % number)
    seaweed.kill()
    try:
        with pytest.raises(StoreError, match="the server was not reached") as caught:
            store.put("during", b"hello")
    finally:
        seaweed.start()
    assert caught.value.retryable is True
    assert [read_object(store, f"before/{number:02d}") for number in range(20)] == [b"%d" % n for n in range(20)]
    store.put("during", b"hello")


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
