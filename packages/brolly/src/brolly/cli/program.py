"""The program `brolly`: its commands, and how every one of them ends."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from brolly.cli import call, check, up
from brolly.configuration import ConfigurationError

__all__ = ["main"]

_FROM_GENERATOR = {
    "generate": "write Python modules out of .proto files",
    "evolution": "compare .proto files with an earlier version of them",
}

USAGE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0, 1 when it failed, 2 when it was asked or configured wrongly."""
    given = tuple(sys.argv[1:] if arguments is None else arguments)
    parsed = _parser(given).parse_args(given)
    try:
        return int(parsed.func(parsed) or 0)
    except ConfigurationError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone away
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, which takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:

        from importlib.metadata import version

        print(f"brolly {version('brolly')}")
        parser.exit()


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="brolly", description="Services, together in one process or apart.")
    parser.add_argument("--version", action=_Version, nargs=0, help="tell the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (up, check, call):
        command.add_parser(commands)
    if given and given[0] in _FROM_GENERATOR:
        from brolly.cli import generate

        generate.add_parser(commands)
    else:
        for name, summary in _FROM_GENERATOR.items():
            commands.add_parser(name, help=summary)
    return parser
