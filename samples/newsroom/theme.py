"""The pages of the newsroom, in the shape that a theme of a common publishing system gives them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from samples.newsroom.stories import SECTIONS, Story

TITLE = "The Merrow Bay Courier"
_MENU = "".join(
    f'<li class="menu-item menu-{name.lower()}"><a href="/{name.lower()}/">{name}</a></li>' for name in SECTIONS
)


def page(title: str, main: str, sidebar: str, *, head: str = "", body_class: str, current: str = "") -> str:
    """A whole page around its main part."""
    menu = _MENU.replace(f"menu-{current.lower()}", "current-menu-item") if current else _MENU
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="/theme/style.css">
<link rel="icon" href="/theme/logo.svg" type="image/svg+xml">
<link rel="alternate" type="application/rss+xml" title="{TITLE} &raquo; Feed" href="/feed/">
{head}</head>
<body class="{body_class}">
<a class="screen-reader-text" href="#content">Skip to content</a>
<header class="site-header">
<p class="site-title"><a href="/" rel="home"><img src="/theme/logo.svg" alt=""> {TITLE}</a></p>
<p class="site-description">News from the bay, twice tided daily</p>
<nav class="main-navigation" aria-label="Main menu"><ul>{menu}</ul></nav>
</header>
<div class="site-content" id="content">
<main class="site-main">
{main}
</main>
<aside class="widget-area" aria-label="Sidebar">
{sidebar}
</aside>
</div>
<footer class="site-footer">
<p><a href="/about/">About us</a> &middot; <a href="/feed/">RSS</a> &middot; <a href="/wp-admin/">Staff log-in</a></p>
<p>&copy; 2026 {TITLE}. An invented newspaper of an invented town.</p>
</footer>
</body>
</html>
"""


def story_page(
    story: Story, older: Story | None, newer: Story | None, related: Story | None, host: str, sidebar: str
) -> str:
    """The page of one story, with its neighbours in the chain."""
    picture = _figure(story)
    tags = "".join(f'<a href="/tag/{slug(tag)}/" rel="tag">{escape(tag)}</a> ' for tag in story.tags)
    main = f"""<nav class="breadcrumbs" aria-label="Breadcrumbs"><a href="/">Home</a> &raquo; {_section(story)} &raquo; <span>{escape(story.headline)}</span></nav>
<article id="post-{story.number}" class="post type-post status-publish format-standard category-{story.section.lower()}">
<header class="entry-header">
<span class="cat-links">{_section(story)}</span>
<h1 class="entry-title">{escape(story.headline)}</h1>
<p class="standfirst">{escape(story.standfirst)}</p>
<div class="entry-meta">
<span class="byline">By <span class="author vcard"><a class="url fn n" href="/author/{slug(story.author)}/">{escape(story.author)}</a></span></span>
<span class="posted-on">{_time(story)}</span>
<span class="reading-time">{max(1, round(story.words / 200))} min read</span>
</div>
</header>
{picture}<div class="entry-content">
{_body(story, related)}
</div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer>
</article>
{_neighbours(older, newer)}"""
    return page(
        f"{story.headline} - {TITLE}",
        main,
        sidebar,
        head=_story_head(story, host),
        body_class=f"post-template-default single single-post postid-{story.number}",
        current=story.section,
    )


def listing_page(
    title: str, stories: Iterable[Story], path: str, number: int, count: int, sidebar: str, current: str = ""
) -> str:
    """One page of a section, tag or author, newest story first, with links to its other pages."""
    cards = "\n".join(_card(story) for story in stories)
    main = f'<h1 class="page-title">{escape(title)}</h1>\n<div class="post-list">\n{cards}\n</div>\n{_pagination(path, number, count)}'
    suffix = f" - Page {number} of {count}" if number > 1 else ""
    return page(f"{title}{suffix} - {TITLE}", main, sidebar, body_class="archive hfeed", current=current)


def sidebar(latest: Sequence[Story], popular: Sequence[Story]) -> str:
    """The boxes beside every page: excerpts of the latest stories, and the most read by their short links."""
    new = "".join(
        f'<li><a href="{story.path}">{escape(story.headline)}</a><p>{escape(_excerpt(story, 14))}</p></li>'
        for story in latest
    )
    read = "".join(f'<li><a href="/?p={story.number}">{escape(story.headline)}</a></li>' for story in popular)
    return (
        f'<section class="widget widget_recent_entries"><h2>Latest</h2><ul>{new}</ul></section>\n'
        f'<section class="widget widget_top_posts"><h2>Most read</h2><ol>{read}</ol></section>'
    )


def slug(name: str) -> str:
    """A tag or author as part of a path."""
    return name.lower().replace(" ", "-")


def _story_head(story: Story, host: str) -> str:
    url = f"http://{host}{story.path}"
    head = f"""<meta name="description" content="{escape(story.standfirst)}">
<link rel="canonical" href="{url}">
<link rel="shortlink" href="http://{host}/?p={story.number}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="{TITLE}">
<meta property="og:title" content="{escape(story.headline)}">
<meta property="og:description" content="{escape(story.standfirst)}">
<meta property="og:url" content="{url}">
"""
    if story.caption:
        head += f'<meta property="og:image" content="http://{host}/pictures/{story.slug}-640.png">\n'
    if isinstance(story.published, datetime):
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": url,
            "headline": story.headline,
            "datePublished": story.published.isoformat(),
            **({"dateModified": story.modified.isoformat()} if story.modified else {}),
            "author": [{"@type": "Person", "name": story.author}],
            "articleSection": story.section,
            "keywords": list(story.tags),
            "publisher": {"@type": "Organization", "name": TITLE},
        }
        head += f'<script type="application/ld+json">{json.dumps(data)}</script>\n'
    return head


def _time(story: Story) -> str:
    shown = f"{story.day.day} {story.day:%B %Y}"
    if isinstance(story.published, datetime):
        shown += f", {story.published:%H:%M}"
    html = f'<time class="entry-date published" datetime="{story.published.isoformat()}">{shown}</time>'
    if story.modified:
        changed = f"{story.modified.day} {story.modified:%B %Y, %H:%M}"
        html += f' Updated <time class="updated" datetime="{story.modified.isoformat()}">{changed}</time>'
    return html


def _figure(story: Story) -> str:
    if not story.caption:
        return ""
    source = f"/pictures/{story.slug}"
    return f"""<figure class="wp-block-image post-thumbnail"><img src="{source}-640.png" srcset="{source}-320.png 320w, {source}-640.png 640w" sizes="(max-width: 52rem) 100vw, 640px" width="640" height="360" alt="{escape(story.caption)}">
<figcaption class="wp-element-caption">{escape(story.caption)} (Photo: {escape(story.credit or "")})</figcaption></figure>
"""


def _body(story: Story, related: Story | None) -> str:
    parts = [_part(part) for part in story.body.split("\n\n")]
    if related:
        link = f'<a href="{related.path}">{escape(related.headline)}</a>'
        parts.insert(2, f'<p class="also-read"><strong>ALSO READ:</strong> {link}</p>')
    return "\n".join(parts)


def _part(text: str) -> str:
    if text.startswith("## "):
        return f'<h2 class="wp-block-heading">{escape(text[3:], quote=False)}</h2>'
    if text.startswith("> "):
        return f'<blockquote class="wp-block-quote"><p>{escape(text[2:], quote=False)}</p></blockquote>'
    if text.startswith("- "):
        items = "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in text.splitlines())
        return f'<ul class="wp-block-list">{items}</ul>'
    return f"<p>{escape(text, quote=False)}</p>"


def _neighbours(older: Story | None, newer: Story | None) -> str:
    links = ""
    for story, css, rel, label in (
        (older, "nav-previous", "prev", "Previous story"),
        (newer, "nav-next", "next", "Next story"),
    ):
        if story:
            name = f'<span class="nav-subtitle">{label}</span> <span class="nav-title">{escape(story.headline)}</span>'
            links += f'<div class="{css}"><a href="{story.path}" rel="{rel}">{name}</a></div>'
    return (
        '<nav class="navigation post-navigation" aria-label="Posts">'
        f'<h2 class="screen-reader-text">Post navigation</h2><div class="nav-links">{links}</div></nav>'
    )


def _card(story: Story) -> str:
    picture, kind = "", "post"
    if story.caption:
        image = f'<img src="/pictures/{story.slug}-320.png" width="320" height="180" alt="" loading="lazy">'
        picture, kind = (
            f'<a class="post-thumbnail" href="{story.path}" tabindex="-1">{image}</a>\n',
            "post has-post-thumbnail",
        )
    return f"""<article id="post-{story.number}" class="{kind}">{picture}<div><span class="cat-links">{_section(story)}</span>
<h2 class="entry-title"><a href="{story.path}" rel="bookmark">{escape(story.headline)}</a></h2>
<div class="entry-summary"><p>{escape(_excerpt(story, 28))}</p></div></div></article>"""


def _pagination(path: str, number: int, count: int) -> str:
    if count == 1:
        return ""

    def link(target: int, text: str, css: str) -> str:
        return f'<a class="{css} page-numbers" href="{path if target == 1 else f"{path}page/{target}/"}">{text}</a>'

    numbers = "".join(
        f'<span aria-current="page" class="page-numbers current">{n}</span>' if n == number else link(n, str(n), "")
        for n in range(1, count + 1)
    )
    newer = link(number - 1, "Newer posts", "prev") if number > 1 else ""
    older = link(number + 1, "Older posts", "next") if number < count else ""
    return f'<nav class="navigation pagination" aria-label="Posts pagination">{newer}{numbers}{older}</nav>'


def _section(story: Story) -> str:
    return f'<a href="/{story.section.lower()}/" rel="category tag">{story.section}</a>'


def _excerpt(story: Story, words: int) -> str:
    return " ".join(story.body.split("\n\n")[0].split()[:words]) + " […]"
