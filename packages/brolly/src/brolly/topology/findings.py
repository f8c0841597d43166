"""Compares a value from a file with the type that it is to become, and finds everything that does not fit."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

import msgspec

from brolly.topology.lines import Path

__all__ = ["Finding", "Hook", "find", "mapped_type", "struct_type", "suggestion"]

Hook = Callable[[type, Any], Any]
"""Makes a value of a type that is not JSON's, as `dec_hook` of msgspec."""

_FIXES = {
    "int": "write a whole number",
    "float": "write a number",
    "str": "write a text in quotes",
    "bool": "write true or false",
    "array": "write a list in [ ]",
    "object": "write a table",
}


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong, at a key."""

    path: Path
    found: str
    fix: str = ""


def find(value: object, annotation: Any, path: Path, hook: Hook) -> Iterator[Finding]:
    """Find what keeps a value from becoming a type: unknown keys, missing keys, values of a wrong type."""
    if (item := _item_type(annotation)) is not None and isinstance(value, list):
        for index, member in enumerate(cast("list[object]", value)):
            yield from find(member, item, (*path, index), hook)
    elif isinstance(value, Mapping):
        yield from _in_table(cast("Mapping[str, object]", value), annotation, path, hook)
    else:
        yield from _unfit(value, annotation, path, hook)


def _in_table(table: Mapping[str, object], annotation: Any, path: Path, hook: Hook) -> Iterator[Finding]:
    if (struct := struct_type(annotation)) is not None:
        yield from _in_struct(table, struct, path, hook)
    elif (item := mapped_type(annotation)) is not None:
        for key, member in table.items():
            yield from find(member, item, (*path, key), hook)
    else:
        yield from _unfit(table, annotation, path, hook)


def struct_type(annotation: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a type is, or is beside None."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    if get_origin(annotation) not in (Union, UnionType):
        return None
    members = [member for member in get_args(annotation) if member is not NoneType]
    return struct_type(members[0]) if len(members) == 1 else None


def mapped_type(annotation: Any) -> Any | None:
    """Return the type of the values of a mapping, else None."""
    origin = get_origin(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return get_args(annotation)[1]
    return None


def _item_type(annotation: Any) -> Any | None:
    """Return the type of the elements of a list or of a tuple of any length, else None."""
    match get_origin(annotation), get_args(annotation):
        case builtins.tuple, (item, builtins.Ellipsis):
            return item
        case builtins.list, (item,):
            return item
        case _:
            return None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Say which name was probably meant, else which there are."""
    names = tuple(known)
    import difflib

    near = difflib.get_close_matches(name.lower(), names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"expected one of {', '.join(names)}" if names else "remove it"


def _in_struct(table: Mapping[str, object], struct: type[msgspec.Struct], path: Path, hook: Hook) -> Iterator[Finding]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    sound = True
    for key, value in table.items():
        if key in fields:
            findings = tuple(find(value, fields[key].type, (*path, key), hook))
        elif key == struct.__struct_config__.tag_field:
            findings = ()
        else:
            findings = (Finding((*path, key), f"unknown key {key!r}", suggestion(key, fields)),)
        sound = sound and not findings
        yield from findings
    for name, field in fields.items():
        if field.required and name not in table:
            sound = False
            yield Finding((*path, name), "is missing", f"write {name} = ...")
    if sound:
        yield from _unfit(table, struct, path, hook)


def _unfit(value: object, annotation: Any, path: Path, hook: Hook) -> Iterator[Finding]:
    try:
        msgspec.convert(value, annotation, dec_hook=hook)
    except msgspec.ValidationError as error:
        text, _, tail = str(error).partition(" - at `")
        if get_origin(annotation) is Literal:
            text = f"Expected one of {', '.join(map(repr, get_args(annotation)))}"
        yield _described(text, (*path, *_tail(tail)), value)


def _tail(place: str) -> Iterator[str | int]:
    """Turn `$.shape[0]` of an error into the parts of a path."""
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", place):
        yield name or int(index)


def _described(text: str, path: Path, value: object) -> Finding:
    found, _, fix = text.replace("`", "").partition("; ")
    found = found[:1].lower() + found[1:].replace(" | null", "")
    if ", got " not in found and "expected " in found and isinstance(value, int | float | str):
        found = f"{found}, got {value!r}"
    wanted = re.match(r"expected (\w+)(?: \|.*)?,", found)
    return Finding(path, found, fix or (_FIXES.get(wanted.group(1), "") if wanted else ""))
