"""python -m archive COMMAND: looks after stores and WARC files without Scrapy.

Exit status: 0 all well, 1 `verify` found errors, 2 bad arguments, 3 a file, store or network failed, 130 Ctrl-C.
"""

import argparse
import importlib
import os
import sys

from archive.commands.targets import TargetError
from archive.commands.terminal import printable
from archive.errors import ArchiveError, BadAddress

COMMANDS = ("verify", "ls", "show", "lines", "index", "mend", "replay", "wacz", "unlock")

WRONG_ARGUMENTS = 2
FAILED = 3
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; what goes wrong is one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m archive", description="Looks after stores and WARC files.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    words = sys.argv[1:] if arguments is None else arguments
    for name in [words[0]] if words and words[0] in COMMANDS else COMMANDS:  # the others would only cost time
        module = importlib.import_module(f"archive.commands.{name}")
        command = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    parsed = parser.parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
    except (TargetError, BadAddress) as error:
        return _fail(error, WRONG_ARGUMENTS)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ArchiveError, OSError) as error:
        return _fail(error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _fail(error: Exception, status: int) -> int:
    print(f"error: {printable(str(error))}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
