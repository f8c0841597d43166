"""What the API takes and gives, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ml_tools.main.api.jobs import Job, State
from ml_tools.main.api.problems import Problem, problem_of
from ml_tools.main.comparison import DEFAULT_FOLDS, DEFAULT_SEED, Question, Summary

__all__ = ["ComparisonList", "ComparisonRequest", "ComparisonView", "Predictions", "PredictionsRequest", "view"]

MOST_ROWS = 100_000

Name = Annotated[str, Meta(min_length=1, max_length=1_000)]
Names = Annotated[list[Name], Meta(max_length=100)]
Cell = None | bool | int | float | str


class ComparisonRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to compare on: a sample or a collection, and how. A file is sent as an upload instead."""

    sample: Name | None = None
    """A sample, as diabetes."""
    collection: Name | None = None
    """A collection of the datasets service."""
    version: Annotated[int, Meta(ge=1)] | None = None
    """The version of the collection; the newest unless set."""
    target: Name | None = None
    """The column to predict; samples say it themselves."""
    models: Names | None = None
    """The models to compare; all that can do the task unless set."""
    folds: int = DEFAULT_FOLDS
    """Of the cross-validation, from 2 to 100."""
    seed: int = DEFAULT_SEED
    """Where randomness starts from."""

    @property
    def question(self) -> Question:
        """What is asked of the rows."""
        models = None if self.models is None else tuple(self.models)
        return Question(target=self.target, models=models, folds=self.folds, seed=self.seed)


class ComparisonView(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison that was asked for."""

    id: str
    state: State
    source: str
    asked_at: datetime
    step: str
    """What is done now, in words."""
    done: int
    """How many steps are done."""
    total: int
    """Of how many; 0 while that is not known."""
    result: Summary | None = None
    """What was found, when it is done."""
    model_id: str | None = None
    """The chosen model, when it is done: `POST /models/{model_id}/predictions`."""
    as_good: tuple[str, ...] = ()
    """Models that cannot be told from the best."""
    notes: tuple[str, ...] = ()
    """What was done to the data, in words."""
    problem: Problem | None = None
    """Why it failed, when it has."""


class ComparisonList(msgspec.Struct, frozen=True, kw_only=True):
    """The comparisons that are kept."""

    comparisons: tuple[ComparisonView, ...]
    """The newest first."""


class PredictionsRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rows to predict."""

    rows: Annotated[list[dict[Name, Cell]], Meta(min_length=1, max_length=MOST_ROWS)]
    """Values by column; a column that a row lacks is missing there."""


class Predictions(msgspec.Struct, frozen=True, kw_only=True):
    """What a model predicts."""

    model_id: str
    predictions: list[dict[str, Any]]
    """One a row: `predicted`, and for classes `probability of CLASS` each."""


def view(job: Job) -> ComparisonView:
    """Return what is shown of a job."""
    found = job.comparison
    return ComparisonView(
        id=job.id,
        state=job.state,
        source=job.source,
        asked_at=job.asked_at,
        step=job.progress.step,
        done=job.progress.done,
        total=job.progress.total,
        result=found and found.summary,
        model_id=found and found.model_id,
        as_good=tuple(tie.model for tie in found.ties) if found else (),
        notes=found.notes if found else (),
        problem=problem_of(job.error) if job.error else None,
    )
