"""`ml-tools serve`: the API and its pages, until it is told to stop."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ml_tools.main.deployment import Journal

__all__ = ["add_parser"]

LAST_PORT = 65_535


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("serve", help="serve the HTTP API and its pages")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    parser.add_argument("--host", help="the address to listen on; the topology's, else 127.0.0.1")
    parser.add_argument("--port", type=_port, help="its port; the topology's, else 8080")
    parser.set_defaults(func=run)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a port from 1 to {LAST_PORT}, got {text[:20]!r}")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    from ml_tools.main.cli.ending import carried_out

    async def work(journal: Journal) -> int:
        return await _serve(arguments, journal)

    return carried_out(work, verbose=True)


async def _serve(arguments: argparse.Namespace, journal: Journal) -> int:
    from brolly.cli.signals import StopRequest
    from ml_tools.main.application import serving_at
    from ml_tools.main.deployment import load, running

    stop = StopRequest()
    topology = load(arguments.topology, serving_at(arguments.host, arguments.port))
    async with running(topology, journal):
        await stop.wait()
        print("stopping", file=sys.stderr)
    return stop.exit_code
