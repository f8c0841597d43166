"""What must hold of the processes of a topology, beyond the types of their keys."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from brolly.topology.address import fault_of, is_loopback
from brolly.topology.findings import Finding
from brolly.topology.model import Document, Process

__all__ = ["find_in_processes", "hosts_of"]

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def hosts_of(document: Document) -> dict[str, list[str]]:
    """Return the processes that host each application, in the order of the file."""
    hosts: dict[str, list[str]] = {}
    for name, process in document.processes.items():
        for application in process.applications:
            hosts.setdefault(application, []).append(name)
    return hosts


def find_in_processes(document: Document) -> Iterator[Finding]:
    """Find what is wrong with processes, whatever the applications in them are."""
    if not document.processes:
        yield Finding(("processes",), "there is no process", "write [processes.main] with its applications")
    for name, process in document.processes.items():
        yield from _in_process(name, process)
    yield from _shared_addresses(document)
    yield from _placed_wrongly(document)


def _in_process(name: str, process: Process) -> Iterator[Finding]:
    path = ("processes", name)
    if not _NAME.fullmatch(name):
        yield Finding(
            path,
            f"expected a name of at most 40 of a-z, 0-9, _ and - after a letter, got {name!r}",
            "it becomes the name of a socket: choose a short one",
        )
    yield from _in_address(path, process)
    if process.python is not None and not os.access(process.python, os.X_OK):
        yield Finding(
            (*path, "python"),
            f"there is no interpreter at {process.python}",
            "create that environment, or remove the key to run with the launcher's own",
        )
    if (tls := process.tls) is not None:
        yield from _unreadable({"certificate": tls.certificate, "key": tls.key, "authority": tls.authority}, path)


def _in_address(path: tuple[str, ...], process: Process) -> Iterator[Finding]:
    if process.address is None:
        return
    if (fault := fault_of(process.address)) is not None:
        yield Finding((*path, "address"), fault, 'write address = "127.0.0.1:7001" or "unix:/run/models.sock"')
    elif not (is_loopback(process.address) or process.tls or process.plaintext):
        yield Finding(
            (*path, "address"),
            f"expected tls on an address that other machines can reach, got {process.address!r} without",
            "add tls = { certificate = ..., key = ... }, or plaintext = true where the network is safe",
        )


def _unreadable(files: dict[str, Path | None], path: tuple[str, ...]) -> Iterator[Finding]:
    for key, file in files.items():
        if file is not None and not os.access(file, os.R_OK):
            yield Finding((*path, "tls", key), f"there is no readable file at {file}", "put the PEM file there")


def _shared_addresses(document: Document) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for name, process in document.processes.items():
        if process.address is not None and owners.setdefault(process.address, name) != name:
            yield Finding(
                ("processes", name, "address"),
                f"{process.address!r} is the address of process {owners[process.address]!r} too",
                "give each process one of its own",
            )


def _placed_wrongly(document: Document) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, process in document.processes.items():
        for index, application in enumerate(process.applications):
            if application in seen:
                yield Finding(
                    ("processes", name, "applications", index),
                    f"application {application!r} is in process {seen[application]!r} already",
                    "leave it in one of them",
                )
            seen.setdefault(application, name)
    for application in document.applications:
        if application not in seen:
            yield Finding(
                ("applications", application),
                "no process hosts this application",
                "add it to the applications of a process, or remove the section",
            )
