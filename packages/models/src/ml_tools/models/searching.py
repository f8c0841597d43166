"""What a caller asks to search, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

import brolly
from ml_tools.models.algorithms import family_of
from ml_tools.models.bounds import check_between, shown
from ml_tools.models.contestants import contestant
from ml_tools.models.selection import Candidate, Plan, fits_of, rungs
from ml_tools.models.space import drawn
from ml_tools.models_interface import Algorithm, Candidates, DefaultSpace, SearchStrategy
from ml_tools.utils_interface import Recipe, Task

__all__ = ["candidate_of", "plan"]

_MOST_TRIALS = 10_000
_MOST_CANDIDATES = 1_000
_LONGEST_BUDGET_S = 86_400.0
_BRACKET = 9
_DRAWS = 100
"""So often settings are drawn in a row that were tried already, until there are taken to be no others."""


def plan(
    space: DefaultSpace | Candidates,
    strategy: SearchStrategy,
    *,
    budget_seconds: float,
    most_trials: int | None,
    folds: int,
    seed: int,
) -> Plan:
    """Return how to search.

    Raises:
        brolly.InvalidArgument: Something of it is out of its bounds.
    """
    if not strategy.is_known:
        raise brolly.InvalidArgument(f"strategy: expected RANDOM or SUCCESSIVE_HALVING, got {strategy.value}")
    if not 0 < budget_seconds <= _LONGEST_BUDGET_S:
        raise brolly.InvalidArgument(
            f"budget_seconds: expected a number above 0 and up to {_LONGEST_BUDGET_S:,.0f}, got {budget_seconds}"
        )
    if most_trials is not None:
        check_between("most_trials", most_trials, 1, _MOST_TRIALS)
    has_given = isinstance(space, DefaultSpace)
    if isinstance(space, Candidates):
        check_between("candidates: how many", len(space.algorithms), 1, _MOST_CANDIDATES)
        most_trials = min(most_trials or _MOST_CANDIDATES, len(space.algorithms))
    found = Plan(
        strategy=strategy,
        budget_seconds=budget_seconds,
        bracket=_BRACKET if has_given else most_trials or 1,
        has_given=has_given,
        folds=folds,
        seed=seed,
        total=None,
    )
    return found if most_trials is None else msgspec.structs.replace(found, total=_total(found, most_trials))


def _total(plan: Plan, trials: int) -> int:
    if plan.strategy == SearchStrategy.RANDOM:
        return trials * plan.folds
    total = plan.folds if plan.has_given else 0
    left = trials - plan.has_given
    brackets, rest = divmod(left, plan.bracket)
    total += brackets * fits_of(rungs(plan.bracket, plan.folds))
    return total + (fits_of(rungs(rest, plan.folds)) if rest else 0)


def candidate_of(
    space: DefaultSpace | Candidates,
    task: Task | None,
    recipe: Recipe | None,
    *,
    most_trials: int | None,
    seed: int,
    max_model_bytes: int,
) -> Callable[[int], Candidate | None]:
    """Return what gives the candidates, by number, one after the other.

    Raises:
        brolly.InvalidArgument: One that is given has no name, cannot do the task, or has wrong settings; or there is
            nothing to search.
    """
    most = _MOST_TRIALS if most_trials is None else most_trials

    def checked(algorithm: Algorithm, where: str) -> Candidate:
        taking_part = contestant(algorithm, task, recipe, where=where, max_model_bytes=max_model_bytes)
        return Candidate(algorithm=algorithm, contestant=taking_part)

    if isinstance(space, Candidates):
        given = [checked(each, f"candidates: {shown(each.name)}") for each in space.algorithms]
        return lambda number: given[number] if number < min(most, len(given)) else None
    base = checked(space.algorithm, "default_space.algorithm")
    draws = _Draws(space.algorithm, seed)

    def draw(number: int) -> Candidate | None:
        if number == 0:
            return base
        algorithm = draws.next(number) if number < most else None
        return None if algorithm is None else checked(algorithm, "default_space.algorithm")

    return draw


class _Draws:
    """Settings that are drawn, each once."""

    def __init__(self, algorithm: Algorithm, seed: int) -> None:
        family = family_of(algorithm.settings)
        self._algorithm = algorithm
        self._space = family.space
        self._seed = seed
        self._seen = [algorithm.settings]
        if drawn(algorithm.settings, self._space, np.random.default_rng(0)) == algorithm.settings:
            raise brolly.InvalidArgument(
                f"default_space.algorithm: expected settings of {family.name} to draw that are not set, got none; "
                "give candidates instead"
            )

    def next(self, number: int) -> Algorithm | None:
        """Draw settings that were not drawn before; None when there are no others."""
        random = np.random.Generator(np.random.PCG64([self._seed, number]))
        for _ in range(_DRAWS):
            settings = drawn(self._algorithm.settings, self._space, random)
            if settings not in self._seen:
                self._seen.append(settings)
                return msgspec.structs.replace(self._algorithm, settings=settings)
        return None
