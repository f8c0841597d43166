"""`ml-tools models`: list, show, tag, compare, export and delete the models that are kept."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ml_tools.main.cli.destination import Destination
    from ml_tools.main.deployment import Journal
    from ml_tools.main.services import Services

    Work = Callable[[Services, argparse.Namespace, Destination | None], Awaitable[None]]

__all__ = ["add_parser"]

MODEL = "its id, as ridge-7f3k2m9q, or tag:NAME"
LIMIT = 100


def add_parser(commands: Any) -> None:
    """Add the commands to the command line."""
    parser = commands.add_parser("models", help="list, show, tag, compare, export and delete kept models")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = _action(actions, "list", _list, "list models, the newest first", json=True)
    listing.add_argument("--tag", metavar="TAG", help="only the one with this tag")
    listing.add_argument("--algorithm", metavar="NAME", help="only those of this algorithm, as ridge")
    listing.add_argument("--target", metavar="COLUMN", help="only those that predict this column")
    listing.add_argument("--limit", metavar="N", type=int, default=LIMIT, help=f"at most so many; {LIMIT}")
    showing = _action(actions, "show", _show, "tell everything of a model", json=True)
    showing.add_argument("model", metavar="MODEL", help=MODEL)
    tagging = _action(actions, "tag", _tag, "give a model a tag, which no other has then")
    tagging.add_argument("model", metavar="MODEL", help=MODEL)
    tagging.add_argument("tag", metavar="TAG", help="lower-case letters, digits, dots, hyphens and underscores")
    untagging = _action(actions, "untag", _untag, "take a tag from the model that has it")
    untagging.add_argument("tag", metavar="TAG")
    comparing = _action(actions, "compare", _compare, "measure models on the same rows", json=True)
    comparing.add_argument("source", metavar="SOURCE", help="a file with the target of the models, or sample:NAME")
    comparing.add_argument("models", metavar="MODEL", nargs="+", help=MODEL)
    exporting = _action(actions, "export", _export, "write a model as ONNX, for other programs")
    exporting.add_argument("model", metavar="MODEL", help=MODEL)
    exporting.add_argument("--to", metavar="FILE.onnx", type=Path, required=True, help="where")
    deleting = _action(actions, "delete", _delete, "delete models, with their tags")
    deleting.add_argument("models", metavar="MODEL", nargs="+", help=MODEL)


def _action(actions: Any, name: str, work: Work, help: str, *, json: bool = False) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=help)
    parser.add_argument("--topology", metavar="FILE", type=Path, help="who shares a process; all in one unless given")
    if json:
        parser.add_argument("--json", metavar="FILE", type=Path, help="write it for programs, and print nothing")
    parser.add_argument("--verbose", action="store_true", help="show what the services log")
    parser.set_defaults(func=_run, work=work, json=None, to=None, source="")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from ml_tools.main.cli.ending import carried_out, stopped_by

    async def work(journal: Journal) -> int:
        return await stopped_by(_carry_out(arguments, journal))

    return carried_out(work, verbose=arguments.verbose)


async def _carry_out(arguments: argparse.Namespace, journal: Journal) -> int:
    from ml_tools.main.application import quiet
    from ml_tools.main.cli.destination import destination
    from ml_tools.main.cli.source import check_source
    from ml_tools.main.deployment import load, running

    if arguments.source:
        check_source(arguments.source)
    written, option = (arguments.json, "--json") if arguments.json is not None else (arguments.to, "--to")
    with ExitStack() as stack:
        to = None if written is None else stack.enter_context(destination(written, option, arguments.source))
        async with running(load(arguments.topology, quiet), journal) as services:
            await arguments.work(services, arguments, to)
    return 0


async def _list(services: Services, arguments: argparse.Namespace, json: Destination | None) -> None:
    from ml_tools.main.cli.model_tables import show_list
    from ml_tools.main.kept import summary

    page = await services.models.list_models(
        page_size=arguments.limit, tag=arguments.tag, algorithm=arguments.algorithm, target=arguments.target
    )
    models = tuple(map(summary, page.models))
    if json is not None:
        json.write(_formatted(models))
    else:
        show_list(models, has_more=page.next_after is not None)


async def _show(services: Services, arguments: argparse.Namespace, json: Destination | None) -> None:
    from ml_tools.main.cli.model_tables import show_model
    from ml_tools.main.kept import detail

    model = detail(await services.models.get_model(arguments.model))
    if json is not None:
        json.write(_formatted(model))
    else:
        show_model(model)


async def _tag(services: Services, arguments: argparse.Namespace, _: Destination | None) -> None:
    model = await services.models.tag_model(arguments.model, tag=arguments.tag)
    print(f"{model.model_id}: {', '.join(model.tags)}")


async def _untag(services: Services, arguments: argparse.Namespace, _: Destination | None) -> None:
    await services.models.untag_model(arguments.tag)
    print(f"no model has the tag {arguments.tag} any more")


async def _compare(services: Services, arguments: argparse.Namespace, json: Destination | None) -> None:
    from ml_tools.main.cli.model_tables import show_compared
    from ml_tools.main.cli.source import read_source
    from ml_tools.main.kept import compared

    dataset = await read_source(services, arguments.source)
    found = await services.models.compare_models(dataset.table, model_ids=tuple(arguments.models))
    comparison = compared(dataset.source, found)
    if json is not None:
        json.write(_formatted(comparison))
    else:
        show_compared(comparison)


async def _export(services: Services, arguments: argparse.Namespace, to: Destination | None) -> None:
    from ml_tools.models_interface import ExportFormat

    chunks = [each.chunk async for each in services.models.export_model(arguments.model, format=ExportFormat.ONNX)]
    assert to is not None
    to.write(b"".join(chunks))
    print(f"{arguments.model}: {sum(map(len, chunks)):,} bytes in {to.path}")


async def _delete(services: Services, arguments: argparse.Namespace, _: Destination | None) -> None:
    for model in arguments.models:
        await services.models.delete_model(model)
        print(f"{model} is deleted")


def _formatted(found: Any) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"
