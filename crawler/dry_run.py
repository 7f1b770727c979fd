"""`scrapy crawl SITE --dry-run`: what a crawl would ask for first, and why, from the store alone.

No request, no lease, nothing written: the state is copied, or made anew, in a folder that is thrown away.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from archive import clock
from archive.store import Store, open_store
from archive.store.local import LocalStore
from archive.store.memory import MemoryStore
from crawler.coverage.holes import HOLES_FILE, known_holes
from crawler.options import Options
from crawler.plan import SitePlan
from crawler.restrictions import Restrictions
from crawler.seeding import Seed, is_left_out, seeds
from crawler.session import spool_folder
from crawler.state import STATE_FILE, SiteState


def dry_run(plans: Sequence[SitePlan], options: Options, restrictions: Restrictions) -> Iterator[str]:
    """The plan of the next crawl in lines of text. Raises `StoreError` when the store cannot be read."""
    store = open_store(options.archive_store)
    for plan in plans:
        spool = spool_folder(options, store, plan.name)
        # A folder that is not there yet is what the first crawl makes; until then, it holds nothing.
        is_there = not isinstance(store, LocalStore) or store.root.exists()
        with tempfile.TemporaryDirectory(prefix="newswarc-") as folder:
            yield from _of_site(plan, store if is_there else MemoryStore(), spool, options, restrictions, Path(folder))
    yield "nothing was asked for and nothing was written"


def _of_site(
    plan: SitePlan, store: Store, spool: Path, options: Options, restrictions: Restrictions, folder: Path
) -> Iterator[str]:
    _copy_caches(spool, folder)
    with closing(SiteState(folder / STATE_FILE)) as state:
        state.sync(store, plan.name)
        holes = known_holes(folder / HOLES_FILE, store, plan.name, state.latest_crawl)
        yield f"{plan.name}: {state.article_count} stories published, latest crawl {state.latest_crawl or 'none'}"
        for left in sorted(path.name for path in spool.glob("*") if path.is_dir()):
            yield f"  before anything else, what crawl {left} left in the spool would be published, if it is over"
        planned: dict[str, Seed] = {}
        left_out = 0
        for seed in seeds(plan, state, holes, clock.utc_now(), options, restrictions):
            if is_left_out(seed, restrictions):
                left_out += seed.key not in planned
            elif seed.key not in planned or planned[seed.key].priority < seed.priority:
                planned[seed.key] = seed
        yield f"  {len(planned)} addresses first, in this order; then what they name:"
        for seed in sorted(planned.values(), key=lambda seed: -seed.priority):
            yield f"    {seed.key}  ({seed.why})"
        if left_out:
            yield f"  {left_out} addresses that are known to lie outside the period would be left out"
        lists = state.lists()
        yield "  the sitemaps that robots.txt names, and the feeds of the start pages; the last time there were:"
        yield from (f"    {key}  ({kind})" for key, kind in lists)
        if not lists:
            yield "    none"


def _copy_caches(spool: Path, folder: Path) -> None:
    """What a running crawl of the site writes meanwhile does not disturb the copy, nor the copy the crawl."""
    if (spool / STATE_FILE).exists():
        # A reader makes files of its own beside a database that nobody has open, unless it is told that nobody will.
        mode = "mode=ro" if (spool / f"{STATE_FILE}-wal").exists() else "mode=ro&immutable=1"
        with (
            suppress(sqlite3.DatabaseError),  # damaged: the copy is then made from the store
            closing(sqlite3.connect(f"file:{quote(str(spool / STATE_FILE))}?{mode}", uri=True)) as source,
            closing(sqlite3.connect(folder / STATE_FILE)) as copy,
        ):
            source.backup(copy)
    if (spool / HOLES_FILE).exists():
        shutil.copyfile(spool / HOLES_FILE, folder / HOLES_FILE)
