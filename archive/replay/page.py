"""The list of articles as a page. Everything that comes from a crawled site is escaped."""

from html import escape
from urllib.parse import urlencode

from archive.replay.catalogue import Listed

PER_PAGE = 50
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --quiet: #777; --link: light-dark(#14507a, #8cc4ee); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
p, small { color: var(--quiet); margin: .2rem 0; overflow-wrap: anywhere; }
form { display: flex; gap: .5rem; margin: 1rem 0; }
input { flex: 1; min-width: 0; } input, select, button { font: inherit; padding: .3rem .5rem; }
ol { list-style: none; padding: 0; } li { border-top: 1px solid var(--line); padding: .7rem 0; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
li > a { font-weight: 600; } nav { display: flex; justify-content: space-between; }
"""


def list_page(
    articles: list[Listed], total: int, *, store: str, sites: list[str], words: str, site: str, page: int, replay: str
) -> str:
    """The page of a list that begins at `page` (from 0); `replay` is the address of pywb's collection."""
    options = "".join(
        f"<option{' selected' if name == site else ''} value='{escape(name)}'>{escape(name) or 'all sites'}</option>"
        for name in ["", *sites]
    )
    items = "".join(_item(article, replay) for article in articles) or "<li>No article here.</li>"
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{total} articles</title><style>{_STYLE}</style>
<h1>{total} articles</h1><p>{escape(store)}</p>
<form><input name="q" value="{escape(words)}" placeholder="Words in headline or address" aria-label="Search">
<select name="site" aria-label="Site">{options}</select><button>Search</button></form>
<ol>{items}</ol>{_steps(total, words, site, page)}</html>
"""


def _item(article: Listed, replay: str) -> str:
    captured = article.fetched
    shown = f"{captured[:4]}-{captured[4:6]}-{captured[6:8]} {captured[8:10]}:{captured[10:12]} UTC"
    about = [article.published and f"published {article.published[:10]}", article.section, article.site]
    facts = " · ".join(escape(fact) for fact in about if fact)
    return (
        f'<li><a href="{escape(f"{replay}/{captured}/{article.url}")}">{escape(article.headline)}</a>'
        f"<p>{facts} · captured {shown} · "
        f'<a href="{escape(f"{replay}/*/{article.url}")}">all captures</a></p>'
        f"<small>{escape(article.url)}</small></li>"
    )


def _steps(total: int, words: str, site: str, page: int) -> str:
    """Links to the pages before and after."""

    def link(number: int, label: str, *, there: bool) -> str:
        asked = urlencode({"q": words, "site": site, "page": number})
        return f'<a href="?{escape(asked)}">{label}</a>' if there else "<span></span>"

    newer = link(page - 1, "← newer", there=page > 0)
    older = link(page + 1, "older →", there=(page + 1) * PER_PAGE < total)
    return f"<nav>{newer}{older}</nav>"
