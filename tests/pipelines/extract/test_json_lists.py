"""Lists of stories in JSON."""

import json

import pytest

from pipelines.extract.json_lists import read_list

BASE = "https://example.com/api/stories?page=2"
STORY = {"title": "Crane moves", "url": "/2026/crane-moves/"}
FOUND = ("https://example.com/2026/crane-moves/", "Crane moves")


@pytest.mark.parametrize(
    "value",
    [
        [STORY],
        {"data": {"edges": [{"node": STORY}]}},
        {"items": [{"headline": "Crane moves", "permalink": "https://example.com/2026/crane-moves/"}]},
        [{"title": {"rendered": "<em>Crane</em> moves"}, "link": "https://example.com/2026/crane-moves/"}],
        {
            "a": [
                {"Title": "Crane moves", "webUrl": "https://example.com/2026/crane-moves/", "image": {"url": "/a.jpg"}}
            ]
        },
        [STORY, STORY],
    ],
)
def test_stories(value: object) -> None:
    """An object with a headline and an address is a story, wherever it lies and whatever else it holds."""
    assert read_list(value, BASE).stories == (FOUND,)


@pytest.mark.parametrize(
    "value",
    [{"title": "Crane"}, {"url": "/a"}, {"title": "Crane", "url": "crane"}, {"title": 7, "url": "/a"}, "x", None],
)
def test_no_stories(value: object) -> None:
    """A headline alone, an address alone, what is no address, and what is no list at all."""
    assert read_list(value, BASE).stories == ()


@pytest.mark.parametrize(
    ("value", "following", "maybe"),
    [
        ({"next_page_url": "/p?page=3"}, "/p?page=3", None),
        ({"@odata.nextLink": "https://example.com/p?skip=9"}, "/p?skip=9", None),
        ({"count": 9, "next": "https://example.com/p?page=3"}, None, "/p?page=3"),
        ({"links": {"next": {"href": "/p?page=3"}}}, None, "/p?page=3"),
        ({"next": {"title": "Heron", "url": "/2026/heron/"}}, None, None),
        ({**STORY, "next": "/2026/heron/"}, None, None),
        ({"next": 3}, None, None),
    ],
)
def test_next(value: object, following: str | None, maybe: str | None) -> None:
    """The next page under the names that systems use; the neighbour of a story is none."""
    found = read_list(value, BASE)
    assert found.following == ((f"https://example.com{following}",) if following else ())
    assert found.maybe_following == ((f"https://example.com{maybe}",) if maybe else ())


@pytest.mark.parametrize(
    ("value", "last"),
    [
        ({"has_more": False}, True),
        ({"hasNextPage": False}, True),
        ({"next_page_url": None}, True),
        ({"last": True}, True),
        ({"has_more": True}, False),
        ({"last": "Smith"}, False),
        ({**STORY, "next": None}, False),
    ],
)
def test_the_end(value: object, last: bool) -> None:
    """What says that nothing follows."""
    assert read_list(value, BASE).is_last is last


def test_markup() -> None:
    """Pieces of HTML with links are kept together; plain words are not."""
    data = {"html": "<li><a href='/a'>A</a></li>", "more": ["<p>no link</p>", "<div><a class=x href=/b>B</a></div>"]}
    assert read_list(data, BASE).markup == "<li><a href='/a'>A</a></li>\n<div><a class=x href=/b>B</a></div>"


def test_bounded() -> None:
    """An answer of a hundred thousand stories gives some."""
    rows = [{"title": "A", "url": f"/{number}"} for number in range(100_000)]
    assert len(read_list(json.loads(json.dumps(rows)), BASE).stories) == 2000
