"""Stories that the site takes away, and those that come back."""

import hashlib

URL = "http://h.example/a/"
EMPTY = hashlib.sha256(b"").hexdigest()


def test_two_crawls_must_find_a_story_gone(paper) -> None:
    """The second sighting makes the tombstone, whose record is the proof; a third one makes nothing."""
    (first,) = paper.batch(1, paper.page("/a/"))
    assert paper.batch(2, paper.gone("/a/")) == []
    (stone,) = paper.batch(3, paper.unchanged("/b/"), paper.gone("/a/"))
    assert (stone.id, stone.revision, stone.status) == (first.id, 2, "gone")
    assert (stone.url, stone.canonical_url, stone.headline, stone.body) == (URL, URL, "Headline", "")
    assert (stone.body_sha256, stone.previous_body_sha256, stone.word_count) == (EMPTY, first.body_sha256, 0)
    assert (stone.authors, stone.images, stone.date_published, stone.language) == ((), (), None, None)
    assert stone.warc.record_id == "urn:warc/h.example/2026/11/h.example-c3-00001.warc.gz:1"
    assert stone.fetched_at == "2026-11-03T00:00:00Z"
    assert stone.changes is not None
    assert (stone.changes.fields, stone.changes.paragraphs_removed) == (("status", "body"), 4)
    assert paper.batch(4, paper.gone("/a/")) == []


def test_two_answers_in_one_crawl_are_one_sighting(paper) -> None:
    """In the same file or in another one of the crawl."""
    paper.batch(1, paper.page("/a/"))
    assert paper.batch(2, paper.gone("/a/"), paper.gone("/a/")) == []
    assert paper.batch(2, paper.gone("/a/"), serial=2) == []
    assert len(paper.batch(3, paper.gone("/a/"))) == 1


def test_a_story_that_was_there_in_between_is_not_gone(paper) -> None:
    """Gone, there, gone: the count begins anew, also where it was there without a change."""
    paper.batch(1, paper.page("/a/"))
    assert paper.batch(2, paper.gone("/a/")) == []
    assert paper.batch(3, paper.unchanged("/a/")) == []
    assert paper.batch(4, paper.gone("/a/")) == []
    assert paper.batch(5, paper.gone("/a/"), paper.page("/a/")) == []
    assert paper.batch(6, paper.gone("/a/")) == []


def test_a_story_comes_back_to_life(paper) -> None:
    """The same text after a tombstone is a line again, which says so; then the story can die again."""
    paper.batch(1, paper.page("/a/"))
    paper.batch(2, paper.gone("/a/"))
    paper.batch(3, paper.gone("/a/"))
    (line,) = paper.batch(4, paper.page("/a/"))
    assert (line.revision, line.status, line.changes.fields) == (3, "published", ("status",))
    assert (line.changes.paragraphs_added, line.previous_body_sha256) == (0, line.body_sha256)
    assert line.silent_edit is False
    assert paper.batch(5, paper.page("/a/")) == []
    paper.batch(6, paper.gone("/a/"))
    assert [(line.revision, line.status) for line in paper.batch(7, paper.gone("/a/"))] == [(4, "gone")]


def test_a_story_comes_back_with_another_text(paper) -> None:
    """What changed is told against the last text there was."""
    paper.batch(1, paper.page("/a/", "One.\n\nTwo."))
    paper.batch(2, paper.gone("/a/"))
    paper.batch(3, paper.gone("/a/"))
    (line,) = paper.batch(4, paper.page("/a/", "One.\n\nTwo.\n\nThree."))
    assert (line.changes.fields, line.changes.paragraphs_added) == (("status", "body"), 1)


def test_a_redirect_to_the_front_page_is_as_good_as_404(paper) -> None:
    """Also to that of a language; but not to a wall with parameters, nor to what may be anything."""
    for number, target in enumerate(("/", "/index.html", "/en/")):
        path = f"/story-{number}/"
        paper.batch(1, paper.page(path, f"Text {number}.", headline=path))
        paper.batch(2, paper.redirect(path, target))
        assert [line.status for line in paper.batch(3, paper.redirect(path, target))] == ["gone"]
    for number, target in enumerate(("/?consent=1", "/login/", "/sport/")):
        path = f"/other-{number}/"
        paper.batch(1, paper.page(path, f"Text {number}.", headline=path))
        paper.batch(2, paper.redirect(path, target))
        assert paper.batch(3, paper.redirect(path, target)) == []


def test_a_redirect_to_another_story_takes_the_story_away(paper) -> None:
    """Its text is nowhere any more."""
    paper.batch(1, paper.page("/a/"), paper.page("/b/", "Quite another.", headline="Other"))
    paper.batch(2, paper.redirect("/a/", "/b/"))
    assert [line.url for line in paper.batch(3, paper.redirect("/a/", "/b/"))] == [URL]


def test_a_copy_that_is_gone_does_not_bury_the_story(paper) -> None:
    """Only the address of the latest line counts."""
    paper.batch(1, paper.page("/a/"), paper.page("/a/?print=1", canonical="/a/"))
    for crawl in (2, 3, 4):
        assert paper.batch(crawl, paper.gone("/a/?print=1")) == []


def test_what_was_never_a_story_gets_no_tombstone(paper) -> None:
    """A dead link leads to no line."""
    assert paper.batch(1, paper.gone("/x/")) == paper.batch(2, paper.gone("/x/")) == []
