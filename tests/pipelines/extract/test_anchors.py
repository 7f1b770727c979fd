"""The links of a page and where they stand."""

from collections.abc import Callable

from pipelines.extract.anchors import anchors_of
from pipelines.extract.document import Document
from pipelines.extract.places import IN_BODY, IN_FOOTER, IN_LINK, IN_TEXT, places_of

MakeDocument = Callable[..., Document]


def test_links_in_order(make_document: MakeDocument) -> None:
    """Each `a` and `area` with an address, with its text on one line and the words of its rel."""
    page = make_document(
        "<a href=/a rel='Prev NoFollow'>One <b>two</b></a><a name=x>none</a><a href=''>empty</a><area href='#b'>"
    )
    assert [(one.tag, one.href, one.text, one.rel) for one in anchors_of(page)] == [
        ("a", "/a", "One two", ("prev", "nofollow")),
        ("area", "#b", "", ()),
    ]


def test_steps_of_an_address(make_document: MakeDocument) -> None:
    """What stands between two slashes, in lower case; the last step, which is the page's own name, is none."""
    page = make_document("<a href=https://news.test/Tag/Sea>a</a><a href=/section/sea/>b</a><a href=tag/sea>c</a>")
    assert [one.steps for one in anchors_of(page)] == [("", "news.test", "tag"), ("section", "sea"), ()]


def test_in_what_an_element_stands(make_document: MakeDocument) -> None:
    """An element stands in what any of its ancestors is, however far up."""
    page = make_document("<article><footer><div><a href=/a><span>x</span></a></div></footer></article><p>y</p>")
    places = places_of(page)
    assert places.of(page.tree.find(".//span")).inside == IN_BODY | IN_TEXT | IN_FOOTER | IN_LINK
    assert places.of(page.tree.find(".//p")).inside == IN_BODY
    assert places.of(page.tree.find(".//span")) is places.of(page.tree.find(".//span"))


def test_what_makes_a_menu(make_document: MakeDocument) -> None:
    """Tag, role or names make a menu; an article's own footer and the frame of the page make none."""
    page = make_document(
        "<body class=menu><nav>a</nav><footer>b</footer><div role=Menu>c</div><div id=topbar>d</div>"
        "<article class=nav><footer class=nav>e</footer></article><p>f</p>"
    )
    places = places_of(page)
    menus = [places.of(element).menu for element in page.tree.find("body").iter()]
    assert menus == [None, True, True, True, True, False, None, None]
