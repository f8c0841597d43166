"""What the OpenAPI document says of bodies that are decoded by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

from ml_tools.main.api.bodies import ComparisonRequest, PredictionsRequest

__all__ = ["CompareOperation", "PredictOperation"]


@dataclass
class _JsonSchema(Schema):
    """A schema that is written already."""

    written: dict[str, Any] = field(default_factory=dict[str, Any])

    def to_schema(self) -> dict[str, Any]:
        return self.written


def _schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return msgspec.json.schema(kind)["$defs"][kind.__name__]


def _upload_schema() -> dict[str, Any]:
    """A file with the fields of a form beside it, where several models stand behind commas."""
    fields = _schema_of(ComparisonRequest)["properties"]
    beside = {name: fields[name] for name in ("target", "folds", "seed")}
    models = {"type": "string", "description": "The models to compare, with commas between them."}
    file = {
        "type": "string",
        "contentMediaType": "application/octet-stream",
        "description": "CSV, TSV, JSON lines, ...",
    }
    return {"type": "object", "properties": {"file": file, "models": models, **beside}, "required": ["file"]}


def _body(**schemas: dict[str, Any]) -> RequestBody:
    kinds = {"json": "application/json", "upload": "multipart/form-data"}
    content = {kinds[kind]: OpenAPIMediaType(schema=_JsonSchema(written=schema)) for kind, schema in schemas.items()}
    return RequestBody(content=content, required=True)


@dataclass
class CompareOperation(Operation):
    """`POST /comparisons`."""

    def __post_init__(self) -> None:
        self.request_body = _body(json=_schema_of(ComparisonRequest), upload=_upload_schema())


@dataclass
class PredictOperation(Operation):
    """`POST /models/{model_id}/predictions`."""

    def __post_init__(self) -> None:
        self.request_body = _body(json=_schema_of(PredictionsRequest))
