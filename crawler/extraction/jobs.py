"""The jobs of the map step for some WARC files."""

from collections.abc import Sequence
from pathlib import Path

from crawler.extraction.extractor import extractor_for
from crawler.extraction.read_warc import WarcJob
from crawler.inputs import WarcInput


def jobs_for(
    warcs: Sequence[WarcInput],
    readings: str,
    *,
    max_body: int,
    timeout: float,
    sites: Path | None = None,
    readers: int = 1,
) -> list[WarcJob]:
    """One job a file, in their order.

    `readings` is the URL of the store that takes the readings, a folder or s3://bucket/prefix; `max_body` and `timeout`
    are the limits of a page (`NEWS_MAX_BODY`, `ARTICLE_TIMEOUT`), `sites` a folder with more site profiles, `readers`
    the processes that share the pages of a file. Raises `BadArguments`.
    """
    extractors = {
        site: extractor_for(site, sites=sites, max_body=max_body, timeout=timeout)
        for site in {warc.site for warc in warcs}
    }
    versions = {site: extractor.version for site, extractor in extractors.items()}
    return [
        WarcJob(
            warc=warc, extractor=extractors[warc.site], version=versions[warc.site], readings=readings, readers=readers
        )
        for warc in warcs
    ]
