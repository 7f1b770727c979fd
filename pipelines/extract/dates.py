"""When the article was published and changed: what the page states and prints, weighed against each other."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HtmlElement

from pipelines.extract.blocks import blocks_of
from pipelines.extract.date_names import (
    DATE_NAMES,
    FIRST,
    FIRST_PUBLISHED,
    MODIFIED_META,
    PUBLISHED_META,
    UPDATED_NAMES,
    VAGUE_META,
)
from pipelines.extract.date_places import Places, lines_of, neighbourhood
from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.page_zone import local_moment
from pipelines.extract.phrases import opening
from pipelines.extract.printed_dates import Printed, find_dates, make_day
from pipelines.extract.stamps import Stamp, choose, choose_modified, only_day
from pipelines.extract.structured import Structured, strings
from pipelines.extract.text import squeeze, text_of

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?"
)
# In /2019/01/11-held-in-kochi/ the number opens the headline.
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d|[1-9])(?:/([0-3]\d)(?=[/._]|$)|-?([0-3]\d)(?=[/._-]|$))")
_URL_MONTH_NAME = re.compile(r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d{1,2})/")
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
_CLAUSE = re.compile(r"[|·•;()]\s*|\s[–—-]\s")
AHEAD = timedelta(hours=14 + 24)
"""So far may a date lie after the fetch: the zone furthest ahead of UTC, and a clock of ours that is a day slow."""
_BARE = 90
"""Characters in which a date stands that no element of its own holds."""
_MAX_DATELINE = 1000
"""Characters, white space counted, of an element that may be a dateline as a whole."""
_MAX_LINE = 250
_LABEL_REST = 3
"""Characters behind a label that stands on a line of its own."""
_NODES = 50
"""Nodes of JSON-LD whose dates are read."""
_MAX_SEARCHED = 1_000_000
"""Characters of a page that htmldate searches; half as many widely."""
_MAX_DATED = 1000
"""Lines with a year; a page of more is a list."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What was chosen."""

    published: str | None
    modified: str | None
    source: str = ""
    stamps: tuple[Stamp, ...] = ()
    """All dates of publication that the page gives."""
    changes: tuple[Stamp, ...] = ()
    """The same of changes."""


def find_dates_of(
    document: Document,
    structured: Structured,
    *,
    headline: HtmlElement | None,
    first_block: HtmlElement | None,
    language: str | None,
    zone: str | None,
    now: datetime,
    of_profile: str | None = None,
) -> Dates:
    """The dates of publication and change. `now` is the time of capture: later dates are not believed.

    A time is given only with its offset: the page's own, or the one of `zone` (an IANA name). `of_profile` is what
    stands where the site's profile says that the date of publication is; it overrules all else.
    """
    reader = _Reader(now, _zone(zone), language)
    if of_profile is not None and (stamp := reader.value(of_profile, 10.0, "profile")) is not None:
        return Dates(published=stamp.text(), modified=None, source=stamp.source)
    published, modified = reader.stated(structured)
    printed, printed_modified = reader.printed(document, headline, first_block)
    published += printed
    modified += printed_modified
    published += reader.of_url(document.url)
    published += reader.labelled(document, sure=bool(published))
    if not published:
        published = (
            only_day(modified)
            or reader.changed(document)
            or reader.guessed(document, wide=False)
            or reader.only(document)
            or reader.guessed(document, wide=True)
        )
    chosen = choose(published, modified, lambda moment: local_moment(moment, document.text, document.url, reader.zone))
    changed = choose_modified(modified, chosen)
    return Dates(
        published=chosen.text() if chosen else None,
        modified=changed.text() if changed else None,
        source=chosen.source if chosen else "",
        stamps=tuple(published),
        changes=tuple(modified),
    )


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Reader:
    now: datetime
    zone: ZoneInfo | None
    language: str | None

    def stated(self, structured: Structured) -> tuple[list[Stamp], list[Stamp]]:
        """Dates stated for machines."""
        article = structured.article
        published = self._all(strings(article.get("datePublished")), 1.0, "json-ld")
        published += self._all(strings(article.get("dateCreated"))[:1], 0.5, "json-ld created")
        for name in PUBLISHED_META:
            published += self._all(
                structured.meta.get(name, ())[:1],
                0.9 if "publish" in name else 0.62 if name in VAGUE_META else 0.75,
                f"meta {name}",
            )
        published += self._all(structured.micro.get("datepublished", ())[:1], 0.95, "microdata")
        modified = self._all(strings(article.get("dateModified")), 1.0, "json-ld")
        for name in MODIFIED_META:
            modified += self._all(structured.meta.get(name, ())[:1], 0.9, f"meta {name}")
        modified += self._all(structured.micro.get("datemodified", ())[:1], 0.95, "microdata")
        days = {stamp.day for stamp in published}
        for node in structured.nodes[:_NODES]:
            if node is article:
                continue
            # A page's other nodes may be other stories: they only second a day, or speak where nothing else does.
            stamps = self._all(strings(node.get("datePublished"))[:1], 0.7, "json-ld page")
            published += [stamp for stamp in stamps if not published or stamp.day in days]
        return published, modified

    def printed(
        self, document: Document, headline: HtmlElement | None, first_block: HtmlElement | None
    ) -> tuple[list[Stamp], list[Stamp]]:
        """Dates on the visible page, those near the headline and those that markup calls a date."""
        published: list[Stamp] = []
        modified: list[Stamp] = []
        places = Places(headline, first_block)
        for element, distance in neighbourhood(document, headline, first_block):
            text = _shown(element)
            if text is None or element is headline or places.is_foreign(element):
                continue
            first, changed = self._element(element, text, distance)
            published += first
            modified += changed
            if len(published) + len(modified) > 14:
                break
        return published, modified

    def _element(self, element: HtmlElement, text: str, distance: int) -> tuple[list[Stamp], list[Stamp]]:
        names = words_of(element)
        named = element.tag == "time" or bool(DATE_NAMES.search(names)) or element.get("itemprop") == "datePublished"
        weight = (0.62 if named else 0.5) - distance * 0.002
        before = squeeze((element.getparent().text or "") if element.getparent() is not None else "")[-40:]
        previous = element.getprevious()
        if previous is not None:
            before = (
                f"{squeeze(previous.text)} {squeeze(previous.tail)}"[-60:] if previous.tail or previous.text else before
            )
        # hAtom writes class="published updated" where there was no change.
        updated = (
            (bool(UPDATED_NAMES.search(names)) and "-published-" not in names)
            or _is_updated(text)
            or (not text[:1].isalpha() and _is_updated(before))
        )
        if element.get("itemprop") == "dateModified":
            updated = True
        stamps: tuple[list[Stamp], list[Stamp]] = ([], [])
        exact = (
            element.get("datetime")
            if element.tag == "time"
            else element.get("title")
            if element.tag == "abbr"
            else None
        )
        if exact and (element.tag == "time" or _ISO.match(exact)):  # hAtom: <abbr class="published" title="2019-…">
            stamps[updated].extend(self._all([exact], weight + 0.15, "time element"))
        for stamp, changed in self._texts(text, weight, named=named, updated=updated) if text else ():
            stamps[changed].append(stamp)
        return stamps

    def _texts(self, text: str, weight: float, *, named: bool, updated: bool) -> list[tuple[Stamp, bool]]:
        """The dates of a line, and of each whether it is that of a change: as its own label says, else `updated`."""
        found = find_dates(text, self.language, self.now)
        # A sentence that mentions a day is no dateline.
        rest = len(text) - sum(one.end - one.start for one in found)
        if not found or rest > (160 if named else 60):
            return []
        stamps = []
        end = 0
        for one in found:
            label = _CLAUSE.split(text[end : one.start])[-1]
            end = one.end
            changed = _is_updated(label) or (updated and opening("published").match(label) is None)
            stamp = self._stamp(one, weight - (0.1 if changed else 0.0), "printed")
            if stamp:
                stamps.append((stamp, changed))
        return stamps[:2]

    def of_url(self, url: str) -> list[Stamp]:
        """The day in the address, if the address has a whole one."""
        match = _URL_DAY.search(url)
        if match:
            day = make_day(int(match[1]), int(match[2]), int(match[3] or match[4]))
        else:
            match = _URL_MONTH_NAME.search(url.lower())
            day = make_day(int(match[1]), _MONTHS[match[2]], int(match[3])) if match else None
        return [Stamp(day, None, 0.6, "url")] if day and self._plausible(day) else []

    def labelled(self, document: Document, *, sure: bool) -> list[Stamp]:
        """Dates right behind a word that says "published", wherever they stand.

        On a page with dates in the usual places (`sure`) only those behind "originally published".
        """
        if sure and not _says_first_published(document):
            return []
        found = self._behind(document, FIRST if sure else opening("published"), 0.8 if sure else 0.6, anywhere=sure)
        return [found] if found is not None else []

    def changed(self, document: Document) -> list[Stamp]:
        """The date behind a word that says "updated", for a page that gives no other."""
        found = self._behind(document, opening("updated"), 0.4)
        return [found] if found is not None else []

    def _behind(
        self, document: Document, label: re.Pattern[str], weight: float, *, anywhere: bool = False
    ) -> Stamp | None:
        """The first date right behind a label that opens a line, stands `anywhere` in it, or is the line before."""
        is_label_before = False
        for text in lines_of(document):
            own = label.search(text[:400]) if anywhere else label.match(text)
            start = own.end() if own else 0 if is_label_before else -1
            is_label_before = own is not None and own.start() == 0 and len(text) - own.end() <= _LABEL_REST
            if start < 0 or not _DIGIT.search(text[start : start + _BARE]):
                continue
            for one in find_dates(text[start : start + _BARE], self.language, self.now, limit=1):
                stamp = self._stamp(one, weight, "labelled")
                if one.start <= 16 and stamp is not None and not one.relative:
                    return stamp
        return None

    def only(self, document: Document) -> list[Stamp]:
        """The day that a page prints, if all its dates are the same day."""
        found: list[Stamp] = []
        dated = 0
        for text in lines_of(document):
            if len(text) > 300 or not _YEAR.search(text):
                continue
            dated += 1
            if dated > _MAX_DATED:
                return []
            for one in find_dates(text, self.language, self.now):
                stamp = None if one.relative else self._stamp(one, 0.4, "only date")
                if stamp is not None:
                    found.append(stamp)
                if stamp is not None and stamp.day != found[0].day:
                    return []
        return found[:1]

    def guessed(self, document: Document, *, wide: bool) -> list[Stamp]:
        """What htmldate finds on a page that gives no date in the usual places; its wide search comes last."""
        if len(document.text) > (_MAX_SEARCHED // 2 if wide else _MAX_SEARCHED):
            return []
        try:
            found = find_date(
                document.tree,
                extensive_search=wide,
                original_date=True,
                max_date=self.now.strftime("%Y-%m-%d"),
                url=None,
                deferred_url_extractor=False,
            )
        except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            return []
        # From a year alone the wide search makes its first day.
        return self._all([found], 0.3, "htmldate") if found and not (wide and found.endswith("-01-01")) else []

    def _all(self, values: list[str] | tuple[str, ...], weight: float, source: str) -> list[Stamp]:
        return [stamp for value in values if (stamp := self.value(value, weight, source))]

    def value(self, value: str, weight: float, source: str) -> Stamp | None:
        """A value meant for machines: ISO 8601 in its dialects, else a printed date, else seconds since 1970."""
        value = value.strip()[:200]
        if re.fullmatch(r"1\d{9}(?:\d{3})?", value):
            moment = datetime.fromtimestamp(int(value[:10]), UTC)
            return Stamp(moment.date(), moment, weight, source) if self._plausible(moment.date()) else None
        match = _ISO.match(value)
        if match:
            return self._iso(match, weight, source)
        found = find_dates(value, self.language, self.now, limit=1)
        return self._stamp(found[0], weight - 0.05, source) if found else None

    def _iso(self, match: re.Match[str], weight: float, source: str) -> Stamp | None:
        day = make_day(int(match[1]), int(match[2]), int(match[3]))
        if day is None or not self._plausible(day):
            return None
        if match[4] is None:
            return Stamp(day, None, weight, source)
        hour, minute, second = int(match[4]) % 24, int(match[5]), int(match[6] or 0)
        if match[7] is None or second > 59 or minute > 59:
            return Stamp(day, self._local(day, hour, minute, second), weight, source)
        moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=_offset(match[7]))
        if moment > self.now + AHEAD:
            return None
        return Stamp(day, moment, weight, source)

    def _stamp(self, printed: Printed, weight: float, source: str) -> Stamp | None:
        if not self._plausible(printed.day):
            return None
        moment = None
        if printed.time is not None:
            hour, minute = printed.time
            if printed.offset is not None:
                zone = timezone(timedelta(minutes=printed.offset))
                moment = datetime(printed.day.year, printed.day.month, printed.day.day, hour, minute, tzinfo=zone)
            else:
                moment = self._local(printed.day, hour, minute, 0)
        return Stamp(printed.day, moment, weight - (0.25 if printed.relative else 0.0), source, printed.time)

    def _local(self, day: date, hour: int, minute: int, second: int) -> datetime | None:
        if self.zone is None or minute > 59 or second > 59:
            return None
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.zone)

    def _plausible(self, day: date) -> bool:
        return day <= (self.now + AHEAD).date()


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        return UTC
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _says_first_published(document: Document) -> bool:
    """Whether readers are told of a first publication: on one page in a hundred, and to look line by line is dear."""
    shown = "\n".join(block.text for block in blocks_of(document)).lower()
    return any(phrase in shown for phrase in FIRST_PUBLISHED)


def _shown(element: HtmlElement) -> str | None:
    """The text of an element that may hold a date: a short one, with a digit, a label or a date for machines."""
    # In a third of the time that lxml's text_content() takes.
    whole = tostring(element, encoding="unicode", method="text", with_tail=False) if len(element) else element.text
    if not whole or whole.isspace():
        return "" if element.get("datetime") else None
    bare = len(whole) > _MAX_DATELINE  # a date may stand bare between the headline and the body
    if bare:
        whole = squeeze(" ".join((element.text or "", *(child.tail or "" for child in element))))
        if len(whole) > _BARE:
            return None
    if not (_DIGIT.search(whole) or element.get("datetime") or _is_updated(whole)):
        return None
    text = squeeze(whole) if bare or not len(element) else text_of(element)
    return text if len(text) <= _MAX_LINE else None


def _is_updated(text: str) -> bool:
    return opening("updated").match(text) is not None
