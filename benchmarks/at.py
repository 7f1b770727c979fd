"""Runs `scrapy` as if it were another time: `python -m benchmarks.at 2026-12-03T12:00:00+00:00 crawl news -a url=…`.

The clock goes on from the moment given. Only our own reading of the time of day moves (`archive.clock`); monotonic
clocks, which leases and waiting go by, stay as they are. libfaketime moves everything and needs none of this:
`benchmarks/thirty_days.py --faketime LIBRARY`.
"""

import sys
import time
from datetime import datetime, timedelta

from archive import clock


def main() -> None:
    """Move the clock, then be `scrapy`."""
    moment = datetime.fromisoformat(sys.argv[1])
    begun = time.monotonic()
    # Before anything that may keep the function itself is imported.
    setattr(clock, "utc_now", lambda: moment + timedelta(seconds=time.monotonic() - begun))  # noqa: B010 - typed as final
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
