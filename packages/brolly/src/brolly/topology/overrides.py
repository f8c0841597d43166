"""Environment variables that override keys of a topology: `BROLLY_PROCESSES__MODELS__ADDRESS`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from brolly.topology.findings import Finding, mapped_type, struct_type, suggestion
from brolly.topology.lines import Path
from brolly.topology.toml_tables import table

__all__ = ["PREFIX", "Override", "overrides"]

PREFIX = "BROLLY_"


class Override(msgspec.Struct, frozen=True):
    """A key of the topology and the value that the environment gives it."""

    variable: str
    path: Path
    value: Any


def overrides(
    document: Mapping[str, Any], annotation: type, environ: Mapping[str, str]
) -> Iterator[Override | tuple[str, Finding]]:
    """Read the overrides of a document; one that names nothing comes as its variable and what is wrong.

    Keys are named without regard to case, with `_` for `-`, and two of `_` between them.
    """
    for variable in sorted(name for name in environ if name.upper().startswith(PREFIX)):
        names = variable[len(PREFIX) :].split("__")
        found = _resolve(names, document, annotation, ())
        if isinstance(found, Finding):
            yield variable, found
        else:
            yield Override(variable, found, _value(environ[variable]))


def _resolve(names: list[str], value: object, annotation: Any, path: Path) -> Path | Finding:
    """Find the key that the names mean."""
    if not names:
        return path
    known = _known(value, annotation)
    if known is None:
        return Finding(path, "has no keys of its own", "name the key itself")
    key = known.get(_plain(names[0]))
    if key is None and (annotation is Any or mapped_type(annotation) is Any):
        key = names[0].lower()
    if key is None:
        fix = suggestion(names[0], known)
        return Finding((*path, names[0].lower()), "names no key of this topology", fix)
    return _resolve(names[1:], table(value).get(key), _type_of(key, annotation), (*path, key))


def _known(value: object, annotation: Any) -> dict[str, str] | None:
    """The keys there, by their plain form; None where there can be none."""
    if (struct := struct_type(annotation)) is not None:
        return {_plain(field.encode_name): field.encode_name for field in msgspec.structs.fields(struct)}
    if mapped_type(annotation) is not None or annotation is Any:
        return {_plain(key): key for key in table(value)}
    return None


def _type_of(key: str, annotation: Any) -> Any:
    if (struct := struct_type(annotation)) is not None:
        return next(f.type for f in msgspec.structs.fields(struct) if f.encode_name == key)
    return mapped_type(annotation) or Any


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _value(text: str) -> Any:
    """A TOML value where the text is one, else the text."""
    try:
        document = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return document["value"] if len(document) == 1 else text
