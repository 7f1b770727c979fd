"""What must hold between records, index lines and articles, once all of them were read into a catalogue."""

import json
from collections.abc import Mapping
from typing import Any

from archive.catalogue import Catalogue, Place, Seen
from archive.check_warc import Report
from archive.findings import Code, Finding

_IDENTICAL = "/identical-payload-digest"


def check_ids(catalogue: Catalogue, report: Report, *, within_files: bool) -> None:
    """No two records have the same id (ISO 28500 5.2); `within_files` allows it to copies of a file."""
    for record_id, first, again in catalogue.repeated_ids(within_files=within_files):
        message = f"{record_id} is also the id of the record at {first.file}:{first.offset}"
        report(Finding(code=Code.ID_REPEATED, file=again.file, offset=again.offset, message=message))


def check_revisits(catalogue: Catalogue, report: Report, *, absent: Code | None) -> None:
    """Every revisit names a record that is there and that it agrees with (ISO 28500 6.7).

    `absent` is what it means that the record was not read, None that it means nothing.
    """
    for place, revisit in catalogue.revisits():
        found = catalogue.by_id(revisit.refers_to) if revisit.refers_to else None
        if found is None and revisit.refers_url:
            found = catalogue.by_capture(revisit.refers_url, revisit.refers_date)
        if found is None:
            if absent is not None:
                _find(report, absent, place, f"{_name(revisit)} was not found")
        elif problem := _disagreement(revisit, found[1]):
            _find(report, Code.REVISIT_DIFFERS, place, problem)


def check_index(
    catalogue: Catalogue,
    report: Report,
    index: str,
    warcs: Mapping[str, str],
    *,
    complete: bool,
) -> None:
    """The lines of an index and the records of the WARC files it names are the same, both ways.

    `warcs` gives the file for each name that a line may have in "filename"; with `complete` there are no others.
    """
    names = catalogue.names_in(index)
    named = [name for name in names if name in warcs]
    for number, name, offset, length, text in catalogue.doubtful_lines(index, {name: warcs[name] for name in named}):
        place = Place(file=index, offset=number)
        if name not in warcs:
            if complete:
                _find(report, Code.INDEX_ORPHAN, place, f"names the file {name!r}, which is not there")
            continue
        record = catalogue.at(warcs[name], offset)
        if record is None or record.line is None or record.length != length:
            _find(report, Code.INDEX_ORPHAN, place, f"no such record of {length} bytes at {name}:{offset}")
        elif differing := _differing_fields(text, record.line):
            _find(report, Code.INDEX_DIFFERS, place, f"says otherwise than {name}:{offset} in {', '.join(differing)}")
    for name in sorted(warcs if complete else named):
        for record in catalogue.unindexed(warcs[name], index, name):
            where = Place(file=warcs[name], offset=record.offset)
            _find(report, Code.INDEX_MISSES, where, f"the {record.type} of {record.url} is not in {index}")


def check_articles(catalogue: Catalogue, report: Report, files: Mapping[str, bool]) -> None:
    """Every article points to the response it was made from.

    `files` has the keys of all WARC files that there are, with whether the file was read.
    """
    for file, number, url, warc, offset, length, record_id, digest in catalogue.doubtful_articles():
        place = Place(file=file, offset=number)
        if warc not in files:
            _find(report, Code.ARTICLE_POINTER, place, f"points into {warc!r}, which is not there")
            continue
        if not files[warc]:
            continue
        record = catalogue.at(warc, offset)
        if record is None or record.type not in ("response", "revisit"):
            _find(report, Code.ARTICLE_POINTER, place, f"no response begins at {warc}:{offset}")
            continue
        said = {"length": length, "record_id": record_id, "payload_digest": digest, "url": url}
        holds = {
            "length": record.length,
            "record_id": record.id,
            "payload_digest": record.digest,
            "url": record.url.partition("#")[0],
        }
        if wrong := [name for name, value in said.items() if value != holds[name]]:
            _find(report, Code.ARTICLE_POINTER, place, f"{', '.join(wrong)} of {warc}:{offset} is not as it says")


def _find(report: Report, code: Code, place: Place, message: str) -> None:
    report(Finding(code=code, file=place.file, offset=place.offset, message=message))


def _name(revisit: Seen) -> str:
    if not (revisit.refers_to or revisit.refers_url):
        return "the record it stands for, which it does not name,"
    return f"the record it stands for ({revisit.refers_to or revisit.refers_url})"


def _disagreement(revisit: Seen, original: Seen) -> str | None:
    if original.type not in ("response", "resource"):
        return f"it stands for a record of type {original.type!r}"
    if revisit.refers_url and revisit.refers_url != original.url:
        return f"it says that {revisit.refers_to} is of {revisit.refers_url}, and that is of {original.url}"
    # Many writers give the date in whole seconds, whatever the original has.
    if revisit.refers_date and revisit.refers_date[:19] != original.date[:19]:
        return f"it says that {revisit.refers_to} is of {revisit.refers_date}, and that is of {original.date}"
    if revisit.digest and revisit.profile.endswith(_IDENTICAL) and not _same_digest(revisit.digest, original.digest):
        return f"it says that the payload has {revisit.digest}, and that has {original.digest}"
    return None


def _same_digest(one: str, other: str) -> bool:
    return one == other or one.partition(":")[0].lower() != other.partition(":")[0].lower()


def _differing_fields(text: str, ours: str) -> list[str]:
    """Names of what an index line says otherwise than our own line of the record; other fields may be there."""
    key, timestamp, fields = _taken_apart(text)
    our_key, our_timestamp, our_fields = _taken_apart(ours)
    wrong = [name for name, differs in (("key", key != our_key), ("timestamp", timestamp != our_timestamp)) if differs]
    for name, value in our_fields.items():
        if name in fields and str(fields[name]).removeprefix("sha1:") != str(value).removeprefix("sha1:"):
            wrong.append(name)
    return wrong


def _taken_apart(line: str) -> tuple[str, str, dict[str, Any]]:
    key, timestamp, body = line.split(" ", 2)
    return key, timestamp, json.loads(body)
