"""What the OpenAPI document says of bodies that are decoded by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

from ml_tools.main.api.bodies import ComparisonRequest, PredictionsRequest
from ml_tools.main.api.pushing import MOST_RECORDS

__all__ = ["CompareOperation", "PredictOperation", "PushFileOperation", "PushRecordsOperation"]


_FILE = {
    "type": "string",
    "contentMediaType": "application/octet-stream",
    "description": "CSV, TSV, JSON lines, ...",
}


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
    return {"type": "object", "properties": {"file": _FILE, "models": models, **beside}, "required": ["file"]}


def _body(**schemas: dict[str, Any]) -> RequestBody:
    kinds = {
        "json": "application/json",
        "lines": "application/x-ndjson",
        "upload": "multipart/form-data",
        "file": "application/octet-stream",
    }
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


@dataclass
class PushRecordsOperation(Operation):
    """`POST /ingestions/{name}/records`."""

    def __post_init__(self) -> None:
        array = {"type": "array", "items": {"type": "object"}, "maxItems": MOST_RECORDS}
        lines = {"type": "string", "description": f"One JSON object a line, {MOST_RECORDS} at most."}
        self.request_body = _body(json=array, lines=lines)


@dataclass
class PushFileOperation(Operation):
    """`POST /ingestions/{name}/files`."""

    def __post_init__(self) -> None:
        upload = {"type": "object", "properties": {"file": _FILE}, "required": ["file"]}
        self.request_body = _body(file=_FILE, upload=upload)
