"""Which processes of a topology answer already, so that they are used and left alone."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from brolly import ConfigurationError, Topology
from brolly.configuration import Problem
from brolly.engines.grpcio.outside import Outside, Unanswered

__all__ = ["check_free", "find_silent"]

ANSWER_WITHIN_S = 3.0


async def find_silent(topology: Topology, own: str) -> tuple[str, ...]:
    """Return the other processes that do not answer, and can be started on this machine.

    Raises:
        ConfigurationError: Something else has the address of one, or one is of another machine and does not answer.
    """
    silent: list[str] = []
    problems: list[Problem] = []
    for name, process in topology.processes.items():
        if name == own or not process.applications:
            continue
        if process.address is None:
            silent.append(name)
        elif (served := await _served(topology, name, process.address)) is not None:
            problems += _strange(topology, name, process.address, served)
        elif not await _is_here(process.address):
            problems.append(_down(topology, name, process.address))
        elif await _is_taken(process.address):
            problems.append(_foreign(topology, name, process.address))
        else:
            silent.append(name)
    if problems:
        raise ConfigurationError(problems)
    return tuple(silent)


async def check_free(address: str, path: str) -> None:
    """Check that this process can listen on an address.

    Args:
        address: As the topology has it.
        path: The key that says so.

    Raises:
        ConfigurationError: Somebody else does, or it is no address of this machine.
    """
    if address.startswith("unix:"):
        return  # brolly itself refuses one that is in use
    host, port = _host_and_port(address)
    try:
        await asyncio.to_thread(_bind, host, port)
    except OSError as error:
        found = f"cannot listen on {address}: {(error.strerror or str(error)).lower()}"
        raise ConfigurationError(
            [Problem(path=path, found=found, fix="stop what uses it, or choose another address")]
        ) from error


def _bind(host: str, port: int) -> None:
    [(family, kind, _, _, place), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was just left is free
        probe.bind(place)


async def _served(topology: Topology, name: str, address: str) -> tuple[str, ...] | None:
    """Return the services that answer at an address; None when nothing does that speaks gRPC."""
    with Outside(address, topology.processes[name].tls) as outside:
        try:
            return await asyncio.wait_for(asyncio.to_thread(outside.services), ANSWER_WITHIN_S)
        except (Unanswered, TimeoutError):
            return None


async def _is_taken(address: str) -> bool:
    """Whether anything at all listens there."""
    if address.startswith("unix:"):
        opening = asyncio.open_unix_connection(address.removeprefix("unix:"))
    else:
        opening = asyncio.open_connection(*_host_and_port(address))
    try:
        _, writer = await asyncio.wait_for(opening, ANSWER_WITHIN_S)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


async def _is_here(address: str) -> bool:
    """Whether a process of this machine can listen there."""
    if address.startswith("unix:"):
        return True
    try:
        await asyncio.to_thread(_bind, _host_and_port(address)[0], 0)
    except OSError:
        return False
    return True


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def _strange(topology: Topology, name: str, address: str, served: tuple[str, ...]) -> list[Problem]:
    """Tell of services that a process should have and has not."""
    known = {*served, *(one.rpartition(".")[2] for one in served)}
    wanted = [contract for one in topology.processes[name].applications for contract in topology.contracts_of(one)]
    lacking = [contract.rpartition(".")[2] for contract in wanted if contract not in known]
    if not lacking:
        return []
    found = f"what answers at {address} has no {', '.join(lacking)}, but {', '.join(served) or 'nothing'}"
    return [_problem(topology, name, found, "stop it, or give the process another address")]


def _foreign(topology: Topology, name: str, address: str) -> Problem:
    services = ", ".join(topology.processes[name].applications)
    found = f"another program listens on {address}, where {services} should be"
    return _problem(topology, name, found, "stop it, or give the process another address")


def _down(topology: Topology, name: str, address: str) -> Problem:
    services = ", ".join(topology.processes[name].applications)
    found = f"{services} does not answer at {address}, which is not on this machine"
    fix = f"start it there with `brolly up {topology.file.name} --process {name}`, or mend the address"
    return _problem(topology, name, found, fix)


def _problem(topology: Topology, name: str, found: str, fix: str) -> Problem:
    return Problem(place=str(topology.file), path=f"processes.{name}.address", found=found, fix=fix)
