"""Keys of URLs: a table of what the Wayback Machine's rules give, and the package that defines them as an oracle."""

import re
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.urlkey import url_key

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package has invalid escapes in its regular expressions
    from surt import surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.example.com/", "com,example)/"),
        ("https://example.com", "com,example)/"),
        ("HTTP://WWW2.Example.COM:80/A/B/?b=2&a=1#top", "com,example)/a/b?a=1&b=2"),
        ("https://example.com:443/x/", "com,example)/x"),
        ("http://example.com:443/", "com,example:443)/"),
        ("http://user:word@example.com:8080/x", "com,example:8080)/x"),
        ("http://example.com/%7Euser/a%20b", "com,example)/~user/a%20b"),
        ("http://example.com/%2525", "com,example)/%25"),
        ("http://example.com/a//b/./../c", "com,example)/a/c"),
        ("http://example.com/../../x", "com,example)/x"),
        ("http://example.com/../x", "com,example)/../x"),
        ("http://example.com/?", "com,example)/"),
        ("http://example.com/a?b=1&&a", "com,example)/a?&a&b=1"),
        ("http://example.com/a?a=&a", "com,example)/a?a&a="),
        ("http://127.0.0.1:8000/x", "1,0,0,127:8000)/x"),
        ("http://3279880203/x", "11,0,127,195)/x"),
        ("http://[2001:db8::1]:8080/x", "2001:db8::1:8080)/x"),
        ("http://münchen.de/straße?q=ü", "de,xn--mnchen-3ya)/stra%c3%9fe?q=%c3%bc"),
        ("http://example.com/a?x=1&PHPSESSID=0123456789abcdefghijklemopqrstuv&y=2", "com,example)/a?x=1&y=2"),
        ("http://example.com/(S(4hqa0555fwsecu455xqckv45))/m.aspx", "com,example)/m.aspx"),
        ("http://http://example.com/", "com,example)/"),
        ("example.com/x", "com,example)/x"),
        ("dns:example.com", "dns:example.com"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("file:///a/b%20c", "file:/a/b%20c"),
        ("filedesc://a.arc", "filedesc://a.arc"),
        ("http://example.com:99999/", "http://example.com:99999/"),
        ("", "-"),
    ],
)
def test_key(url: str, key: str) -> None:
    """Each rule of the dialect, by one URL."""
    assert url_key(url) == key


HOSTS = ["example.com", "www.example.co.uk", "a.b", "10.0.0.1", "EXAMPLE.com:8080", "www.x.org:80", "user@h.example"]
PARTS = [
    *"/?&=#%.+ :;~|'\"\\()",
    *["//", "..", "/../", "/./", "%20", "%25", "%41", "%C3%BC", "%2e", "ü", "日", "a", "B", "1", "www.", "index.php"],
    *["jsessionid=" + "a1" * 16, "PHPSESSID=" + "a1" * 16, "sid=" + "a1" * 16, "cfid=1&cftoken=2", ".aspx"],
    *["ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX", "(S(" + "a1" * 12 + "))", "(" + "a1" * 12 + ")"],
]
urls = st.builds(
    lambda scheme, host, start, parts: f"{scheme}://{host}{start}{''.join(parts)}",
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(HOSTS),
    st.sampled_from(["/", "/", "?", ""]),
    st.lists(st.sampled_from(PARTS), max_size=8),
)


@given(urls)
@example("http://a.b/?x&cfid=1&cftoken=2")
def test_the_oracle_agrees(url: str) -> None:
    """Our key is that of the package `surt`, which pywb and cdxj-indexer use, for URLs with a sane host."""
    host = re.split(r"[/?#]", url.partition("://")[2])[0].rpartition("@")[2]
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", host):
        return
    try:
        expected = surt(url)
    except ValueError:
        expected = url  # as cdxj-indexer does
    assert url_key(url) == expected


@given(st.text(max_size=60))
def test_any_text_has_a_key_of_one_word(text: str) -> None:
    """Whatever stands in a record, the key is one line."""
    assert "\n" not in url_key(text)
