"""`ml-tools tune SOURCE --model NAME`: the settings of one model that suit a dataset best."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml_tools.main.comparison.question import DEFAULT_FOLDS, DEFAULT_SECONDS, DEFAULT_SEED

if TYPE_CHECKING:
    from ml_tools.main.comparison import TuningQuestion
    from ml_tools.main.deployment import Journal

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("tune", help="search the settings of a model that suit a dataset best")
    parser.add_argument("source", metavar="SOURCE", help="a file of rows, sample:NAME or collection:NAME")
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict; samples say it themselves")
    parser.add_argument("--model", metavar="NAME", required=True, help="which model, as forest")
    parser.add_argument("--seconds", metavar="N", type=float, default=DEFAULT_SECONDS, help="how long to search; 60")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    parser.add_argument("--folds", metavar="N", type=int, default=DEFAULT_FOLDS, help="of the cross-validation; 5")
    parser.add_argument("--seed", metavar="N", type=int, default=DEFAULT_SEED, help="where randomness starts from; 0")
    parser.add_argument("--group-by", metavar="COLUMN", help="rows that are equal in it are never in two folds")
    parser.add_argument("--order-by", metavar="COLUMN", help="folds are checked on rows that are later by it")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the numbers for programs")
    parser.add_argument("--verbose", action="store_true", help="show what the services log")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Search, print what was found, and write what is asked for."""
    from ml_tools.main.cli.ending import carried_out, stopped_by

    async def work(journal: Journal) -> int:
        return await stopped_by(_tune(arguments, journal))

    return carried_out(work, verbose=arguments.verbose)


async def _tune(arguments: argparse.Namespace, journal: Journal) -> int:
    import msgspec

    from ml_tools.main.application import quiet
    from ml_tools.main.cli.destination import destination
    from ml_tools.main.cli.progress_bar import progress_bar
    from ml_tools.main.cli.source import check_source, read_source
    from ml_tools.main.cli.tuned import show
    from ml_tools.main.comparison import Progress, tune
    from ml_tools.main.deployment import load, running

    asked = _asked(arguments)
    asked.check()
    check_source(arguments.source)
    with ExitStack() as stack:
        json = arguments.json and stack.enter_context(destination(arguments.json, "--json", arguments.source))
        topology = load(arguments.topology, quiet)
        with progress_bar(arguments.source) as observe:
            observe(Progress(step="starting", service="main", done=0, total=0))
            async with running(topology, journal) as services:
                observe(Progress(step="reading", service="datasets", done=0, total=0))
                tuned = await tune(services, await read_source(services, arguments.source), asked, observe)
        if json:
            json.write(msgspec.json.format(msgspec.json.encode(tuned.summary), indent=2).decode() + "\n")
    show(tuned, json=json and json.path)
    return 0


def _asked(arguments: argparse.Namespace) -> TuningQuestion:
    from ml_tools.main.comparison import Question, TuningQuestion

    question = Question(
        target=arguments.target,
        folds=arguments.folds,
        seed=arguments.seed,
        group_by=arguments.group_by,
        order_by=arguments.order_by,
    )
    return TuningQuestion(model=arguments.model, seconds=arguments.seconds, question=question)
