"""Search for settings: trials at random, or in rungs of successive halving, within a budget of time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

import msgspec

import brolly
from ml_tools.models.selection.contestant import Contestant
from ml_tools.models.selection.fits import Fit, fits
from ml_tools.models.selection.folds import Fold, Folds, subset
from ml_tools.models.selection.standings import Standings
from ml_tools.models.selection.work import Work, rungs
from ml_tools.models_interface import Algorithm, SearchStrategy, Trial
from ml_tools.utils_interface import Task

__all__ = ["Candidate", "Plan", "search"]

T = TypeVar("T")

_LEAST_ROWS = 500
"""Settings are not told apart on fewer."""
_TOGETHER = 16
"""So many trials that learn in one go are measured at once."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Settings that can be tried."""

    algorithm: Algorithm
    contestant: Contestant


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How to search."""

    strategy: SearchStrategy
    budget_seconds: float
    bracket: int
    """How many trials begin successive halving together."""
    has_given: bool
    """Whether the first trial is the algorithm as it was given, which is measured in full before the others."""
    folds: int
    seed: int
    """From 0 to 2**64 - 1."""
    total: int | None
    """How many fits there will be at most, where that is known."""


class _OutOfTime(Exception):
    """The budget is spent."""


async def search(folds: Folds, candidate: Callable[[int], Candidate | None], plan: Plan) -> AsyncGenerator[Trial, None]:
    """Try candidates until there are no more, or the budget is out; at last the best comes again.

    Args:
        folds: What they are measured on.
        candidate: Returns the one of a number, from 0; None when there are no more.
        plan: How to search.

    Raises:
        brolly.InvalidArgument: A candidate cannot do the task.
        brolly.ResourceExhausted: A training part is too large, or the model of the first candidate.
    """
    searching = _Searching(folds, candidate, plan)
    tries = searching.at_random() if plan.strategy == SearchStrategy.RANDOM else searching.by_halving()
    try:
        async with aclosing(tries) as trials:
            async for trial in trials:
                yield trial
    except _OutOfTime:
        pass
    yield searching.last()


class _Searching:
    """A search while it runs."""

    def __init__(self, folds: Folds, candidate: Callable[[int], Candidate | None], plan: Plan) -> None:
        self._folds = folds
        self._candidate = candidate
        self._plan = plan
        self._ends = time.monotonic() + plan.budget_seconds
        self._tried: dict[int, Candidate] = {}
        self._failed: set[int] = set()
        self._standings = Standings(plan.folds)
        self._task = Task.UNSPECIFIED

    async def at_random(self) -> AsyncGenerator[Trial, None]:
        """Measure one after the other in full."""
        whole = Work(folds=self._plan.folds, row_share=1.0)
        while numbers := self._taken(1):
            if self._tried[numbers[0]].contestant.learn_many is not None:
                numbers += self._taken(_TOGETHER - 1)
            async with aclosing(self._measured(numbers, whole)) as trials:
                async for trial in trials:
                    yield trial

    async def by_halving(self) -> AsyncGenerator[Trial, None]:
        """Measure brackets of candidates, in rungs of ever more work for ever fewer."""
        if self._plan.has_given:
            whole = Work(folds=self._plan.folds, row_share=1.0)
            async with aclosing(self._measured(self._taken(1), whole)) as trials:
                async for trial in trials:
                    yield trial
        while numbers := self._taken(self._plan.bracket):
            for work, count in rungs(len(numbers), self._plan.folds):
                async with aclosing(self._measured(numbers[:count], work)) as trials:
                    async for trial in trials:
                        yield trial
                numbers = self._standings.ranked(numbers[:count], work)

    def last(self) -> Trial:
        """Return the best trial, as the last message."""
        number, row_share = self._standings.best()
        return msgspec.structs.replace(self._trial(number, row_share, 0.0), is_last=True)

    def _taken(self, count: int) -> list[int]:
        """Take the next candidates, if there are any."""
        numbers: list[int] = []
        for number in range(len(self._tried), len(self._tried) + count):
            found = self._candidate(number)
            if found is None:
                break
            self._tried[number] = found
            numbers.append(number)
        return numbers

    async def _measured(self, numbers: Sequence[int], work: Work) -> AsyncGenerator[Trial, None]:
        """Measure trials fold by fold, leaving out what was measured before."""
        for fold_number in range(work.folds):
            for group in self._groups(self._waiting(numbers, fold_number, work)):
                recipe = self._tried[group[0]].contestant.recipe
                fold = await self._in_time(self._folds.fold(recipe, fold_number))
                self._task = fold.task
                async with aclosing(self._fitted(group, fold, work)) as fitted:
                    async for number, fit in fitted:
                        self._standings.add(number, fold_number, work.row_share, fit.metrics)
                        yield self._trial(number, work.row_share, fit.fit_seconds + fit.predict_seconds)

    def _waiting(self, numbers: Sequence[int], fold: int, work: Work) -> list[int]:
        """Return the trials that were not measured on that fold."""
        has = self._standings.has
        return [one for one in numbers if one not in self._failed and not has(one, fold, work.row_share)]

    def _groups(self, numbers: Sequence[int]) -> list[list[int]]:
        """Return the trials that learn together, and the others each by itself."""
        found: dict[object, list[int]] = {}
        for number in numbers:
            contestant = self._tried[number].contestant
            together = number if contestant.learn_many is None else (contestant.recipe, contestant.learn_many)
            found.setdefault(together, []).append(number)
        return list(found.values())

    async def _fitted(self, numbers: Sequence[int], fold: Fold, work: Work) -> AsyncGenerator[tuple[int, Fit], None]:
        """Let trials of one recipe learn; those whose model is too large are not tried again."""
        seed = self._plan.seed
        part = await brolly.offload(_part, fold, work.row_share, seed)
        async with aclosing(fits([self._tried[one].contestant for one in numbers], part, seed=seed)) as fitted:
            for place, number in enumerate(numbers):
                try:
                    fit = await self._in_time(anext(fitted))
                except brolly.ResourceExhausted:
                    if not self._standings.count:
                        raise
                    self._failed.update(numbers[place:])
                    return
                yield number, fit

    async def _in_time(self, work: Awaitable[T]) -> T:
        """Wait for something until the budget is out; however long for the first fit."""
        if not self._standings.count:
            return await work
        try:
            async with asyncio.timeout(self._ends - time.monotonic()):
                return await work
        except TimeoutError as error:
            raise _OutOfTime from error

    def _trial(self, number: int, row_share: float, seconds: float) -> Trial:
        return Trial(
            number=number,
            algorithm=self._tried[number].algorithm,
            metrics=self._standings.metrics(number, row_share),
            share=self._standings.share(number, row_share),
            seconds=seconds,
            best=self._standings.best()[0],
            done=self._standings.count,
            total=self._plan.total,
            task=self._task,
            is_last=False,
        )


def _part(fold: Fold, share: float, seed: int) -> Fold:
    train = subset(fold.train, share, least=_LEAST_ROWS, seed=seed)
    return msgspec.structs.replace(fold, train=train)
