"""The calling side of a service: a class with the contract's signatures over a channel."""

from __future__ import annotations

from brolly.generator import freezing
from brolly.generator.contract import parameters, returned
from brolly.generator.encoding import request_function
from brolly.generator.model import Message, Method, Service
from brolly.generator.naming import snake
from brolly.generator.scope import Scope
from brolly.generator.text import block, quoted, tuple_of

__all__ = ["remote_class", "request_functions", "response_functions", "response_name"]


def request_functions(service: Service, scope: Scope) -> list[list[str]]:
    """Return the functions that encode the arguments of each method."""
    return [
        request_function(f"_{snake(each.rpc)}_request", scope.files.messages[each.request], scope)
        for each in service.methods
        if not scope.files.takes_items(each)
    ]


def response_functions(service: Service, scope: Scope) -> list[list[str]]:
    """Return the functions that decode whole frames: responses, and the items that a server reads."""
    read = {each.response: None for each in service.methods if not scope.files.messages[each.response].tables}
    read |= {each.request: None for each in service.methods if scope.files.takes_items(each)}
    return [_reader(scope.files.messages[each], scope) for each in read]


def response_name(full_name: str) -> str:
    """Return the name of the function that decodes a whole frame."""
    return f"_read_{snake(full_name.rpartition('.')[2])}"


def remote_class(service: Service, scope: Scope) -> list[str]:
    """Return the class that calls a service elsewhere."""
    caller = scope.imports.symbol("brolly.wire.caller", "Caller")
    slots = tuple_of(quoted(each) for each in sorted(f"_{method.python}" for method in service.methods))
    set_up = [f"self._{method.python} = {_call(method, scope)}" for method in service.methods]
    methods = [line for each in service.methods for line in ["", *_method(each, scope)]]
    return block(
        f"class Remote{service.name}:",
        [f'"""`{service.name}` over a channel."""', "", f"__slots__ = {slots}", ""],
        block(f"def __init__(self, caller: {caller}) -> None:", set_up),
        methods,
    )


def _reader(message: Message, scope: Scope) -> list[str]:
    struct = scope.struct(message.full_name)
    decode = f"{scope.codec('decode', message.full_name)}({scope.wire(message.full_name)}.FromString(frame))"
    return block(f"def {response_name(message.full_name)}(frame: bytes) -> {struct}:", [f"return {decode}"])


def _call(method: Method, scope: Scope) -> str:
    files = scope.files
    if files.takes_items(method):
        request = f"caller.items({scope.codec('encode', method.request)})"
    else:
        request = f"_{snake(method.rpc)}_request"
    response = files.messages[method.response]
    if response.tables:
        shape = "many" if files.returns_many(method) else "gathered"
        tables = tuple_of(quoted(each.name) for each in response.tables)
        decode = scope.codec("decode", method.response)
        return f"caller.{shape}({quoted(method.rpc)}, {request}, {scope.wire(method.response)}, {tables}, {decode})"
    shape = "stream" if files.streams(method) else "unary"
    return f"caller.{shape}({quoted(method.rpc)}, {request}, {response_name(method.response)})"


def _method(method: Method, scope: Scope) -> list[str]:
    """Return a method, no `async def`: arguments are frozen at the call, not at the `await`, as they are locally."""
    header = f"def {method.python}({parameters(method, scope)}) -> {returned(method, scope)}:"
    arguments = ["items"]
    if not scope.files.takes_items(method):
        arguments = [freezing.argument(each, scope) for each in scope.files.messages[method.request].parameters]
    return block(header, [f"return self._{method.python}({', '.join(arguments)})"])
