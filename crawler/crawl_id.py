"""The names of crawls: their order is that in which their batches count, whatever the clock says."""

import secrets
from datetime import UTC, datetime

CRAWL_TIME = "%Y%m%dT%H%M%SZ"
"""How the id of a crawl begins."""


def new_crawl_id(now: datetime, latest: str | None) -> str:
    """Names a crawl: its time, UTC, and something random. Always sorts after `latest`, whatever the clock says."""
    stamp = now.strftime(CRAWL_TIME)
    if latest is not None and stamp <= (last := latest.partition("-")[0]):
        # The order of crawls decides which of two lines is the newer one; a clock set back must not.
        after = datetime.strptime(last, CRAWL_TIME).replace(tzinfo=UTC).timestamp() + 1
        stamp = datetime.fromtimestamp(after, UTC).strftime(CRAWL_TIME)
    return f"{stamp}-{secrets.token_hex(3)}"
