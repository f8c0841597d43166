"""Handles: clients that an interface package exports, for `main` and for scripts, bound to the one default System."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol, TypeVar

from brolly import contracts
from brolly.configuration import ConfigurationError
from brolly.contracts import Contract

__all__ = ["Handle", "bound_to", "handle"]

T = TypeVar("T")


class _Clients(Protocol):
    def client(self, contract: type[T], /) -> T: ...


_handles: list[Handle] = []
_default: list[_Clients] = []


def handle(contract: type[T]) -> T:
    """Return an object with the methods of a contract, usable while a System with `default=True` runs.

    Before that a method raises `RuntimeError` which says what to do. Services do not use handles: they get the clients
    that they require when they start.
    """
    made = Handle(contracts.of(contract))
    _handles.append(made)
    if _default:
        made.bind(_default[0])
    return made  # pyright: ignore[reportReturnType] - its methods are set by bind


class Handle:
    """Holds the bound methods of a client as its own attributes, so that a call through it costs nothing more."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.unbind()

    def bind(self, clients: _Clients) -> None:
        """Take over the methods of the client, or the refusal where the topology has none."""
        protocol: type[Any] = self._contract.protocol
        try:
            client: Any = clients.client(protocol)
        except ConfigurationError as error:
            self._set_all(_Refusal(error))
        else:
            for method in self._contract.methods:
                setattr(self, method.name, getattr(client, method.name))

    def unbind(self) -> None:
        """Make every method say that no System runs."""
        self._set_all(
            _Refusal(
                RuntimeError(
                    f"no default System runs, so {self._contract.short_name} cannot be called: wrap the program in "
                    '`async with brolly.System("topology.toml", process="main", default=True)`'
                )
            )
        )

    def _set_all(self, method: Callable[..., Any]) -> None:
        for each in self._contract.methods:
            setattr(self, each.name, method)


class _Refusal:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        raise self._error


@contextmanager
def bound_to(system: _Clients) -> Generator[None]:
    """Bind every handle, made before or after, to a System while the block runs.

    Raises:
        RuntimeError: There is a default System already.
    """
    if _default:
        raise RuntimeError("expected one default System, got a second one: pass default=True to one of them only")
    _default.append(system)
    try:
        for made in _handles:
            made.bind(system)
        yield
    finally:
        _default.clear()
        for made in _handles:
            made.unbind()
