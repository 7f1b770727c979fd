"""How the work of reading a page grows with it: never faster than the page, whatever its shape."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.classify import classify
from pipelines.extract.document import Document
from pipelines.extract.links import find_links
from pipelines.extract.story_links import find_story_links
from pipelines.rules import PageRules

RULES = PageRules(site="news.test")
HEADLINE = "A headline long enough to be one"


def _links(count: int, make: Callable[[int], str]) -> str:
    return "".join(make(number) for number in range(count))


SHAPES: dict[str, Callable[[int], str]] = {
    "links in one paragraph": lambda n: f"<p>{_links(n, lambda i: f'<a href=/{i}/>{HEADLINE}</a> ')}</p>",
    "links to one address": lambda n: f"<p>{_links(n, lambda i: f'<a href=/x/>{HEADLINE} {i}</a> ')}</p>",
    "list": lambda n: f"<ul>{_links(n, lambda i: f'<li><a href=/{i}/>{HEADLINE}</a>')}</ul>",
    "row of neighbours": lambda n: f"<div class=post-nav>{_links(n, lambda i: f'<a href=/{i}/>{HEADLINE}</a>')}</div>",
    "row of neighbours with two addresses": lambda n: (
        f"<div class=post-nav>{_links(n, lambda i: f'<a href=/{i % 2}/>{HEADLINE}</a>')}</div>"
    ),
    "deep links": lambda n: "<div class=a>" * n + _links(n, lambda i: f"<a href=/{i}/>{HEADLINE}</a>"),
    "deep headings": lambda n: "<div>" * n + _links(n, lambda i: f"<h2><a href=/{i}/>{HEADLINE}</a></h2>"),
    "headings in one another": lambda n: _links(n, lambda i: f"<div><h2><a href=/{i}/>{HEADLINE}</a></h2>"),
    "footers in one another": lambda n: _links(n, lambda i: f"<footer><a href=/{i}/>{HEADLINE}</a>"),
    "links in one another": lambda n: _links(n // 10, lambda i: f"<div><a href=/{i}/>") + "<b>x</b>" * 2 * n,
    "list items in one another": lambda n: (
        _links(n // 10, lambda i: f"<ul><li>{i}<a href=/{i}/>x</a>") + "<b>x</b>" * 2 * n
    ),
    "class names": lambda n: _links(n, lambda i: f"<div class='nav-{i} {'next-x ' * 20}'><a href=/{i}/>x</a></div>"),
}


def _work(*readers: Callable[[], object]) -> int:
    """Calls made, of functions in Python and in C."""
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        for read in readers:
            read()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_page_is_about_twice_the_work(shape: str, make_document: Callable[..., Document]) -> None:
    """Links, their roles and the kind of a page are found without looking at anything once for each other thing."""
    work = []
    for size in (1200, 600, 1200):  # the first fills the memories of names and addresses
        page = make_document(SHAPES[shape](size))
        story = find_story_links(page, RULES)
        links = find_links(page, RULES, story)
        assert links
        page = make_document(SHAPES[shape](size))
        work.append(
            _work(
                lambda page=page: find_story_links(page, RULES),
                lambda page=page, story=story: find_links(page, RULES, story),
                lambda page=page, links=links: classify(page, RULES, links),
            )
        )
    _, half, whole = work
    assert whole < 2.5 * half
