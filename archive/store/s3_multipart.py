"""Large objects to S3 in parts.

Written here because s3transfer, boto3's own uploader, cannot send If-None-Match with the completion.
"""

import base64
import hashlib
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from archive.model import StoredObject
from archive.store.s3_errors import is_unsupported, status_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_SIZE = 16 << 20
MOST_PARTS = 10_000
"""S3 takes no more parts of one object."""


def upload_in_parts(
    client: "S3Client",
    bucket: str,
    name: str,
    source: Path,
    stored: StoredObject,
    content_type: str,
    condition: dict[str, str],
) -> None:
    """Upload a file in parts, each with its SHA-256; nothing of it stays on the server when that fails.

    `condition` is handed to the completion, which alone makes the object visible.
    """
    # What a killed run left of this very object; the site's lease keeps any other writer of it away.
    abort_uploads(client, bucket, name, exact=True)
    upload = client.create_multipart_upload(
        Bucket=bucket,
        Key=name,
        ContentType=content_type,
        ChecksumAlgorithm="SHA256",
        Metadata={"sha256": stored.sha256 or ""},
    )["UploadId"]
    try:
        parts = _send_parts(client, bucket, name, upload, source, stored.size)
        client.complete_multipart_upload(
            Bucket=bucket,
            Key=name,
            UploadId=upload,
            MultipartUpload={"Parts": parts},
            **condition,  # type: ignore[arg-type]  # the stubs want each argument by name
        )
    except BaseException:
        with suppress(ClientError, BotoCoreError):
            client.abort_multipart_upload(Bucket=bucket, Key=name, UploadId=upload)
        raise


def _send_parts(
    client: "S3Client", bucket: str, name: str, upload: str, source: Path, size: int
) -> "list[CompletedPartTypeDef]":
    """Send the parts one after the other; at most one is in memory."""
    part_size = max(PART_SIZE, -(-size // MOST_PARTS))
    parts: list[CompletedPartTypeDef] = []
    with source.open("rb") as file:
        while data := file.read(part_size):
            number = len(parts) + 1
            checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
            answer = client.upload_part(
                Bucket=bucket, Key=name, UploadId=upload, PartNumber=number, Body=data, ChecksumSHA256=checksum
            )
            parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum})
    return parts


def abort_uploads(
    client: "S3Client", bucket: str, prefix: str, *, exact: bool = False, before: datetime | None = None
) -> int:
    """Abort the unfinished uploads under `prefix` (`exact`: of that name alone) begun before `before`."""
    aborted = 0
    try:
        pages = list(client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix))
    except ClientError as error:
        # Servers without this call answer it in many ways, and a policy may forbid it: then a rule of the bucket
        # must remove what killed uploads leave. Nothing of it is ever visible.
        if status_of(error) < 500 or is_unsupported(error):
            return 0
        raise
    for upload in (upload for page in pages for upload in page.get("Uploads", [])):
        if (exact and upload["Key"] != prefix) or (before is not None and upload["Initiated"] > before):
            continue
        client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        aborted += 1
    return aborted
