"""What only a folder does: links, temporary files, and a file system that refuses."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import StoreError
from archive.model import StoredObject
from archive.store import open_store, read_object
from archive.store.local import LocalStore

ROOT = Path(__file__).parents[3]


def test_a_file_of_the_same_file_system_is_linked_not_copied(tmp_path: Path) -> None:
    """Publishing a sealed WARC of the spool costs no second copy, and nobody may write to it any more."""
    source = tmp_path / "spool.warc.gz"
    source.write_bytes(b"hello")
    store = LocalStore(tmp_path / "store")
    store.put("w/a.warc.gz", source)
    stored = tmp_path / "store" / "w" / "a.warc.gz"
    assert stored.samefile(source)
    assert stat.S_IMODE(stored.stat().st_mode) & 0o222 == 0


class MountedLate(LocalStore):
    """A store whose volume is mounted over the folder just after one has looked into it."""

    def stat(self, key: str) -> StoredObject | None:
        """What lies in the mount point; then the volume covers it."""
        found = super().stat(key)
        self.root.rename(self.root.with_name("covered"))
        self.root.with_name("volume").rename(self.root)
        return found


def test_an_object_does_not_land_on_a_volume_without_what_it_stands_on(tmp_path: Path) -> None:
    """Mounted between the last look and the link: the temporary file is not on the volume, so nothing is linked."""
    (tmp_path / "volume" / "crawls").mkdir(parents=True)
    store = MountedLate(tmp_path / "store")
    given = store.put("warc/a", b"hello")
    with pytest.raises(StoreError, match="No such file"):
        store.put("crawls/c", b"stands on it", given=[given])
    assert list(store.list()) == []
    assert not (tmp_path / "covered" / "crawls" / "c").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_file_of_another_file_system_is_copied() -> None:
    """A spool on another disk works as well, and no temporary file stays."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as spool, tempfile.TemporaryDirectory() as folder:
        source = Path(spool, "spool.warc.gz")
        source.write_bytes(b"hello")
        assert source.stat().st_dev != Path(folder).stat().st_dev
        LocalStore(Path(folder)).put("a", source)
        assert Path(folder, "a").read_bytes() == b"hello"
        assert [path.name for path in Path(folder).iterdir()] == ["a"]


def test_a_symbolic_link_is_followed_not_stored(tmp_path: Path) -> None:
    """The object is a file of its own, whatever happens to what the link points to."""
    (tmp_path / "real").write_bytes(b"hello")
    (tmp_path / "link").symlink_to("real")
    LocalStore(tmp_path / "store").put("a", tmp_path / "link")
    (tmp_path / "real").unlink()
    assert not (tmp_path / "store" / "a").is_symlink()
    assert (tmp_path / "store" / "a").read_bytes() == b"hello"


def test_a_listing_without_a_store_says_so(tmp_path: Path) -> None:
    """A mistyped path is no empty store."""
    with pytest.raises(StoreError, match="nowhere: no such folder, so there is no store"):
        list(LocalStore(tmp_path / "nowhere").list())


def test_reading_makes_no_folder(tmp_path: Path) -> None:
    """Only a write or a probe makes the folder of a store."""
    store = LocalStore(tmp_path / "nowhere")
    assert store.stat("a") is None
    store.delete("a")
    assert store.sweep() == 0
    assert not (tmp_path / "nowhere").exists()


def test_a_killed_writer_leaves_nothing_to_see(tmp_path: Path) -> None:
    """SIGKILL in the middle of a write leaves no object, and a sweep removes the rest."""
    code = (
        "import sys; from archive.store import open_store\n"
        "store = open_store(sys.argv[1])\n"
        "store.put('a/ready', b'')\n"
        "store.put('a/big', bytes(400_000_000))"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    while not list(tmp_path.glob("a/.tmp-*")) or not (tmp_path / "a" / "ready").exists():
        assert child.poll() is None
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    store = LocalStore(tmp_path)
    assert [stored.key for stored in store.list()] == ["a/ready"]
    assert len(list(tmp_path.glob("a/.tmp-*"))) == 1
    store.probe()
    assert len(list(tmp_path.glob("a/.tmp-*"))) == 1, "a fresh one may be another writer's"
    assert store.sweep("a/b") == 1
    assert list(tmp_path.glob("a/.tmp-*")) == []


def test_a_probe_removes_temporary_files_of_yesterday(tmp_path: Path) -> None:
    """What is older than a day belongs to nobody."""
    old, fresh = tmp_path / ".tmp-old", tmp_path / ".tmp-fresh"
    old.write_bytes(b"")
    fresh.write_bytes(b"")
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    LocalStore(tmp_path).probe()
    assert [path.name for path in tmp_path.iterdir()] == [".tmp-fresh"]


def test_a_sweep_looks_no_deeper_than_temporary_files_lie(tmp_path: Path) -> None:
    """They are written two folders below the store's at most, so that years of crawls need not be walked through."""
    store = LocalStore(tmp_path)
    store.put("crawls/a/2026/00001.json", b"1")
    for folder in ("", "crawls", "crawls/a", "crawls/b", "index"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / ".tmp-1").touch()
    assert store.sweep("crawls/a/") == 1
    assert store.sweep("crawls/a/2026/") == 0
    assert store.sweep("crawls/") == 2
    assert store.sweep() == 2


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that the test may enter and read but not write, even when the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    (folder / "object").write_bytes(b"hello")
    (folder / "inner").mkdir(mode=0o000)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    yield folder
    if user == 0:
        os.seteuid(0)
    folder.chmod(0o755)
    (folder / "inner").chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_write_permission_is_told_in_one_line(closed_folder: Path) -> None:
    """probe() and put() name the folder, the reason and what to do; reading still works."""
    store = LocalStore(closed_folder)
    with pytest.raises(StoreError, match=r"Permission denied; give this user access to it") as caught:
        store.probe()
    assert str(closed_folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.retryable is False
    with pytest.raises(StoreError, match=r"a/b: Permission denied"):
        store.put("a/b", b"")
    with pytest.raises(StoreError, match=r"object: Permission denied"):
        store.delete("object")
    assert read_object(store, "object") == b"hello"


def test_a_folder_that_may_not_be_entered_is_told(closed_folder: Path) -> None:
    """A listing of a folder that cannot be read is an error, not an empty store."""
    inner = closed_folder / "inner"
    with pytest.raises(StoreError, match="Permission denied"):
        list(LocalStore(inner).list())
    with pytest.raises(StoreError, match="Permission denied"):
        LocalStore(inner / "store").probe()
    with pytest.raises(StoreError, match="Permission denied"):
        LocalStore(inner).stat("a")


def test_a_file_where_the_store_should_be_is_told(tmp_path: Path) -> None:
    """A store's path that is a file, or leads through one, is named."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        LocalStore(tmp_path / "file").probe()
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        LocalStore(tmp_path / "file" / "store").probe()
    store = LocalStore(tmp_path)
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        store.put("file/below", b"")


_FULL_DISK = """
import sys
from pathlib import Path
from archive.errors import StoreError
from archive.store.local import LocalStore
store = LocalStore(Path(sys.argv[1]))
store.put("small", b"hello")
try:
    store.put("a/large", bytes(1_000_000))
except StoreError as error:
    print(error)
print([stored.key for stored in store.list()], list(Path(sys.argv[1]).rglob(".tmp-*")))
"""
_READ_ONLY = """
import sys
from pathlib import Path
from archive.errors import StoreError
from archive.store.local import LocalStore
try:
    LocalStore(Path(sys.argv[1])).probe()
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (
            "size=256k",
            _FULL_DISK,
            "{}/a/large: No space left on device; make room and run the command again\n['small'] []\n",
        ),
        ("ro", _READ_ONLY, "{}: Read-only file system; the file system is mounted read-only\n"),
    ],
)
def test_a_file_system_that_refuses_is_told(tmp_path: Path, options: str, code: str, expected: str) -> None:
    """A full and a read-only file system, mounted in a name space of their own, are named; nothing half stays."""
    mount = tmp_path / "mount"
    mount.mkdir()
    script = f'mount -t tmpfs -o {options} none "$1" || exit 99; exec "$2" -c "$3" "$1"'
    run = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", str(mount), sys.executable, code],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if run.returncode == 99 or "unshare failed" in run.stderr:
        pytest.skip("this machine allows no name space with a mount")
    assert run.stdout == expected.format(mount), run.stderr


@pytest.mark.parametrize(
    "url", ["", "http://example.org/store", "file://host/path", "file:relative", "s3://", "s3:///key", "s3://b/../c"]
)
def test_wrong_urls_are_refused(url: str) -> None:
    """A URL that names no store is told before anything is reached."""
    with pytest.raises(StoreError, match="store "):
        open_store(url)


def test_file_urls_and_paths_name_the_same_store(tmp_path: Path) -> None:
    """A file URL is decoded, and url is the absolute path."""
    folder = tmp_path / "a b"
    assert open_store(f"file://{tmp_path}/a%20b").url == str(folder)
    assert open_store(str(folder)).url == str(folder)
