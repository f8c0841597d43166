"""Ridge regression on all folds with all penalties: what the rows say is summed once, the rest is on the moments.

The moments of the training rows of a fold are those of all rows less those of the fold, and the squared error on a fold
is a function of the fold's own moments; so each row is read once.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Examples, Features
from ml_tools.models.linear.engine import NEGLIGIBLE, solve_singular, solved
from ml_tools.models.linear.moments import Moments, Origin, Sums, origin, total
from ml_tools.models.solvers import Crew, at_once, product

__all__ = ["RidgeGrid", "cross_validated_ridge"]

_CELLS_AT_ONCE = 2**22


class RidgeGrid(NamedTuple):
    """What ridge regression with each penalty makes of rows that it has not seen."""

    penalties: NDArray[np.float64]
    """`(penalties,)`."""
    squared_errors: NDArray[np.float64]
    """`(folds, penalties)`, means over the rows of the fold."""

    @property
    def best(self) -> float:
        """The penalty with the smallest squared error, the mean over the folds."""
        return float(self.penalties[int(np.argmin(np.mean(self.squared_errors, axis=0)))])


async def cross_validated_ridge(
    examples: Examples, fold_of_row: NDArray[np.int64], penalties: Sequence[float]
) -> RidgeGrid:
    """Measure ridge regression with several penalties by cross-validation.

    Args:
        examples: What to learn from; the features are taken as they are, whatever the fold.
        fold_of_row: `(rows,)`, the number of the fold that a row is held out in, from 0 up; each number occurs.
        penalties: Scikit-learn's alphas, from 0 up.

    Raises:
        brolly.InvalidArgument: A fold has no rows, or all of them.
    """
    counts = np.bincount(fold_of_row)
    if len(counts) < 2 or not counts.all() or len(fold_of_row) != len(examples.target):
        raise brolly.InvalidArgument(
            f"fold_of_row: expected the number of a fold for each of {len(examples.target):,} rows, at least two and "
            f"none empty, got folds of {counts.tolist()} rows"
        )
    given = np.asarray(penalties, np.float64)
    return await at_once(partial(_grid, examples, fold_of_row, len(counts), given), cells=examples.features.size)


async def _grid(
    examples: Examples, fold_of_row: NDArray[np.int64], folds: int, penalties: NDArray[np.float64], crew: Crew
) -> RidgeGrid:
    place = await crew.run(origin, examples.features, examples.target)
    parts = [await _fold_sums(crew, examples, place, np.flatnonzero(fold_of_row == fold)) for fold in range(folds)]
    whole: Sums = jax.tree.map(lambda *each: sum(each[1:], each[0]), *parts)
    errors = [await crew.run(_errors, whole, part, penalties) for part in parts]
    return RidgeGrid(penalties, np.stack(errors) * float(place.unit) ** 2)


async def _fold_sums(crew: Crew, examples: Examples, place: Origin, rows: NDArray[np.int64]) -> Sums:
    features, target = await crew.run(_taken, examples, rows)
    return await total(crew, place, features, target)


def _taken(examples: Examples, rows: NDArray[np.int64]) -> tuple[Features, NDArray[np.float64]]:
    return examples.features[rows], examples.target[rows]


def _errors(whole: Sums, part: Sums, penalties: NDArray[np.float64]) -> NDArray[np.float64]:
    together = max(1, _CELLS_AT_ONCE // whole.gram.size)
    errors, pivots = (np.asarray(each) for each in _fold_errors(whole, part, penalties, together=together))  # type: ignore[arg-type]
    errors = errors.copy()
    for number in np.flatnonzero(~(pivots > NEGLIGIBLE)):
        brolly.checkpoint()
        training = _training(whole, part).centered()
        weights = solve_singular(training, penalties[number])  # type: ignore[arg-type]
        errors[number] = np.asarray(_error(part, training, weights))
    return errors


@compiled("together")
def _fold_errors(whole: Sums, part: Sums, penalties: Array, *, together: int) -> tuple[Array, Array]:
    training = _training(whole, part).centered()

    def one(penalty: Array) -> tuple[Array, Array]:
        weights, pivot = solved(training, penalty)
        return _error(part, training, weights), pivot

    return lax.map(one, penalties, batch_size=min(together, len(penalties)))


def _training(whole: Sums, part: Sums) -> Sums:
    return jax.tree.map(jnp.subtract, whole, part)


def _error(part: Sums, training: Moments, weights: Array) -> Array:
    """Return the mean squared error of weights, learned from other rows, on the rows of a part."""
    offset = training.target_mean - jnp.sum(weights * training.mean)
    correlated = part.moment[:, 0] - offset * part.moment[:, 1]
    squares = part.target[1] - 2.0 * offset * part.target[0] + offset * offset * part.rows
    bent = product(part.gram, weights[:, None])[:, 0]
    return jnp.maximum(squares + jnp.sum(weights * (bent - 2.0 * correlated)), 0.0) / part.rows
