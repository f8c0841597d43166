"""Binding an implementation to its contract: signatures compared once, and an older implementation still served."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable
from types import SimpleNamespace
from typing import Any

import msgspec

from brolly.configuration import ConfigurationError, Problem
from brolly.contracts import Contract, Method
from brolly.errors import Unimplemented

__all__ = ["conform"]


def conform(contract: Contract, implementation: object) -> object:
    """Return the implementation, or a stand-in that calls it as far as it goes.

    An implementation may be older than its contract: a method that it lacks fails with `Unimplemented`, and so does a
    call that sets an optional parameter which it does not know.

    Raises:
        ConfigurationError: It cannot serve the contract: a required parameter is missing, an unknown one is required,
            or a method is not asynchronous. All such problems are named together.
    """
    problems: list[Problem] = []
    place = f"{type(implementation).__name__} as {contract.name}"
    bound = {
        method.name: _bound(contract, method, getattr(implementation, method.name, None), problems)
        for method in contract.methods
    }
    if problems:
        raise ConfigurationError(msgspec.structs.replace(problem, place=place) for problem in problems)
    if all(call == getattr(implementation, name, None) for name, call in bound.items()):
        return implementation
    return SimpleNamespace(**bound)


def _bound(
    contract: Contract, method: Method, call: Callable[..., Any] | None, problems: list[Problem]
) -> Callable[..., Any]:
    where = f"{contract.short_name}/{method.rpc}"
    if call is None:
        return _absent(where, method)
    if method.streams and not inspect.isasyncgenfunction(call):
        problems.append(
            Problem(
                path=method.name, found="expected `async def` with `yield`", fix="the contract answers with a stream"
            )
        )
    elif not method.streams and not inspect.iscoroutinefunction(call):
        problems.append(
            Problem(path=method.name, found="expected `async def` without `yield`", fix="the contract gives one answer")
        )
    parameters = inspect.signature(call).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return call
    known = {parameter.name for parameter in method.parameters}
    problems.extend(
        Problem(path=method.name, found=f"expected a parameter {parameter.name!r}", fix="callers must give it")
        for parameter in method.parameters
        if parameter.required and parameter.name not in parameters
    )
    for name, parameter in parameters.items():
        if (
            name not in known
            and parameter.default is parameter.empty
            and parameter.kind is not parameter.VAR_POSITIONAL
        ):
            problems.append(
                Problem(path=method.name, found=f"the contract has no parameter {name!r}", fix="give it a default")
            )
    missing = frozenset(name for name in known if name not in parameters)
    return _narrowed(where, call, missing, streams=method.streams) if missing else call


def _absent(where: str, method: Method) -> Callable[..., Any]:
    def refuse() -> Unimplemented:
        return Unimplemented(f"{where} is not implemented here: the implementation is older than its contract")

    async def call(*_: object, **__: object) -> None:
        raise refuse()

    async def stream(*_: object, **__: object) -> AsyncGenerator[None, None]:
        raise refuse()
        yield

    return stream if method.streams else call


def _narrowed(where: str, call: Callable[..., Any], missing: frozenset[str], *, streams: bool) -> Callable[..., Any]:
    """Leave out the optional parameters that the implementation lacks, while they are unset."""

    def known(named: dict[str, Any]) -> dict[str, Any]:
        for name in missing & named.keys():
            if _is_set(named[name]):
                raise Unimplemented(
                    f"{where} does not know the parameter {name!r}: the implementation is older than its contract"
                )
        return {name: value for name, value in named.items() if name not in missing}

    async def narrowed(*positional: Any, **named: Any) -> Any:
        return await call(*positional, **known(named))

    async def narrowed_stream(*positional: Any, **named: Any) -> AsyncGenerator[Any, None]:
        replies = call(*positional, **known(named))
        try:
            async for reply in replies:
                yield reply
        finally:
            await replies.aclose()

    return narrowed_stream if streams else narrowed


def _is_set(value: Any) -> bool:
    return value is not None and (not hasattr(value, "__len__") or isinstance(value, str | bytes) or len(value) > 0)
