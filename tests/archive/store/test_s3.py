"""What only S3 does: faults on the way, large objects in parts, servers that lack something, credentials."""

import hashlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

from archive.errors import ObjectConflict, StoreError
from archive.model import StoredObject
from archive.store import read_object
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
def large(tmp_path: Path) -> Path:
    """A file of 40 MiB that no single put takes."""
    path = tmp_path / "large.warc.gz"
    path.write_bytes(hashlib.sha256(b"block").digest() * 32_768 * 40)
    return path


def uploads(store: S3Store) -> list[str]:
    """The unfinished uploads of the store."""
    answer = store.client.list_multipart_uploads(Bucket=store.bucket, Prefix=store.prefix)
    return [upload["Key"].removeprefix(store.prefix) for upload in answer.get("Uploads", [])]


def test_a_busy_server_is_asked_again(s3_store: S3Store) -> None:
    """After two answers of 503 SlowDown the third try stores the object."""
    sent: list[str] = []
    on(s3_store, "before-send.s3.PutObject", refuse(503, "SlowDown", 2, sent))
    s3_store.put("k", b"hello")
    assert sent == ["PUT", "PUT", "PUT"]
    assert read_object(s3_store, "k") == b"hello"


def test_a_server_that_stays_busy_is_an_error_worth_retrying(s3_store: S3Store) -> None:
    """The error names store and key and says that a later try can help."""
    on(s3_store, "before-send.s3.PutObject", refuse(503, "SlowDown", 99, []))
    with pytest.raises(StoreError, match=r"k: the server is not able to answer now \(SlowDown\)") as caught:
        s3_store.put("k", b"hello")
    assert caught.value.retryable is True
    assert caught.value.key == "k"


def test_a_lost_reply_is_success(s3_store: S3Store) -> None:
    """The put is stored, the reply is lost, the retry meets 412 for our own bytes: that is success."""
    sent: list[int] = []
    on(s3_store, "before-send.s3.PutObject", lose_reply(s3_store, 1, sent))
    assert s3_store.put("k", b"hello") == StoredObject(key="k", size=5, sha256=HELLO)
    assert sent == [200]


def test_a_lost_reply_over_other_bytes_is_a_conflict(s3_store: S3Store) -> None:
    """A 412 for somebody else's bytes stays an error, lost reply or not."""
    s3_store.put("k", b"jello")
    sent: list[int] = []
    on(s3_store, "before-send.s3.PutObject", lose_reply(s3_store, 1, sent))
    with pytest.raises(ObjectConflict):
        s3_store.put("k", b"hello")
    assert sent == [412]


def test_a_conditional_write_that_met_another_is_tried_again(s3_store: S3Store) -> None:
    """S3 answers 409 while another conditional write of the key is under way."""
    sent: list[str] = []
    on(s3_store, "before-send.s3.PutObject", refuse(409, "ConditionalRequestConflict", 2, sent))
    s3_store.put("k", b"hello")
    assert len(sent) == 3


def test_a_commit_is_one_single_put_with_its_condition_and_checksum(s3_store: S3Store) -> None:
    """One request: PutObject with If-None-Match, our SHA-256 as checksum and in the metadata."""
    seen: list[tuple[str, dict[str, str]]] = []
    on(s3_store, "before-send.s3", lambda request, **_: seen.append((request.method, dict(request.headers))))
    s3_store.put("crawls/s/c/00001.json", b"hello", content_type="application/json")
    assert [method for method, _ in seen] == ["PUT"]
    headers = {name.lower(): value if isinstance(value, str) else value.decode() for name, value in seen[0][1].items()}
    assert headers["if-none-match"] == "*"
    assert headers["x-amz-checksum-sha256"] == "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    assert headers["x-amz-meta-sha256"] == HELLO
    assert headers["content-type"] == "application/json"


def test_the_server_refuses_bytes_that_changed_on_the_way(s3_store: S3Store) -> None:
    """The checksum goes with the bytes, so that a server which checks it stores nothing else."""

    def spoil(request: Any, **_: Any) -> None:
        request.headers["x-amz-checksum-sha256"] = "AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

    on(s3_store, "before-sign.s3.PutObject", spoil)
    with pytest.raises(StoreError, match="k: "):
        s3_store.put("k", b"hello")
    assert s3_store.stat("k") is None


def test_a_large_object_goes_in_parts_and_leaves_no_upload(s3_store: S3Store, large: Path) -> None:
    """Three parts, one object with the sha256 of the whole, nothing unfinished."""
    parts: list[str] = []
    on(s3_store, "before-send.s3.UploadPart", lambda request, **_: parts.append(request.method))
    stored = s3_store.put("w/large.warc.gz", large)
    assert len(parts) == 3
    assert s3_store.stat("w/large.warc.gz") == stored
    assert uploads(s3_store) == []


def test_a_failed_part_takes_the_upload_with_it(s3_store: S3Store, large: Path) -> None:
    """When a part fails for good nothing is visible and nothing unfinished stays."""
    sent: list[str] = []

    def refuse_the_second(request: Any, **_: Any) -> AWSResponse | None:
        sent.append(request.method)
        if len(sent) == 1:
            return None
        body = b"<Error><Code>InternalError</Code><Message>no</Message></Error>"
        return AWSResponse(request.url, 500, {}, Raw(body))

    on(s3_store, "before-send.s3.UploadPart", refuse_the_second)
    with pytest.raises(StoreError, match="the server is not able to answer now") as caught:
        s3_store.put("w/large.warc.gz", large)
    assert caught.value.retryable is True
    assert s3_store.stat("w/large.warc.gz") is None
    assert uploads(s3_store) == []


def test_a_lost_reply_to_the_completion_is_success(s3_store: S3Store, large: Path) -> None:
    """The upload is complete, the reply is lost, and the retry finds the object there."""
    sent: list[int] = []
    on(s3_store, "before-send.s3.CompleteMultipartUpload", lose_reply(s3_store, 1, sent))
    stored = s3_store.put("w/large.warc.gz", large)
    assert sent == [200]
    assert s3_store.stat("w/large.warc.gz") == stored
    assert uploads(s3_store) == []


def test_two_large_objects_of_one_key(s3_store: S3Store, large: Path, tmp_path: Path) -> None:
    """The same file again sends no part; another one is refused before a part is sent."""
    parts: list[str] = []
    s3_store.put("large", large)
    on(s3_store, "before-send.s3.UploadPart", lambda request, **_: parts.append(request.method))
    assert s3_store.put("large", large).size == 41_943_040
    other = tmp_path / "other"
    other.write_bytes(b"x" * 41_943_040)
    with pytest.raises(ObjectConflict):
        s3_store.put("large", other)
    assert parts == []


def test_what_a_killed_upload_left_goes_with_the_next_put(s3_store: S3Store, large: Path) -> None:
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
    run = subprocess.run([sys.executable, "-c", code, s3_store.prefix.strip("/"), str(large)], cwd=ROOT)
    assert run.returncode == -signal.SIGKILL
    assert uploads(s3_store) == ["large"]
    assert list(s3_store.list()) == []
    s3_store.probe()
    assert uploads(s3_store) == ["large"], "a fresh one may be another writer's"
    s3_store.put("large", large)
    assert uploads(s3_store) == []


def test_a_sweep_removes_uploads_under_its_prefix_alone(s3_store: S3Store) -> None:
    """The lease of one site says nothing about another site's uploads."""
    for key in ["warc/a/x", "warc/b/x"]:
        s3_store.client.create_multipart_upload(Bucket=s3_store.bucket, Key=s3_store.prefix + key)
    assert s3_store.sweep("warc/a/", older_than=3600.0) == 0
    assert s3_store.sweep("warc/a/") == 1
    assert uploads(s3_store) == ["warc/b/x"]
    assert s3_store.sweep() == 1


def test_a_server_that_ignores_the_condition_is_found_out(s3_store: S3Store) -> None:
    """probe() tells, and put still refuses to write over other bytes it can see."""
    on(s3_store, "before-call.s3.PutObject", strip("If-None-Match"))
    probe = s3_store.probe()
    assert probe.conditional is False
    assert probe.note == "the server ignores If-None-Match: only the lease keeps two writers apart"
    assert list(s3_store.list()) == []
    s3_store.put("k", b"hello")
    s3_store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        s3_store.put("k", b"jello")
    assert read_object(s3_store, "k") == b"hello"


@pytest.mark.parametrize("probed", [True, False])
def test_a_server_that_does_not_know_the_condition_still_serves(s3_store: S3Store, probed: bool) -> None:
    """A 501 for If-None-Match means writing without it."""

    def refuse_header(request: Any, **_: Any) -> AWSResponse | None:
        if "If-None-Match" not in request.headers:
            return None
        body = b"<Error><Code>NotImplemented</Code><Message>no</Message></Error>"
        return AWSResponse(request.url, 501, {}, Raw(body))

    on(s3_store, "before-send.s3.PutObject", refuse_header)
    if probed:
        assert s3_store.probe().conditional is False
    s3_store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        s3_store.put("k", b"jello")
    assert read_object(s3_store, "k") == b"hello"


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (404, "NoSuchUpload"), (405, "MethodNotAllowed"), (501, "NotImplemented")],
)
def test_a_server_that_cannot_list_uploads_still_serves(s3_store: S3Store, large: Path, status: int, code: str) -> None:
    """Minimal policies forbid it and small servers lack it: sweeping is then left to a rule of the bucket."""
    on(s3_store, "before-send.s3.ListMultipartUploads", refuse(status, code, 99, []))
    assert s3_store.probe().conditional is True
    assert s3_store.put("w/large.warc.gz", large).size == 41_943_040
    assert s3_store.sweep() == 0


def test_a_server_that_drops_metadata_is_read_instead(s3_store: S3Store) -> None:
    """Without our sha256 in the answer the bytes themselves decide what a 412 means."""
    on(s3_store, "after-call.s3.HeadObject", lambda parsed, **_: parsed.pop("Metadata", None))
    s3_store.put("k", b"hello")
    assert s3_store.stat("k") == StoredObject(key="k", size=5, sha256=None)
    s3_store.put("k", b"hello")
    with pytest.raises(ObjectConflict):
        s3_store.put("k", b"jello")


def test_a_server_that_ignores_ranges_is_refused(s3_store: S3Store) -> None:
    """The whole object is never taken for the range asked for."""
    s3_store.put("k", b"0123456789")
    on(s3_store, "before-call.s3.GetObject", strip("Range"))
    with pytest.raises(StoreError, match="the server ignores Range"):
        s3_store.open("k", 3, 4)


def test_bytes_that_do_not_fit_their_checksum_are_an_error(s3_store: S3Store) -> None:
    """What the server sends is held against the checksum that it sends along."""
    s3_store.put("k", b"0123456789")

    def spoil(request: Any, **_: Any) -> AWSResponse:
        response = s3_store.client._endpoint.http_session.send(request)
        response.headers["x-amz-checksum-sha256"] = "AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
        return response

    on(s3_store, "before-send.s3.GetObject", spoil)
    with s3_store.open("k") as stream, pytest.raises(StoreError, match=r"k: Expected checksum AAAA"):
        stream.read()
