"""What a topology file holds. Every key of the file is a field here, and says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from brolly.application import Application
from brolly.configuration import ConfigurationError, Problem
from brolly.topology.address import socket_in

__all__ = ["ApplicationSettings", "Document", "Limits", "Process", "Tls", "Topology"]

Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls of one service run at once; the next ones wait, and those after them are refused."""

    size: Positive
    """Calls that run at once."""
    max_overflow: Count = 0
    """Calls beyond `size` that may run while it is full."""
    queue: Count = 0
    """Calls that may wait for their turn; the next is `ResourceExhausted` at once."""


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """The certificates of a process, as PEM files; paths are relative to the topology file."""

    certificate: Path
    """Its certificate, with the chain."""
    key: Path
    """The private key of the certificate."""
    authority: Path | None = None
    """The authority that signed the certificates of both sides; with it callers must show one (mTLS)."""


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """One process of the operating system: `[processes.NAME]`."""

    applications: tuple[str, ...] = ()
    """What it hosts; each application lives in exactly one process. One that hosts none only calls others."""
    address: str | None = None
    """`HOST:PORT` or `unix:/path`; None: a unix socket in the run's own folder."""
    python: Path | None = None
    """The interpreter that it runs with, relative to the topology file; None: the launcher's own."""
    engine: Literal["grpcio", "lean"] | None = None
    """What carries its calls; both speak gRPC, so that any gRPC client reaches either. None: `lean` where only this
    machine reaches its address, else `grpcio`."""
    max_message_bytes: Positive = 4 * 1024 * 1024
    """The largest single message that it takes."""
    grace_s: Seconds = 10.0
    """Seconds from the request to stop until it is killed."""
    tls: Tls | None = None
    """Encrypts its address; needed for one that other machines can reach."""
    plaintext: bool = False
    """Allows an address that other machines can reach without `tls`, on a network that is safe by itself."""


class ApplicationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One application as this deployment wants it: `[applications.NAME]`."""

    provides: tuple[str, ...] = ()
    """Its contracts, by full name or the last part; needed only where a caller does not have it installed."""
    limits: Limits | None = None
    """How many of its calls run at once; None: any number."""
    timeout_s: Seconds | None = None
    """The most seconds that a call may take here, whatever its caller's deadline; None: no bound of its own."""
    threads: Count | None = None
    """Threads for its `brolly.offload`; 0: it never offloads (cheaper calls); None: what it says."""
    counted: bool = True
    """Whether its calls are counted."""
    max_table_bytes: Positive = 4 * 1024**3
    """The largest table that it takes, in bytes of Arrow IPC."""
    config: Mapping[str, Any] = {}
    """The application's own section, decoded where it is installed."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A topology file."""

    transport: Literal["local", "copied"] = "local"
    """How applications of one process call each other: by reference, or encoded and decoded on the way."""
    processes: Mapping[str, Process] = {}
    """The processes of the deployment, by name."""
    applications: Mapping[str, ApplicationSettings] = {}
    """The settings of applications, by name; one that needs none may be left out."""


class Topology(Document, frozen=True, kw_only=True):
    """A deployment that was read and found sound; every hosted application has its settings here."""

    file: Path
    """Where it was read from."""
    installed: Mapping[str, Application]
    """The hosted applications that are installed here, by name."""
    configs: Mapping[str, msgspec.Struct | None]
    """The decoded config of each installed application that was asked for; None: it takes none."""

    def process(self, name: str) -> Process:
        """Return a process by name.

        Raises:
            ConfigurationError: The topology has no such process.
        """
        if name not in self.processes:
            raise ConfigurationError(
                [
                    Problem(
                        place=str(self.file),
                        found=f"there is no process {name!r}",
                        fix=f"name one of {', '.join(self.processes)}",
                    )
                ]
            )
        return self.processes[name]

    def process_of(self, application: str) -> str:
        """Return the name of the process that hosts an application."""
        return next(name for name, process in self.processes.items() if application in process.applications)

    def provider_of(self, contract: str) -> str | None:
        """Return the application that provides a contract, by its full name; None when none does."""
        meant = {contract, contract.rpartition(".")[2]}
        return next((name for name in self.applications if meant & {*self.contracts_of(name)}), None)

    def contracts_of(self, application: str) -> tuple[str, ...]:
        """Return an application's contracts: full names where it is installed, else as the file has them."""
        from brolly import contracts

        if application in self.installed:
            return tuple(contracts.of(protocol).name for protocol in self.installed[application].provides)
        return self.applications[application].provides

    def address_of(self, process: str, run: Path) -> str:
        """Return where a process listens: `HOST:PORT` or `unix:/path`.

        Raises:
            ConfigurationError: There is no such process, or the path of its socket would be too long.
        """
        return self.process(process).address or socket_in(run, process)
