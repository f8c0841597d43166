"""Scripted services behind a real System: every value crosses the wire form on its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

import brolly
from brolly.topology.reading import parse
from ml_tools.datasets_interface import (
    Bin,
    CollectionNotFound,
    Collections,
    ColumnKind,
    ColumnProfile,
    Correlation,
    Fetchers,
    Finding,
    FindingKind,
    Ingestion,
    IngestionNotFound,
    Ingestions,
    IngestionState,
    Level,
    NumberValues,
    ParseBytesItem,
    Parsed,
    Profile,
    Profiles,
    PushedRecord,
    Quantiles,
    RejectedRow,
    Sample,
    SampleNotFound,
    TextValues,
    UnknownValues,
    UnreadableData,
)
from ml_tools.datasets_interface.v1.collections import ReadCollectionResponse
from ml_tools.datasets_interface.v1.fetchers import ListSamplesResponse
from ml_tools.datasets_interface.v1.ingestions import ListIngestionsResponse, PushRecordsResponse
from ml_tools.main.comparison import Dataset
from ml_tools.main.services import Services, services
from ml_tools.models_interface import (
    Algorithm,
    Boosting,
    BoostingLoss,
    ColumnImportance,
    ComparedModel,
    Constant,
    Evaluation,
    Explanation,
    ExportFormat,
    FoldScore,
    InputColumn,
    InputKind,
    Metric,
    Model,
    ModelComparison,
    ModelNotFound,
    Models,
    RecordedEvaluation,
    TagNotFound,
    Trial,
)
from ml_tools.models_interface.v1.models import (
    DeleteModelResponse,
    ExportModelResponse,
    ListModelsResponse,
    PredictResponse,
    UntagModelResponse,
)
from ml_tools.utils_interface import (
    Chart,
    ColumnNotFound,
    PreProcessing,
    TableSplit,
    Task,
    UnusableTarget,
    Visualization,
)

LINE = pa.table({"x": [float(n) for n in range(50)], "colour": ["red", "blue"] * 25, "y": [n * 2.0 for n in range(50)]})
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="12">{}</text></svg>'


FITTED_AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)

PRICES = Model(
    model_id="boosting-aaaaaaaa",
    algorithm="boosting",
    task=Task.REGRESSION,
    target="price",
    columns=("size", "kind"),
    row_count=1_200,
    created_at=FITTED_AT,
    fit_seconds=0.25,
    notes=("column 'id' has a value of its own in every row",),
    inputs=(
        InputColumn(name="size", kind=InputKind.NUMBER),
        InputColumn(name="kind", kind=InputKind.TEXT, levels=tuple("abcdefghijkl")),
    ),
    settings=Algorithm(name="boosting", settings=Boosting(trees=50, loss=BoostingLoss.ABSOLUTE)),
    training_metrics=(Metric(name="validation_rmse", value=12.5),),
    made_with={"ml-tools-models": "0.1.0"},
    evaluation=RecordedEvaluation(metrics=(Metric(name="rmse", value=10.5),), row_count=300, evaluated_at=FITTED_AT),
    size_bytes=45_678,
    tags=("best", "production"),
)
KINDS = Model(
    model_id="constant-bbbbbbbb",
    algorithm="constant",
    task=Task.CLASSIFICATION,
    target="[red]kind[/red]",
    classes=("flat", "house"),
    row_count=10,
    created_at=FITTED_AT,
    fit_seconds=0.001,
    settings=Algorithm(name="constant", settings=Constant()),
)


class ScriptedFetchers:
    """Reads CSV by pyarrow, and knows one sample."""

    async def parse_bytes(self, items: AsyncIterable[ParseBytesItem]) -> Parsed:
        contents = b"".join([item.chunk async for item in items])
        try:
            table = pyarrow.csv.read_csv(pa.BufferReader(contents))
        except pa.ArrowInvalid as error:
            raise UnreadableData("expected a table with a header, got an empty file", format="csv") from error
        return Parsed(
            table=table,
            format="csv",
            rejected_count=5,
            rejected_rows=tuple(RejectedRow(line=n, reason="expected 3 cells, got 2") for n in range(7, 12)),
            notes=("column 'x': 2 texts among the numbers became missing",),
        )

    async def load_sample(self, name: str) -> Sample:
        if name != "line":
            raise SampleNotFound(f"there is no sample {name!r}; there is line", name=name, known=("line",))
        return Sample(table=LINE, target="y", description="Fifty points on a line.")

    async def list_samples(self) -> ListSamplesResponse:
        return ListSamplesResponse(names=("line",))


class ScriptedCollections:
    """Has one collection, in two versions."""

    async def read_collection(
        self, name: str, *, version: int | None = None, columns: tuple[str, ...] = (), limit: int | None = None
    ) -> ReadCollectionResponse:
        if name != "points":
            raise CollectionNotFound(f"there is no collection {name!r}", name=name)
        return ReadCollectionResponse(table=LINE, version=version or 2)


class ScriptedIngestions:
    """Has `rooms`, which runs, `closed`, which is stopped, and `full`, where too many wait."""

    def __init__(self) -> None:
        self.pushed: list[str] = []
        self.files: list[tuple[bytes, str | None]] = []

    async def list_ingestions(
        self, *, after: str | None = None, page_size: int | None = None
    ) -> ListIngestionsResponse:
        names = [name for name in ("closed", "full", "rooms") if name > (after or "")]
        page = tuple([await self.get_ingestion(name) for name in names[:page_size]])
        return ListIngestionsResponse(ingestions=page, next_after=page[-1].name if len(names) > len(page) else None)

    async def get_ingestion(self, name: str) -> Ingestion:
        if name not in ("closed", "full", "rooms"):
            raise IngestionNotFound(f"there is no ingestion {name!r}", name=name)
        state = IngestionState.STOPPED if name == "closed" else IngestionState.RUNNING
        counts = dict.fromkeys(("published", "dead_letters", "in_flight", "received", "repeated", "retries"), 0)
        spent = dict.fromkeys(("lag_s", "process_s", "write_s"), 0.5)
        known: dict[str, Any] = {"written": len(self.pushed), "batches": 1, "created_at": FITTED_AT, **counts, **spent}
        return Ingestion(name=name, state=state, collection="houses", **known)

    async def push_records(self, name: str, *, records: tuple[PushedRecord, ...] = ()) -> PushRecordsResponse:
        await self._check(name)
        payloads = [record.payload for record in records]
        taken = [payload for payload in payloads if payload.startswith("{")]
        new = dict.fromkeys(payload for payload in taken if payload not in self.pushed)
        self.pushed.extend(new)
        dead = len(payloads) - len(taken)
        return PushRecordsResponse(written=len(new), repeated=len(taken) - len(new), dead_letters=dead)

    async def push_file(
        self, name: str, *, content: bytes, file_name: str | None = None, options: Any = None
    ) -> PushRecordsResponse:
        await self._check(name)
        self.files.append((content, file_name))
        return PushRecordsResponse(written=content.count(b"\n") - 1, repeated=0, dead_letters=0)

    async def _check(self, name: str) -> None:
        if (await self.get_ingestion(name)).state is IngestionState.STOPPED:
            raise brolly.FailedPrecondition(f"ingestion {name!r} is stopped; start it again")
        if name == "full":
            raise brolly.ResourceExhausted("too many records wait; push them when those are written")


class ScriptedProfiles:
    """Knows the line."""

    async def profile_table(self, table: pa.Table, *, target: str | None = None) -> Profile:
        assert table.num_rows == 50
        return profile_of(*LINE_COLUMNS, target=target or "y")


def profile_of(*columns: ColumnProfile, **known: Any) -> Profile:
    """Return a profile of columns of 50 rows."""
    found = Finding(kind=FindingKind.LEAKAGE, columns=("x", "y"), message="x may be known only after y")
    named = Finding(kind=FindingKind.IDENTIFIER, columns=("x",), message="x is different in each row")
    related = Correlation(left="x", right="y", value=0.99999)
    return Profile(
        **{"row_count": 50, "sampled_rows": 50, "correlations": (related,), "findings": (found, named), **known},
        columns=columns,
    )


def numbers(name: str, end: float) -> ColumnProfile:
    """Return the profile of numbers from 0 to an end."""
    quantiles = Quantiles(q05=0.05 * end, q25=0.25 * end, median=0.5 * end, q75=0.75 * end, q95=0.95 * end)
    values = NumberValues(
        min=0.0,
        max=end,
        mean=end / 2,
        std=end / 4,
        quantiles=quantiles,
        zero_count=1,
        infinite_count=0,
        outlier_share=0.0001,
        histogram=(Bin(low=0.0, high=end, share=1.0),),
        are_whole=True,
    )
    return ColumnProfile(
        name=name,
        kind=ColumnKind.NUMBER,
        missing_count=5,
        distinct_count=50,
        distinct_is_exact=True,
        values=values,
    )


LINE_COLUMNS = (
    numbers("x", 49.0),
    ColumnProfile(
        name="colour",
        kind=ColumnKind.TEXT,
        missing_count=0,
        distinct_count=2,
        distinct_is_exact=True,
        values=TextValues(
            levels=(Level(value="red", share=0.5), Level(value="blue", share=0.5)), shortest=3, longest=4
        ),
    ),
    ColumnProfile(
        name="void",
        kind=ColumnKind.NUMBER,
        missing_count=50,
        distinct_count=0,
        distinct_is_exact=True,
        values=UnknownValues(),
    ),
    numbers("y", 98.0),
)


class ScriptedPreProcessing:
    """Keeps every fifth row aside."""

    async def split_table(self, table: pa.Table, *, target: str, **_: Any) -> AsyncGenerator[TableSplit, None]:
        if target not in table.column_names:
            raise ColumnNotFound(f"there is no column {target!r}", column=target, near=tuple(table.column_names))
        column = table[target]
        if len(column.unique()) < 2:
            raise UnusableTarget(f"every value of {target!r} is the same", target=target)
        kept = np.flatnonzero(column.is_valid().to_numpy())
        aside = np.arange(len(kept)) % 5 == 4
        classes = tuple(sorted(column.unique().to_pylist())) if pa.types.is_string(column.type) else ()
        missing = table.num_rows - len(kept)
        yield TableSplit(
            train=table.take(kept[~aside]),
            validation=table.take(kept[aside]),
            number=0,
            task=Task.CLASSIFICATION if classes else Task.REGRESSION,
            classes=classes,
            notes=(f"{missing} rows are left out",) if missing else (),
        )


class ScriptedModels:
    """Scores by script; the first scores wait for `go`."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.began = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.fails: Exception | None = None
        self.means = {
            "constant": 30.0,
            "linear": 10.1,
            "ridge": 10.0,
            "forest": 12.0,
            "logistic": 0.5,
            "neighbors": 13.0,
            "extra_trees": 12.5,
            "boosting": 12.7,
            "mlp": 14.0,
            "lasso": 20.0,
            "elastic_net": 21.0,
            "linear_svm": 22.0,
            "rbf_svm": 23.0,
        }
        self.asked: dict[str, Any] = {}
        self.fitted: dict[str, Model] = {}

    async def cross_validate(
        self, table: pa.Table, *, target: str, algorithms: Any, folds: int, task: Task, **others: Any
    ) -> AsyncGenerator[FoldScore, None]:
        self.asked = others
        self.began.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        total = len(algorithms) * folds
        for done in range(total):
            if self.fails is not None and done == 3:
                raise self.fails
            algorithm, fold = algorithms[done % len(algorithms)].name, done // len(algorithms)
            mean = self.means[algorithm] + fold + (0.3 if fold % 2 and algorithm == "linear" else 0)
            metrics = [Metric(name="rmse" if task is Task.REGRESSION else "log_loss", value=mean)]
            metrics += [Metric(name="accuracy", value=0.9)] if task is Task.CLASSIFICATION else []
            yield FoldScore(
                algorithm=algorithm,
                fold=fold,
                metrics=tuple(metrics),
                fit_seconds=0.25,
                predict_seconds=0.005,
                done=done + 1,
                total=total,
                task=task,
            )

    async def search(
        self, table: pa.Table, *, target: str, space: Any, task: Task, **others: Any
    ) -> AsyncGenerator[Trial, None]:
        self.asked = others
        given = space.algorithm
        drawn = msgspec.structs.replace(given, settings=msgspec.structs.replace(given.settings, trees=7))
        for done, (number, algorithm, error) in enumerate([(0, given, 20.0), (1, drawn, 15.0), (1, drawn, 15.0)], 1):
            yield Trial(
                number=number,
                algorithm=algorithm,
                metrics=(Metric(name="rmse", value=error),),
                share=1.0,
                seconds=0.1,
                best=number,
                done=done,
                task=task,
                is_last=done == 3,
            )

    async def fit_model(self, table: pa.Table, *, target: str, algorithm: Any, task: Task, **_: Any) -> Model:
        name = type(algorithm).__name__.lower()
        model = Model(
            model_id=f"{name}-1",
            algorithm=name,
            task=task,
            target=target,
            row_count=table.num_rows,
            created_at=datetime.now(UTC),
            fit_seconds=0.5,
            columns=tuple(column for column in table.column_names if column != target),
            notes=("column 'colour' has 2 levels",),
        )
        self.fitted[model.model_id] = model
        return model

    async def evaluate(self, table: pa.Table, *, model_id: str) -> Evaluation:
        classes = self.fitted[model_id].task is Task.CLASSIFICATION
        metrics = (Metric(name="log_loss" if classes else "rmse", value=11.25), Metric(name="accuracy", value=0.875))
        return Evaluation(metrics=metrics if classes else metrics[:1], row_count=table.num_rows)

    async def explain(self, table: pa.Table, *, model_id: str, **_: Any) -> Explanation:
        return Explanation(importances=(ColumnImportance(column="x", mean=3.0, std=0.1),))

    async def predict(self, table: pa.Table, *, model_id: str) -> PredictResponse:
        if model_id not in self.fitted:
            raise ModelNotFound(f"there is no model {model_id!r}", model_id=model_id)
        missing = [column for column in self.fitted[model_id].columns if column not in table.column_names]
        if missing:
            raise ColumnNotFound(f"there is no column {missing[0]!r}", column=missing[0])
        return PredictResponse(predictions=pa.table({"predicted": np.arange(table.num_rows, dtype=float)}))

    async def get_model(self, model_id: str) -> Model:
        return self._found(model_id)

    async def list_models(self, *, page_size: int | None = None, **wanted: str | None) -> ListModelsResponse:
        found = [model for model in reversed(self.fitted.values()) if wanted.get("target") in (None, model.target)]
        found = [model for model in found if wanted.get("tag") is None or wanted["tag"] in model.tags]
        size = page_size or 100
        return ListModelsResponse(
            models=tuple(found[:size]), next_after=found[size - 1].model_id if size < len(found) else None
        )

    async def tag_model(self, model_id: str, *, tag: str) -> Model:
        found = self._found(model_id)
        for model in [*self.fitted.values()]:
            self._set(model, tags=tuple(each for each in model.tags if each != tag))
        return self._set(self._found(found.model_id), tags=(*self._found(found.model_id).tags, tag))

    async def untag_model(self, tag: str) -> UntagModelResponse:
        if all(tag not in model.tags for model in self.fitted.values()):
            raise TagNotFound(f"there is no tag {tag!r}", tag=tag)
        for model in [*self.fitted.values()]:
            self._set(model, tags=tuple(each for each in model.tags if each != tag))
        return UntagModelResponse()

    async def delete_model(self, model_id: str) -> DeleteModelResponse:
        del self.fitted[self._found(model_id).model_id]
        return DeleteModelResponse()

    async def compare_models(self, table: pa.Table, *, model_ids: tuple[str, ...] = ()) -> ModelComparison:
        metrics = (Metric(name="rmse", value=1.5), Metric(name="mae", value=1.25))
        compared = [
            ComparedModel(
                model_id=self._found(model_id).model_id, metrics=metrics, difference=float(place), standard_error=0.5
            )
            for place, model_id in enumerate(model_ids)
        ]
        return ModelComparison(models=tuple(compared), row_count=table.num_rows)

    async def export_model(self, model_id: str, *, format: ExportFormat) -> AsyncGenerator[ExportModelResponse, None]:
        self._found(model_id)
        for chunk in (b"on", b"nx"):
            yield ExportModelResponse(chunk=chunk)

    def _found(self, model_id: str) -> Model:
        tag = model_id.removeprefix("tag:")
        for model in self.fitted.values():
            if model_id == model.model_id or (tag != model_id and tag in model.tags):
                return model
        raise ModelNotFound(f"there is no model {model_id!r}", model_id=model_id)

    def _set(self, model: Model, **changes: Any) -> Model:
        self.fitted[model.model_id] = msgspec.structs.replace(model, **changes)
        return self.fitted[model.model_id]


class ScriptedVisualization:
    """Draws the name of the chart."""

    async def plot_predictions(self, table: pa.Table, *, title: str | None = None) -> Chart:
        assert table.column_names == ["actual", "predicted"]
        return chart("predictions")

    async def plot_residuals(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return chart("residuals")

    async def plot_importance(self, *, importances: Any = (), title: str | None = None) -> Chart:
        return chart("importance")

    async def plot_profile(self, table: pa.Table, *, title: str | None = None) -> Chart:
        return chart("columns")

    async def plot_histogram(self, table: pa.Table, *, column: str, title: str | None = None) -> Chart:
        return chart(f"how often {column} is what")

    async def plot_scatter(self, table: pa.Table, *, x: str, y: str, **_: Any) -> Chart:
        return chart(f"{y} against {x}")

    async def plot_correlation(self, table: pa.Table, *, title: str | None = None) -> Chart:
        raise brolly.InvalidArgument("table: expected two columns of numbers that vary, got 1")

    async def plot_leaderboard(self, metric: str, *, scores: Any = (), title: str | None = None) -> Chart:
        return chart(f"leaderboard by {metric}")


def chart(words: str) -> Chart:
    return Chart(vega_lite="{}", svg=SVG.format(words), png=b"", alt_text=f"It shows {words}.")


class Script(msgspec.Struct, kw_only=True):
    """The services of a test, and the implementations behind them."""

    services: Services
    models: ScriptedModels
    ingestions: ScriptedIngestions


@asynccontextmanager
async def scripted(folder: Path) -> AsyncIterator[Script]:
    """Start the scripted services; a function, so that a test can do it in a loop of its own."""
    models, ingestions = ScriptedModels(), ScriptedIngestions()
    applications = {
        "datasets": provider(
            "datasets",
            {
                Fetchers: ScriptedFetchers(),
                Collections: ScriptedCollections(),
                Ingestions: ingestions,
                Profiles: ScriptedProfiles(),
            },
        ),
        "utils": provider("utils", {PreProcessing: ScriptedPreProcessing(), Visualization: ScriptedVisualization()}),
        "models": provider("models", {Models: models}),
    }
    text = f'transport = "copied"\n[processes.main]\napplications = {list(applications)}'
    available: dict[str, Callable[[], brolly.Application]] = {
        name: (lambda one=one: one) for name, one in applications.items()
    }
    topology = parse(text, folder / "scripted.toml", available=available)
    async with brolly.System(topology, process="main") as system:
        yield Script(services=services(system.client), models=models, ingestions=ingestions)


def provider(name: str, implementations: dict[type[Any], object]) -> brolly.Application:
    """Return an application that provides what it is given."""

    @asynccontextmanager
    async def start(_: Any, __: brolly.Clients) -> AsyncGenerator[dict[type[Any], object], None]:
        yield implementations

    return brolly.Application(name=name, provides=tuple(implementations), start=start)


@pytest.fixture
async def script(tmp_path: Path) -> AsyncIterator[Script]:
    async with scripted(tmp_path) as running:
        yield running


@pytest.fixture
def start_scripted(tmp_path: Path) -> Callable[[], Any]:
    """Starts the scripted services in whatever loop runs it."""
    return lambda: scripted(tmp_path)


@pytest.fixture
def dataset() -> Dataset:
    return Dataset(source="line.csv", table=LINE, notes=("the delimiter is a semicolon",))


@pytest.fixture
def kept_models(script: Script) -> tuple[Model, Model]:
    """Two models that were kept before."""
    for model in (PRICES, KINDS):
        script.models.fitted[model.model_id] = model
    return PRICES, KINDS
