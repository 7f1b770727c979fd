"""An article as one line of JSON: UTF-8, every key, always in the order of the class."""

import msgspec

from pipelines.article import Article
from pipelines.errors import PipelineError

_ENCODER = msgspec.json.Encoder(order=None)
_DECODER = msgspec.json.Decoder(Article)


class LineError(PipelineError):
    """A line is no article of this schema."""


def to_line(article: Article) -> bytes:
    """The article as one line with its line feed; the same article gives the same bytes."""
    return _ENCODER.encode(article) + b"\n"


def from_line(line: bytes) -> Article:
    """The article of a line. Raises `LineError` where a key is missing, misspelt or of the wrong type."""
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError as error:
        raise LineError(str(error)) from error
