"""Tests of pipelines.dedupe."""

import msgspec
import pytest

from pipelines.article import Article
from pipelines.dedupe import prefer, reduce_lines, story_id
from pipelines.jsonl import from_line

LINE = (
    b'{"id":"0123456789abcdef0123","revision":1,"status":"published","url":"https://a.test/1","canonical_url":"https://a.test/1",'
    b'"headline":"H","description":null,"authors":[],"credit":null,"organisations":[],"agencies":[],"date_published":null,"date_modified":null,'
    b'"section":null,"tags":[],"language":null,"article_type":null,"is_paywalled":null,'
    b'"is_truncated":null,"body":"B","body_blocks":[],"videos":[],"images":[],"related":[],"previous_url":null,"next_url":null,'
    b'"word_count":5,"fetched_at":"2026-06-01T00:00:00Z","body_sha256":"' + b"0" * 64 + b'","cluster_id":null,'
    b'"previous_body_sha256":null,"changes":null,"silent_edit":false,"correction":null,'
    b'"confidence":{"headline":0.97,"description":null,"authors":null,"date_published":null,"date_modified":null,'
    b'"section":null,"tags":null,"language":null,"body":0.9},"evidence":[],"schema_version":"2.0.0",'
    b'"warc":{"file":"f","offset":0,"length":1,"record_id":"u","payload_digest":"d"}}'
)
PAGE: Article = from_line(LINE)


def copy_of(**changes: object) -> Article:
    """The page with other values."""
    return msgspec.structs.replace(PAGE, **changes)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test/2024/story/",
        "https://www.a.test/2024/story",
        "https://a.test/2024/story/?utm_source=x",
        "https://a.test/2024/story/amp/",
        "https://a.test/2024/story/?print=1",
    ],
)
def test_forms_of_an_address_are_one_story(url: str) -> None:
    """Scheme, www, trailing slash, tracking, AMP and print forms give the same id."""
    assert story_id("a.test", url) == story_id("a.test", "https://a.test/2024/story/")


def test_sites_and_stories_differ() -> None:
    """The same address on another site, and another address, are other stories."""
    own = story_id("a.test", "https://a.test/1")
    assert len(own) == 20
    assert own != story_id("b.test", "https://a.test/1")
    assert own != story_id("a.test", "https://a.test/2")


def test_the_canonical_page_is_preferred() -> None:
    """The own page beats a copy, whatever the order; then the later capture; then the longer text."""
    amp = copy_of(url="https://a.test/1/amp", word_count=9, fetched_at="2026-07-01T00:00:00Z")
    assert prefer(PAGE, amp) == PAGE
    assert prefer(amp, PAGE) == PAGE
    later = copy_of(fetched_at="2026-06-02T00:00:00Z", word_count=1)
    assert prefer(PAGE, later) == later
    longer = copy_of(word_count=9)
    assert prefer(longer, PAGE) == longer


def test_one_line_a_story_in_order() -> None:
    """Reducing keeps the first place of a story and its best copy."""
    other = copy_of(id="f" * 20)
    amp = copy_of(url="https://a.test/1/amp")
    assert reduce_lines([amp, other, PAGE]) == [PAGE, other]
