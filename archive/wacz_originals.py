"""Which other batches a package needs, so that its revisits can be replayed."""

from collections.abc import Iterable, Iterator

import msgspec

from archive.manifest import BatchCommit, list_commits
from archive.store import Store

_REVISIT = "warc/revisit"


class _Fields(msgspec.Struct):
    """Of an index line, what tells a revisit from its original."""

    mime: str | None = None
    digest: str | None = None


def missing_originals(store: Store, batches: list[BatchCommit]) -> list[BatchCommit]:
    """The other batches of the same sites that hold payloads which revisits in `batches` refer to."""
    revisited: set[str] = set()
    held: set[str] = set()
    for fields in _all_fields(store, batches):
        if fields.digest is not None:
            (revisited if fields.mime == _REVISIT else held).add(fields.digest)
    missing = revisited - held
    chosen = {(batch.site, batch.crawl_id, batch.serial) for batch in batches}
    found: list[BatchCommit] = []
    for site in sorted({batch.site for batch in batches}):
        for batch in list_commits(store, site):
            if not missing:
                return found
            if (batch.site, batch.crawl_id, batch.serial) in chosen:
                continue
            here = {fields.digest for fields in _all_fields(store, [batch]) if fields.mime != _REVISIT}
            if missing & here:
                found.append(batch)
                missing -= here
    return found


def _all_fields(store: Store, batches: Iterable[BatchCommit]) -> Iterator[_Fields]:
    decoder = msgspec.json.Decoder(_Fields)
    for batch in batches:
        for file in batch.files:
            if file.kind == "index":
                with store.open(file.key) as stream:
                    for line in stream:
                        yield decoder.decode(line[line.index(b"{") :])
