"""Lasso and elastic net: least squares with a penalty that makes many weights 0."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays
from ml_tools.models.linear.coordinate_descent import Descent, Design, begun, descended, of_gram, of_rows
from ml_tools.models.linear.least_squares import learn_many_ridges, model_of
from ml_tools.models.linear.moments import Origin, Sums, moments, origin
from ml_tools.models.padding import padded_columns, padded_rows
from ml_tools.models.solvers import Crew, at_once

__all__ = ["Mixture", "elastic_net_path", "learn_elastic_net", "learn_many_elastic_nets"]

_GAP = 1e-9
_MOST_SWEEPS = 20_000
_PRODUCTS_A_PROGRAM = 500_000_000
_NO_PENALTY = 1e-3
"""The share of sizes in a path's penalty below which the largest penalty is that of this share."""


class Mixture(NamedTuple):
    """A penalty, scikit-learn's alpha, and how much of it is on the sizes of the weights."""

    penalty: float
    l1_share: float


class _Problem(NamedTuple):
    """What all penalties share."""

    design: Design
    by_rows: bool
    place: Origin
    mean: NDArray[np.float64]
    target_mean: float
    rows: int
    given: int


async def learn_elastic_net(examples: Examples, *, seed: int, penalty: float, l1_share: float) -> Arrays:
    """Learn the weights with the least half mean squared error plus the penalties; nothing is random."""
    return (await learn_many_elastic_nets(examples, [Mixture(penalty, l1_share)], seed=seed))[0]


async def learn_many_elastic_nets(examples: Examples, mixtures: Sequence[Mixture], *, seed: int) -> list[Arrays]:
    """Learn with several penalties; the largest comes first, and each begins where the one before it ended."""
    smooth = [number for number, each in enumerate(mixtures) if not each.penalty * each.l1_share]
    sparse = [number for number in range(len(mixtures)) if number not in smooth]
    rows = len(examples.target)
    ridges = [mixtures[number].penalty * (1.0 - mixtures[number].l1_share) * rows for number in smooth]
    found = dict(zip(smooth, await learn_many_ridges(examples, ridges, seed=seed), strict=True)) if smooth else {}
    if sparse:
        fit = partial(_fit_all, examples, [mixtures[number] for number in sparse])
        found |= zip(sparse, await at_once(fit, cells=examples.features.size), strict=True)
    return [found[number] for number in range(len(mixtures))]


async def elastic_net_path(
    examples: Examples, *, seed: int, l1_share: float = 1.0, count: int = 100, least_share: float = 1e-3
) -> list[tuple[float, Arrays]]:
    """Learn with penalties from the one that leaves no weight down to a share of it, at equal ratios.

    Args:
        examples: What to learn from.
        seed: Nothing is random.
        l1_share: How much of each penalty is on the sizes of the weights.
        count: Of penalties.
        least_share: The last penalty in shares of the first.

    Returns:
        Each penalty with what was learned.
    """
    largest = await at_once(partial(_largest, examples, l1_share), cells=examples.features.size)
    penalties = [float(penalty) for penalty in largest * np.geomspace(1.0, least_share, count)]
    found = await learn_many_elastic_nets(examples, [Mixture(each, l1_share) for each in penalties], seed=seed)
    return list(zip(penalties, found, strict=True))


async def _largest(examples: Examples, l1_share: float, crew: Crew) -> float:
    problem = await _problem(examples, crew)
    return await crew.run(_greatest, problem) / (problem.rows * max(l1_share, _NO_PENALTY))


def _greatest(problem: _Problem) -> float:
    design = problem.design
    products = np.asarray(design.matrix) @ np.asarray(design.start) if problem.by_rows else np.asarray(design.start)
    return float(np.max(np.abs(products), initial=0.0)) * float(problem.place.unit) or 1.0


async def _fit_all(examples: Examples, mixtures: Sequence[Mixture], crew: Crew) -> list[Arrays]:
    problem = await _problem(examples, crew)
    return await crew.run(_path, problem, mixtures)


async def _problem(examples: Examples, crew: Crew) -> _Problem:
    rows, given = examples.features.shape
    if given > rows:
        return await crew.run(_rows_problem, examples)
    place, sums = await moments(crew, examples.features, examples.target)
    design, mean, target_mean = await crew.run(_gram_design, sums)
    return _Problem(
        design=design,
        by_rows=False,
        place=place,
        mean=np.asarray(mean),
        target_mean=float(target_mean),
        rows=rows,
        given=given,
    )


@compiled()
def _gram_design(sums: Sums) -> tuple[Design, Array, Array]:
    found = sums.centered()
    return of_gram(found.gram, found.moment, found.square), found.mean, found.target_mean


def _rows_problem(examples: Examples) -> _Problem:
    rows, given = examples.features.shape
    place = origin(examples.features, examples.target)
    far = examples.features - place.features[:given]
    mean = np.zeros(len(place.features))
    mean[:given] = np.mean(far, axis=0)
    target = (examples.target - place.target) / place.unit
    columns = np.zeros((padded_columns(given), padded_rows(rows)))
    columns[:given, :rows] = (far - mean[:given]).T
    padded = np.zeros(columns.shape[1])
    padded[:rows] = target - np.mean(target)
    design = of_rows(jnp.asarray(columns), jnp.asarray(padded))
    return _Problem(
        design=design,
        by_rows=True,
        place=place,
        mean=mean,
        target_mean=float(np.mean(target)),
        rows=rows,
        given=given,
    )


def _path(problem: _Problem, mixtures: Sequence[Mixture]) -> list[Arrays]:
    found: dict[int, Arrays] = {}
    descent = begun(problem.design)
    for number in sorted(range(len(mixtures)), key=lambda number: -mixtures[number].penalty):
        descent = _descend(problem, mixtures[number], descent)
        weights = np.asarray(descent.weights)
        arrays = model_of(problem.place, problem.mean, problem.target_mean, weights, problem.given)
        found[number] = {**arrays, "standard_errors": np.full((problem.given, 1), np.nan)}
    return [found[number] for number in range(len(mixtures))]


def _descend(problem: _Problem, mixture: Mixture, descent: Descent) -> Descent:
    penalty, share = mixture.penalty * problem.rows, mixture.l1_share
    penalties = (np.float64(penalty * share / problem.place.unit), np.float64(penalty * (1.0 - share)))
    most = np.int32(min(1000, 1 + _PRODUCTS_A_PROGRAM // (20 * problem.design.matrix.size)))
    descent = descent._replace(gap=np.asarray(np.inf))  # type: ignore[arg-type]
    for _ in range(0, _MOST_SWEEPS, int(most)):
        brolly.checkpoint()
        descent = descended(descent, problem.design, penalties, np.float64(_GAP), most, by_rows=problem.by_rows)  # type: ignore[arg-type]
        if not float(descent.gap) > _GAP:
            break
    return descent
