"""Articles of one WARC file on the disk, by the offsets of their records: read one at a time, packed until then."""

import tempfile
from collections.abc import Iterator, Mapping
from typing import Self

import msgspec

from archive.gzipping import gzip_member, unpacker
from pipelines.article import Article

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Article)


class Shelf(Mapping[int, Article]):
    """A file that goes away when it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="newswarc-shelf-")  # noqa: SIM115 - `__exit__` closes it
        self._places: dict[int, tuple[int, int]] = {}
        """Where each begins in the file, and its length."""
        self._end = 0

    def put(self, offset: int, article: Article) -> None:
        """Keep an article."""
        packed = gzip_member(_ENCODER.encode(article))
        self._file.seek(self._end)
        self._file.write(packed)
        self._places[offset] = (self._end, len(packed))
        self._end += len(packed)

    def __getitem__(self, offset: int) -> Article:
        place, length = self._places[offset]
        self._file.seek(place)
        return _DECODER.decode(unpacker().decompress(self._file.read(length), 0))

    def __contains__(self, offset: object) -> bool:
        return offset in self._places

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
