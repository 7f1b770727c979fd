"""Makes one site out of a folder of saved pages: their links lead to one another, everything else stays as it is."""

import gzip
import re
import zlib
from pathlib import Path
from urllib.parse import urljoin

from benchmarks.wholejob.server import FindPage

_HREF = re.compile(rb"""(<a\s[^>]*?\bhref\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_END = re.compile(rb"</body\s*>", re.IGNORECASE)


class RealPages:
    """The pages of a folder as a site.

    Every link of a page leads to some page of the site, the same link always to the same one, so that pages have
    as many links, and as many of them in common, as they really have. A previous and a next link make sure that
    each is found. The front page links the first twenty.
    """

    def __init__(self, folder: Path, *, limit: int | None = None) -> None:
        """The pages are all files *.html and *.html.gz below `folder`, UTF-8; `limit` takes only so many."""
        files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
        self._files = files[:: max(1, len(files) // limit)][:limit] if limit else files
        if not self._files:
            raise FileNotFoundError(f"{folder} holds no *.html and no *.html.gz")

    def __len__(self) -> int:
        return len(self._files) + 1

    def __call__(self, url: str) -> FindPage:
        """The pages as they are served under `url`, compressed before the first request comes."""
        paths = [f"/news/{number:04d}-{path.name.partition('.')[0]}/" for number, path in enumerate(self._files)]
        addresses = [urljoin(url, path).encode() for path in paths]
        pages = {"/": gzip.compress(_front_page(addresses[:20]), 6, mtime=0)}
        for number, (path, file) in enumerate(zip(paths, self._files, strict=True)):
            data = file.read_bytes()
            html = gzip.decompress(data) if file.name.endswith(".gz") else data
            pages[path] = gzip.compress(_linked(html, number, addresses), 6, mtime=0)
        return pages.get


def _linked(html: bytes, number: int, addresses: list[bytes]) -> bytes:
    def lead_elsewhere(match: re.Match[bytes]) -> bytes:
        target = match[2][1:-1].strip()
        if not target or target.startswith((b"#", b"mailto:", b"javascript:", b"tel:", b"data:")):
            return match[0]
        return match[1] + b'"' + addresses[zlib.crc32(target) % len(addresses)] + b'"'

    before, after = addresses[number - 1], addresses[(number + 1) % len(addresses)]
    chain = b'<nav><a rel="prev" href="%b">Previous story</a> <a rel="next" href="%b">Next story</a></nav>'
    html = _HREF.sub(lead_elsewhere, html)
    end = max((match.start() for match in _END.finditer(html)), default=len(html))
    return html[:end] + chain % (before, after) + html[end:]


def _front_page(addresses: list[bytes]) -> bytes:
    items = b"".join(
        b'<li><h2><a href="%b">Headline number %d of this front page</a></h2></li>' % (url, number)
        for number, url in enumerate(addresses)
    )
    return b"<!doctype html><html lang=en><title>News</title><body><ul>%b</ul></body></html>" % items
