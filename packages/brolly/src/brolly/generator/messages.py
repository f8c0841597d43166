"""Messages, domain errors and enums as Python classes."""

from __future__ import annotations

from brolly.generator import freezing
from brolly.generator.model import Enumeration, Files, Kind, Message, Shape
from brolly.generator.scope import Scope
from brolly.generator.text import block, docstring, quoted, tuple_of

__all__ = ["enum_class", "error_class", "struct_class"]


def enum_class(enum: Enumeration, scope: Scope) -> list[str]:
    """Return the class of an enum."""
    base = f"{scope.runtime('open_enum')}.OpenEnum"
    members = (line for each in enum.values for line in [f"{each.python} = {each.number}", *docstring(each.comment)])
    return block(f"class {enum.name}({base}):", _spaced(docstring(enum.comment)), members)


def struct_class(message: Message, scope: Scope) -> list[str]:
    """Return the class of a message."""
    struct = f"{scope.imports.module('msgspec')}.Struct"
    compared = "" if _is_comparable(message.full_name, scope.files) else ", eq=False"
    fields = [
        line
        for each in message.attributes
        for line in [
            f"{each.python}: {scope.annotation(each)}{scope.default(each)}",
            *docstring(each.comment),
        ]
    ]
    freezes = [line for each in message.attributes if (line := freezing.statement(each, scope))]
    freezer = ["", *block("def __post_init__(self) -> None:", freezes)] if freezes else []
    header = f"class {message.name}({struct}, frozen=True, kw_only=True{compared}):"
    return block(header, _spaced(docstring(message.comment)), fields, freezer)


def error_class(message: Message, scope: Scope) -> list[str]:
    """Return the class of a domain error."""
    parameters = [f"{each.python}: {scope.annotation(each)}{scope.default(each)}" for each in message.attributes]
    signature = ", ".join(['self, message: str = ""', *(["*"] if parameters else []), *parameters])
    assigned = [
        line
        for each in message.attributes
        for line in [f"self.{each.python} = {each.python}", *docstring(each.comment)]
    ]
    freezes = [line for each in message.attributes if (line := freezing.statement(each, scope))]
    return block(
        f"class {message.name}({scope.runtime('errors')}.{message.error}):",
        _spaced(docstring(message.comment)),
        [f"wire_name = {quoted(message.full_name)}"],
        [f"fields = {tuple_of(quoted(each.python) for each in message.attributes)}", ""],
        block(f"def __init__({signature}) -> None:", ["super().__init__(message)"], assigned, freezes),
    )


def _spaced(lines: list[str]) -> list[str]:
    return [*lines, ""] if lines else []


def _is_comparable(full_name: str, files: Files, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether `==` means something: arrays and tables have no truth of their own."""
    message = files.messages.get(full_name)
    if message is None or full_name in seen:
        return True
    for attribute in message.attributes:
        if attribute.is_table or getattr(attribute, "shape", None) is Shape.ARRAY:
            return False
        inner = (each.type for each in attribute.elements if each.kind is Kind.MESSAGE)
        if not all(_is_comparable(each, files, seen | {full_name}) for each in inner):
            return False
    return True
