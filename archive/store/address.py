"""What may name a store: a folder, file:///folder, or s3://bucket/prefix."""

from urllib.parse import urlsplit

from archive.errors import BadAddress


def check_address(url: str) -> None:
    """Raises `BadAddress` where `url` cannot name a store. Reaches nothing, and does not look whether there is one."""
    if url.startswith("s3://"):
        bucket = url.removeprefix("s3://").partition("/")[0]
        if not bucket or "?" in url or "#" in url:
            raise BadAddress(f"store {url!r}: give s3://bucket or s3://bucket/prefix")
    elif url.startswith("file:"):
        parts = urlsplit(url)
        if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
            raise BadAddress(f"store {url!r}: a file URL has three slashes, as in file:///srv/news")
    elif "://" in url or not url.strip():
        raise BadAddress(f"store {url!r}: give a folder, file:///folder or s3://bucket/prefix")
