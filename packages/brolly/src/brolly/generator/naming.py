"""The Python names of what protos name."""

from __future__ import annotations

import keyword
import re

__all__ = ["attribute", "error_attribute", "member", "screaming", "snake"]

# Words that generated code itself uses where a field or a method could hide them.
_USED = frozenset({"bool", "bytes", "float", "int", "self", "str", "super", "tuple"})
_KEPT = frozenset(keyword.kwlist) | _USED
_KEPT_BY_ERRORS = frozenset({"add_note", "args", "code", "fields", "message", "origin", "wire_name", "with_traceback"})


def snake(name: str) -> str:
    """Return `get_url` for `GetURL`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def screaming(name: str) -> str:
    """Return `GET_URL` for `GetURL`."""
    return snake(name).upper()


def attribute(name: str) -> str:
    """Return the name of a field, a parameter or a method, with an underscore where Python keeps the word."""
    return f"{name}_" if name in _KEPT else name


def error_attribute(name: str) -> str:
    """Return the name of a field of a domain error; errors have some attributes of their own."""
    return f"{name}_" if name in _KEPT_BY_ERRORS else attribute(name)


def member(enumeration: str, value: str) -> str:
    """Return the name of an enum's value without the prefix that protos need: `FAST` for `SPEED_FAST`."""
    short = value.removeprefix(f"{screaming(enumeration)}_")
    name = short if short[:1].isalpha() else value
    return f"{name}_" if name in _KEPT or name in {"mro", "name", "value", "is_known"} else name
