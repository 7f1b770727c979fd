"""FastWARC alone through WARC files, with the digests that verification needs: what `benchmarks.reading` compares with.

python -m benchmarks.bare_walk STORE
"""

import hashlib
import sys
from pathlib import Path

from fastwarc.warc import ArchiveIterator


def walk(path: Path) -> int:
    """Read a file with two SHA-1 of every block; returns how many records there are."""
    records = 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            block, payload = hashlib.sha1(), hashlib.sha1()
            while piece := record.reader.read(1 << 16):
                block.update(piece)
                payload.update(piece)
            records += 1
    return records


def walk_store(folder: Path) -> int:
    """All WARC files of a store, each hashed as a whole as well."""
    records = 0
    for path in sorted(folder.glob("warc/**/*.warc.gz")):
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        records += walk(path)
    return records


if __name__ == "__main__":
    walk_store(Path(sys.argv[1]))
