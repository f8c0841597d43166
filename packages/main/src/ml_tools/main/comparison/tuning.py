"""One algorithm with the settings that suit a dataset best: searched, fitted, and checked on rows kept aside."""

from __future__ import annotations

import enum
import math
import time
from contextlib import aclosing
from typing import Any

import msgspec

from brolly import InvalidArgument
from ml_tools.main.comparison.algorithms import algorithms_for
from ml_tools.main.comparison.dataset import Dataset
from ml_tools.main.comparison.progress import Observer, Progress
from ml_tools.main.comparison.question import DEFAULT_SECONDS, Question
from ml_tools.main.comparison.result import HoldOutCheck
from ml_tools.main.comparison.rows import Rows, check_enough, learned_from, split_rows, target_of
from ml_tools.main.services import Services
from ml_tools.models_interface import Algorithm, DefaultSpace, Metric, SearchStrategy, Trial

__all__ = ["Tuned", "TunedSummary", "TuningQuestion", "tune"]

LONGEST_SECONDS = 86_400.0


class TuningQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which algorithm, for how long, measured how."""

    model: str
    seconds: float = DEFAULT_SECONDS
    """How long the search may take."""
    question: Question
    """The rest; its `models` are not read."""

    def check(self) -> None:
        """Check it before anything is read.

        Raises:
            InvalidArgument: It asks for what cannot be; says what to do.
        """
        msgspec.structs.replace(self.question, models=(self.model,)).check()
        if not 0 < self.seconds <= LONGEST_SECONDS:
            raise InvalidArgument(
                f"expected a budget above 0 and up to {LONGEST_SECONDS:,.0f} seconds, got {self.seconds:g}; 60 is usual"
            )


class TunedSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers for programs; its JSON form is promised to stay."""

    source: str
    target: str
    task: str
    """`regression` or `classification`."""
    rows: int
    """Rows that have a target."""
    model: str
    settings: dict[str, Any]
    """Those that were found; what is not named is as usual."""
    metric: str
    """`rmse`, or `log_loss` for classes."""
    score: float
    """The mean over the folds with these settings."""
    usual_score: float | None
    """The same with the usual settings; None when there was no time for it."""
    trials: int
    """How many settings were tried."""
    holdout: HoldOutCheck
    model_id: str


class Tuned(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that is shown of a search that is done."""

    summary: TunedSummary
    notes: tuple[str, ...]
    folds: int
    seed: int
    holdout_rows: int
    holdout_metrics: tuple[Metric, ...]
    seconds: float
    """How long all of it took."""


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    best: Trial
    usual: Trial | None
    trials: int


async def tune(services: Services, dataset: Dataset, asked: TuningQuestion, observe: Observer) -> Tuned:
    """Search for the settings of an algorithm, fit it with the best, and check it on rows that were kept aside.

    Cancelling it cancels what the services do for it. The model is kept by the models service.

    Args:
        services: Who does the work.
        dataset: The rows.
        asked: What is asked.
        observe: Told each step when it begins, and each fit of the search.

    Raises:
        ColumnNotFound: The target is no column.
        UnusableTarget: Nothing can be learned of the target.
        InvalidArgument: Anything else of what is asked is wrong; says what to do.
    """
    began = time.monotonic()
    asked.check()
    question = asked.question
    target = target_of(dataset, question)
    observe(Progress(step="splitting rows", service="utils", done=0, total=0))
    rows = await split_rows(services.pre_processing, dataset.table, target, question)
    check_enough(rows, question.folds)
    found = await _searched(services, rows, asked, observe)
    observe(Progress(step=f"fitting {asked.model}", service="models", done=0, total=0))
    model = await services.models.fit_model(
        learned_from(rows.training, question),
        target=target,
        algorithm=found.best.algorithm.settings,
        seed=question.seed,
        task=rows.task,
    )
    evaluation = await services.models.evaluate(rows.holdout, model_id=model.model_id)
    first = evaluation.metrics[0]
    return Tuned(
        summary=TunedSummary(
            source=dataset.source,
            target=target,
            task=rows.task.name.lower(),
            rows=rows.count,
            model=asked.model,
            settings=_readable(found.best.algorithm),
            metric=found.best.metrics[0].name,
            score=found.best.metrics[0].value,
            usual_score=found.usual and found.usual.metrics[0].value,
            trials=found.trials,
            holdout=HoldOutCheck(metric=first.name, value=first.value),
            model_id=model.model_id,
        ),
        notes=(*dataset.notes, *rows.notes, *model.notes),
        folds=question.folds,
        seed=question.seed,
        holdout_rows=rows.holdout.num_rows,
        holdout_metrics=evaluation.metrics,
        seconds=time.monotonic() - began,
    )


async def _searched(services: Services, rows: Rows, asked: TuningQuestion, observe: Observer) -> _Found:
    began, question = time.monotonic(), asked.question
    total = math.ceil(asked.seconds)
    usual: Trial | None = None
    last: Trial | None = None
    numbers: set[int] = set()
    stream = services.models.search(
        rows.training,
        target=rows.target,
        space=DefaultSpace(algorithm=algorithms_for(rows.task, (asked.model,))[0]),
        strategy=SearchStrategy.SUCCESSIVE_HALVING,
        budget_seconds=asked.seconds,
        folds=question.folds,
        group_column=question.group_by,
        time_column=question.order_by,
        seed=question.seed,
        task=rows.task,
    )
    observe(Progress(step=f"searching settings of {asked.model}", service="models", done=0, total=total))
    async with aclosing(stream):
        async for last in stream:
            numbers.add(last.number)
            if last.number == 0 and last.share == 1:
                usual = last
            done = min(total, int(time.monotonic() - began))
            step = f"searching settings of {asked.model}, {len(numbers)} tried"
            observe(Progress(step=step, service="models", done=done, total=total))
    assert last is not None
    return _Found(best=last, usual=usual, trials=len(numbers))


def _readable(algorithm: Algorithm) -> dict[str, Any]:
    """Return the settings that are set, by their names."""
    settings = msgspec.structs.asdict(algorithm.settings)
    return {name: _plain(value) for name, value in settings.items() if value is not None and value != ()}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.name.lower()
    return msgspec.to_builtins(value)
