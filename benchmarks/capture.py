"""What capturing costs: CPU of a crawl's main process beside a bare Scrapy that follows the same links.

    python -m benchmarks.capture [--pages 600] [--runs 3]

Both crawl the same local site (pages of about 70 kB, gzip-coded, half of them chunked) with the same concurrency
and no delay. The bare spider downloads with Scrapy's own handler, finds links with one XPath and keeps nothing; ours
archives every byte, digests, compresses, indexes and publishes. Reading pages is the work of other processes in ours
and is not counted here (see benchmarks/extraction). Prints CPU milliseconds a page and the ratio of the medians.
"""

import argparse
import gzip
import json
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parent.parent
BARE = """
import json, resource, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    custom_settings = {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "CONCURRENT_ITEMS": 1, "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    def parse(self, response):
        for href in response.xpath("//a/@href").getall():
            yield response.follow(href)

process = CrawlerProcess()
process.crawl(Bare)
process.start()
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps(usage.ru_utime + usage.ru_stime))
"""
OURS = """
import json, resource, sys
from scrapy.cmdline import execute
try:
    execute(["scrapy", "crawl", "news", "-a", "url=" + sys.argv[1], "-s", "ARCHIVE_STORE=" + sys.argv[2] + "/store",
        "-s", "ARCHIVE_SPOOL=" + sys.argv[2] + "/spool", "-s", "LOG_LEVEL=WARNING", "-s", "DOWNLOAD_DELAY=0",
        "-s", "AUTOTHROTTLE_START_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8",
        "-s", "NEWS_CONTACT=https://x.example"])
except SystemExit:
    pass
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps(usage.ru_utime + usage.ru_stime))
"""


def page(number: int, pages: int) -> bytes:
    """A page as news sites have them: some sixty links, five kilobytes of text, the rest markup and scripts."""
    dice = random.Random(number)
    words = ["harbour", "ferry", "council", "night", "price", "the", "of", "and", "between", "crane", "ledger", "tide"]
    neighbours = [(number + step) % pages for step in (*range(1, 31), *(dice.randrange(pages) for _ in range(30)))]
    links = "".join(f'<li><a href="/2026/story-{one}/">Story number {one} of the year</a></li>' for one in neighbours)
    text = "".join(
        f"<p>{' '.join(dice.choice(words) + str(dice.randrange(99)) for _ in range(60))}.</p>" for _ in range(12)
    )
    settings = {f"module_{one}": f"{dice.random():.12f}" for one in range(900)}
    script = f"<script>var site = {json.dumps(settings)};</script>"
    boxes = "".join(f'<div class="widget w-{one}"><span data-id="{dice.random()}"></span></div>' for one in range(400))
    head = f"<html lang=en><head><title>Story {number}</title>{script}</head><body>"
    return f"{head}<article><h1>Story {number}</h1>{text}</article>{boxes}<ul>{links}</ul></body></html>".encode()


def serve(pages: int, ready: "multiprocessing.Queue[int]") -> None:
    """Serve the site until the process is ended."""
    bodies = {f"/2026/story-{number}/": gzip.compress(page(number, pages), 6) for number in range(pages)}
    bodies["/"] = bodies["/2026/story-0/"]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """No log."""

        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if body:
                self.send_header("Content-Encoding", "gzip")
            if body and hash(self.path) % 2:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
                return
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        ready.put(server.server_address[1])
        server.serve_forever()


def cpu_of(script: str, *arguments: str) -> float:
    """CPU seconds that the script says it took."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds: float = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds


def main() -> None:
    """Run both in turns and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(options.pages, ready), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ready.get()}/"
    bare, ours = [], []
    for _ in range(options.runs):
        bare.append(cpu_of(BARE, url))
        with tempfile.TemporaryDirectory() as folder:
            ours.append(cpu_of(OURS, url, folder))
            lines = sum(
                len(gzip.decompress(file.read_bytes()).splitlines()) for file in Path(folder).rglob("ledger/*/*.gz")
            )
        print(f"bare {bare[-1]:.2f} s, ours {ours[-1]:.2f} s CPU for {lines} visits", flush=True)
    server.terminate()
    base, own = statistics.median(bare), statistics.median(ours)
    print(
        f"a page: bare {1000 * base / options.pages:.2f} ms, ours {1000 * own / options.pages:.2f} ms;"
        f" ratio {own / base:.2f}; {resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s in all"
    )


if __name__ == "__main__":
    main()
