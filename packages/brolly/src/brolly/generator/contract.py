"""A service as Python: its Protocol, the wrapper for implementations in the process, and its registration."""

from __future__ import annotations

from brolly.generator import freezing
from brolly.generator.model import Message, Method, Service
from brolly.generator.scope import Scope
from brolly.generator.text import block, docstring, quoted, tuple_of

__all__ = ["local_class", "parameters", "protocol_class", "registration", "returned"]


def protocol_class(service: Service, scope: Scope) -> list[str]:
    """Return the Protocol that callers and implementations are typed by."""
    protocol = scope.imports.symbol("typing", "Protocol")
    methods = [line for each in service.methods for line in ["", *_declaration(each, scope)]]
    return block(f"class {service.name}({protocol}):", docstring(service.comment), methods)


def local_class(service: Service, scope: Scope) -> list[str]:
    """Return the wrapper that an implementation in this process is called through."""
    runs = _runs(service)
    slots = {f"_{method.python}" for method in service.methods} | set(runs.values())
    set_up: list[str] = []
    for method in service.methods:
        set_up.append(f"self._{method.python} = implementation.{method.python}")
        set_up.append(f"self.{runs[method.rpc]} = policies.{_policy(method, scope)}")
    if any(scope.files.takes_table(method) for method in service.methods):
        slots.add("_table_")
        set_up.append("self._table_ = policies.table")
    policies = scope.imports.symbol("brolly.policies", "Policies", for_types=True)
    header = f"def __init__(self, implementation: {service.name}, policies: {policies}) -> None:"
    calls = [line for each in service.methods for line in ["", *_call(each, runs[each.rpc], scope)]]
    return block(
        f"class Local{service.name}:",
        [f'"""`{service.name}` in this process: each call goes through its policy."""', ""],
        [f"__slots__ = {tuple_of(quoted(each) for each in sorted(slots))}", ""],
        block(header, set_up),
        calls,
    )


def registration(service: Service, scope: Scope) -> list[str]:
    """Return the call that makes the contract known to the switch."""
    contracts = scope.runtime("contracts")
    methods = tuple_of(_described(each, contracts, scope) for each in service.methods)
    arguments = [
        service.name,
        f"name={quoted(service.full_name)}",
        f"local=Local{service.name}",
        f"codec={quoted(f'{scope.file.module}_codec')}",
        f"methods={methods}",
    ]
    return [f"{contracts}.register({', '.join(arguments)})"]


def _declaration(method: Method, scope: Scope) -> list[str]:
    word = "def" if scope.files.streams(method) else "async def"
    header = f"{word} {method.python}({parameters(method, scope)}) -> {_declared(method, scope)}:"
    return block(header, docstring(_documentation(method, scope)), ["..."])


def _documentation(method: Method, scope: Scope) -> str:
    request = _request(method, scope)
    if scope.files.takes_items(method):
        comments = [("items", request.comment)]
    else:
        comments = [(each.python, each.comment) for each in request.parameters]
    args = [f"    {name}: {text}".replace("\n", "\n        ") for name, text in comments if text]
    listed = "\n".join(["Args:", *args]) if args else ""
    return "\n\n".join(part for part in (method.comment, listed) if part)


def parameters(method: Method, scope: Scope) -> str:
    """Return the parameters of a method as Python declares them."""
    if scope.files.takes_items(method):
        items = scope.imports.symbol("collections.abc", "AsyncIterable")
        return f"self, items: {items}[{scope.struct(method.request)}]"
    return scope.signature(_request(method, scope))


def _declared(method: Method, scope: Scope) -> str:
    """Return what the Protocol says that a method returns."""
    struct = scope.struct(method.response)
    if not scope.files.streams(method):
        return struct
    return f"{scope.imports.symbol('collections.abc', 'AsyncGenerator')}[{struct}, None]"


def returned(method: Method, scope: Scope) -> str:
    """Return what the wrapper returns: for a coroutine function of the Protocol the coroutine itself."""
    if scope.files.streams(method):
        return _declared(method, scope)
    coroutine = scope.imports.symbol("types", "CoroutineType")
    anything = scope.imports.symbol("typing", "Any")
    return f"{coroutine}[{anything}, {anything}, {_declared(method, scope)}]"


def _call(method: Method, run: str, scope: Scope) -> list[str]:
    header = f"def {method.python}({parameters(method, scope)}) -> {returned(method, scope)}:"
    if scope.files.takes_items(method):
        return block(header, [f"return self.{run}(self._{method.python}, items)"])
    request = _request(method, scope)
    arguments = [
        freezing.argument(each, scope) if each is request.first else f"{each.python}={freezing.argument(each, scope)}"
        for each in request.parameters
    ]
    return block(header, [f"return self.{run}(self._{method.python}({', '.join(arguments)}))"])


def _runs(service: Service) -> dict[str, str]:
    """Return the attribute with the `run` of each method; `RunSquare` beside `Square` must not share one."""
    taken = {f"_{method.python}" for method in service.methods}
    runs: dict[str, str] = {}
    for method in service.methods:
        name = f"_run_{method.python}"
        while name in taken:
            name += "_"
        taken.add(name)
        runs[method.rpc] = name
    return runs


def _policy(method: Method, scope: Scope) -> str:
    files = scope.files
    if files.takes_items(method):
        shape = "exchange" if files.streams(method) else "upload"
    else:
        shape = "stream" if files.streams(method) else "unary"
    tables = [quoted(each.python) for each in files.messages[method.response].tables]
    checked = f", tables={tuple_of(tables)}" if tables else ""
    return f"{shape}({quoted(method.rpc)}{checked})"


def _described(method: Method, contracts: str, scope: Scope) -> str:
    request, is_items = _request(method, scope), scope.files.takes_items(method)
    known = [("items", True)] if is_items else [(each.python, each.is_required) for each in request.parameters]
    listed = [f"{contracts}.Parameter({quoted(name)}, required={required})" for name, required in known]
    words = [f"rpc={quoted(method.rpc)}", f"name={quoted(method.python)}"]
    if listed:
        words.append(f"parameters={tuple_of(listed)}")
    flags = {
        "streams": scope.files.streams(method),
        "takes_items": is_items,
        "idempotent": method.is_idempotent,
    }
    words += [f"{name}=True" for name, is_set in flags.items() if is_set]
    return f"{contracts}.Method({', '.join(words)})"


def _request(method: Method, scope: Scope) -> Message:
    return scope.files.messages[method.request]
