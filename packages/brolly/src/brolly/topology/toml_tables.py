"""Changes a TOML document before it is decoded; what is given stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from brolly.topology.lines import Path

__all__ = ["table", "with_value", "without"]


def table(value: object) -> Mapping[str, Any]:
    """Return a value that is a table; an empty one for anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def with_value(document: object, path: Path, value: object) -> Any:
    """Return the document with a value at a path; tables on the way are made where there are none."""
    if not path:
        return value
    head = str(path[0])
    return {**table(document), head: with_value(table(document).get(head), path[1:], value)}


def without(document: object, path: Path) -> Any:
    """Return the document without what is at a path; where nothing is, without the table that misses it."""
    head, rest = str(path[0]), path[1:]
    kept = dict(table(document))
    if rest and rest[0] in table(kept.get(head)):
        kept[head] = without(kept[head], rest)
    elif rest and isinstance(kept.get(head), list):
        kept[head] = [item for index, item in enumerate(kept[head]) if index != rest[0]]
    else:
        kept.pop(head, None)
    return kept
