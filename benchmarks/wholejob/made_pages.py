"""A site of any size whose pages are made when they are asked for."""

import gzip
import random
from functools import lru_cache

from benchmarks.wholejob.server import FindPage

_WORDS = ("harbour", "ferry", "council", "night", "price", "the", "of", "and", "between", "crane", "ledger", "tide")
_NEIGHBOURS = 12
"""Stories after a story that it links, and as many anywhere on the site."""


class MadePages:
    """So many small stories, each linking those after it and some others."""

    def __init__(self, stories: int) -> None:
        self._stories = stories

    def __len__(self) -> int:
        return self._stories + 1

    def __call__(self, url: str) -> FindPage:
        """The pages as they are served under `url`."""

        def find(path: str) -> bytes | None:
            number = 0 if path == "/" else _number_in(path)
            return self.page(number) if number is not None and number < self._stories else None

        return find

    def page(self, number: int) -> bytes:
        """A story of some three kilobytes, in gzip."""
        dice = random.Random(number)
        near = [(number + step) % self._stories for step in range(1, _NEIGHBOURS + 1)]
        far = [dice.randrange(self._stories) for _ in range(_NEIGHBOURS)]
        links = "".join(f'<li><a href="{path_of(one)}">{_headline(one)}</a></li>' for one in near + far)
        text = "".join(f"<p>{' '.join(dice.choices(_WORDS, k=60))} {number}.</p>" for _ in range(6))
        chain = _link(number - 1, "prev", "Previous story") if number else ""
        chain += _link(number + 1, "next", "Next story") if number + 1 < self._stories else ""
        html = (
            f"<!doctype html><html lang=en><head><title>{_headline(number)}</title>"
            f'<meta property="og:type" content="article"></head><body><article><h1>{_headline(number)}</h1>'
            f'<p>By <a rel="author" href="/authors/">Ines Pardo</a> <time datetime="2026-11-{1 + number % 23:02}">'
            f"</time></p>{text}</article><nav>{chain}</nav><ul>{links}</ul></body></html>"
        )
        return gzip.compress(html.encode(), 1, mtime=0)


def _link(number: int, rel: str, text: str) -> str:
    return f'<a rel="{rel}" href="{path_of(number)}">{text}</a>'


def path_of(number: int) -> str:
    """Where a story lies."""
    return f"/2026/{number}-{_headline(number).lower().replace(' ', '-')}/"


@lru_cache(maxsize=100_000)
def _headline(number: int) -> str:
    words = random.Random(-1 - number).sample(_WORDS, 5)
    return " ".join(words).capitalize()


def _number_in(path: str) -> int | None:
    digits = path.removeprefix("/2026/").partition("-")[0]
    return int(digits) if path.startswith("/2026/") and digits.isdigit() else None
