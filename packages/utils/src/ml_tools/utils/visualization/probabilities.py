"""Predicted probabilities and what happened, class by class, out of a table."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import brolly
from ml_tools.utils.visualization.columns import Numbers, numbers_of, texts_of
from ml_tools.utils.visualization.labels import cleaned
from ml_tools.utils.visualization.plots import COLOURS

__all__ = ["Against", "read_probabilities"]

_PREFIX = "probability of "


class Against(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One class against all others."""

    label: str
    """The class, as charts show it."""
    happened: NDArray[np.bool_]
    """`(rows,)`, whether the row is of the class; some are, and some are not."""
    probability: Numbers
    """`(rows,)`, all finite."""


def read_probabilities(table: pa.Table, positive: str | None) -> list[Against]:
    """Return the classes to draw.

    Args:
        table: `actual`, and a column `probability of CLASS` for each class.
        positive: The class; the last of two, and the 7 commonest of more, when None.

    Raises:
        brolly.InvalidArgument: The columns are not there, or no class to draw both occurs and does not.
    """
    classes = [name.removeprefix(_PREFIX) for name in table.column_names if name.startswith(_PREFIX)]
    if not classes:
        raise brolly.InvalidArgument(f"table: expected columns '{_PREFIX}CLASS', got none")
    if positive is not None and positive not in classes:
        known = ", ".join(repr(each[:60]) for each in classes[:8])
        raise brolly.InvalidArgument(f"positive: expected one of the classes {known}, got {positive[:60]!r}")
    compute: Any = pc  # its stubs leave types open
    actual = texts_of(table, "actual")
    drawn = [positive] if positive is not None else classes[1:] if len(classes) == 2 else classes
    found: list[Against] = []
    for name in drawn:
        probability = numbers_of(table, _PREFIX + name)
        there = np.isfinite(probability) & actual.is_valid().to_numpy()
        equal = compute.equal(actual, pa.scalar(name, pa.large_string()))
        happened: NDArray[np.bool_] = np.asarray(equal.to_numpy(), object)[there].astype(bool)
        if happened.any() and not happened.all():
            found.append(Against(label=cleaned(name, 40), happened=happened, probability=probability[there]))
    if not found:
        raise brolly.InvalidArgument("table: expected rows of a class and rows of others, got one or the other")
    return sorted(found, key=lambda each: -np.count_nonzero(each.happened))[: len(COLOURS)]
