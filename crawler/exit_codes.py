"""What `scrapy crawl` and its sisters tell the shell. Scrapy's own commands exit 0 in most of these."""

import enum


class ExitCode(enum.IntEnum):
    """One number for one thing that an operator would do about it."""

    OK = 0
    UNEXPECTED = 1
    """A fault of ours: the log has the traceback."""
    BAD_ARGUMENTS = 2
    """Unknown site, malformed profile, an argument or setting that cannot be."""
    ARCHIVE_FAILED = 3
    """The store or the spool failed. What was captured stays in the spool; the next run publishes it."""
    START_UNREACHABLE = 4
    """A start page gave no answer that can be read, or robots.txt forbids it."""
    NOTHING_ARCHIVED = 5
    """Start pages answered, but neither this crawl nor the store knows a single article of the site."""
    CUT_SHORT = 6
    """Ended by a signal or a limit before everything was fetched; the next run goes on from there."""
    LEASE_HELD = 7
    """Another crawl of this site writes to this store."""
    HOLES = 8
    """`scrapy coverage` found holes: the archive cannot show that it has every story. Nothing is broken."""
    NEEDS_A_LOOK = 9
    """`scrapy report` found something that is not as it used to be."""
