"""The routes of ingestions: what is pushed is written when they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.params import Parameter

from brolly import offload
from ml_tools.datasets_interface import Ingestion
from ml_tools.datasets_interface.v1.ingestions import PushRecordsResponse
from ml_tools.main.api.operations import PushFileOperation, PushRecordsOperation
from ml_tools.main.api.pushing import MOST_BYTES, file_of, records_of
from ml_tools.main.config import MainConfig
from ml_tools.main.services import Services

__all__ = ["IngestionList", "IngestionView", "Pushed", "ingestion_routes"]

AnyRequest = Request[Any, Any, Any]
Name = Annotated[str | None, Parameter(max_length=1_000)]
PATH = "/ingestions"


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records."""

    written: int
    """How many were written now."""
    repeated: int
    """How many had been written before."""
    dead_letters: int
    """How many were given up, and are kept with the reason."""


class IngestionView(msgspec.Struct, frozen=True, kw_only=True):
    """An ingestion, and what it did."""

    name: str
    state: str
    """running or stopped."""
    collection: str
    """What records are added to."""
    created_at: datetime
    written: int
    """How many records were written."""
    published: int
    """How many of them stand in the collection."""
    dead_letters: int
    in_flight: int
    received: int
    repeated: int
    """How many came again."""
    retries: int
    lag_s: float
    """How long the first record that is not published waits, in seconds."""
    trouble: str | None
    """What went wrong last, and is tried again."""
    batches: int
    process_s: float
    """How long processors were busy, in seconds together."""
    write_s: float
    """How long batches took to be written, in seconds together."""


class IngestionList(msgspec.Struct, frozen=True, kw_only=True):
    """Ingestions that were started once."""

    ingestions: tuple[IngestionView, ...]
    """By name."""
    next_after: str | None
    """What to send as `after` for the next page; null on the last one."""


def ingestion_routes(services: Services, config: MainConfig) -> list[Any]:
    """Return what lists and shows ingestions, and pushes records and files to them."""
    return [*_shown(services), *_pushing(services, min(MOST_BYTES, config.max_upload_bytes))]


def _shown(services: Services) -> list[Any]:
    @get(PATH, operation_id="listIngestions")
    async def list_ingestions(
        limit: Annotated[int, Parameter(ge=1, le=1_000)] = 100, after: Name = None
    ) -> IngestionList:
        """Return the ingestions, by name."""
        page = await services.ingestions.list_ingestions(after=after, page_size=limit)
        return IngestionList(ingestions=tuple(map(_view, page.ingestions)), next_after=page.next_after)

    @get(f"{PATH}/{{name:str}}", operation_id="getIngestion")
    async def get_ingestion(request: AnyRequest) -> IngestionView:
        """Return the state of an ingestion, and what it did."""
        return _view(await services.ingestions.get_ingestion(request.path_params["name"]))

    return [list_ingestions, get_ingestion]


def _pushing(services: Services, most_bytes: int) -> list[Any]:
    @post(
        f"{PATH}/{{name:str}}/records",
        status_code=200,
        operation_class=PushRecordsOperation,
        operation_id="pushRecords",
        request_max_body_size=most_bytes,
    )
    async def push_records(request: AnyRequest) -> Pushed:
        """Write records, given as an array of JSON objects or one object a line."""
        records = await offload(records_of, await request.body(), request.content_type[0])
        return _pushed(await services.ingestions.push_records(request.path_params["name"], records=records))

    @post(
        f"{PATH}/{{name:str}}/files",
        status_code=200,
        operation_class=PushFileOperation,
        operation_id="pushFile",
        request_max_body_size=most_bytes,
    )
    async def push_file(request: AnyRequest, file_name: Name = None) -> Pushed:
        """Write the rows of a small file; the ending of its name tells the format where its bytes do not."""
        content, name = await file_of(request, file_name)
        response = await services.ingestions.push_file(request.path_params["name"], content=content, file_name=name)
        return _pushed(response)

    return [push_records, push_file]


def _view(ingestion: Ingestion) -> IngestionView:
    known: dict[str, Any] = msgspec.structs.asdict(ingestion)
    known["state"] = ingestion.state.name.lower()
    return IngestionView(**known)


def _pushed(response: PushRecordsResponse) -> Pushed:
    return Pushed(written=response.written, repeated=response.repeated, dead_letters=response.dead_letters)
