"""Stories that move keep their id."""

import pytest

from pipelines.extract.post_id import find_post_id

OTHER = "Nothing.\n\nOf the kind."


def moved(line) -> tuple[int, str, tuple[str, ...]]:
    return line.revision, line.url, line.changes.fields


MOVED = (2, "http://h.example/new/", ("canonical_url",))


def test_a_story_that_redirects_to_its_new_address(paper) -> None:
    """One line with the same id and the new address, in whatever order the two were fetched."""
    (first,) = paper.batch(1, paper.page("/old/"))
    (line,) = paper.batch(2, paper.page("/new/"), paper.redirect("/old/", "/new/"))
    assert (line.id, *moved(line)) == (first.id, *MOVED)
    assert paper.batch(3, paper.redirect("/old/", "/new/"), paper.page("/new/")) == []


def test_a_redirect_is_believed_although_the_text_changed(paper) -> None:
    """Headline or date or some paragraph is as before: the story was edited as it moved."""
    (first,) = paper.batch(1, paper.page("/old/"))
    (line,) = paper.batch(2, paper.redirect("/old/", "/new/"), paper.page("/new/", OTHER, headline="Other"))
    assert (line.id, line.changes.fields) == (first.id, ("canonical_url", "headline", "body"))


def test_a_redirect_in_an_earlier_file_is_remembered(paper) -> None:
    """The new address may be fetched in another file, or in a later crawl."""
    (first,) = paper.batch(1, paper.page("/old/"))
    assert paper.batch(2, paper.redirect("/old/", "/middle/"), paper.redirect("/middle/", "/new/")) == []
    (line,) = paper.batch(3, paper.page("/new/", OTHER))
    assert (line.id, line.url, line.revision) == (first.id, "http://h.example/new/", 2)


def test_what_stands_in_place_of_a_story_is_not_the_story(paper) -> None:
    """A page with another headline, date and text is a story of its own, whatever redirects to it."""
    (first,) = paper.batch(1, paper.page("/old/"))
    other = paper.page("/offer/", OTHER, headline="Subscribe", date_published="2026-11-02")
    (line,) = paper.batch(2, paper.redirect("/old/", "/offer/"), other)
    assert line.id != first.id
    assert line.revision == 1


def test_a_story_at_a_new_address_without_a_redirect(paper) -> None:
    """Headline, date and most of the text are the same: it is the same story."""
    (first,) = paper.batch(1, paper.page("/old/"))
    text = first.body + "\n\nOne more."
    (line,) = paper.batch(2, paper.page("/new/", text))
    assert (line.id, line.revision, line.changes.fields) == (first.id, 2, ("canonical_url", "body"))
    assert paper.batch(2, paper.redirect("/old/", "/new/"), serial=2) == []
    assert paper.batch(3, paper.gone("/old/")) == paper.batch(4, paper.gone("/old/")) == []
    assert paper.batch(5, paper.gone("/new/")) == []
    assert [line.url for line in paper.batch(6, paper.gone("/new/"))] == ["http://h.example/new/"]


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "Other"},
        {"date_published": "2026-11-01T10:00:01+00:00"},
        {"date_published": None},
        {"body": OTHER},
    ],
)
def test_stories_that_only_look_alike(paper, changes: dict[str, str]) -> None:
    """Another headline, date or text is another story."""
    (first,) = paper.batch(1, paper.page("/old/"))
    (line,) = paper.batch(2, paper.page("/new/", **changes))
    assert line.id != first.id


def test_stories_without_a_date_need_the_same_text(paper) -> None:
    """And enough of it: a notice of a few words says nothing."""
    text = "word " * 40
    paper.batch(1, paper.page("/old/", text, date_published=None), paper.page("/x/", "Closed.", date_published=None))
    assert [line.revision for line in paper.batch(2, paper.page("/new/", text, date_published=None))] == [2]
    assert [line.revision for line in paper.batch(2, paper.page("/y/", "Closed.", date_published=None))] == [1]


def test_the_number_of_the_publishing_system(paper) -> None:
    """Headline and address changed, the number did not; the number alone is not enough."""
    (first,) = paper.batch(1, paper.page("/old/", post="17"))
    (line,) = paper.batch(2, paper.page("/new/", headline="Other", post="17"))
    assert (line.id, line.changes.fields) == (first.id, ("canonical_url", "headline"))
    (other,) = paper.batch(3, paper.page("/third/", OTHER, headline="Third", post="17"))
    assert other.revision == 1


def test_a_story_in_two_sections_is_one_line(paper) -> None:
    """Both addresses live: the copy gives no line, in the same file, in another one and ever after."""
    sport, world = paper.page("/sport/a/"), paper.page("/world/a/")
    assert len(paper.batch(1, sport, world)) == 1
    paper.batch(1, paper.page("/sport/b/", OTHER, headline="B"), serial=2)
    for crawl in (2, 3, 4):
        assert paper.batch(crawl, sport) == paper.batch(crawl, world, serial=2) == []
        assert (
            paper.batch(
                crawl,
                paper.page("/world/b/", OTHER, headline="B"),
                paper.page("/sport/b/", OTHER, headline="B"),
                serial=3,
            )
            == []
        )


def test_a_story_goes_back_to_its_old_address(paper) -> None:
    """Only once the new one is gone, so that two living addresses do not take turns."""
    paper.batch(1, paper.page("/old/"))
    paper.batch(2, paper.page("/new/"))
    assert paper.batch(3, paper.page("/old/")) == []
    (line,) = paper.batch(4, paper.gone("/new/"), paper.page("/old/"))
    assert (line.revision, line.url) == (3, "http://h.example/old/")


def test_a_buried_story_turns_up_elsewhere(paper) -> None:
    """It comes back to life at its new address."""
    paper.batch(1, paper.page("/old/"))
    paper.batch(2, paper.gone("/old/"))
    paper.batch(3, paper.gone("/old/"))
    (line,) = paper.batch(4, paper.page("/new/"))
    assert (line.revision, line.status, line.changes.fields) == (3, "published", ("status", "canonical_url"))


def test_pages_of_a_story_move_with_it(paper) -> None:
    """Page 2 at the new address belongs to the old id."""
    second = paper.page("/old/2/", "More.", canonical="/old/")
    (first,) = paper.batch(1, paper.page("/old/", later=(2,)), second)
    moved = (paper.page("/new/2/", "More.", canonical="/new/"), paper.page("/new/", later=(2,)))
    (line,) = paper.batch(2, *moved)
    assert (line.id, line.body, line.changes.fields) == (first.id, first.body, ("canonical_url",))
    assert paper.book.get(first.id).pages == (2,)


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<link rel=shortlink href='https://h.example/?p=123'>", "123"),
        ("<link rel=shortlink href='https://h.example/node/77'>", "77"),
        ("<body class='post-template single postid-45 wide'>", "45"),
        ("<meta name=article_id content='abc-99'>", "abc-99"),
        ("<meta name=article_id content='two words'>", None),
        ("<p>None</p>", None),
    ],
)
def test_where_the_number_stands(make_document, html: str, number: str | None) -> None:
    """In the short link, in the classes of the body, in a meta tag."""
    assert find_post_id(make_document(html)) == number
