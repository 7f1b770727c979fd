"""The one place where the time of day is asked for, so that a test can live through a month in a minute.

What must be right whatever anybody sets (leases, waiting) goes by monotonic clocks instead.
"""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time by this machine's clock. Call it through the module: `clock.utc_now()`."""
    return datetime.now(UTC)
