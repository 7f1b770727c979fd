"""An object of S3 as a stream that goes on after a lost connection."""

import io
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError

from archive.errors import StoreError
from archive.store.s3_errors import code_of, status_of

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

_TRIES = 4
_BROKEN = (boto.HTTPClientError, boto.ConnectionError, boto.IncompleteReadError, OSError)
"""What a connection that breaks raises; botocore has no one base for it."""


class ObjectStream(io.RawIOBase):
    """Reads one object from `start`; opens it at once, so that a missing one is told at once.

    When the connection breaks, the rest is asked for again, and only of the object begun with: its ETag
    goes with the request. `refused` turns what boto3 raises into the store's own error.
    """

    def __init__(
        self,
        client: "S3Client",
        bucket: str,
        name: str,
        start: int,
        length: int | None,
        refused: Callable[[Exception], StoreError],
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._position = start
        self._end = None if length is None else start + length
        self._etag: str | None = None
        self._refused = refused
        self._body: StreamingBody | None = None
        self._open()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants WriteableBuffer
        for attempt in range(_TRIES):
            try:
                if self._body is None:
                    self._open()
                data = self._body.read(len(buffer)) if self._body is not None else b""
            except _BROKEN as error:
                self._drop()
                if attempt == _TRIES - 1:
                    raise self._refused(error) from error
                time.sleep(0.2 * 2**attempt)
            except BotoCoreError as error:
                # Bytes that do not fit their checksum: asking again would give the same ones.
                raise self._refused(error) from error
            else:
                buffer[: len(data)] = data
                self._position += len(data)
                return len(data)
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        self._drop()
        super().close()

    def _open(self) -> None:
        """Ask for the rest, from the position reached; past the end there is no body."""
        if self._end is not None and self._position >= self._end:
            if self._etag is None:
                self._require()
            return
        last = "" if self._end is None else str(self._end - 1)
        whole = self._position == 0 and self._end is None
        same = {} if self._etag is None else {"IfMatch": self._etag}
        wanted = {} if whole else {"Range": f"bytes={self._position}-{last}"}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._name, **same, **wanted)  # type: ignore[arg-type]
        except (ClientError, BotoCoreError) as error:
            if code_of(error) == "InvalidRange" or status_of(error) == 416:
                return
            if isinstance(error, _BROKEN) and self._etag is not None:
                raise
            raise self._refused(error) from error
        if wanted and not answer.get("ContentRange", "").startswith(f"bytes {self._position}-"):
            # Taking the whole object for the range asked for would hand out other bytes as these. The status
            # tells less: rclone sends the right range with 200.
            raise StoreError(f"s3://{self._bucket}/{self._name}: the server ignores Range; it cannot hold a store")
        self._etag = answer["ETag"]
        self._body = answer["Body"]

    def _require(self) -> None:
        """Raises the store's error when there is no such object: an empty range is never asked for."""
        try:
            self._client.head_object(Bucket=self._bucket, Key=self._name)
        except (ClientError, BotoCoreError) as error:
            raise self._refused(error) from error

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
