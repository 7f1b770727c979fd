"""No response reaches a spider without the record that holds it."""

from scrapy.exceptions import NotSupported
from scrapy.http import Response

from archive.model import CaptureRef


class RecordGuard:
    """A spider middleware that refuses what did not come through the archiving handler."""

    def process_spider_input(self, response: Response) -> None:
        assert response.request is not None
        if not isinstance(response.request.meta.get("warc"), CaptureRef):
            raise NotSupported(f"{response.url} was not archived")
