"""The record of a WARC file that holds what was learned of the site's blocks, and the way to it from a store."""

import json
import logging
from contextlib import closing

from archive import clock
from archive.errors import StoreError, WarcError
from archive.manifest import BatchCommit
from archive.model import Record
from archive.reader import read_records
from archive.store import Store
from archive.urlkey import url_key
from archive.writer import WarcWriter
from pipelines.learned import Learned, decode_learned, encode_learned

logger = logging.getLogger(__name__)

_URL = "urn:newswarc:learned:"
"""Of the record, before the name of the site."""
_TYPE = "application/json"


def write_learned(writer: WarcWriter, site: str, learned: Learned) -> None:
    """Append the table as the last record of a file that is about to be sealed. Raises `WriteError`."""
    writer.write_metadata(
        encode_learned(learned),
        content_type=_TYPE,
        url=_URL + site,
        refers_to=writer.warcinfo_id,
        date=clock.utc_now(),
    )


def learned_of(record: Record) -> Learned | None:
    """The table that a record holds; None for any other record, and for a table of another format."""
    if record.type != "metadata" or not record.url.startswith(_URL):
        return None
    return decode_learned(record.block)


def learned_in(store: Store, commit: BatchCommit) -> Learned | None:
    """The table of a committed WARC file, found by its index; None where it has none.

    A WARC file may have gone to cheaper storage, where it cannot be read at once: that is no reason not to crawl.
    Raises `StoreError` where another try may help.
    """
    keys = {file.kind: file.key for file in commit.files}
    if not {"warc", "index"} <= keys.keys():
        return None
    try:
        places = _places(store, keys["index"], commit.site)
        if not places:
            return None
        offset, length = max(places)
        with closing(store.open(keys["warc"], offset, length)) as stream:
            return next(map(learned_of, read_records(stream, file=keys["warc"], start=offset)), None)
    except (StoreError, WarcError) as error:
        if isinstance(error, StoreError) and error.retryable:
            raise
        logger.warning("what was learned of the site's pages cannot be read, and is learned anew: %s", error)
        return None


def _places(store: Store, index: str, site: str) -> list[tuple[int, int]]:
    """Offset and length of each such record that an index lists; a killed crawl may have left two."""
    wanted = url_key(_URL + site).encode() + b" "
    with closing(store.open(index)) as lines:
        found = [json.loads(line.split(b" ", 2)[2]) for line in lines if line.startswith(wanted)]
    return [(int(one["offset"]), int(one["length"])) for one in found]
