"""Copies of one text on several sites: an agency's report, a syndicated column."""

import hashlib
import re

from pipelines.words import UNSPACED, first_words

LEAD_WORDS = 200
"""Words that are looked at: newspapers shorten an agency's report from the end."""
_SHINGLE = 4
_SHINGLE_UNSPACED = 10
"""Letters instead of words, in scripts written without spaces."""
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")


def cluster_id(body: str) -> str | None:
    """16 hex digits that near-duplicate texts share, or None for no text.

    The least hash of the overlapping groups of four words in the lead: MinHash (Broder 1997) with one permutation.
    Two texts get the same value with a probability of the share of groups that they have in common, so that copies
    with small changes nearly always meet and different texts hardly ever do. It needs no look at other articles, and
    so is the same in the crawl, offline and on a cluster.
    """
    words = [word.casefold() for word in first_words(body, LEAD_WORDS)]
    if not words:
        return None
    unspaced = sum(1 for word in words if _IS_UNSPACED.match(word)) * 2 > len(words)
    size = _SHINGLE_UNSPACED if unspaced else _SHINGLE
    groups = {" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))}
    return min(hashlib.blake2b(group.encode(), digest_size=8).digest() for group in groups).hex()
