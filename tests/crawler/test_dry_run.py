"""What `--dry-run` says, from the store alone."""

from pathlib import Path

from scrapy.settings import Settings

from archive.store import open_store
from crawler import settings as ours
from crawler.dry_run import dry_run
from crawler.options import Options
from crawler.plan import plan_crawl
from crawler.restrictions import Restrictions
from crawler.session import spool_folder


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    """As in a crawl: it only makes a start fast. It stays as it is, for nothing is written."""
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict({"ARCHIVE_STORE": str(tmp_path / "store"), "ARCHIVE_SPOOL": str(tmp_path / "spool")}, "cmdline")
    options = Options.from_settings(settings)
    plans = plan_crawl("news", {"url": "http://h.example/"}, None)
    state = spool_folder(options, open_store(options.archive_store), "h.example") / "state.db"
    state.parent.mkdir(parents=True)
    state.write_bytes(b"SQLite format 3" + b"\0" * 5000)
    lines = list(dry_run(plans, options, Restrictions()))
    assert lines[0] == "h.example: 0 stories published, latest crawl none"
    assert "    http://h.example/  (start page)" in lines
    assert state.read_bytes() == b"SQLite format 3" + b"\0" * 5000
