"""Figures of article extraction, as the public benchmarks define them.

Body: 4-gram shingles of `\\w+` tokens, true and false positives a page divided by their sum, precision and recall
as means over pages (scrapinghub/article-extraction-benchmark). Segments: strings that must, and must not, be in
the body (trafilatura's evaluation). Other fields: equal after NFKC, case folding and dropping punctuation; the same
day; F1 of sets of names.
"""

import html
import random
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

Counts = tuple[float, float, float]
_TOKEN = re.compile(r"\w+")
_BY = re.compile(r"^(?:by|von|par|por|da|door|af|av|text|oleh)\s+")
_JOINED = re.compile(r"[;,|&]|\b(?:and|und|et|og|och)\b")
_SHINGLE = 4
FIELDS = ("headline", "date", "authors", "description", "tags")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The multiset of 4-grams; of a shorter text, the one gram it is."""
    tokens = _TOKEN.findall(text or "")
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(max(1, len(tokens) - _SHINGLE + 1)))


def gold_body(document: dict[str, Any], predicted: str) -> str:
    """The gold text; optional paragraphs count where the prediction has at least half of their grams to spare."""
    optional = set(document.get("body_optional") or ())
    spare = shingles(predicted)
    for i, paragraph in enumerate(document["body"]):
        if i not in optional:
            spare -= shingles(paragraph)
    kept = []
    for i, paragraph in enumerate(document["body"]):
        if i in optional:
            grams = shingles(paragraph)
            if not grams or (grams & spare).total() * 2 < grams.total():
                continue
            spare -= grams
        kept.append(paragraph)
    return "\n\n".join(kept)


def body_counts(gold: str, predicted: str) -> Counts:
    """True positives, false positives and false negatives, as shares of their sum."""
    one, two = shingles(gold), shingles(predicted)
    hits = (one & two).total()
    extra, missed = two.total() - hits, one.total() - hits
    total = (hits + extra + missed) or 1
    return hits / total, extra / total, missed / total


def body_f1(counts: Sequence[Counts]) -> float:
    """F1 of mean precision and mean recall."""
    precision = [tp / (tp + fp) for tp, fp, _ in counts if tp + fp > 0]
    recall = [tp / (tp + fn) for tp, _, fn in counts if tp + fn > 0]
    p = statistics.fmean(precision) if precision else 0.0
    r = statistics.fmean(recall) if recall else 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


def is_exact(gold: str, predicted: str) -> bool:
    """Whether the two have the same tokens in the same order."""
    return _TOKEN.findall(gold) == _TOKEN.findall(predicted)


def summary(pages: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The figures of some pages: means, and of bodies and segments what their measures say of them together."""
    found: dict[str, float] = {}
    counts = [page["counts"] for page in pages if "counts" in page]
    if counts:
        found["body F1"] = body_f1(counts)
        found["exact"] = statistics.fmean(page["exact"] for page in pages if "exact" in page)
    segments = [page for page in pages if "with" in page]
    if segments:
        hits = sum(page["hits"] for page in segments)
        extra = sum(page["extra"] for page in segments)
        wanted = sum(len(page["with"]) for page in segments)
        found["segments F1"] = 2 * hits / (hits + extra + wanted)
    for field in FIELDS:
        values = [page[field] for page in pages if field in page]
        if values:
            found[field] = statistics.fmean(values)
    return found


def resamples(pages: Sequence[dict[str, Any]], rounds: int) -> list[dict[str, float]]:
    """The figures of `rounds` samples of the pages, drawn with replacement; equal draws for lists of one length."""
    source = random.Random(1)
    return [summary(source.choices(pages, k=len(pages))) for _ in range(rounds)]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """What holds the middle 95 of 100 values."""
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[max(0, int(0.975 * len(ordered)) - 1)]


def verdict(low: float, high: float) -> str:
    """Whether a difference with this interval is "better", "equal" or "worse"."""
    return "better" if low > 0 else "worse" if high < 0 else "equal"


def plain(text: object) -> str:
    """Folded words of a text."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", html.unescape(str(text or ""))).casefold()))


def names_f1(gold: object, predicted: object) -> float:
    """F1 of two sets of names; "A and B" counts as two."""
    one, two = _names(gold), _names(predicted)
    return 2 * len(one & two) / (len(one) + len(two)) if one | two else 1.0


def _names(values: object) -> set[str]:
    listed = values if isinstance(values, list | tuple) else [values]
    parts = (part for value in listed for part in _JOINED.split(str(value or "")))
    return {name for name in (_BY.sub("", plain(part)) for part in parts) if name}


def score(document: dict[str, Any], predicted: dict[str, Any]) -> dict[str, Any]:
    """All figures of one page that its gold annotates."""
    found: dict[str, Any] = {}
    body = str(predicted.get("body") or "")
    if "body" in document:
        gold = gold_body(document, body)
        found["counts"] = body_counts(gold, body)
        found["exact"] = float(is_exact(gold, body))
    if "with" in document:
        text = " ".join(body.split())
        found["with"] = [" ".join(s.split()) in text for s in document["with"]]
        found["without"] = [" ".join(s.split()) in text for s in document.get("without") or []]
        found["hits"], found["extra"] = sum(found["with"]), sum(found["without"])
    for field in ("headline", "description"):
        if plain(document.get(field)):
            found[field] = float(plain(document[field]) == plain(predicted.get(field)))
    if document.get("date_published"):
        found["date"] = float(str(predicted.get("date_published") or "")[:10] == document["date_published"][:10])
    for field in ("authors", "tags"):
        if field in document:
            found[field] = names_f1(document[field], predicted.get(field))
    return found
