"""One application inside a process: started, bound to its contracts, and served to both sides of the switch."""

from __future__ import annotations

import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec

from brolly import contracts
from brolly.application import Application, Clients
from brolly.binding import conform
from brolly.configuration import ConfigurationError, Problem
from brolly.contracts import Contract
from brolly.counters import Counter
from brolly.limits import Limit
from brolly.policies import Policies, Settings
from brolly.threads import Workplace
from brolly.topology import ApplicationSettings

__all__ = ["Bound", "Hosted", "hosted"]


class Bound(msgspec.Struct, frozen=True, eq=False):
    """A contract whose implementation runs here."""

    contract: Contract
    client: Any
    """The generated wrapper: what a caller in this process calls."""
    policies: Policies


class Hosted:
    """A running application."""

    def __init__(self, application: Application, settings: Settings, bound: tuple[Bound, ...]) -> None:
        self.application: Final = application
        self.bound: Final = bound
        self._settings = settings

    @property
    def counters(self) -> list[Counter]:
        return [counter for bound in self.bound for counter in bound.policies.counters]

    def handlers(self, max_message_bytes: int) -> Mapping[str, Any]:
        """Return how an engine serves its methods, by path; imports the wire form of its contracts."""
        from brolly.wire.serving import Serving

        handlers: dict[str, Any] = {}
        for bound in self.bound:
            codec = importlib.import_module(bound.contract.codec)
            serving = Serving(
                bound.contract.name,
                self._settings.limit,
                max_table_bytes=self._settings.max_table_bytes,
                max_message_bytes=max_message_bytes,
            )
            for handler in codec.SERVE[bound.contract.protocol](bound.client, serving):
                handlers[handler.path] = handler
        return handlers


@asynccontextmanager
async def hosted(
    application: Application, wanted: ApplicationSettings, config: msgspec.Struct | None, clients: Clients
) -> AsyncGenerator[Hosted, None]:
    """Start an application and bind what it yields; stop it at the end.

    Raises:
        ConfigurationError: What it yields does not serve its contracts.
    """
    settings = _settings(application, wanted)
    async with application.start(config, clients) as implementations:
        try:
            yield Hosted(application, settings, _bind(application, implementations, settings))
        finally:
            if settings.workplace is not None:
                settings.workplace.close()


def _settings(application: Application, wanted: ApplicationSettings) -> Settings:
    limits = wanted.limits
    limit = (
        Limit(application.name)
        if limits is None
        else Limit(application.name, size=limits.size, max_overflow=limits.max_overflow, queue=limits.queue)
    )
    threads = application.threads if wanted.threads is None else wanted.threads
    return Settings(
        limit=limit,
        workplace=Workplace(application.name, threads=threads, limit=limit) if threads else None,
        timeout_s=wanted.timeout_s,
        max_table_bytes=wanted.max_table_bytes,
        counted=wanted.counted,
    )


def _bind(
    application: Application, implementations: Mapping[type[Any], object], settings: Settings
) -> tuple[Bound, ...]:
    provided = set(application.provides)
    if set(implementations) != provided:
        found = f"expected `start` to yield implementations of {_names(provided)}, got {_names(set(implementations))}"
        fix = "yield what its `provides` says"
        raise ConfigurationError([Problem(place=f"application {application.name!r}", found=found, fix=fix)])
    bound: list[Bound] = []
    for protocol in application.provides:
        contract = contracts.of(protocol)
        policies = Policies(contract.name, settings)
        client = contract.local(conform(contract, implementations[protocol]), policies)
        bound.append(Bound(contract, client, policies))
    return tuple(bound)


def _names(protocols: set[type[Any]]) -> str:
    return ", ".join(sorted(protocol.__name__ for protocol in protocols)) or "nothing"
