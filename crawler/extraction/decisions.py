"""What the crawl that wrote a WARC file decided: which responses lay outside its days or site, what is no text."""

import re

from archive.model import Record
from crawler.learned import learned_of
from crawler.ledger import Outcome
from crawler.period import period_of_info
from pipelines.learned import Learned

_OUTCOME = re.compile(rb"^newswarc-outcome: (\w+)\r$", re.MULTILINE | re.ASCII)


class Decisions:
    """Notices, record by record, which responses got no line because of their day or place, and what was learned.

    The warcinfo record says whether there was a period at all; the metadata record of a response says what the crawl
    decided about it. A crawl decides by what it knew, so that its word counts and not what the page's date says now.
    """

    def __init__(self) -> None:
        self._is_restricted = False
        self._withheld: dict[str, None] = {}
        self.learned: Learned | None = None
        """What it had learned of the site's pages when it sealed the file."""

    def notice(self, record: Record) -> None:
        """Take in a warcinfo or metadata record; of two about the same the later one counts."""
        if record.type == "warcinfo":
            fields = (line.partition(": ") for line in record.block.decode("utf-8", "replace").splitlines())
            self._is_restricted = bool(period_of_info((name, value) for name, _, value in fields))
        elif (learned := learned_of(record)) is not None:
            self.learned = learned
        elif (found := _OUTCOME.search(record.block)) is not None:
            refers_to = (record.headers.get("WARC-Refers-To") or "").strip("<> ")
            outcome = found[1].decode("ascii")
            self._withheld.pop(refers_to, None)
            if outcome == Outcome.OUT_OF_SCOPE or (self._is_restricted and outcome == Outcome.OUT_OF_PERIOD):
                self._withheld[refers_to] = None

    @property
    def withheld(self) -> list[str]:
        """Of the responses that got no line, in the order in which they were decided."""
        return list(self._withheld)
