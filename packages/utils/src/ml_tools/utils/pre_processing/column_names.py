"""Names of columns: whether a table has them, and how messages show them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

import brolly
from ml_tools.utils_interface.v1.pre_processing import ColumnNotFound

__all__ = ["not_found", "require_columns", "shown"]

_LONGEST = 60
_MOST_NAMES = 8
_MOST_COMPARED = 1000


def require_columns(table: pa.Table, names: Sequence[str]) -> None:
    """Check that a table has columns, and none of its names twice.

    Raises:
        brolly.InvalidArgument: A name stands for two columns.
        ColumnNotFound: A column is not there.
    """
    there = Counter(table.column_names)
    twice = [name for name, count in there.items() if count > 1]
    if twice:
        raise brolly.InvalidArgument(
            f"table: expected columns of different names, got {shown(twice[0])} {there[twice[0]]} times; rename one"
        )
    for name in names:
        if name not in there:
            raise not_found(name, table.column_names)


def shown(text: str) -> str:
    """Return a text in quotes, for a message: on one line, and cut when it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")


def not_found(name: str, names: Sequence[str], where: str = "") -> ColumnNotFound:
    """Return the error that says which names are near, and where the column was asked for."""
    near = difflib.get_close_matches(name[:_LONGEST], names[:_MOST_COMPARED], n=3)
    if near:
        hint = f"did you mean {shown(near[0])}?"
    else:
        some = ", ".join(map(shown, names[:_MOST_NAMES]))
        hint = f"it has {some}{', ...' if len(names) > _MOST_NAMES else ''}" if names else "it has none"
    asked = f"{where}: " if where else ""
    return ColumnNotFound(
        f"{asked}expected a table with the column {shown(name)}; {hint}", column=name, near=tuple(near)
    )
