"""Which code made an archive: for the warcinfo record, the manifest and the User-Agent."""

import platform
from functools import cache
from importlib import metadata

from archive.digest import sha256_hex
from pipelines.article import SCHEMA_VERSION

NEWSWARC = "0.2.0"
LIBRARIES = ("scrapy", "warcio", "trafilatura", "lxml", "boto3", "msgspec")


@cache
def versions() -> dict[str, str]:
    """Names and versions of the code, its rules, its schema and the libraries that shape the output."""
    found = {
        "newswarc": NEWSWARC,
        "schema": SCHEMA_VERSION,
        "rules": rules_digest(),
        "python": platform.python_version(),
    }
    return found | {name: metadata.version(name) for name in LIBRARIES}


@cache
def rules_digest() -> str:
    """12 hex digits over all files that decide how a page is read: equal digests read equally."""
    from importlib.resources import files

    pieces = []
    for package in ("pipelines", "pipelines.extract"):
        folder = files(package)
        pieces += [
            file.read_bytes()
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if file.name.endswith((".py", ".toml"))
        ]
    return sha256_hex(pieces)[:12]
