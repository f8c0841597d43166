"""What a generated module says of its contract, and where the switch finds it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

__all__ = ["Contract", "Method", "Parameter", "find", "of", "register"]


class Parameter(msgspec.Struct, frozen=True):
    """One parameter of a method, as the contract has it."""

    name: str
    required: bool
    """False when it may be left out: `optional`, `repeated` or a map."""


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One method of a contract."""

    rpc: str
    """Its name in the proto."""
    name: str
    """Its name in Python."""
    parameters: tuple[Parameter, ...] = ()
    """In the order of the Python signature."""
    streams: bool = False
    """True when it is an async generator."""
    takes_items: bool = False
    """True when its one parameter is an asynchronous iterable of messages."""
    idempotent: bool = False
    """True when the proto says that running it again changes nothing more."""


class Contract(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A service of a proto file, and the generated code that serves both sides of the switch."""

    protocol: type
    """The `typing.Protocol` that callers and implementations are typed by."""
    name: str
    """The full name of the service in the proto."""
    local: Callable[..., Any]
    """The generated wrapper around an implementation in this process."""
    codec: str
    """The module with the wire form, imported by the first transport that needs it."""
    methods: tuple[Method, ...]

    @property
    def short_name(self) -> str:
        """The name of the service without its package."""
        return self.name.rpartition(".")[2]


_registered: dict[type, Contract] = {}


def register(protocol: type, *, name: str, local: Callable[..., Any], codec: str, methods: tuple[Method, ...]) -> None:
    """Make a contract known to the switch; generated modules call it when they are imported."""
    _registered[protocol] = Contract(protocol=protocol, name=name, local=local, codec=codec, methods=methods)


def of(protocol: type) -> Contract:
    """Return what is registered for a Protocol.

    Raises:
        TypeError: The class was not generated from a proto.
    """
    contract = _registered.get(protocol)
    if contract is None:
        raise TypeError(
            f"expected a contract generated from a .proto, got {protocol!r}; "
            "pass the Protocol class of an interface package"
        )
    return contract


def find(name: str) -> Contract | None:
    """Return the contract of a full or short service name among those imported so far, else `None`."""
    for contract in _registered.values():
        if name in (contract.name, contract.short_name):
            return contract
    return None
