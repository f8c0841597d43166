"""`brolly generate` and `brolly evolution`: Python out of protos, and whether protos may change as they did."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brolly.generator.evolution import findings
from brolly.generator.history import NoRelease, NotReadable, released
from brolly.generator.output import changes, made, write
from brolly.generator.protoc import MissingTool, NotCompiled, descriptors, proto_names
from brolly.generator.refusal import Refused

__all__ = ["add_parser"]

FAILED = 1
USAGE = 2


def add_parser(commands: Any) -> None:
    """Add the two commands to the command line."""
    generate = commands.add_parser("generate", help="write Python modules out of .proto files")
    generate.add_argument("protos", type=Path, metavar="PROTO_DIR", help="the folder that imports start from")
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="where packages begin")
    generate.add_argument("--check", action="store_true", help="write nothing, fail when something is stale")
    generate.set_defaults(func=_told(_generate))
    evolution = commands.add_parser("evolution", help="compare .proto files with an earlier version of them")
    evolution.add_argument("protos", type=Path, metavar="PROTO_DIR", help="the folder that imports start from")
    earlier = evolution.add_mutually_exclusive_group(required=True)
    earlier.add_argument("--against", type=Path, metavar="DIR_OR_BINPB", help="the earlier protos")
    earlier.add_argument("--against-tag", metavar="PATTERN", help="the last tag of git so named: 'brolly/v*'")
    evolution.set_defaults(func=_told(_evolution))
    for parser in (generate, evolution):
        parser.add_argument(
            "--only", action="append", default=[], metavar="PREFIX", help="a folder or file below PROTO_DIR"
        )


def _told(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Let a command tell on standard error what is wrong, and nothing of where it was noticed."""

    @wraps(command)
    def run(arguments: argparse.Namespace) -> int:
        try:
            if not proto_names(arguments.protos, arguments.only):
                _say(f"{arguments.protos}: no .proto file{_below(arguments)}; name the folder that imports start from")
                return USAGE
            return command(arguments)
        except Refused as error:
            for refusal in error.refusals:
                _say(f"{arguments.protos.as_posix()}/{refusal}")
        except (MissingTool, NotCompiled, NotReadable) as error:
            _say(str(error))
        return USAGE

    return run


def _generate(arguments: argparse.Namespace) -> int:
    with TemporaryDirectory() as scratch:
        output, warnings = made(arguments.protos, arguments.only, Path(scratch))
    if warnings:
        _say(warnings.rstrip())
    found = changes(output, arguments.out, arguments.only)
    for word in ("missing", "stale", "superfluous"):
        for name in getattr(found, word):
            print(f"{word}: {arguments.out / name}" if arguments.check else f"{_DONE[word]}: {arguments.out / name}")
    if not arguments.check:
        write(output, arguments.out, found)
    elif found:
        _say("the generated files are not what the protos say; run the same command without --check")
    return FAILED if arguments.check and found else 0


_DONE = {"missing": "wrote", "stale": "wrote", "superfluous": "removed"}


def _evolution(arguments: argparse.Namespace) -> int:
    now = descriptors(arguments.protos, proto_names(arguments.protos, arguments.only))
    try:
        before = released(arguments.against, arguments.against_tag, arguments.protos)
    except NoRelease as error:
        print(error)
        return 0
    found = findings(before, now, arguments.only)
    for finding in found:
        print(f"{arguments.protos.as_posix()}/{finding}")
    return FAILED if found else 0


def _below(arguments: argparse.Namespace) -> str:
    return f" below {' or '.join(arguments.only)}" if arguments.only else ""


def _say(text: str) -> None:
    print(text, file=sys.stderr)
