"""`brolly check TOPOLOGY`: whether a topology is sound, and what it would run where."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brolly.topology import Topology

__all__ = ["add_parser", "table"]


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("check", help="tell everything that is wrong with a topology")
    parser.add_argument("topology", type=Path, help="the TOML file")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Check a topology; its problems are raised."""
    from brolly.topology.reading import read

    topology = read(arguments.topology)
    print("ok")
    for line in table(topology):
        print(line)
    return 0


def table(topology: Topology) -> list[str]:
    """Return lines that say what runs where."""
    rows = [("PROCESS", "APPLICATIONS", "ADDRESS", "PYTHON")]
    rows += [
        (
            name,
            ", ".join(process.applications),
            process.address or "a socket in the run's folder",
            str(process.python or ""),
        )
        for name, process in topology.processes.items()
    ]
    if not any(row[-1] for row in rows[1:]):
        rows = [row[:-1] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
