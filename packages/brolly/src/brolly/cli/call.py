"""`brolly call Worker/Square '{"value": 7}'`: one call from outside, its request and responses as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from brolly.configuration import ConfigurationError, Problem

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from brolly.engines.grpcio.outside import Outside
    from brolly.topology import Tls

__all__ = ["add_parser"]


class Place(msgspec.Struct, frozen=True):
    """Where a process may be listening."""

    address: str
    tls: Tls | None = None


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("call", help="call a method of a running service")
    parser.add_argument("method", metavar="SERVICE/METHOD", help="as Worker/Square, or with the full name")
    parser.add_argument("json", nargs="?", default="{}", help="the request; - reads it from standard input")
    parser.add_argument("--topology", metavar="FILE", type=Path, help="look for the service at its addresses")
    parser.add_argument("--run", metavar="DIR", type=Path, help="look for it in the run of this folder")
    parser.add_argument("--address", help="look for it there: HOST:PORT or unix:/path")
    parser.add_argument("--state", metavar="DIR", type=Path, help="where running topologies are recorded")
    parser.add_argument("--timeout", metavar="SECONDS", type=float, help="give up after so long")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Call and print one line a response."""
    from brolly.engines.grpcio.outside import Failure, Unanswered

    text = sys.stdin.read() if arguments.json == "-" else arguments.json
    try:
        with ExitStack() as stack:
            outside, service, method = _find(stack, arguments.method, _places(arguments))
            requests = tuple(_requests(outside, service, method, text))
            for line in outside.call(service, method, requests, arguments.timeout):
                print(line, flush=True)
    except Failure as error:
        details = "".join(f" {{{detail}}}" for detail in error.details)
        print(f"{error.code}: {error.text}{details}", file=sys.stderr)
        return 1
    except Unanswered as error:
        print(f"nothing is listening; start it with `brolly up TOPOLOGY`\n{error}", file=sys.stderr)
        return 1
    return 0


def _places(arguments: argparse.Namespace) -> tuple[Place, ...]:
    """Where to look, by the most particular thing that was said."""
    if arguments.address:
        return (Place(arguments.address),)
    if arguments.topology:
        return tuple(_in_topology(arguments.topology, arguments.run, arguments.state))
    return _in_run(arguments.run, arguments.state)


def _in_topology(file: Path, run: Path | None, state: Path | None) -> Iterator[Place]:
    from brolly.topology.reading import read

    topology = read(file)
    if run is None and any(process.address is None for process in topology.processes.values()):
        run = _only_run(state, str(topology.file))
    for name, process in topology.processes.items():
        yield Place(topology.address_of(name, run or Path()), process.tls)


def _in_run(run: Path | None, state: Path | None) -> tuple[Place, ...]:
    from brolly.launcher.run_folder import live_run

    found = live_run(folder := run or _only_run(state))
    if found is not None:
        return tuple(Place(address) for address in found.processes.values())
    sockets = sorted(folder.glob("*.sock"))  # of processes that were started one by one
    if not sockets:
        raise _usage(f"nothing runs in {folder}", "start it with `brolly up TOPOLOGY --run DIR`")
    return tuple(Place(f"unix:{socket.resolve()}") for socket in sockets)


def _only_run(state: Path | None, topology: str | None = None) -> Path:
    """The folder of the one run that lives, or that lives of one topology."""
    from brolly.launcher.runs import live_runs, state_folder

    runs = {
        folder: run for folder, run in live_runs(state or state_folder()).items() if topology in (None, run.topology)
    }
    if not runs:
        what = topology or "topology"
        raise _usage(f"no running {what} is recorded", "start it with `brolly up TOPOLOGY`, or give --address")
    if len(runs) > 1:
        listed = "".join(f"\n  --run {folder}  ({run.topology}, process {run.pid})" for folder, run in runs.items())
        raise _usage("several topologies are running", f"choose one:{listed}")
    return next(iter(runs))


def _find(stack: ExitStack, target: str, places: tuple[Place, ...]) -> tuple[Outside, str, str]:
    """Find who serves a method."""
    from brolly.engines.grpcio.outside import Outside, Unanswered

    service, slash, method = target.partition("/")
    if not (service and slash and method):
        raise _usage(f"expected SERVICE/METHOD, got {target!r}", "write it as Worker/Square")
    served: dict[str, Outside] = {}
    silent: list[str] = []
    for place in places:
        outside = stack.enter_context(Outside(place.address, place.tls))
        try:
            served.update({name: outside for name in outside.services() if name not in served})
        except Unanswered as error:
            silent.append(str(error))
    full = _service(service, served, silent)
    if method not in (known := served[full].methods(full)):
        raise _usage(f"{full} has no method {method!r}", f"it has {', '.join(known)}")
    return served[full], full, method


def _service(name: str, served: dict[str, Outside], silent: list[str]) -> str:
    from brolly.engines.grpcio.outside import Unanswered

    found = [full for full in served if name in (full, full.rpartition(".")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise _usage(f"{name!r} is ambiguous", f"write one of {', '.join(found)}")
    if not served:
        raise Unanswered("\n".join(f"  {place}" for place in silent))
    nobody = "".join(f"\n  nothing answers at {place}" for place in silent)
    raise _usage(f"no service {name!r} answers", f"there is {', '.join(sorted(served))}{nobody}")


def _requests(outside: Outside, service: str, method: str, text: str) -> Iterator[Message]:
    """One request, or as many as the JSON array of a method that takes a stream has."""
    try:
        value: object = json.loads(text)
        several = isinstance(value, list) and outside.takes_several(service, method)
        for item in cast("list[object]", value if several else [value]):
            yield outside.request(service, method, json.dumps(item))
    except ValueError as error:
        raise _usage(f"the request does not fit {service}/{method}: {error}", "mend the JSON") from error


def _usage(found: str, fix: str) -> ConfigurationError:
    return ConfigurationError([Problem(found=found, fix=fix)])
