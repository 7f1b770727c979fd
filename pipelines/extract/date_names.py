"""The names under which pages give dates: meta elements, classes and ids, and the words for a first publication."""

import re

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "parsely-pub-date",  # noqa: E501
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date.created", "dc.date", "dcterms.date",  # noqa: E501
    "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "publication-date", "published_time",
    "published-date", "published_at", "article.published", "cxenseparse:recs:publishtime", "shareaholic:article_published_time",  # noqa: E501
    "bt:pubdate", "citation_publication_date", "citation_date", "rbpubdate", "analyticsattributes.articledate", "originalpublicationdate",  # noqa: E501
    "timestamp", "article_date_original", "date.created", "datecreated", "date", "article:created", "vr:published_time", "last-published", "ptime", "displaydate",  # noqa: E501
)  # fmt: skip
VAGUE_META = frozenset(("date", "dc.date", "dcterms.date", "timestamp", "dcterms.created", "dc.date.created"))
"""Names under which some sites give the date of the last change."""
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified",  # noqa: E501
    "last-modified", "lastmod", "modified_time", "article.updated", "date.updated", "updated_time", "revision_date", "moddate",  # noqa: E501
)  # fmt: skip
DATE_NAMES = re.compile(
    r"-(?:date|dates|time|datetime|timestamp|published|publish|pubdate|posted|dateline|meta|byline|created|updated|fecha|data|datum|zeit|"
    r"publication|publicado|dato|pvm|tarih|datetime|info|entry|pub|postdate|articledate|publishdate|pubtime|publishedat)-"
)
UPDATED_NAMES = re.compile(r"-(?:modified|updated?|last-?updated?|aktualisiert|actualizado|edited|revised)-")
FIRST_PUBLISHED = tuple(
    f"{first} {published}"
    for firsts, publisheds in (
        (("originally", "first"), ("published", "posted", "appeared")),
        (("ursprünglich", "erstmals"), ("veröffentlicht", "erschienen")),
    )
    for first in firsts
    for published in publisheds
)
FIRST = re.compile(rf"\b(?:{'|'.join(FIRST_PUBLISHED)})\b", re.IGNORECASE)
