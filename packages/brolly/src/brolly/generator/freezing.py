"""The calls of `brolly.freeze` in generated code, for fields of messages and for arguments of calls."""

from __future__ import annotations

from brolly.generator.model import Attribute, Field, Kind, Shape
from brolly.generator.scope import ARRAY_DTYPES, Scope
from brolly.generator.text import quoted

__all__ = ["argument", "statement"]


def statement(attribute: Attribute, scope: Scope) -> str | None:
    """Return the line that puts a field right in place; `None` when any value will do."""
    call = _call(attribute, scope)
    if call is None:
        return None
    function, rest = call
    return f"{scope.runtime('freeze')}.{function}(self, {quoted(attribute.python)}{rest})"


def argument(attribute: Attribute, scope: Scope) -> str:
    """Return the expression that hands an argument on."""
    name, call = attribute.python, _call(attribute, scope)
    if call is None:
        return f"self._table_({name})" if attribute.is_table and not scope.is_codec else name
    function, rest = call
    return f"{scope.runtime('freeze')}.as_{function}({name}, {quoted(name)}{rest})"


def _call(attribute: Attribute, scope: Scope) -> tuple[str, str] | None:
    if not isinstance(attribute, Field):
        return None
    kind = attribute.element.kind
    each = f", each={scope.runtime('freeze')}.utc" if kind is Kind.TIMESTAMP else ""
    match attribute.shape:
        case Shape.ARRAY:
            return "array", f", {quoted(ARRAY_DTYPES[attribute.element.type])}"
        case Shape.SEQUENCE:
            return "sequence", each
        case Shape.MAP:
            return "mapping", each
        case Shape.REQUIRED if kind is Kind.ENUM:
            return "specified", ""
        case _:
            return ("time", "") if kind is Kind.TIMESTAMP else None
