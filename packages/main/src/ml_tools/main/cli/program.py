"""The program `ml-tools`: its commands, and how every one of them ends."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from ml_tools.main.cli import compare, fetch, models, profile, serve, tune

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        0, 1 when it failed, 2 when it was asked or configured wrongly, 130 after Ctrl-C.
    """
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.func(parsed))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone away
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"ml-tools {version('ml-tools-main')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ml-tools", description="Gets and describes datasets, compares models on them, and serves the best."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="tell the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (fetch, profile, compare, tune, models, serve):
        command.add_parser(commands)
    return parser
