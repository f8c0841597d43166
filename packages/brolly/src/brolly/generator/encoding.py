"""Functions from Python to protobuf: straight-line copies of attributes, one function a message."""

from __future__ import annotations

import keyword

from brolly.generator.model import Choice, Field, Kind, Message, Shape
from brolly.generator.scope import Scope
from brolly.generator.text import block, quoted

__all__ = ["encoder", "frames_of", "request_function"]

_FIXED_WIDTH = {"bool", "double", "fixed32", "fixed64", "float", "sfixed32", "sfixed64"}


def encoder(message: Message, scope: Scope) -> list[str]:
    """Return the function that encodes a message without its tables."""
    parameter = "value" if message.plain else "_"
    header = f"def {scope.codec('encode', message.full_name)}({parameter}: {scope.struct(message.full_name)})"
    built, steps = _built(message, "value.", "message", scope)
    body = [f"message = {built}", *steps, "return message"] if steps else [f"return {built}"]
    return block(f"{header} -> {scope.wire(message.full_name)}:", body)


def request_function(name: str, request: Message, scope: Scope) -> list[str]:
    """Return the function that encodes the arguments of a call."""
    parameters = ", ".join(f"{each.python}: {scope.annotation(each)}" for each in request.parameters)
    local = "message_" if any(each.python == "message" for each in request.attributes) else "message"
    built, steps = _built(request, "", local, scope)
    message = local if steps else built
    if request.tables:
        tables = scope.runtime("wire.tables")
        returned, result = f"{tables}.Frames", f"{tables}.frames({message}, {frames_of(request, '')})"
    else:
        returned, result = "bytes", f"{message}.SerializeToString()"
    first = [f"{local} = {built}", *steps] if steps else []
    return block(f"def {name}({parameters}) -> {returned}:", first, [f"return {result}"])


def frames_of(message: Message, owner: str) -> str:
    """Return the tables of a message by the names that they have in the proto."""
    entries = (f"{quoted(each.name)}: {owner}{each.python}" for each in message.tables)
    return f"{{{', '.join(entries)}}}"


def _built(message: Message, owner: str, local: str, scope: Scope) -> tuple[str, list[str]]:
    """Return the expression for the `_pb2` message, and the statements for what its constructor does not take."""
    arguments: list[str] = []
    kept: list[str] = []
    steps: list[str] = []
    for attribute in message.plain:
        value = f"{owner}{attribute.python}"
        if isinstance(attribute, Choice):
            steps += _chosen(attribute, value, local, scope)
        elif _is_block(attribute):
            steps.append(f"{scope.runtime('wire.arrays')}.put({local}, {attribute.number}, {value})")
        elif keyword.iskeyword(attribute.name):
            kept.append(f"{quoted(attribute.name)}: {_encoded(attribute, value, scope)}")
        else:
            arguments.append(f"{attribute.name}={_encoded(attribute, value, scope)}")
    if kept:
        arguments.append(f"**{scope.runtime('wire.values')}.keywords({{{', '.join(kept)}}})")
    return f"{scope.wire(message.full_name)}({', '.join(arguments)})", steps


def _is_block(field: Field) -> bool:
    return field.shape is Shape.ARRAY and field.element.type in _FIXED_WIDTH


def _chosen(choice: Choice, value: str, local: str, scope: Scope) -> list[str]:
    expected = quoted(" | ".join(each.element.type.rpartition(".")[2] for each in choice.members))
    wrong = f"{scope.runtime('wire.values')}.wrong_choice({quoted(choice.path)}, {expected}, {value})"
    cases = [
        block(f"case {scope.struct(each.element.type)}():", [_copied(each, value, local, scope)])
        for each in choice.members
    ]
    return block(f"match {value}:", *cases, block("case _:", [wrong]))


def _copied(member: Field, value: str, local: str, scope: Scope) -> str:
    target = f"{local}.{member.name}"
    if keyword.iskeyword(member.name):
        target = f"getattr({local}, {quoted(member.name)})"
    return f"{target}.CopyFrom({scope.codec('encode', member.element.type)}({value}))"


def _encoded(field: Field, value: str, scope: Scope) -> str:
    """Return the expression for a field; protobuf takes `None` for what is not set."""
    match field.shape:
        case Shape.REQUIRED:
            return _one(field, value, scope)
        case Shape.OPTIONAL:
            one = _one(field, value, scope)
            return value if one == value else f"None if {value} is None else {one}"
        case Shape.SEQUENCE:
            one = _one(field, "item", scope)
            return value if one == "item" else f"[{one} for item in {value}]"
        case Shape.ARRAY:
            return f"{value}.tolist()"
        case Shape.MAP:
            one = _one(field, "item", scope)
            return value if one == "item" else f"{{key: {one} for key, item in {value}.items()}}"


def _one(field: Field, value: str, scope: Scope) -> str:
    path = quoted(field.path)
    match field.element.kind:
        case Kind.MESSAGE:
            return f"{scope.codec('encode', field.element.type)}({value})"
        case Kind.ENUM if field.shape is Shape.REQUIRED:
            return f"{scope.runtime('wire.values')}.to_number({value}, {path})"
        case Kind.ENUM:
            return f"{scope.runtime('wire.values')}.any_number({value})"
        case Kind.TIMESTAMP:
            return f"{scope.runtime('wire.values')}.to_timestamp({value}, {path})"
        case Kind.DURATION:
            return f"{scope.runtime('wire.values')}.to_duration({value}, {path})"
        case Kind.SCALAR | Kind.TABLE:
            return value
