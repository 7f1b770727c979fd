"""What the newsroom says to machines: robots.txt, sitemap, feed."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape

from samples.newsroom.stories import Story
from samples.newsroom.theme import TITLE


def robots(host: str) -> str:
    """robots.txt (RFC 9309)."""
    return f"User-agent: *\nDisallow: /wp-admin/\nDisallow: /?s=\n\nSitemap: http://{host}/sitemap.xml\n"


def sitemap(stories: Sequence[Story], host: str) -> str:
    """The sitemap: every listed story with the date of its last change."""
    urls = "".join(
        f"<url><loc>http://{host}{story.path}</loc><lastmod>{story.changed.isoformat()}</lastmod></url>\n"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def feed(stories: Sequence[Story], host: str) -> str:
    """The RSS feed of the newest stories."""
    items = "".join(
        f"<item><title>{escape(story.headline)}</title><link>http://{host}{story.path}</link>"
        f'<guid isPermaLink="false">http://{host}/?p={story.number}</guid><pubDate>{_rfc822(story)}</pubDate>'
        f"<category>{story.section}</category><description>{escape(story.standfirst)}</description></item>\n"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{TITLE}</title><link>http://{host}/</link><description>News from the bay</description>\n"
        f"{items}</channel></rss>\n"
    )


def _rfc822(story: Story) -> str:
    when = story.published
    return format_datetime(when if isinstance(when, datetime) else datetime.combine(when, time(), UTC))
