"""What follows the name of a command."""

from scrapy.exceptions import UsageError


def only_argument(args: list[str], needed: str) -> str:
    """The one argument of a command. Raises `UsageError` for an unknown option, and with `needed` for none or more.

    Scrapy hands options that it does not know on as arguments.
    """
    for arg in args:
        if arg.startswith("-"):
            raise UsageError(f"there is no option {arg}")
    if len(args) != 1:
        raise UsageError(needed)
    return args[0]
