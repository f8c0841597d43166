"""A System: one process's view of one topology, and the clients through which everything is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from brolly import contracts, handles
from brolly.application import Application, start_order
from brolly.configuration import ConfigurationError, Problem
from brolly.contracts import Contract
from brolly.counters import Count, Counter
from brolly.hosting import Bound, Hosted, hosted
from brolly.topology import Topology

if TYPE_CHECKING:
    from brolly.wire.engine import Channel
    from brolly.wire.serving import Handler

__all__ = ["System"]

T = TypeVar("T")


class System:
    """Starts the applications of one process, connects to the others, and gives out clients.

    Use it as `async with System(topology, process="main") as system`. Several can live in one program, each on the
    event loop that entered it.

    Args:
        topology: Read already, or the path of its file.
        process: The process of the topology that this is.
        run: The folder with the unix sockets of the run; needed to reach processes that have no address.
        listen: Whether others may call: `None` when the topology has other processes or gives this one an address.
        default: Binds the handles of interface packages to this System; there can be one such System.

    Raises:
        ConfigurationError: The topology, or the configuration of an application, cannot be used.
    """

    def __init__(
        self,
        topology: Topology | Path | str,
        process: str,
        *,
        run: Path | None = None,
        listen: bool | None = None,
        default: bool = False,
    ) -> None:
        self.topology: Final = topology if isinstance(topology, Topology) else _read(topology, process)
        self.process: Final = process
        self._settings = self.topology.process(process)
        self._run = run
        self._listen = listen
        self._default = default
        self._stack = AsyncExitStack()
        self._hosted: list[Hosted] = []
        self._bound: dict[type, Bound] = {}
        self._clients: dict[type, Any] = {}
        self._channels: dict[str, Channel] = {}
        self._remote_counters: list[list[Counter]] = []
        self.address: str | None = None
        """Where this process listens; `None` while it does not."""

    async def __aenter__(self) -> System:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._close_channels)
            for application in start_order(self._applications()):
                host = await stack.enter_async_context(
                    hosted(
                        application,
                        self.topology.applications[application.name],
                        self.topology.configs[application.name],
                        self.client,
                    )
                )
                self._hosted.append(host)
                self._bound.update({bound.contract.protocol: bound for bound in host.bound})
            if self._listens:
                await self._start_listening(stack)
            if self._default:
                stack.enter_context(handles.bound_to(self))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    def client(self, contract: type[T], /) -> T:
        """Return the client of a contract: the same methods whether it is served here or elsewhere.

        Raises:
            ConfigurationError: No application of the topology provides it, one of this process does but has not
                started, or its process has neither an address nor a run folder.
            TypeError: The class is no contract.
        """
        client = self._clients.get(contract)
        if client is None:
            client = self._clients[contract] = self._bind(contracts.of(contract))
        return client

    def counters(self) -> tuple[Count, ...]:
        """Return what was counted since the start, a method and side at a time."""
        local = [host.counters for host in self._hosted]
        return tuple(counter.read() for counters in (*local, *self._remote_counters) for counter in counters)

    def _applications(self) -> list[Application]:
        return [self.topology.installed[name] for name in self._settings.applications]

    @property
    def _listens(self) -> bool:
        if self._listen is not None:
            return self._listen
        others = len(self.topology.processes) > 1
        return bool(self._settings.applications) and (others or self._settings.address is not None)

    async def _start_listening(self, stack: AsyncExitStack) -> None:
        from brolly.engines.choice import listener_on

        if self._settings.address is None and self._run is None:
            import tempfile

            self._run = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="brolly-")))
        self.address = self._address_of(self.process)
        listener = listener_on(
            self.address,
            self._settings.engine,
            max_message_bytes=self._settings.max_message_bytes,
            tls=self._settings.tls,
        )
        await listener.start(self._handlers())
        stack.push_async_callback(listener.drain, self._settings.grace_s)

    def _handlers(self) -> Mapping[str, Handler]:
        handlers: dict[str, Handler] = {}
        for host in self._hosted:
            handlers.update(host.handlers(self._settings.max_message_bytes))
        return handlers

    def _bind(self, contract: Contract) -> Any:
        bound = self._bound.get(contract.protocol)
        if bound is not None:
            return bound.client if self.topology.transport == "local" else self._copied(contract)
        process = self._provider(contract)
        return self._remote(contract, self._channel(process))

    def _provider(self, contract: Contract) -> str:
        application = self.topology.provider_of(contract.name)
        if application is None:
            raise self._unusable(
                f"no application provides {contract.name}",
                "host the one that does; where it is not installed here, write "
                f'provides = ["{contract.short_name}"] under [applications.NAME]',
            )
        process = self.topology.process_of(application)
        if process == self.process:
            raise self._unusable(
                f"{contract.short_name} is asked for before application {application!r}, which has it, was started",
                f"name {contract.short_name} in the `requires` of the application that asks for it",
            )
        return process

    def _copied(self, contract: Contract) -> Any:
        from brolly.engines.memory import MemoryChannel

        host = next(host for host in self._hosted for bound in host.bound if bound.contract is contract)
        return self._remote(contract, MemoryChannel(host.handlers(self._settings.max_message_bytes)))

    def _remote(self, contract: Contract, channel: Channel) -> Any:
        from brolly.wire.caller import Caller

        codec = importlib.import_module(contract.codec)
        caller = Caller(contract.name, channel, max_table_bytes=self._max_table_bytes(contract))
        self._remote_counters.append(caller.counters)
        return codec.REMOTE[contract.protocol](caller)

    def _max_table_bytes(self, contract: Contract) -> int:
        application = self.topology.provider_of(contract.name)
        assert application is not None
        return self.topology.applications[application].max_table_bytes

    def _channel(self, process: str) -> Channel:
        channel = self._channels.get(process)
        if channel is None:
            from brolly.engines.choice import channel_to

            settings = self.topology.process(process)
            channel = self._channels[process] = channel_to(
                self._address_of(process),
                settings.engine,
                max_message_bytes=settings.max_message_bytes,
                tls=settings.tls,
                own_tls=self._settings.tls,
            )
        return channel

    def _address_of(self, process: str) -> str:
        if self._run is None and self.topology.process(process).address is None:
            raise self._unusable(
                f"process {process!r} has no address, and this System no run folder to find its socket in",
                "give it an address in the topology, or pass run= the folder that `brolly up --run` was given",
            )
        return self.topology.address_of(process, self._run or Path())

    def _unusable(self, found: str, fix: str) -> ConfigurationError:
        return ConfigurationError([Problem(place=str(self.topology.file), found=found, fix=fix)])

    async def _close_channels(self) -> None:
        for channel in self._channels.values():
            await channel.close()


def _read(file: Path | str, process: str) -> Topology:
    from brolly.topology.reading import read

    return read(file, process=process)
