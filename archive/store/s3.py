"""A store in a bucket of Amazon S3 or of a server that speaks its protocol. The only door to boto3."""

import base64
import io
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from archive import clock
from archive.errors import BadAddress, ObjectConflict, ObjectMissing, StoreError
from archive.model import StoredObject
from archive.store.address import check_address
from archive.store.checksum import measure, sha256_of
from archive.store.contract import Probe, check_key, check_prefix, is_key
from archive.store.presence import require
from archive.store.s3_errors import is_contended, is_finished, is_missing, is_taken, is_unsupported, store_error
from archive.store.s3_multipart import abort_uploads, upload_in_parts
from archive.store.s3_stream import ObjectStream

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_T = TypeVar("_T")
SINGLE_PUT_LIMIT = 64 << 20
"""Bytes up to which an object goes in one PutObject; beyond, a lost connection would cost too much."""
_PROBES = "probe-"
_STALE_SECONDS = 86_400.0
_TRIES = 6
"""For a 409 of a conditional write that met another; each try waits twice as long as the last."""


class S3Store:
    """One object an object, under `prefix` in `bucket`; credentials and endpoint the usual AWS ways."""

    def __init__(
        self, bucket: str, prefix: str = "", *, client: "S3Client | None" = None, single_limit: int = SINGLE_PUT_LIMIT
    ) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.url = f"s3://{bucket}/{prefix}".rstrip("/")
        self._single_limit = single_limit
        self._conditional: bool | None = None
        if client is None:
            # A session of its own: boto3's default one would keep the credentials it saw first.
            client = self._call(lambda: boto3.Session().client("s3", config=_config()), None)
        self.client = client

    @classmethod
    def from_url(cls, url: str) -> "S3Store":
        """Open `s3://bucket/prefix`; raises StoreError when the URL, the profile or the endpoint is wrong."""
        check_address(url)
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        prefix = prefix.strip("/")
        try:
            return cls(bucket, check_key(prefix) if prefix else "")
        except ValueError as error:
            raise BadAddress(f"store {url!r}: {error}") from None

    def put(
        self,
        key: str,
        source: Path | bytes,
        *,
        sha256: str | None = None,
        content_type: str = "application/octet-stream",
        given: Sequence[StoredObject] = (),
    ) -> StoredObject:
        """See Store.put."""
        check_key(key)
        stored = measure(key, source, sha256)
        require(self, given)
        # A large object is not sent only to be refused, and a server without "only if absent" refuses nothing.
        if (self._conditional is False or stored.size > self._single_limit) and self._is_stored(stored):
            return stored
        if not self._send(stored, source, content_type) and not self._is_stored(stored):
            raise StoreError(
                f"{self.url}: {key}: neither taken by the server nor there; try again", key=key, retryable=True
            )
        return stored

    def _send(self, stored: StoredObject, source: Path | bytes, content_type: str) -> bool:
        """Send the object, only if absent; False when the key is taken."""
        for attempt in range(_TRIES):
            try:
                self._send_once(stored, source, content_type)
            except (ClientError, BotoCoreError) as error:
                if is_taken(error) or is_finished(error):
                    return False
                if is_unsupported(error) and self._conditional is not False:
                    self._conditional = False
                    if self._is_stored(stored):
                        return True
                elif not is_contended(error) or attempt == _TRIES - 1:
                    raise self._refused(error, stored.key) from error
                time.sleep(0.1 * 2**attempt)
            except OSError as error:
                raise StoreError(f"{stored.key}: its source: {error.strerror}", key=stored.key) from error
            else:
                return True
        raise StoreError(f"{self.url}: {stored.key}: could not be written", key=stored.key, retryable=True)

    def _send_once(self, stored: StoredObject, source: Path | bytes, content_type: str) -> None:
        name = self.prefix + stored.key
        assert stored.sha256 is not None
        condition = {} if self._conditional is False else {"IfNoneMatch": "*"}
        if isinstance(source, Path) and stored.size > self._single_limit:
            upload_in_parts(self.client, self.bucket, name, source, stored, content_type, condition)
            return
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as body:
            self.client.put_object(
                Bucket=self.bucket,
                Key=name,
                Body=body,
                ContentType=content_type,
                ContentLength=stored.size,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(stored.sha256)).decode(),
                Metadata={"sha256": stored.sha256},
                **condition,  # type: ignore[arg-type]  # the stubs want each argument by name
            )

    def _is_stored(self, wanted: StoredObject) -> bool:
        """Whether these very bytes are stored; raises ObjectConflict when others are.

        Decides what a refusal means: the reply to our own first try may have been lost, so that the retry
        meets our own object.
        """
        found = self.stat(wanted.key)
        if found is None:
            return False
        digest = found.sha256
        if found.size == wanted.size and digest is None:
            # Some servers drop the metadata: only the bytes can tell.
            with self.open(wanted.key) as stream:
                digest = sha256_of(stream)
        if found.size != wanted.size or digest != wanted.sha256:
            raise ObjectConflict(f"{self.url}: {wanted.key}: other bytes are stored under this key", key=wanted.key)
        return True

    def open(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See Store.open."""
        name = self.prefix + check_key(key)
        stream = ObjectStream(self.client, self.bucket, name, start, length, lambda e: self._refused(e, key))
        return cast(BinaryIO, io.BufferedReader(stream, 1 << 18))

    def stat(self, key: str) -> StoredObject | None:
        """See Store.stat; the sha256 is known of what this project put."""
        name = self.prefix + check_key(key)
        try:
            head = self.client.head_object(Bucket=self.bucket, Key=name)
        except (ClientError, BotoCoreError) as error:
            if is_missing(error):
                return None
            raise self._refused(error, key) from error
        return StoredObject(key=key, size=head["ContentLength"], sha256=head.get("Metadata", {}).get("sha256"))

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        """See Store.list."""
        pages = self.client.get_paginator("list_objects_v2")
        found: list[tuple[str, int]] = []
        try:
            for page in pages.paginate(
                Bucket=self.bucket,
                Prefix=self.prefix + check_prefix(prefix),
                StartAfter=self.prefix + after if after else "",
            ):
                for item in page.get("Contents", []):
                    key = item["Key"].removeprefix(self.prefix)
                    if is_key(key) and not key.startswith(_PROBES) and key > after:
                        found.append((key, item["Size"]))
        except (ClientError, BotoCoreError) as error:
            raise self._refused(error, None) from error
        # Not every server sends them in the order of bytes: SeaweedFS sorts folder by folder.
        found.sort()
        for key, size in found:
            yield StoredObject(key=key, size=size)

    def delete(self, key: str) -> None:
        """See Store.delete."""
        name = self.prefix + check_key(key)
        self._call(lambda: self.client.delete_object(Bucket=self.bucket, Key=name), key)

    def probe(self) -> Probe:
        """See Store.probe; also removes what is older than a day of killed probes and unfinished uploads."""
        name = f"{self.prefix}{_PROBES}{secrets.token_hex(8)}"
        self._call(lambda: self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1), None)
        try:
            self.client.put_object(Bucket=self.bucket, Key=name, Body=b"1", IfNoneMatch="*")
            self.client.put_object(Bucket=self.bucket, Key=name, Body=b"2", IfNoneMatch="*")
            self._conditional = False
        except (ClientError, BotoCoreError) as error:
            if is_unsupported(error):
                self._conditional = False
                self._call(lambda: self.client.put_object(Bucket=self.bucket, Key=name, Body=b"1"), None)
            elif is_taken(error) or is_finished(error):
                self._conditional = True
            else:
                raise self._refused(error, None) from error
        self._call(lambda: self.client.delete_object(Bucket=self.bucket, Key=name), None)
        self.sweep(older_than=_STALE_SECONDS)
        if self._conditional:
            note = "the server honours If-None-Match: each object is written once"
        else:
            note = "the server ignores If-None-Match: only the lease keeps two writers apart"
        return Probe(url=self.url, conditional=bool(self._conditional), note=note)

    def sweep(self, prefix: str = "", *, older_than: float = 0.0) -> int:
        """See Store.sweep; the age is reckoned by this machine's clock against the server's dates."""
        before = clock.utc_now() - timedelta(seconds=older_than)
        name = self.prefix + check_prefix(prefix)
        removed = self._call(lambda: abort_uploads(self.client, self.bucket, name, before=before), None)
        probes = f"{self.prefix}{_PROBES}"
        page = self._call(lambda: self.client.list_objects_v2(Bucket=self.bucket, Prefix=probes), None)
        for item in page.get("Contents", []):
            if older_than and item["LastModified"] <= before:
                self.client.delete_object(Bucket=self.bucket, Key=item["Key"])
                removed += 1
        return removed

    def local_path(self, key: str) -> Path | None:
        """See Store.local_path."""
        return None

    def _call(self, call: Callable[[], _T], key: str | None) -> _T:
        try:
            return call()
        except (ClientError, BotoCoreError, ValueError) as error:
            raise self._refused(error, key) from error

    def _refused(self, error: Exception, key: str | None) -> StoreError:
        if key is not None and is_missing(error):
            return ObjectMissing(f"{self.url}: {key}: no such object", key=key)
        return store_error(error, url=self.url, bucket=self.bucket, key=key)


def _config() -> Config:
    """Waits that end, and retries with growing pauses; the rest comes from the AWS configuration."""
    return Config(
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 5},
        user_agent_extra="newswarc",
    )
