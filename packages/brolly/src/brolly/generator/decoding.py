"""Functions from protobuf to Python: what is absent and required is named, what is unknown is dropped."""

from __future__ import annotations

import keyword

from brolly.generator.model import Attribute, Choice, Field, Kind, Message, Shape
from brolly.generator.naming import snake
from brolly.generator.scope import ARRAY_DTYPES, Scope
from brolly.generator.text import block, quoted

__all__ = ["choice_decoders", "decoded", "decoder", "error_decoder"]


def decoder(message: Message, scope: Scope) -> list[str]:
    """Return the function that decodes a message; its tables come as further arguments."""
    subject = "message" if message.plain else "_"
    parameters = [f"{subject}: {scope.wire(message.full_name)}"]
    parameters += [f"{_local(each)}: {scope.table()}" for each in message.tables]
    values = [f"{each.python}={decoded(each, 'message', message, scope)}" for each in message.plain] + [
        f"{each.python}={_local(each)}" for each in message.tables
    ]
    struct = scope.struct(message.full_name)
    header = f"def {scope.codec('decode', message.full_name)}({', '.join(parameters)}) -> {struct}:"
    return block(header, [f"return {struct}({', '.join(values)})"])


def error_decoder(message: Message, scope: Scope) -> list[str]:
    """Return the function that decodes a domain error, whose text travels beside its message."""
    subject = "message" if message.attributes else "_"
    struct = scope.struct(message.full_name)
    values = [f"{each.python}={decoded(each, 'message', message, scope)}" for each in message.attributes]
    name = scope.codec("decode", message.full_name)
    header = f"def {name}({subject}: {scope.wire(message.full_name)}, text: str) -> {struct}:"
    return block(header, [f"return {struct}({', '.join(['text', *values])})"])


def choice_decoders(message: Message, scope: Scope) -> list[list[str]]:
    """Return the functions that decode the `oneof`s of a message."""
    return [_choice_decoder(each, message, scope) for each in message.attributes if isinstance(each, Choice)]


def decoded(attribute: Attribute, subject: str, message: Message, scope: Scope) -> str:
    """Return the expression for a field or a `oneof` of the message that `subject` holds."""
    if isinstance(attribute, Choice):
        return f"{_choice_name(attribute, message)}({subject})"
    value = _access(subject, attribute.name)
    is_set = f"{subject}.HasField({quoted(attribute.name)})"
    match attribute.shape:
        case Shape.REQUIRED:
            return _required(attribute, value, is_set, scope)
        case Shape.OPTIONAL:
            return f"{_one(attribute, value, scope)} if {is_set} else None"
        case Shape.SEQUENCE:
            return _sequence(attribute, value, scope)
        case Shape.ARRAY:
            return f"{scope.runtime('wire.arrays')}.get({value}, {quoted(ARRAY_DTYPES[attribute.element.type])})"
        case Shape.MAP:
            return _mapping(attribute, value, scope)


def _required(field: Field, value: str, is_set: str, scope: Scope) -> str:
    path = quoted(field.path)
    match field.element.kind:
        case Kind.SCALAR | Kind.TABLE:
            return value
        case Kind.ENUM:
            kind = scope.struct(field.element.type)
            return f"{scope.runtime('wire.values')}.to_member({kind}, {value}, {path})"
        case Kind.MESSAGE | Kind.TIMESTAMP | Kind.DURATION:
            missing = f"{scope.runtime('wire.values')}.missing({path})"
            return _one(field, f"{value} if {is_set} else {missing}", scope)


def _sequence(field: Field, value: str, scope: Scope) -> str:
    if field.element.kind is Kind.MESSAGE:
        return f"tuple(map({scope.codec('decode', field.element.type)}, {value}))"
    one = _one(field, "item", scope)
    return f"tuple({value})" if one == "item" else f"tuple({one} for item in {value})"


def _mapping(field: Field, value: str, scope: Scope) -> str:
    mapping = scope.imports.symbol("brolly.frozen_mapping", "FrozenMapping")
    one = _one(field, "item", scope)
    entries = value if one == "item" else f"{{key: {one} for key, item in {value}.items()}}"
    return f"{mapping}({entries})"


def _one(field: Field, value: str, scope: Scope) -> str:
    path = quoted(field.path)
    match field.element.kind:
        case Kind.SCALAR | Kind.TABLE:
            return value
        case Kind.MESSAGE:
            return f"{scope.codec('decode', field.element.type)}({value})"
        case Kind.ENUM:
            return f"{scope.runtime('wire.values')}.any_member({scope.struct(field.element.type)}, {value})"
        case Kind.TIMESTAMP:
            return f"{scope.runtime('wire.values')}.to_datetime({value}, {path})"
        case Kind.DURATION:
            return f"{scope.runtime('wire.values')}.to_timedelta({value}, {path})"


def _choice_name(choice: Choice, message: Message) -> str:
    return f"_decode_{snake(message.name)}_{choice.name}"


def _choice_decoder(choice: Choice, message: Message, scope: Scope) -> list[str]:
    types = " | ".join(scope.struct(each.element.type) for each in choice.members)
    cases = [
        block(f"case {quoted(each.name)}:", [f"return {_one(each, _access('message', each.name), scope)}"])
        for each in choice.members
    ]
    missing = f"{scope.runtime('wire.values')}.missing({quoted(choice.path)})"
    match = block(f"match message.WhichOneof({quoted(choice.name)}):", *cases, block("case _:", [missing]))
    header = f"def {_choice_name(choice, message)}(message: {scope.wire(message.full_name)}) -> {types}:"
    return block(header, match)


def _access(subject: str, name: str) -> str:
    return f"getattr({subject}, {quoted(name)})" if keyword.iskeyword(name) else f"{subject}.{name}"


def _local(table: Field) -> str:
    return "message_" if table.python == "message" else table.python
