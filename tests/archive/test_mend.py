"""Cutting torn files: every way in which a kill or a power loss may leave an end."""

import io
import random
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from archive.mend import cut_torn, whole_records
from archive.model import Exchange
from archive.reader import read_records
from archive.writer import WarcWriter


def sample(folder: Path) -> tuple[bytes, list[int]]:
    """A file of seven records, and where they end."""
    numbers = count()
    writer = WarcWriter(
        folder / "a.warc.gz",
        key="a.warc.gz",
        info=[("software", "test")],
        created=datetime(2026, 1, 1, tzinfo=UTC),
        new_id=lambda: f"urn:x:{next(numbers)}",
    )
    for number in range(3):
        body = random.Random(number).randbytes(300 << number)
        response = b"HTTP/1.1 200 OK\r\n\r\n" + body
        writer.write_exchange(
            Exchange(url="http://a.example/", request=b"GET / HTTP/1.1\r\n\r\n", response=response,
                     started=datetime(2026, 1, 1, tzinfo=UTC))
        )  # fmt: skip
    data = writer.seal().path.read_bytes()
    ends = [record.offset + record.length for record in read_records(io.BytesIO(data), file="a")]
    assert len(ends) == 7
    return data, ends


@pytest.mark.parametrize("tail", ["nothing", "zeros", "garbage", "gzip head"])
def test_random_cuts(tmp_path: Path, tail: str) -> None:
    """Whatever follows the cut, exactly the records before it stay."""
    data, ends = sample(tmp_path)
    rng = random.Random(tail)
    for _ in range(50):
        cut = rng.randrange(len(data))
        rest = {
            "nothing": b"",
            # Not a few zeros: a member ends with its length, so two of them might even complete it.
            "zeros": bytes(rng.randrange(10, 70_000)),
            "garbage": rng.randbytes(rng.randrange(1, 5000)),
            "gzip head": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        }[tail]
        path = tmp_path / "torn.warc.gz.open"
        path.write_bytes(data[:cut] + rest)
        whole = [end for end in ends if end <= cut]
        result = cut_torn(path)
        assert result.records == len(whole)
        assert result.kept_bytes == (whole[-1] if whole else 0)
        assert result.cut_bytes == cut + len(rest) - result.kept_bytes
        assert path.read_bytes() == data[: result.kept_bytes]


def test_every_cut_of_a_member(tmp_path: Path) -> None:
    """Cut anywhere in the last member, the last byte included, that record goes and no other."""
    data, ends = sample(tmp_path)
    for cut in range(ends[-2], ends[-1]):
        assert whole_records(io.BytesIO(data[:cut])) == (ends[-2], 6)


def test_a_whole_file_stays(tmp_path: Path) -> None:
    """Mending a file that is whole changes nothing."""
    data, _ = sample(tmp_path)
    path = tmp_path / "a.warc.gz"
    result = cut_torn(path)
    assert (result.records, result.kept_bytes, result.cut_bytes) == (7, len(data), 0)
    assert path.read_bytes() == data


def test_an_empty_file(tmp_path: Path) -> None:
    """A file that was opened and not written to is whole."""
    path = tmp_path / "a.warc.gz.open"
    path.touch()
    result = cut_torn(path)
    assert (result.records, result.kept_bytes, result.cut_bytes) == (0, 0, 0)


def test_a_plain_file(tmp_path: Path) -> None:
    """Uncompressed files are cut after the line ends of their last whole record."""
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
    path = tmp_path / "a.warc"
    path.write_bytes(record + record[:-5])
    result = cut_torn(path)
    assert (result.records, result.kept_bytes) == (1, len(record))
