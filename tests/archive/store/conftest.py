"""A store on the real S3 server, with a low limit for single puts, so that tests of uploads in parts stay small."""

import pytest

from archive.store.s3 import S3Store


@pytest.fixture
def s3_store(s3_url: str) -> S3Store:
    """A store of its own; more than 6 MiB go in parts."""
    return S3Store("news", s3_url.rpartition("/")[2], single_limit=6 << 20)
