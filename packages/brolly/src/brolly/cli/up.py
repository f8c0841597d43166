"""`brolly up TOPOLOGY`: all processes under one launcher, or one of them by itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("up", help="run a topology, or one process of it")
    parser.add_argument("topology", type=Path, help="the TOML file")
    parser.add_argument("--process", metavar="NAME", help="run only this process, in the foreground")
    parser.add_argument("--run", metavar="DIR", type=Path, help="the folder for sockets; a new one unless given")
    parser.add_argument("--state", metavar="DIR", type=Path, help="where running topologies are recorded")
    parser.add_argument("--logs", choices=("text", "json"), help="text on a terminal unless given, else json")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop."""
    lifeline = None
    if arguments.lifeline is not None:
        from brolly.launcher.lifeline import Lifeline

        lifeline = Lifeline(arguments.parent, arguments.lifeline)
    logs = arguments.logs or ("text" if sys.stderr.isatty() else "json")
    if arguments.process is None:
        from brolly.cli.supervision import supervise

        return supervise(arguments.topology, run=arguments.run, state=arguments.state, logs=logs)
    from brolly.cli.foreground import serve

    return serve(arguments.topology, arguments.process, run=arguments.run, logs=logs, lifeline=lifeline)
