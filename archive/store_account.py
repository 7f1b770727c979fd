"""What the commits and manifests of a store name, against what lies in it."""

import re

import msgspec

from archive.check_warc import Report
from archive.errors import ManifestError
from archive.findings import Code, Finding
from archive.manifest import BatchCommit, CrawlManifest, read_commit, read_manifest
from archive.store import Store

_FOLDERS = ("warc/", "index/", "articles/", "ledger/")
_COMMIT = re.compile(r"crawls/[^/]+/[^/]+/[0-9]+\.json")
_MANIFEST = re.compile(r"crawls/[^/]+/[^/]+\.json")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """All that counts in a store."""

    batches: list[BatchCommit]
    """In the order of their keys: by site, crawl and serial."""
    stored: dict[str, int]
    """Size of every object in the folders of files, by key."""
    warcs: frozenset[str]
    """Keys of the WARC files that commits name and that are there."""


def read_account(store: Store, report: Report) -> Account:
    """Read every commit and manifest, and report files that are absent, of another size, or in no commit.

    Raises StoreError when the store cannot be read.
    """
    batches: list[BatchCommit] = []
    manifests: dict[str, CrawlManifest] = {}
    for stored in store.list("crawls/"):
        try:
            if _COMMIT.fullmatch(stored.key):
                batches.append(read_commit(store, stored.key))
            elif _MANIFEST.fullmatch(stored.key):
                manifests[stored.key] = read_manifest(store, stored.key)
        except ManifestError as error:
            report(Finding(code=Code.MANIFEST, file=stored.key, message=str(error)))
    there = {stored.key: stored.size for folder in _FOLDERS for stored in store.list(folder)}
    committed = {file.key: file for batch in batches for file in batch.files}
    for key, file in committed.items():
        if key not in there:
            report(Finding(code=Code.FILE_ABSENT, file=key, message="a commit names it, and it is not there"))
        elif there[key] != file.size:
            message = f"is {there[key]} bytes long, its commit says {file.size}"
            report(Finding(code=Code.FILE_SIZE, file=key, message=message))
    for key in there.keys() - committed.keys():
        report(Finding(code=Code.FILE_UNLISTED, file=key, message="no commit names it"))
    _compare_manifests(batches, manifests, report)
    warcs = frozenset(key for key, file in committed.items() if file.kind == "warc" and key in there)
    return Account(batches=batches, stored=there, warcs=warcs)


def _compare_manifests(batches: list[BatchCommit], manifests: dict[str, CrawlManifest], report: Report) -> None:
    for key, manifest in manifests.items():
        named = {
            file.key: file
            for batch in batches
            if (batch.site, batch.crawl_id) == (manifest.site, manifest.crawl_id)
            for file in batch.files
        }
        listed = {file.key: file for file in manifest.files}
        for file in sorted(key for key in named.keys() | listed.keys() if named.get(key) != listed.get(key)):
            message = f"the manifest and the commits of its batches differ about {file}"
            report(Finding(code=Code.MANIFEST_DIFFERS, file=key, message=message))
