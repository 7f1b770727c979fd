"""What of a batch is published: one line a story, none for what is known."""

import msgspec

from pipelines.article import Article, Block, WarcPointer
from pipelines.news_of_batch import content_digest, news_of_batch


def article(offset: int, story: str = "a", body: str = "Text.", url: str | None = None) -> Article:
    address = url or f"http://h.example/{story}/"
    values = {
        "id": (story * 20)[:20],
        "url": address,
        "canonical_url": f"http://h.example/{story}/",
        "headline": story,
        "body": body,
        "body_blocks": tuple(Block(kind="paragraph", text=text) for text in body.split("\n\n")),
        "warc": WarcPointer(file="w", offset=offset, length=1, record_id="r", payload_digest="d"),
        "word_count": len(body.split()),
        "fetched_at": "2026-11-23T00:00:00Z",
        "body_sha256": "0" * 64,
        "revision": 1,
        "status": "published",
        "silent_edit": False,
        "schema_version": "1",
    }
    empty = {field.name: () if "tuple" in str(field.type) else None for field in msgspec.structs.fields(Article)}
    return Article(**{**empty, **values})  # type: ignore[arg-type]


def test_lines_stand_in_the_order_of_their_records() -> None:
    """Whoever read the pages in which order, the lines are the same."""
    lines = news_of_batch([article(30, "b"), article(10, "a"), article(20, "c")], {})
    assert [line.warc.offset for line in lines] == [10, 20, 30]


def test_known_story_gives_no_line_until_it_changes() -> None:
    """An unchanged story is not published again; a changed one is."""
    known: dict[str, str] = {}
    assert len(news_of_batch([article(1)], known)) == 1
    assert news_of_batch([article(2)], known) == []
    assert [line.body for line in news_of_batch([article(3, body="Text. More.")], known)] == ["Text. More."]


def test_copy_of_a_story_yields_to_its_own_page() -> None:
    """Of a print copy and the page itself the page is published, whichever came first."""
    copy = article(1, url="http://h.example/a/?print=1")
    assert [line.url for line in news_of_batch([copy, article(2)], {})] == ["http://h.example/a/"]


def test_digest_covers_what_makes_a_new_version() -> None:
    """Headline, standfirst, body and date of publication count; tags do not."""
    plain = article(1)
    for change in ({"headline": "x"}, {"description": "x"}, {"body": "x"}, {"date_published": "2026-01-01"}):
        assert content_digest(msgspec.structs.replace(plain, **change)) != content_digest(plain)
    assert content_digest(msgspec.structs.replace(plain, tags=("x",))) == content_digest(plain)


def test_pages_of_a_story_are_one_line() -> None:
    """Page 2 gives no line of its own, and its text stands in that of page 1."""
    second = article(2, body="More.", url="http://h.example/a/2/")
    known: dict[str, str] = {}
    (line,) = news_of_batch([second, article(1)], known)
    assert (line.url, line.body, line.warc.offset) == ("http://h.example/a/", "Text.\n\nMore.", 1)
    assert known == {"a" * 20: f"{content_digest(line)} 2"}


def test_a_later_page_in_another_file_gives_no_line() -> None:
    """The line of the file that has page 1 stands."""
    known: dict[str, str] = {}
    assert [line.body for line in news_of_batch([article(1)], known)] == ["Text."]
    assert news_of_batch([article(2, body="More.", url="http://h.example/a/2/")], known) == []


def test_a_part_of_the_pages_does_not_replace_the_whole() -> None:
    """Where page 2 was met unchanged, the new page 1 alone is no new version; without a page 2 it is."""
    known: dict[str, str] = {}
    second = article(2, body="More.", url="http://h.example/a/2/")
    news_of_batch([article(1), second], known, {"r": (2,)})
    changed = article(3, body="Text, corrected.")
    assert news_of_batch([changed], known, {"r": (2,)}) == []
    assert [line.body for line in news_of_batch([changed, second], known, {"r": (2,)})] == ["Text, corrected.\n\nMore."]
    assert [line.body for line in news_of_batch([changed], known, {})] == ["Text, corrected."]


def test_a_new_story_is_published_although_a_page_is_missing() -> None:
    """Better page 1 than nothing."""
    known: dict[str, str] = {}
    assert [line.body for line in news_of_batch([article(1)], known, {"r": (2,)})] == ["Text."]
    assert [line.body for line in news_of_batch([article(1, body="New.")], known, {"r": (2,)})] == ["New."]
