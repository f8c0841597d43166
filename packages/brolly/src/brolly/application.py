"""What a service package declares once, by an entry point of the group `brolly.applications`.

The module of an application is imported by whoever reads a topology, so it stays light: what is heavy is
imported inside `start`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from brolly.configuration import ConfigurationError, Problem

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Application", "Clients", "discover", "load", "start_order"]

GROUP = "brolly.applications"
"""The entry point group that applications are found by."""

T = TypeVar("T")


class Clients(Protocol):
    """Gives an application the contracts that it calls."""

    def __call__(self, contract: type[T], /) -> T:
        """Return the client of a contract, wherever it is served."""
        ...


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Application(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One service: what it offers, what it needs, and how it is started."""

    name: str
    """The name that topologies know it by, the same as its entry point's."""
    provides: tuple[type[Any], ...]
    """The contracts that `start` yields an implementation of."""
    requires: tuple[type[Any], ...] = ()
    """The contracts that it asks `clients` for; those in the same process are started before it."""
    config: type[msgspec.Struct] | None = None
    """What `[applications.NAME.config]` of the topology is decoded into; None when there is none."""
    start: Callable[[Any, Clients], AbstractAsyncContextManager[Mapping[type[Any], object]]]
    """Called with the decoded config, if any, and the clients; yields an implementation for each contract."""
    threads: int = msgspec.field(default_factory=_processors)
    """Threads for `brolly.offload`, unless the topology says otherwise; the processors of this process."""


def discover(group: str = GROUP) -> Mapping[str, Callable[[], Application]]:
    """Return what is installed, by name; each is imported only when it is called.

    Calling one raises `ConfigurationError` when it cannot be imported or is not an `Application`.
    """
    from importlib.metadata import entry_points  # 25 ms, for those who only import brolly

    found: dict[str, list[EntryPoint]] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        if point not in found.setdefault(point.name, []):
            found[point.name].append(point)
    return {name: partial(_load, points) for name, points in found.items()}


def load(name: str) -> Application:
    """Import one installed application.

    Raises:
        ConfigurationError: It is not installed, or cannot be imported.
    """
    installed = discover()
    if name not in installed:
        known = ", ".join(installed) or "none"
        raise _unusable(
            f"application {name!r} is not installed (installed: {known})",
            f"install the package whose entry point in group {GROUP!r} is {name!r}",
        )
    return installed[name]()


def start_order(applications: Iterable[Application]) -> tuple[Application, ...]:
    """Put applications after those whose contracts they require, and otherwise leave them as they are.

    Contracts that none of them provides are somebody else's, and do not count.

    Raises:
        ConfigurationError: They require each other in a circle.
    """
    given = tuple(applications)
    providers = {contract: application for application in given for contract in application.provides}
    ordered: dict[str, Application] = {}

    def visit(application: Application, waiting: tuple[str, ...]) -> None:
        if application.name in ordered:
            return
        if application.name in waiting:
            raise _circle((*waiting[waiting.index(application.name) :], application.name))
        for contract in application.requires:
            if (provider := providers.get(contract)) is not None:
                visit(provider, (*waiting, application.name))
        ordered[application.name] = application

    for application in given:
        visit(application, ())
    return tuple(ordered.values())


def _load(points: list[EntryPoint]) -> Application:
    point = points[0]
    if len(points) > 1:
        raise _unusable(
            f"application {point.name!r} is declared twice: {', '.join(point.value for point in points)}",
            "uninstall one of the packages",
        )
    try:
        application = point.load()
    except Exception as error:
        raise _unusable(
            f"application {point.name!r} cannot be imported from {point.value!r}: {error!r}",
            "mend that module, or install what it needs",
        ) from error
    if not isinstance(application, Application):
        raise _unusable(
            f"expected {point.value!r} to be a brolly.Application, got {type(application).__name__}",
            "point the entry point at the Application",
        )
    return application


def _unusable(found: str, fix: str) -> ConfigurationError:
    return ConfigurationError([Problem(found=found, fix=fix)])


def _circle(names: tuple[str, ...]) -> ConfigurationError:
    return _unusable(
        f"applications of one process require each other in a circle: {' -> '.join(names)}",
        "put one of them into another process, or let one not require the other",
    )
