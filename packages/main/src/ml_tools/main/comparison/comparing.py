"""The main job: algorithms compared by cross-validation, the best of them fitted, checked, explained and drawn."""

from __future__ import annotations

import time
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from ml_tools.main.comparison.algorithms import BASELINE, algorithms_for
from ml_tools.main.comparison.charts import draw_importances, draw_leaderboard, draw_predictions
from ml_tools.main.comparison.columns import summarized
from ml_tools.main.comparison.dataset import Dataset
from ml_tools.main.comparison.leaderboard import Standing, standings, values_by_model
from ml_tools.main.comparison.notes import filled_up, rare_classes, unbeaten
from ml_tools.main.comparison.progress import Observer, Progress
from ml_tools.main.comparison.question import Question
from ml_tools.main.comparison.result import Comparison, Figure, HoldOutCheck, Summary
from ml_tools.main.comparison.rows import Rows, beside_actual, check_enough, learned_from, split_rows, target_of
from ml_tools.main.comparison.significance import ties_with
from ml_tools.main.services import Services
from ml_tools.models_interface import Algorithm, ColumnImportance, Evaluation, FoldScore, Model
from ml_tools.utils_interface import Task

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["compare"]

EXPLAINED_CELLS = 20_000
"""Rows times columns that are shuffled for the importances, so that a wide table takes no longer than a narrow one."""


class _Run(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One comparison while it runs."""

    services: Services
    dataset: Dataset
    question: Question
    target: str
    rows: Rows
    algorithms: tuple[Algorithm, ...]
    observe: Observer
    steps_after_scores: int

    @property
    def total(self) -> int:
        return len(self.algorithms) * self.question.folds + self.steps_after_scores

    def tell(self, step: str, service: str, done: int) -> None:
        self.observe(Progress(step=step, service=service, done=done, total=self.total))


async def compare(
    services: Services, dataset: Dataset, question: Question, observe: Observer, *, illustrated: bool = True
) -> Comparison:
    """Carry a comparison out.

    Cancelling it cancels what the services do for it. The chosen model is kept by the models service.

    Args:
        services: Who does the work.
        dataset: The rows.
        question: What is asked.
        observe: Told each step when it begins.
        illustrated: Whether to draw charts, and to find out which columns matter.

    Raises:
        ColumnNotFound: The target is no column.
        UnusableTarget: Nothing can be learned of the target.
        InvalidArgument: Anything else of what is asked is wrong; says what to do.
    """
    began, began_at = time.monotonic(), datetime.now(UTC)
    question.check()
    target = target_of(dataset, question)
    observe(Progress(step="splitting rows", service="utils", done=0, total=0))
    rows = await split_rows(services.pre_processing, dataset.table, target, question)
    check_enough(rows, question.folds)
    run = _Run(
        services=services,
        dataset=dataset,
        question=question,
        target=target,
        rows=rows,
        algorithms=algorithms_for(rows.task, question.models),
        observe=observe,
        steps_after_scores=4 if illustrated else 2,
    )
    scores = await _scores(run)
    leaderboard = standings(scores)
    model = await _fitted(run, leaderboard[0])
    evaluation = await _evaluated(run, model)
    importances, figures = await _illustrated(run, leaderboard, model) if illustrated else ((), ())
    columns = summarized(dataset.table)
    run.tell("done", "main", run.total)
    return Comparison(
        summary=_summary(run, leaderboard, evaluation),
        description=dataset.description,
        columns=columns,
        classes=rows.classes,
        notes=(
            *dataset.notes,
            *rows.notes,
            *filled_up(columns, dataset.table.num_rows, target),
            *rare_classes(rows, question.folds),
            *model.notes,
            *unbeaten(leaderboard),
        ),
        folds=question.folds,
        seed=question.seed,
        training_rows=rows.training.num_rows,
        holdout_rows=rows.holdout.num_rows,
        holdout_metrics=evaluation.metrics,
        ties=ties_with(leaderboard[0].model, values_by_model(scores)),
        model_id=model.model_id,
        importances=importances,
        figures=figures,
        began_at=began_at,
        seconds=time.monotonic() - began,
    )


async def _scores(run: _Run) -> list[FoldScore]:
    scores: list[FoldScore] = []
    run.tell("cross-validating", "models", 0)
    stream = run.services.models.cross_validate(
        run.rows.training,
        target=run.target,
        algorithms=run.algorithms,
        folds=run.question.folds,
        seed=run.question.seed,
        task=run.rows.task,
        group_column=run.question.group_by,
        time_column=run.question.order_by,
    )
    async with aclosing(stream):
        async for score in stream:
            scores.append(score)
            run.tell(f"cross-validating {score.algorithm}", "models", len(scores))
    return scores


async def _fitted(run: _Run, best: Standing) -> Model:
    run.tell(f"fitting {best.model}", "models", run.total - run.steps_after_scores)
    return await run.services.models.fit_model(
        learned_from(run.rows.training, run.question),
        target=run.target,
        algorithm=next(one.settings for one in run.algorithms if one.name == best.model),
        seed=run.question.seed,
        task=run.rows.task,
    )


async def _evaluated(run: _Run, model: Model) -> Evaluation:
    run.tell(f"checking {model.algorithm}", "models", run.total - run.steps_after_scores + 1)
    return await run.services.models.evaluate(run.rows.holdout, model_id=model.model_id)


async def _illustrated(
    run: _Run, leaderboard: tuple[Standing, ...], model: Model
) -> tuple[tuple[ColumnImportance, ...], tuple[Figure, ...]]:
    run.tell(f"explaining {model.algorithm}", "models", run.total - 2)
    explained = run.rows.holdout.slice(0, max(100, EXPLAINED_CELLS // run.dataset.table.num_columns))
    importances = await _importances(run, explained, model)
    predicted = await run.services.models.predict(run.rows.holdout, model_id=model.model_id)
    run.tell("drawing charts", "utils", run.total - 1)
    visualization, regression = run.services.visualization, run.rows.task is Task.REGRESSION
    holdout = beside_actual(predicted.predictions, run.rows)
    figures = [
        await draw_leaderboard(visualization, leaderboard),
        *await draw_predictions(visualization, holdout, regression=regression),
    ]
    if importances:
        figures.append(await draw_importances(visualization, importances))
    return importances, tuple(figures)


async def _importances(run: _Run, rows: pa.Table, model: Model) -> tuple[ColumnImportance, ...]:
    """Return what the columns matter to the model; nothing matters to the baseline."""
    if model.algorithm == BASELINE:
        return ()
    explanation = await run.services.models.explain(rows, model_id=model.model_id, seed=run.question.seed)
    return explanation.importances


def _summary(run: _Run, leaderboard: tuple[Standing, ...], evaluation: Evaluation) -> Summary:
    first = evaluation.metrics[0]
    return Summary(
        source=run.dataset.source,
        target=run.target,
        task=run.rows.task.name.lower(),
        rows=run.rows.count,
        leaderboard=leaderboard,
        best=leaderboard[0].model,
        holdout=HoldOutCheck(metric=first.name, value=first.value),
    )
