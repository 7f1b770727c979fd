"""The bound: what one would write by hand for this one site, with nothing that can be left out.

Raw asyncio, records packed by ISA-L, one parse a page, trafilatura's fast mode in two processes; no robots.txt, no
retries, no state, no recovery, no digests of payloads.

    python peer_handmade.py URL FOLDER CONCURRENCY
"""

import asyncio
import hashlib
import json
import sys
import uuid
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from isal import isal_zlib
from lxml import html as lxml_html

start, folder, concurrency = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])


def read(url: str, body: bytes) -> tuple[list[str], dict[str, Any] | None]:
    """Links and article of a page: one parse."""
    html = isal_zlib.decompress(body, 31)
    tree = lxml_html.document_fromstring(html, parser=lxml_html.HTMLParser(encoding="utf-8"))
    links = dict.fromkeys(link for element in tree.iter("a") if (link := element.get("href", "")).startswith(start))
    document: Any = trafilatura.bare_extraction(tree, url=url, fast=True, with_metadata=True)
    article = document.as_dict() | {"body": None, "commentsbody": None} if document is not None else None
    return list(links), article


def record(kind: str, url: str, block: bytes) -> bytes:
    """One WARC record, one gzip member."""
    digest = hashlib.sha1(block).hexdigest()
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
        f"WARC-Date: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http;msgtype={kind}\r\nWARC-Block-Digest: sha1:{digest}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    packer = isal_zlib.compressobj(1, isal_zlib.DEFLATED, 31)
    return b"".join([packer.compress(head.encode()), packer.compress(block + b"\r\n\r\n"), packer.flush()])


async def main() -> None:
    """Crawl until nothing is left."""
    host = urlsplit(start).netloc
    queue: asyncio.Queue[str] = asyncio.Queue()
    seen = {start}
    queue.put_nowait(start)
    loop = asyncio.get_running_loop()
    with (
        ProcessPoolExecutor(2) as pool,
        (folder / "pages.warc.gz").open("wb") as warc,
        (folder / "articles.jsonl").open("w") as articles,
    ):

        async def work() -> None:
            reader, writer = await asyncio.open_connection(*host.split(":"), limit=1 << 20)
            while True:
                url = await queue.get()
                request = f"GET {urlsplit(url).path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]))
                warc.write(record("request", url, request) + record("response", url, head + body))
                if head.startswith(b"HTTP/1.1 200"):
                    links, article = await loop.run_in_executor(pool, read, url, body)
                    if article is not None:
                        articles.write(json.dumps(article, default=str) + "\n")
                    for link in links:
                        if link not in seen:
                            seen.add(link)
                            queue.put_nowait(link)
                queue.task_done()

        workers = [asyncio.create_task(work()) for _ in range(concurrency)]
        ended = asyncio.create_task(queue.join())
        await asyncio.wait([*workers, ended], return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            if worker.done():
                worker.result()
            worker.cancel()


if __name__ == "__main__":
    asyncio.run(main())
