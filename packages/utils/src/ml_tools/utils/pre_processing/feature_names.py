"""Names of features: the column's, or `COLUMN=level`; each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_tools.utils.pre_processing.recipes import RANKS
from ml_tools.utils_interface.v1.pre_processing import FittedColumn, TextStep

__all__ = ["cut", "feature_names", "free_name"]

_LONGEST_LEVEL = 60
_LONGEST_COLUMN = 200


def feature_names(columns: Iterable[FittedColumn], *, reserved: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of the features of columns, in order; one that is taken or reserved gets a number."""
    taken = dict.fromkeys(reserved, 1)
    names: list[str] = []
    for column in columns:
        for name in _names(column):
            names.append(free_name(name, taken))
            taken[names[-1]] = 1
    return tuple(names)


def _names(column: FittedColumn) -> Iterator[str]:
    step, name = column.step, cut(column.name)
    if not isinstance(step, TextStep) or step.encode_texts in RANKS:
        yield name
        return
    for level in step.levels:
        yield f"{name}={cut(level, _LONGEST_LEVEL)}"
    if step.has_other:
        yield f"{name}=other"
    if step.has_missing:
        yield f"{name}=missing"


def cut(text: str, longest: int = _LONGEST_COLUMN) -> str:
    """Return a text, shortened when it is long."""
    return text if len(text) <= longest else text[: longest - 3] + "..."


def free_name(name: str, taken: dict[str, int]) -> str:
    """Return a name that is not taken; the values of `taken` say how often a name was wanted."""
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name} ({taken[name]})"
    return free
