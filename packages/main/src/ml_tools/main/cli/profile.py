"""`ml-tools profile SOURCE`: what a dataset holds, and what to know of it before a model is fitted."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ml_tools.main.deployment import Journal
    from ml_tools.main.profiling import Profiled
    from ml_tools.main.services import Services

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("profile", help="describe a dataset: columns, correlations, what to beware of")
    parser.add_argument("source", metavar="SOURCE", help="a file of rows, sample:NAME or collection:NAME")
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict; guessed unless given")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    parser.add_argument("--report", metavar="FILE.html", type=Path, help="write a report with charts, in one file")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the numbers for programs")
    parser.add_argument("--verbose", action="store_true", help="show what the services log")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Profile, print what was found, and write what is asked for."""
    from ml_tools.main.cli.ending import carried_out, stopped_by

    async def work(journal: Journal) -> int:
        return await stopped_by(_profile(arguments, journal))

    return carried_out(work, verbose=arguments.verbose)


async def _profile(arguments: argparse.Namespace, journal: Journal) -> int:
    import msgspec

    from ml_tools.main.application import quiet
    from ml_tools.main.cli.destination import destination
    from ml_tools.main.cli.profile_tables import show
    from ml_tools.main.cli.progress_bar import progress_bar
    from ml_tools.main.cli.source import check_source
    from ml_tools.main.comparison import Progress
    from ml_tools.main.deployment import load, running
    from ml_tools.main.profiling import summarized
    from ml_tools.main.report import rendered_profile

    source = arguments.source
    check_source(source)
    with ExitStack() as stack:
        report = arguments.report and stack.enter_context(destination(arguments.report, "--report", source))
        json = arguments.json and stack.enter_context(destination(arguments.json, "--json", source))
        topology = load(arguments.topology, quiet)
        with progress_bar(source) as observe:
            observe(Progress(step="profiling", service="datasets", done=0, total=0))
            async with running(topology, journal) as services:
                profiled = await _profiled(services, source, arguments.target, illustrated=report is not None)
        if report:
            report.write(rendered_profile(profiled))
        if json:
            json.write(msgspec.json.format(msgspec.json.encode(summarized(profiled)), indent=2).decode() + "\n")
    show(profiled, report=report and report.path, json=json and json.path)
    return 0


async def _profiled(services: Services, source: str, target: str | None, *, illustrated: bool) -> Profiled:
    from ml_tools.main.cli.source import COLLECTION, read_source
    from ml_tools.main.profiling import profile_collection, profile_dataset

    if source.startswith(COLLECTION):
        name = source.removeprefix(COLLECTION)
        return await profile_collection(services, name, target, illustrated=illustrated)
    return await profile_dataset(services, await read_source(services, source), target, illustrated=illustrated)
