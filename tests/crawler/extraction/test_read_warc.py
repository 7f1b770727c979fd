"""The map step: readings are a function of a WARC file's bytes and of the extractor."""

import gzip
import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from archive.errors import StoreError
from archive.store import open_store
from crawler.errors import BadArguments
from crawler.extraction.read_warc import WarcJob, read_warc
from crawler.extraction.readers import close_readers
from crawler.extraction.readings import Account, Seen, SetAside, encode_line, read_readings
from pipelines.reading import Reason

Make = Callable[..., Path]
MakeJob = Callable[[Path], WarcJob]


@pytest.fixture(autouse=True)
def _no_reader_is_left() -> Iterator[None]:
    yield
    close_readers()


def test_one_object_a_file(make_warc: Make, make_job: MakeJob, tmp_path: Path) -> None:
    """Its key has the version of the extractor and the file's SHA-256; its lines are pages in order, and an account."""
    warc = make_warc("a.warc.gz", "Aurora", "Borealis")
    job = make_job(warc)
    key = read_warc(job)
    assert key == f"readings/{job.version}/{hashlib.sha256(warc.read_bytes()).hexdigest()}.jsonl.gz"
    *pages, account = read_readings(open_store(job.readings), key)
    assert [page.article.headline for page in pages if isinstance(page, Seen) and page.article] == [
        "Aurora back in service",
        "Borealis back in service",
    ]
    assert account == Account(read=2, rejected={})
    assert [path.name for path in (tmp_path / "readings").rglob("*") if path.is_file()] == [key.rpartition("/")[2]]


def test_what_is_sealed_is_not_read_again(make_warc: Make, make_job: MakeJob) -> None:
    """The object that is there stands, whatever it holds."""
    job = make_job(make_warc("a.warc.gz", "Aurora"))
    digest = hashlib.sha256(Path(job.warc.path).read_bytes()).hexdigest()
    key = f"readings/{job.version}/{digest}.jsonl.gz"
    open_store(job.readings).put(key, gzip.compress(b'{"line":"account","read":7,"rejected":{}}\n'))
    assert read_warc(job) == key
    assert list(read_readings(open_store(job.readings), key)) == [Account(read=7, rejected={})]


def test_name_and_place_of_the_file_do_not_matter(make_warc: Make, make_job: MakeJob, tmp_path: Path) -> None:
    """A copy under another name has the same readings, to the byte."""
    first = make_job(make_warc("a.warc.gz", "Aurora"))
    copy = tmp_path / "elsewhere" / "b.warc.gz"
    copy.parent.mkdir()
    shutil.copy(first.warc.path, copy)
    second = msgspec.structs.replace(make_job(copy), readings=str(tmp_path / "other"))
    key = read_warc(first)
    assert read_warc(second) == key
    assert (tmp_path / "other" / key).read_bytes() == (tmp_path / "readings" / key).read_bytes()


def test_damage_is_in_the_account(make_warc: Make, make_job: MakeJob) -> None:
    """What can be read of a torn file is read; the account says where the damage is."""
    warc = make_warc("a.warc.gz", "Aurora", "Borealis")
    torn = warc.with_name("torn.warc.gz")
    torn.write_bytes(warc.read_bytes()[:-300])
    job = make_job(torn)
    *pages, account = read_readings(open_store(job.readings), read_warc(job))
    assert len(pages) == 1
    assert isinstance(account, Account)
    assert account.damage == "the file ends inside a gzip member"
    assert 0 < account.damage_offset < torn.stat().st_size


def test_page_that_kills_its_readers_is_set_aside(
    make_warc: Make, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with its place, and the rest of the file goes on."""
    job = make_job(make_warc("a.warc.gz", "Aurora"))
    monkeypatch.setattr(sys, "executable", shutil.which("false"))  # readers that are dead before they read
    first, account = read_readings(open_store(job.readings), read_warc(job))
    assert isinstance(first, SetAside)
    assert (first.url, first.reason) == ("http://h.example/2026/aurora-back-in-service/", Reason.WORKER_DIED)
    assert account == Account(read=1, rejected={"worker_died": 1})


def test_other_bytes_than_the_commit_says_are_refused(make_warc: Make, make_job: MakeJob, tmp_path: Path) -> None:
    """Readings are never sealed under the digest of another file."""
    job = make_job(make_warc("a.warc.gz", "Aurora"))
    wrong = msgspec.structs.replace(job, warc=msgspec.structs.replace(job.warc, sha256="0" * 64))
    with pytest.raises(StoreError, match="not 0000"):
        read_warc(wrong)
    assert not (tmp_path / "readings").exists()


def test_other_code_than_that_of_the_job_is_refused(make_warc: Make, make_job: MakeJob) -> None:
    """A worker with another version of newswarc says so instead of mixing its readings with ours."""
    job = make_job(make_warc("a.warc.gz", "Aurora"))
    with pytest.raises(BadArguments, match="install the same"):
        read_warc(msgspec.structs.replace(job, version="0" * 16))


def test_readings_without_their_account_are_none(tmp_path: Path) -> None:
    """An object that does not end with its account was not sealed by us."""
    store = open_store(str(tmp_path))
    store.put("readings/x.jsonl.gz", gzip.compress(b""))
    with pytest.raises(StoreError, match="account"):
        list(read_readings(store, "readings/x.jsonl.gz"))
    store.put("readings/y.jsonl.gz", b"nonsense")
    with pytest.raises(StoreError, match=r"readings/y\.jsonl\.gz: cannot be read"):
        list(read_readings(store, "readings/y.jsonl.gz"))


def test_damaged_readings_are_named(tmp_path: Path) -> None:
    """Whatever the decompressor says of them, the message says which object to remove."""
    whole = gzip.compress(encode_line(Account(read=7, rejected={"too_short": 2})))
    store = open_store(str(tmp_path))
    for place in range(10, len(whole)):
        store.put(f"readings/{place}.jsonl.gz", whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(StoreError, match=rf"readings/{place}\.jsonl\.gz: "):
            list(read_readings(store, f"readings/{place}.jsonl.gz"))
