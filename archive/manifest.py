"""What a crawl left in the store, and so what a reader may trust: batch commits and crawl manifests."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from archive.errors import ManifestError
from archive.model import StoredObject
from archive.store import Store, read_object
from archive.store.contract import check_key

FORMAT = 1
"""Version of both documents; raised when a reader of the last one would misread the new one."""
FileKind = Literal["warc", "index", "articles", "ledger"]
Scalar = bool | int | float | str | None
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_ROOT = "crawls/"


class CommittedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed object that a batch made count."""

    key: str
    size: int
    """Bytes."""
    sha256: str
    """Lower-case hex, over the object as it is stored."""
    kind: FileKind
    count: int
    """Records of a WARC, lines of everything else."""


class BatchCommit(msgspec.Struct, frozen=True, kw_only=True):
    """The one small object that makes a batch count; written after everything it names."""

    site: str
    crawl_id: str
    serial: int
    """Of the batch in its crawl, from 1."""
    files: tuple[CommittedFile, ...]
    created: Moment
    format: int = FORMAT


class CrawlManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The account of one crawl; written after its last batch."""

    site: str
    crawl_id: str
    files: tuple[CommittedFile, ...]
    """Of all batches, in the order of the commits."""
    batches: int
    versions: dict[str, str]
    """Of the code, its rules and its libraries."""
    settings: dict[str, Scalar]
    """Those that decide what comes out."""
    statistics: dict[str, Scalar]
    started: Moment
    finished: Moment
    reason: str
    """Why the crawl ended."""
    exit_code: int
    format: int = FORMAT


_Document = TypeVar("_Document", BatchCommit, CrawlManifest)


def commit_key(site: str, crawl_id: str, serial: int) -> str:
    """Where the commit of a batch lies."""
    return f"{_ROOT}{_one_part(site)}/{_one_part(crawl_id)}/{serial:05d}.json"


def manifest_key(site: str, crawl_id: str) -> str:
    """Where the manifest of a crawl lies."""
    return f"{_ROOT}{_one_part(site)}/{_one_part(crawl_id)}.json"


def write_commit(store: Store, commit: BatchCommit, given: Sequence[StoredObject] = ()) -> StoredObject:
    """Make a batch count. Raises ObjectConflict when another commit has this serial.

    `given` are the objects without which it may not count (Store.put).
    """
    return store.put(_key_of(commit), encode(commit), content_type="application/json", given=given)


def write_manifest(store: Store, manifest: CrawlManifest) -> StoredObject:
    """Close the account of a crawl. Raises ObjectConflict when it is closed with other contents."""
    return store.put(manifest_key(manifest.site, manifest.crawl_id), encode(manifest), content_type="application/json")


def read_commit(store: Store, key: str) -> BatchCommit:
    """Read one commit; raises ManifestError, naming the key, when it is none of this format."""
    return _read(store, key, BatchCommit)


def read_manifest(store: Store, key: str) -> CrawlManifest:
    """Read one manifest; raises ManifestError, naming the key, when it is none of this format."""
    return _read(store, key, CrawlManifest)


def list_sites(store: Store) -> list[str]:
    """The sites that have at least one commit or manifest, sorted."""
    return sorted({stored.key.split("/")[1] for stored in store.list(_ROOT) if stored.key.count("/") > 1})


def list_commits(store: Store, site: str, *, after: tuple[str, int] = ("", 0)) -> Iterator[BatchCommit]:
    """The commits of a site in order: by crawl id, which begins with the crawl's time, then by serial.

    `after` is the crawl id and serial of the last commit already known; what lies before it is not even listed.
    """
    keys, _ = _listing(store, site, since=after[0])
    for place in sorted(keys):
        if place > after:
            yield read_commit(store, keys[place])


def commits_of(store: Store, site: str, crawl_id: str) -> list[BatchCommit]:
    """The commits of one crawl, in order; reads no other."""
    keys, _ = _listing(store, site, since=crawl_id)
    return [read_commit(store, keys[place]) for place in sorted(keys) if place[0] == crawl_id]


def list_places(store: Store, site: str, *, since: str = "") -> list[tuple[str, int]]:
    """Crawl id and serial of each commit of a site, in order, without crawls that sort before `since`.

    Reads no commit.
    """
    return sorted(_listing(store, site, since=since)[0])


def list_manifests(store: Store, site: str, *, since: str = "") -> Iterator[CrawlManifest]:
    """The manifests of a site by crawl id, without those whose id sorts before `since`; these are not read."""
    _, manifests = _listing(store, site, since=since)
    for crawl_id in sorted(manifests):
        yield read_manifest(store, manifests[crawl_id])


def latest_manifest(store: Store, site: str) -> CrawlManifest | None:
    """The manifest of the last crawl of a site that closed its account; reads no other."""
    _, manifests = _listing(store, site)
    return read_manifest(store, manifests[max(manifests)]) if manifests else None


def committed_files(store: Store, site: str, kind: FileKind | None = None) -> Iterator[CommittedFile]:
    """The files of a site that count, in commit order: all that a reader may trust, and nothing else.

    A crawl that has a manifest costs one read, one without a read for each batch.
    """
    commits, manifests = _listing(store, site)
    for crawl_id in sorted({crawl_id for crawl_id, _ in commits} | set(manifests)):
        if crawl_id in manifests:
            files = list(read_manifest(store, manifests[crawl_id]).files)
        else:
            places = sorted(place for place in commits if place[0] == crawl_id)
            files = [file for place in places for file in read_commit(store, commits[place]).files]
        yield from (file for file in files if kind in (None, file.kind))


def encode(document: BatchCommit | CrawlManifest) -> bytes:
    """The document as JSON: sorted keys, indented for people, the same bytes for the same value."""
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"


def _listing(store: Store, site: str, *, since: str = "") -> tuple[dict[tuple[str, int], str], dict[str, str]]:
    """Keys of the commits by crawl id and serial, and of the manifests by crawl id; of crawls from `since` on."""
    commits: dict[tuple[str, int], str] = {}
    manifests: dict[str, str] = {}
    prefix = f"{_ROOT}{_one_part(site)}/"
    # The beginning of the crawl's time: nothing has that name, and all of the crawl sorts behind it.
    for stored in store.list(prefix, after=prefix + since.partition("-")[0][:-1] if since else ""):
        parts = stored.key.removeprefix(prefix).removesuffix(".json").split("/")
        if not stored.key.endswith(".json") or len(parts) > 2 or parts[0] < since:
            continue
        if len(parts) == 1:
            manifests[parts[0]] = stored.key
        elif parts[1].isascii() and parts[1].isdigit():
            commits[parts[0], int(parts[1])] = stored.key
    return commits, manifests


def _read(store: Store, key: str, kind: type[_Document]) -> _Document:
    data = read_object(store, key)
    try:
        version = msgspec.json.decode(data, type=_Header).format
        if version != FORMAT:
            raise ManifestError(f"{key}: format {version}, and this version reads {FORMAT}", key=key)
        document = msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise ManifestError(f"{key}: {error}", key=key) from None
    try:
        expected = _key_of(document)
    except ValueError as error:
        raise ManifestError(f"{key}: {error}", key=key) from None
    if key != expected:
        raise ManifestError(f"{key}: holds what belongs to {expected}", key=key)
    return document


def _key_of(document: BatchCommit | CrawlManifest) -> str:
    """Where a document belongs."""
    if isinstance(document, BatchCommit):
        return commit_key(document.site, document.crawl_id, document.serial)
    return manifest_key(document.site, document.crawl_id)


class _Header(msgspec.Struct):
    """What every version of both documents has."""

    format: int


def _one_part(name: str) -> str:
    """Return `name`; raises ValueError when it is not one part of a key."""
    if "/" in check_key(name):
        raise ValueError(f"{name!r} may not contain a slash")
    return name
