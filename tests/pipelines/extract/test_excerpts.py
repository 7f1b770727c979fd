"""Boxes beside an article that print the beginning of one of its own paragraphs."""

from pipelines.article import Article
from pipelines.chain import article_from_page
from pipelines.rules import PageRules

OWN = "None of the witnesses who spoke to the inspectors wished to be named, citing the long quarrel over the quay."


def test_an_excerpt_of_a_paragraph_is_not_printed_twice(make_page) -> None:
    """A related box quotes a story that opens with the same words: the text is what it was without the box."""
    box = f"<div class=style1><h5><a href=/2026/other/>Other</a></h5><div class=excerpt><p>{OWN[:62]}</p></div></div>"
    bodies = []
    for more in ("", f"<div class=dont-miss><h4>More</h4>{box}</div>"):
        html = (
            "<html lang=en><head><title>Quay closed</title><meta property=og:type content=article></head><body>"
            f"<main><article><h1>Quay closed</h1><p>{OWN}</p><p>The harbour master closed the quay on Friday evening, "
            "and by the next morning the boats lay in three rows.</p><p>The council will speak of it on Monday, and "
            f"nobody expects that it will be done with it then.</p></article>{more}</main></body></html>"
        )
        article = article_from_page(make_page(html), PageRules(site="news.test"))
        assert isinstance(article, Article)
        bodies.append(article.body.split("\n\n"))
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) == 3
