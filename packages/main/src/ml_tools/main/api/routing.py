"""The routes of the API, and what stands before all of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response, delete, get, post
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Redirect

from brolly import FailedPrecondition, PermissionDenied
from ml_tools.main.api.bodies import ComparisonList, ComparisonView, Predictions, PredictionsRequest, view
from ml_tools.main.api.ingestions import ingestion_routes
from ml_tools.main.api.jobs import Job, Jobs, State
from ml_tools.main.api.models import model_routes
from ml_tools.main.api.operations import CompareOperation, PredictOperation
from ml_tools.main.api.pages import page, wants_page, with_policy
from ml_tools.main.api.predicting import predicted
from ml_tools.main.api.problems import HANDLERS
from ml_tools.main.api.requests import asked, decoded
from ml_tools.main.comparison import list_samples, model_names
from ml_tools.main.config import MainConfig
from ml_tools.main.report import rendered
from ml_tools.main.services import Services

__all__ = ["web_application"]

AnyRequest = Request[Any, Any, Any]
MOST_PARTS = 20
"""Of an upload: the file and the fields beside it."""


def web_application(services: Services, jobs: Jobs, config: MainConfig) -> Litestar:
    """Return the application that answers to HTTP; it needs no lifespan, the jobs have their own."""
    return Litestar(
        route_handlers=[
            _start_page(services, jobs),
            *_comparison_routes(services, jobs),
            _predictions(services),
            *model_routes(services),
            *ingestion_routes(services, config),
            _health,
        ],
        before_request=_guard(config.host),
        exception_handlers=dict(HANDLERS),
        request_max_body_size=config.max_upload_bytes,
        multipart_form_part_limit=MOST_PARTS,
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="ml_tools",
            version=version("ml-tools-main"),
            description="Compares models on a dataset, shows which is best, and predicts with it; takes records in.",
            path="/schema",
            render_plugins=[JsonRenderPlugin(path="/")],
        ),
    )


@get("/health", sync_to_thread=False, operation_id="health")
def _health() -> dict[str, str]:
    """Tell that the API answers."""
    return {"status": "ok"}


def _start_page(services: Services, jobs: Jobs) -> Any:
    @get("/", include_in_schema=False)
    async def start_page() -> Response[str]:
        jobs_shown = [view(job) for job in jobs.newest()]
        return page("start.html.j2", jobs=jobs_shown, samples=await list_samples(services), models=model_names())

    return start_page


def _comparison_routes(services: Services, jobs: Jobs) -> list[Any]:
    @post("/comparisons", status_code=202, operation_class=CompareOperation, operation_id="compare")
    async def compare(request: AnyRequest) -> Response[Any]:
        """Compare models on a sample, a collection or an uploaded file."""
        with jobs.room():
            async with asked(request) as wanted:
                wanted.body.question.check()
                job = jobs.add(await wanted.read(services), wanted.body.question)
        location = f"/comparisons/{job.id}"
        if wants_page(request):
            return Redirect(location, status_code=303)
        return Response(view(job), status_code=202, headers={"Location": location})

    @get("/comparisons", sync_to_thread=False, operation_id="listComparisons")
    def list_comparisons() -> ComparisonList:
        """Return the comparisons that are kept, the newest first."""
        return ComparisonList(comparisons=tuple(map(view, jobs.newest())))

    @get("/comparisons/{id:str}", operation_id="getComparison")
    async def get_comparison(request: AnyRequest) -> Response[ComparisonView]:
        """Return how far a comparison is, and what it found; its report as a page where that is accepted."""
        job = jobs.get(_id(request))
        if not wants_page(request):
            return Response(view(job))
        found: Any = _report(job) if job.state is State.DONE else page("progress.html.j2", job=view(job))
        return found

    @get("/comparisons/{id:str}/report", operation_id="getReport", media_type="text/html")
    async def get_report(request: AnyRequest) -> Response[str]:
        """Return the report of a comparison that is done."""
        job = jobs.get(_id(request))
        if job.state is not State.DONE:
            raise FailedPrecondition(
                f"expected a comparison that is done, got one that is {job.state}; ask again later"
            )
        return _report(job)

    @delete("/comparisons/{id:str}", sync_to_thread=False, operation_id="cancelComparison")
    def cancel(request: AnyRequest) -> None:
        """Cancel a comparison that waits or runs; forget one that does not."""
        jobs.remove(_id(request))

    return [compare, list_comparisons, get_comparison, get_report, cancel]


def _predictions(services: Services) -> Any:
    @post("/models/{id:str}/predictions", status_code=200, operation_class=PredictOperation, operation_id="predict")
    async def predict(request: AnyRequest) -> Predictions:
        """Predict the target of rows by a model that is kept."""
        body = decoded(await request.body(), PredictionsRequest)
        return await predicted(services.models, _id(request), body.rows)

    return predict


def _id(request: AnyRequest) -> str:
    return request.path_params["id"]


def _report(job: Job) -> Response[str]:
    assert job.comparison is not None
    return with_policy(rendered(job.comparison))


def _guard(host: str) -> Callable[[AnyRequest], Awaitable[None]]:
    """Return what refuses requests that a page of somebody else's makes in the browser of whoever may use the API."""
    names = {host, "localhost", "127.0.0.1", "::1"} if _is_loopback(host) else None

    async def guard(request: AnyRequest) -> None:
        own = urlsplit(f"//{request.headers.get('host', '')}")
        if names is not None and own.hostname not in names:
            raise PermissionDenied(f"expected a request for one of {', '.join(sorted(names))}, got another host")
        origin = request.headers.get("origin")
        if request.method not in ("GET", "HEAD", "OPTIONS") and origin and urlsplit(origin).netloc != own.netloc:
            raise PermissionDenied("expected a request of a page of this API, got one of another origin")

    return guard


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
