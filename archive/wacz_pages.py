"""The list of pages of a package, made from article lines."""

from collections.abc import Iterator

import msgspec

from archive.store import Store
from archive.stored_lines import stored_lines

_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}


class _Capture(msgspec.Struct):
    record_id: str


class _Line(msgspec.Struct):
    """Of an article line, what a list of pages shows."""

    url: str
    fetched_at: str
    warc: _Capture
    headline: str | None = None
    body: str | None = None


def page_lines(store: Store, keys: list[str]) -> Iterator[bytes]:
    """The lines of pages.jsonl: its head, then one line an article of the files `keys` (JSON lines, gzip)."""
    yield msgspec.json.encode(_HEAD) + b"\n"
    decoder = msgspec.json.Decoder(_Line)
    for key in keys:
        for line in stored_lines(store, key, decoder):
            page = {
                "id": line.warc.record_id.removeprefix("urn:uuid:"),
                "url": line.url,
                "ts": line.fetched_at,
                "title": line.headline or line.url,
                "text": line.body or "",
            }
            yield msgspec.json.encode(page) + b"\n"
