"""The answering side of a service: handlers from frames to frames around an implementation."""

from __future__ import annotations

from brolly.generator.decoding import decoded
from brolly.generator.encoding import frames_of
from brolly.generator.model import Message, Method, Service
from brolly.generator.naming import snake
from brolly.generator.remote import response_name
from brolly.generator.scope import Scope
from brolly.generator.text import block, quoted, tuple_of

__all__ = ["serve_function"]

_HIDDEN = {"contract", "serving", "aclosing"}


def serve_function(service: Service, scope: Scope) -> list[str]:
    """Return the function that makes the handlers of a service."""
    handler = scope.imports.symbol("brolly.wire.serving", "Handler")
    serving = scope.imports.symbol("brolly.wire.serving", "Serving")
    contract = scope.struct(service.full_name)
    header = f"def serve_{snake(service.name)}(contract: {contract}, serving: {serving}) -> tuple[{handler}, ...]:"
    functions = [[*_handler(each, scope), ""] for each in service.methods]
    made = [f"serving.{_shape(each)}({quoted(each.rpc)}, {_name(each)})" for each in service.methods]
    return block(
        header,
        [f'"""Return the handlers of `{service.name}` for an implementation."""', ""],
        *functions,
        [f"return {tuple_of(made)}"],
    )


def _name(method: Method) -> str:
    return f"{method.python}_" if method.python in _HIDDEN else method.python


def _shape(method: Method) -> str:
    if method.is_client_stream:
        return "exchange" if method.is_server_stream else "upload"
    return "stream" if method.is_server_stream else "unary"


def _handler(method: Method, scope: Scope) -> list[str]:
    abc = "collections.abc"
    if method.is_client_stream:
        parameter = f"frames: {scope.imports.symbol(abc, 'AsyncIterator')}[bytes]"
    else:
        parameter = "frame: bytes"
    returned = "bytes"
    if method.is_server_stream:
        returned = f"{scope.imports.symbol(abc, 'AsyncGenerator')}[bytes, None]"
    header = f"async def {_name(method)}({parameter}) -> {returned}:"
    return block(header, _received(method, scope), _replied(method, scope))


def _received(method: Method, scope: Scope) -> list[str]:
    """Return the lines that get the request, the items, or the request and its tables."""
    request = scope.files.messages[method.request]
    wire = scope.wire(method.request)
    if scope.files.takes_items(method):
        return [f"items = ({response_name(method.request)}(frame) async for frame in frames)"]
    if not request.tables:
        return [f"{'request = ' if request.attributes else ''}{wire}.FromString(frame)"]
    names = tuple_of(quoted(each.name) for each in request.tables)
    subject = "request" if request.plain else "_"
    return [f"{subject}, received = await serving.receive(frames, {wire}, {names})"]


def _replied(method: Method, scope: Scope) -> list[str]:
    files, call = scope.files, f"contract.{method.python}({_arguments(method, scope)})"
    encode = scope.codec("encode", method.response)
    if not method.is_server_stream:
        return [f"return {encode}(await {call}).SerializeToString()"]
    sent = [f"yield {encode}(reply).SerializeToString()"]
    if files.messages[method.response].tables:
        tables = frames_of(files.messages[method.response], "reply.")
        split = f"{scope.runtime('wire.tables')}.split({encode}(reply), {tables})"
        sent = block(f"async for frame in {split}:", ["yield frame"])
    if files.returns_table(method):
        return [f"reply = await {call}", *sent]
    closing = scope.imports.symbol("contextlib", "aclosing")
    return block(f"async with {closing}({call}) as replies:", block("async for reply in replies:", sent))


def _arguments(method: Method, scope: Scope) -> str:
    if scope.files.takes_items(method):
        return "items"
    request = scope.files.messages[method.request]
    arguments: list[str] = []
    for attribute in request.parameters:
        value = _argument(request, attribute.name, scope)
        arguments.append(value if attribute is request.first else f"{attribute.python}={value}")
    return ", ".join(arguments)


def _argument(request: Message, name: str, scope: Scope) -> str:
    tables = [each.name for each in request.tables]
    if name in tables:
        return f"received[{tables.index(name)}]"
    attribute = next(each for each in request.attributes if each.name == name)
    return decoded(attribute, "request", request, scope)
