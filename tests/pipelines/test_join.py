"""The pages of an article, put together."""

import hashlib

import msgspec

from pipelines.article import Article, Block, WarcPointer
from pipelines.join import group_pages, joined

FIRST = "http://h.example/story/"


def page(number: int, *paragraphs: str, offset: int | None = None) -> Article:
    """Page `number` of one story, as its own record gives it."""
    body = "\n\n".join(paragraphs)
    values = {
        "id": "a" * 20,
        "url": FIRST if number == 1 else f"{FIRST}{number}/",
        "canonical_url": FIRST,
        "headline": "Story",
        "body": body,
        "body_blocks": tuple(Block(kind="paragraph", text=text) for text in paragraphs),
        "warc": WarcPointer(file="w", offset=offset or number, length=1, record_id="r", payload_digest="d"),
        "word_count": 0,
        "fetched_at": "2026-11-23T00:00:00Z",
        "body_sha256": "0" * 64,
        "revision": 1,
        "status": "published",
        "silent_edit": False,
        "schema_version": "1",
    }
    empty = {field.name: () if "tuple" in str(field.type) else None for field in msgspec.structs.fields(Article)}
    return Article(**{**empty, **values})  # type: ignore[arg-type]


def join_pages(articles: list[Article]) -> list[Article]:
    return [joined(first, later) for first, later in group_pages(articles)]


def test_pages_stand_in_the_order_of_their_numbers() -> None:
    """Ten comes after two, whatever was fetched first; count and digest are those of the whole."""
    (whole,) = join_pages([page(10, "Ten."), page(2, "Two words."), page(1, "One.")])
    assert (whole.url, whole.body, whole.word_count) == (FIRST, "One.\n\nTwo words.\n\nTen.", 4)
    assert whole.body_sha256 == hashlib.sha256(b"One.\n\nTwo words.\n\nTen.").hexdigest()
    assert [block.text for block in whole.body_blocks] == ["One.", "Two words.", "Ten."]
    assert whole.warc.offset == 1


def test_only_the_last_page_says_whether_the_text_breaks_off() -> None:
    """Page 1 ends with "continued", page 2 ends the article."""
    first = msgspec.structs.replace(page(1, "One."), is_truncated=True)
    assert join_pages([first, page(2, "Two.")])[0].is_truncated is None


def test_what_every_page_repeats_is_printed_once() -> None:
    """A summary over every page, and a whole page served again under another number."""
    (whole,) = join_pages([page(1, "Sum.", "One."), page(2, "Sum.", "Two."), page(3, "Sum.", "One.")])
    assert whole.body == "Sum.\n\nOne.\n\nTwo."


def test_the_last_capture_of_a_page_counts() -> None:
    """Page 2 fetched twice."""
    (whole,) = join_pages([page(1, "One."), page(2, "Old."), page(2, "New.", offset=9)])
    assert whole.body == "One.\n\nNew."


def test_a_later_page_alone_gives_nothing() -> None:
    """Its first page is in another file."""
    assert join_pages([page(2, "Two.")]) == []


def test_an_article_of_one_page_stays_as_it_is() -> None:
    """Nothing is counted again."""
    alone = page(1, "One.")
    assert join_pages([alone]) == [alone]
