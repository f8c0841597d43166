"""`ml-tools fetch SOURCE --as NAME`: a file from where it is, kept as a collection."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ml_tools.main.deployment import Journal

__all__ = ["add_parser"]

_SOURCE = "a file here, https://, s3://BUCKET/KEY, kaggle:NAME/FILE, postgresql:// with --query, or sample:NAME"


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("fetch", help="get a file from where it is, and keep it as a collection")
    parser.add_argument("source", metavar="SOURCE", help=_SOURCE)
    parser.add_argument("--as", dest="name", metavar="NAME", required=True, help="what the collection is called")
    parser.add_argument("--query", metavar="SQL", help="which rows of a database")
    parser.add_argument("--description", metavar="TEXT", help="what to say of the collection")
    parser.add_argument("--add-version", action="store_true", help="add a version if the collection is there")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    parser.add_argument("--verbose", action="store_true", help="show what the services log")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetch, keep, and tell what was kept."""
    from ml_tools.main.cli.ending import carried_out, stopped_by

    async def work(journal: Journal) -> int:
        return await stopped_by(_fetch(arguments, journal))

    return carried_out(work, verbose=arguments.verbose)


async def _fetch(arguments: argparse.Namespace, journal: Journal) -> int:
    from ml_tools.main.application import quiet
    from ml_tools.main.cli.origin import origin_of
    from ml_tools.main.cli.progress_bar import progress_bar
    from ml_tools.main.collecting import Wanted, collect
    from ml_tools.main.comparison import Progress
    from ml_tools.main.deployment import load, running

    wanted = Wanted(name=arguments.name, description=arguments.description, add_version=arguments.add_version)
    origin = origin_of(arguments.source, arguments.query)
    topology = load(arguments.topology, quiet)
    with progress_bar(arguments.name) as observe:
        observe(Progress(step="starting", service="main", done=0, total=0))
        async with running(topology, journal) as services:
            kept = await collect(services, origin, wanted, observe)
    _show(kept)
    return 0


def _show(kept: Any) -> None:
    from rich.text import Text

    from ml_tools.main.cli.findings import console

    out, collection = console(), kept.collection
    size = f"{collection.row_count:,} rows, {len(collection.columns):,} columns, {collection.size_bytes:,} bytes"
    out.print(Text(f"collection:{collection.name}, version {collection.version}: {size}"), soft_wrap=True)
    for note in kept.notes:
        out.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    out.print(Text(f"see it by: ml-tools profile collection:{collection.name}"), soft_wrap=True)
