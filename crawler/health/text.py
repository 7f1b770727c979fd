"""The report on a site as text for a terminal or a mail."""

from collections.abc import Iterator

from crawler.exit_codes import ExitCode
from crawler.health.model import Health

_CAUSES = 8


def text(health: Health) -> str:
    """A few lines; concerns first, each behind an exclamation mark. Ends with a line feed."""
    return "\n".join(_lines(health)) + "\n"


def _lines(health: Health) -> Iterator[str]:
    code = ExitCode(health.last_exit_code)
    yield (
        f"{health.site}: last crawl {health.last_crawl:%Y-%m-%d %H:%M} UTC, {health.last_reason},"
        f" status {health.last_exit_code} ({code.name.lower()})"
    )
    yield from (f"  ! {finding.says}" for finding in health.findings)
    ended = ", ".join(f"{count} {name}" for name, count in health.crawls.items())
    yield f"  crawls    in {health.days} days: {ended}"
    yield f"  articles  {health.new} new, {health.revised} revised, {health.gone} gone"
    if health.fields:
        shares = (
            f"{one.field} {one.share:.0%}" + (f" (before {one.before:.0%})" if one.before is not None else "")
            for one in health.fields
        )
        yield f"  new ones  with {', '.join(shares)}"
    for number, cause in enumerate(health.causes[:_CAUSES]):
        yield f"  {'' if number else 'not had':<8}  {cause.count} {cause.says}, as {cause.example}"
    if len(health.causes) > _CAUSES:
        yield f"            and {len(health.causes) - _CAUSES} other causes"
