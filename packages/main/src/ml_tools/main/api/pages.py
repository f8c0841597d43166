"""The pages that people see, by the templates of the report and of this package."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from litestar import MediaType, Request, Response

from ml_tools.main.report import POLICY, environment

__all__ = ["page", "wants_page", "with_policy"]

SAFE = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a page is preferred to JSON."""
    return request.accept.best_match([MediaType.JSON, MediaType.HTML]) == MediaType.HTML


def page(template: str, *, status: int = 200, **values: object) -> Response[str]:
    """Return a page made by a template."""
    return with_policy(_environment().get_template(template).render(**values), status=status)


def with_policy(html: str, *, status: int = 200) -> Response[str]:
    """Return a page that may show itself and nothing else."""
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=SAFE)


@cache
def _environment() -> Environment:
    of_report = environment()
    assert of_report.loader is not None
    return of_report.overlay(loader=ChoiceLoader([PackageLoader("ml_tools.main.api"), of_report.loader]))
