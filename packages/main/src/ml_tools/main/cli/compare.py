"""`ml-tools compare SOURCE`: several models on one dataset, which is best, and by how much."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml_tools.main.comparison.question import DEFAULT_FOLDS, DEFAULT_SEED

if TYPE_CHECKING:
    from ml_tools.main.cli.destination import Destination
    from ml_tools.main.comparison import Comparison
    from ml_tools.main.deployment import Journal

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("compare", help="compare models on a dataset")
    parser.add_argument("source", metavar="SOURCE", help="a file of rows, sample:NAME or collection:NAME")
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict; samples say it themselves")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    parser.add_argument("--models", metavar="A,B,...", type=_names, help="which to compare; all that can unless given")
    parser.add_argument("--folds", metavar="N", type=int, default=DEFAULT_FOLDS, help="of the cross-validation; 5")
    parser.add_argument("--seed", metavar="N", type=int, default=DEFAULT_SEED, help="where randomness starts from; 0")
    parser.add_argument("--group-by", metavar="COLUMN", help="rows that are equal in it are never in two folds")
    parser.add_argument("--order-by", metavar="COLUMN", help="folds are checked on rows that are later by it")
    parser.add_argument("--report", metavar="FILE.html", type=Path, help="write a report with charts, in one file")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the numbers for programs")
    parser.add_argument("--verbose", action="store_true", help="show what the services log")
    parser.set_defaults(func=run)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def run(arguments: argparse.Namespace) -> int:
    """Compare, print the leaderboard, and write what is asked for."""
    from ml_tools.main.cli.ending import carried_out, stopped_by

    async def work(journal: Journal) -> int:
        return await stopped_by(_compare(arguments, journal))

    return carried_out(work, verbose=arguments.verbose)


async def _compare(arguments: argparse.Namespace, journal: Journal) -> int:
    from ml_tools.main.application import quiet
    from ml_tools.main.cli.findings import show
    from ml_tools.main.cli.progress_bar import progress_bar
    from ml_tools.main.cli.source import check_source, read_source
    from ml_tools.main.comparison import Progress, Question, compare
    from ml_tools.main.deployment import load, running

    question = Question(
        target=arguments.target,
        models=arguments.models,
        folds=arguments.folds,
        seed=arguments.seed,
        group_by=arguments.group_by,
        order_by=arguments.order_by,
    )
    question.check()
    check_source(arguments.source)
    with ExitStack() as stack:
        report = _destination(stack, arguments.report, "--report", arguments.source)
        json = _destination(stack, arguments.json, "--json", arguments.source)
        topology = load(arguments.topology, quiet)
        with progress_bar(arguments.source) as observe:
            observe(Progress(step="starting", service="main", done=0, total=0))
            async with running(topology, journal) as services:
                observe(Progress(step="reading", service="datasets", done=0, total=0))
                dataset = await read_source(services, arguments.source)
                illustrated = report is not None
                comparison = await compare(services, dataset, question, observe, illustrated=illustrated)
        _write(comparison, report, json)
    show(comparison, report=report and report.path, json=json and json.path)
    return 0


def _destination(stack: ExitStack, path: Path | None, option: str, source: str) -> Destination | None:
    from ml_tools.main.cli.destination import destination

    return None if path is None else stack.enter_context(destination(path, option, source))


def _write(comparison: Comparison, report: Destination | None, json: Destination | None) -> None:
    import msgspec

    from ml_tools.main.report import rendered

    if report is not None:
        report.write(rendered(comparison))
    if json is not None:
        json.write(msgspec.json.format(msgspec.json.encode(comparison.summary), indent=2).decode() + "\n")
