"""Errors as problem details (RFC 9457): the same fields that gRPC callers see, under the statuses of HTTP."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from brolly import Error, Internal
from brolly.errors import Code

__all__ = ["HANDLERS", "Problem", "problem_of"]

logger = logging.getLogger("ml_tools.main")

STATUSES: Mapping[Code, int] = {
    Code.CANCELLED: 499,
    Code.UNKNOWN: 500,
    Code.INVALID_ARGUMENT: 400,
    Code.DEADLINE_EXCEEDED: 504,
    Code.NOT_FOUND: 404,
    Code.ALREADY_EXISTS: 409,
    Code.PERMISSION_DENIED: 403,
    Code.RESOURCE_EXHAUSTED: 429,
    Code.FAILED_PRECONDITION: 400,
    Code.ABORTED: 409,
    Code.OUT_OF_RANGE: 400,
    Code.UNIMPLEMENTED: 501,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
    Code.DATA_LOSS: 500,
    Code.UNAUTHENTICATED: 401,
}
"""As gRPC's own mapping has them."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong."""

    status: int
    title: str
    """The kind of it, as ColumnNotFound."""
    detail: str
    """In words, with what to do."""
    code: str = ""
    """The canonical code, as INVALID_ARGUMENT; empty for what HTTP itself refuses."""
    fields: dict[str, Any] = {}
    """What a domain error tells beside its words."""


def problem_of(error: Error) -> Problem:
    """Return the problem that an error is."""
    return Problem(
        status=STATUSES[error.code],
        title=type(error).__name__,
        detail=error.message,
        code=error.code.name,
        fields={name: getattr(error, name) for name in error.fields},
    )


def _on_error(request: Request[Any, Any, Any], error: Error) -> Response[Any]:
    return _response(request, problem_of(error))


def _on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    return _response(
        request, Problem(status=error.status_code, title=type(error).__name__, detail=error.detail), error.headers
    )


def _on_anything(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    error_id = secrets.token_hex(4)
    logger.error("%s %s failed unexpectedly (id %s)", request.method, request.url.path, error_id, exc_info=error)
    return _response(request, problem_of(Internal(f"internal error (id {error_id})")))


def _response(
    request: Request[Any, Any, Any], problem: Problem, headers: Mapping[str, str] | None = None
) -> Response[Any]:
    from ml_tools.main.api.pages import page, wants_page

    if wants_page(request):
        return page("problem.html.j2", status=problem.status, problem=problem)
    return Response(problem, status_code=problem.status, media_type="application/problem+json", headers=headers)


HANDLERS: Mapping[int | type[Exception], Any] = {
    Error: _on_error,
    HTTPException: _on_http,
    Exception: _on_anything,
}
"""For litestar: what answers to an exception."""
