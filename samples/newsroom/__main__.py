"""Run the sample newsroom: `python -m samples.newsroom --port 8765`, or around one command with `--while`."""

import argparse
import contextlib
import signal
import subprocess
import sys
import threading
from pathlib import Path

from samples.newsroom.server import NewsroomServer
from samples.newsroom.site import Site


def main() -> int:
    """Serve until stopped, or until the command after `--while` has ended; its exit status is ours then."""
    options = _arguments()
    try:
        site = Site(options.day)
        server = NewsroomServer(site, options.port, latency=options.latency, log=options.log)
    except OSError as error:
        print(f"newsroom: port {options.port} cannot be used: {error.strerror}; choose another one", file=sys.stderr)
        return 2
    print(f"newsroom: day {options.day}, {len(site.stories)} stories at {server.url}", file=sys.stderr)
    if options.command:
        return _serve_while(server, [part.replace("{url}", server.url) for part in options.command])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server, contextlib.suppress(KeyboardInterrupt):
        if options.ready_file:
            options.ready_file.write_text(f"{server.url}\n", encoding="utf-8")
        server.serve_forever()
    return 0


def _serve_while(server: NewsroomServer, command: list[str]) -> int:
    # Ctrl-C reaches the command as well, which then ends in its own good time; the newsroom waits for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        status = subprocess.call(command, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        server.shutdown()
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m samples.newsroom", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--day", type=int, choices=(1, 2), default=1, help="2 adds three stories and edits two")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="wait before each answer")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append each request as a JSON line")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="written with the URL once it serves")
    parser.add_argument(
        "--while",
        dest="command",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="run this, {url} filled in, then stop",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
