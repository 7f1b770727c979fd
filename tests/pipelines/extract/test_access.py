"""Tests of pipelines.extract.access."""

import pytest

from pipelines.extract.access import Access, find_access
from pipelines.extract.structured import read_structured

TEXT = "<p>The ferry left the quay at noon with two hundred passengers on board.</p>"


def access(make_document, html: str) -> Access:
    """What a page says, whose text is its paragraphs in `article`."""
    document = make_document(html)
    return find_access(document, read_structured(document), tuple(document.tree.findall(".//article/p")))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('"isAccessibleForFree": false', True),
        ('"isAccessibleForFree": "False"', True),
        ('"isAccessibleForFree": "http://schema.org/False"', True),
        ('"isAccessibleForFree": "True"', False),
        ('"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}', True),
        ('"isAccessibleForFree": true, "hasPart": [{"isAccessibleForFree": false, "cssSelector": ".paid"}]', True),
        ('"headline": "Ferry"', None),
    ],
)
def test_what_schema_org_states(make_document, stated: str, expected: bool | None) -> None:
    """In the spellings that pages use; null where the page says nothing."""
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", {stated}}}</script>'
    assert access(make_document, f"{script}<article>{TEXT}</article>") == Access(is_paywalled=expected)


@pytest.mark.parametrize(
    "selector",
    [".paid", "div.paid", "#rest", "div#rest.paid", "p.other, .paid", "* * * * *", "a|b", ":not(", ".paid > p"],
)
def test_only_simple_selectors_are_looked_up(make_document, selector: str) -> None:
    """A class or an id, alone or in a list; all else says nothing, and never fails."""
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "hasPart": {"isAccessibleForFree": false,'
        f' "cssSelector": "{selector}"}}}}</script>'
    )
    found = access(make_document, f'{script}<article>{TEXT}</article><div class="a paid" id="rest"></div>')
    is_simple = selector in (".paid", "div.paid", "#rest", "div#rest.paid", "p.other, .paid")
    assert found == Access(is_paywalled=True, is_truncated=True if is_simple else None)


def test_a_content_tier(make_document) -> None:
    """Open Graph's word for it."""
    page = '<head><meta property="article:content_tier" content="{}"></head><article>' + TEXT + "</article>"
    assert access(make_document, page.format("locked")).is_paywalled is True
    assert access(make_document, page.format("free")).is_paywalled is False


def test_an_empty_paid_part_is_a_cut_text(make_document) -> None:
    """The page holds the element for those who paid, without its text; a page without it tells nothing."""
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false,'
        ' "hasPart": {"isAccessibleForFree": false, "cssSelector": ".paid"}}</script>'
    )
    assert access(make_document, f'{script}<article>{TEXT}</article><div class="paid"></div>').is_truncated is True
    assert (
        access(make_document, f'{script}<article>{TEXT}</article><div class="paid">{TEXT}</div>').is_truncated is None
    )
    assert access(make_document, f"{script}<article>{TEXT}</article>").is_truncated is None


@pytest.mark.parametrize(
    "notice",
    [
        "To continue reading, subscribe for 1 a month.",
        "Dieser Artikel ist für Abonnenten. Jetzt Probeabo abschließen.",
        "La suite est réservée aux abonnés.",
        "Para seguir leyendo, suscríbete.",
        "この記事は有料記事です。残り1200文字",
        "Материал доступен подписчикам",
    ],
)
def test_a_notice_behind_the_text(make_document, notice: str) -> None:
    """The words with which a text is cut off, in many languages, mean a paywall and a cut text."""
    assert access(make_document, f"<article>{TEXT}</article><div>{notice}</div>") == Access(
        is_paywalled=True, is_truncated=True
    )


def test_a_hidden_notice_and_a_far_one_say_nothing(make_document) -> None:
    """Many a page carries the notice unseen, or offers subscriptions in its footer."""
    hidden = '<div style="display: none">To continue reading, subscribe.</div>'
    assert access(make_document, f"<article>{TEXT}</article>{hidden}") == Access()
    far = "".join(f"<p>Another story, number {n}, of the day.</p>" for n in range(8))
    assert access(make_document, f"<article>{TEXT}</article><footer>{far}Already a subscriber?</footer>") == Access()


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ('<p>The captain had turned …</p></article><a href="/rest">Read more</a>', True),
        ('<p>The captain had turned [...] <a href="/rest">Weiterlesen →</a></p></article>', True),
        ('<p>The captain had turned.</p></article><a href="/rest">Read more</a>', False),
        ('<p>And then he laughed…</p></article><a href="/next">Storm ahead</a>', False),
    ],
)
def test_a_text_that_goes_on_elsewhere(make_document, end: str, cut: bool) -> None:
    """It breaks off, and a link to the whole text follows."""
    assert access(make_document, f"<article>{TEXT}{end}").is_truncated is (True if cut else None)


def test_a_text_that_breaks_off_at_a_wall(make_document) -> None:
    """It ends in dots inside an element that is named a paywall; a whole text in such an element is whole."""
    page = '<div class="content isPaywall"><article>' + TEXT + "<p>{}</p></article></div>"
    assert access(make_document, page.format("The captain had turned f…")) == Access(
        is_paywalled=True, is_truncated=True
    )
    assert access(make_document, page.format("The captain had turned.")) == Access()
