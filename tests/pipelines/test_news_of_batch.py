"""What of a batch is published: one line a story, and none for what is known."""

from pipelines.news_of_batch import take_in
from pipelines.story_state import KeptLine, MemoryBook


def test_lines_stand_in_the_order_of_their_records(paper) -> None:
    """The order of the records is that of the lines; each first line is revision 1 and follows nothing."""
    lines = paper.batch(1, *(paper.page(f"/{name}/", headline=name) for name in "bac"))
    assert [(line.headline, line.revision, line.warc.offset) for line in lines] == [
        ("b", 1, 0),
        ("a", 1, 1),
        ("c", 1, 2),
    ]
    assert [(line.status, line.changes, line.previous_body_sha256) for line in lines] == [("published", None, None)] * 3


def test_known_story_gives_no_line_until_it_changes(paper) -> None:
    """An unchanged story is not published again; a changed one is."""
    paper.batch(1, paper.page("/a/"))
    assert paper.batch(2, paper.page("/a/")) == []
    assert [line.body for line in paper.batch(3, paper.page("/a/", "Other."))] == ["Other."]
    assert paper.batch(4, paper.page("/a/", "Other.")) == []


def test_copy_of_a_story_yields_to_its_own_page(paper) -> None:
    """Of a print copy and the page itself the page is published, whichever came first."""
    copy = paper.page("/a/?print=1", canonical="/a/")
    assert [line.url for line in paper.batch(1, copy, paper.page("/a/"))] == ["http://h.example/a/"]


def test_copy_that_comes_alone_makes_no_revision(paper) -> None:
    """A print copy has a little less on it; in a later crawl it does not replace the page's own line."""
    paper.batch(1, paper.page("/a/"))
    assert paper.batch(2, paper.page("/a/?print=1", "Shorter.", canonical="/a/")) == []
    assert paper.batch(3, paper.page("/a/")) == []


def test_a_copy_is_replaced_by_the_page_itself(paper) -> None:
    """Where the copy came first, the page itself is the next revision, if it says something else."""
    paper.batch(1, paper.page("/a/?print=1", "Shorter.", canonical="/a/"))
    (line,) = paper.batch(2, paper.page("/a/"))
    assert (line.revision, line.url, line.changes.fields) == (2, "http://h.example/a/", ("body",))


def test_pages_of_a_story_are_one_line(paper) -> None:
    """Page 2 gives no line of its own, and its text stands in that of page 1."""
    (line,) = paper.batch(1, paper.page("/a/2/", "More.", canonical="/a/"), paper.page("/a/", "Text."))
    assert (line.url, line.body, line.warc.offset) == ("http://h.example/a/", "Text.\n\nMore.", 1)
    assert paper.book.get(line.id).pages == (2,)


def test_a_later_page_in_another_file_gives_no_line(paper) -> None:
    """The line of the file that has page 1 stands."""
    assert [line.body for line in paper.batch(1, paper.page("/a/", "Text."))] == ["Text."]
    assert paper.batch(1, paper.page("/a/2/", "More.", canonical="/a/"), serial=2) == []


def test_a_part_of_the_pages_does_not_replace_the_whole(paper) -> None:
    """Where page 2 was met unchanged, the new page 1 alone is no new version; without a page 2 it is."""
    second = paper.page("/a/2/", "More.", canonical="/a/")
    paper.batch(1, paper.page("/a/", "Text.", later=(2,)), second)
    changed = paper.page("/a/", "Text, corrected.", later=(2,))
    assert paper.batch(2, changed, paper.unchanged("/a/2/")) == []
    assert [line.body for line in paper.batch(3, changed, second)] == ["Text, corrected.\n\nMore."]
    assert [line.body for line in paper.batch(4, paper.page("/a/", "Text, corrected."))] == ["Text, corrected."]


def test_a_new_story_is_published_although_a_page_is_missing(paper) -> None:
    """Better page 1 than nothing."""
    assert [line.body for line in paper.batch(1, paper.page("/a/", "Text.", later=(2,)))] == ["Text."]
    assert [line.body for line in paper.batch(2, paper.page("/a/", "New.", later=(2,)))] == ["New."]


def test_lines_of_an_older_schema_are_counted() -> None:
    """Lines written before revisions were numbered count as what they are: the first, the second."""
    book = MemoryBook()
    line = KeptLine(
        id="0" * 20, url="u", canonical_url="u", headline="h", description=None, date_published=None,
        date_modified=None, body="b", body_sha256="0" * 64,
    )  # fmt: skip
    take_in("h.example", [line], [], book)
    take_in("h.example", [line], [], book)
    state = book.get("0" * 20)
    assert state is not None
    assert (state.revision, state.status) == (2, "published")
