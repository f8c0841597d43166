"""What algorithms learn from: features and targets as arrays."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.models.feature_places import feature_places
from ml_tools.utils_interface import EncodeTexts, FittedRecipe, PreparedSplit, TextStep

__all__ = ["Examples", "Features", "Origin", "Outputs", "read_examples", "read_features"]

Features = NDArray[np.float32]
"""`(rows, features)`; NaN is missing, which only occurs where the recipe leaves it so."""
Outputs = NDArray[np.float64]
"""`(rows, outputs)`: one number, or the probability of each class."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a feature is of."""

    column: str
    """The column of the table."""
    is_code: bool = False
    """Whether it holds codes of levels, whose order means nothing, instead of a number."""


class Examples(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Rows whose target is known."""

    features: Features
    """`(rows, features)`."""
    target: NDArray[np.float64]
    """`(rows,)`, the number, or the index of the class."""
    class_count: int = 0
    """How many classes there are, whether they occur in these rows or not; 0 for regression."""
    class_names: tuple[str, ...] = ()
    """The classes, in the order of their index; empty where no setting speaks of them."""
    origins: tuple[Origin, ...] = ()
    """What each feature is of; empty where no setting speaks of columns, and all are numbers."""

    @property
    def class_indices(self) -> NDArray[np.int64]:
        """`(rows,)`, the target of a classification."""
        return self.target.astype(np.int64)

    def occurring(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return which classes occur, `(occurring,)`, and the places among them of the rows' classes, `(rows,)`."""
        occurring = np.flatnonzero(np.bincount(self.class_indices, minlength=self.class_count))
        if len(occurring) == self.class_count:
            return occurring, self.target
        return occurring, np.searchsorted(occurring, self.target).astype(np.float64)


def read_examples(table: pa.Table, split: PreparedSplit, *, max_cells: int) -> Examples:
    """Take a part of a prepared split apart: its last column is the target.

    Raises:
        brolly.ResourceExhausted: There are more numbers in it than `max_cells`.
    """
    class_count = len(split.classes)
    last = table.num_columns - 1
    cells = table.num_rows * max(last, class_count)
    if cells > max_cells:
        raise brolly.ResourceExhausted(
            f"expected at most {max_cells:,} numbers to learn from, got {cells:,}: {table.num_rows:,} rows of {last:,} "
            f"features and {class_count:,} classes; take fewer rows or columns, lower max_levels of the recipe, or "
            "raise applications.models.config.max_cells"
        )
    return Examples(
        features=read_features(table.select(range(last))),
        target=np.asarray(table.column(last).to_numpy(), np.float64),
        class_count=class_count,
        class_names=split.classes,
        origins=tuple(_origins(split.fitted)),
    )


def read_features(table: pa.Table) -> Features:
    """Return the columns of a table of features as one array."""
    features = np.empty((table.num_rows, table.num_columns), np.float32)
    for number, column in enumerate(table.columns):
        features[:, number] = column.to_numpy()
    return features


def _origins(fitted: FittedRecipe) -> Iterator[Origin]:
    """Yield what each feature is of, in order."""
    for column, (name, places) in zip(fitted.columns, feature_places(fitted), strict=True):
        is_code = isinstance(column.step, TextStep) and column.step.encode_texts == EncodeTexts.CODES
        yield from [Origin(column=name, is_code=is_code)] * (places.stop - places.start)
