"""The routes of kept models."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, delete, get, put
from litestar.params import Parameter

from ml_tools.main.kept import KeptModel, ModelSummary, detail, summary
from ml_tools.main.services import Services
from ml_tools.models_interface import TagNotFound

__all__ = ["ModelList", "model_routes"]

AnyRequest = Request[Any, Any, Any]
Name = Annotated[str | None, Parameter(max_length=1_000)]


class ModelList(msgspec.Struct, frozen=True, kw_only=True):
    """Models that are kept."""

    models: tuple[ModelSummary, ...]
    """The newest first."""
    next_after: str | None
    """What to send as `after` for the next page; null on the last one."""


def model_routes(services: Services) -> list[Any]:
    """Return what lists, shows, tags and deletes models; `tag:NAME` stands for the id of the model with the tag."""

    @get("/models", operation_id="listModels")
    async def list_models(
        limit: Annotated[int, Parameter(ge=1, le=1_000)] = 100,
        after: Name = None,
        tag: Name = None,
        algorithm: Name = None,
        target: Name = None,
    ) -> ModelList:
        """Return the models that are kept, the newest first."""
        page = await services.models.list_models(
            page_size=limit, after=after, tag=tag, algorithm=algorithm, target=target
        )
        return ModelList(models=tuple(map(summary, page.models)), next_after=page.next_after)

    @get("/models/{id:str}", operation_id="getModel")
    async def get_model(request: AnyRequest) -> KeptModel:
        """Return everything that is known of a model."""
        return detail(await services.models.get_model(request.path_params["id"]))

    @put("/models/{id:str}/tags/{tag:str}", operation_id="tagModel")
    async def tag_model(request: AnyRequest) -> KeptModel:
        """Give a model a tag, which no other has then."""
        place = request.path_params
        return detail(await services.models.tag_model(place["id"], tag=place["tag"]))

    @delete("/models/{id:str}/tags/{tag:str}", operation_id="untagModel")
    async def untag_model(request: AnyRequest) -> None:
        """Take a tag from the model that has it."""
        place = request.path_params
        model = await services.models.get_model(place["id"])
        if place["tag"] not in model.tags:
            raise TagNotFound(f"the model {model.model_id!r} has no tag {place['tag'][:100]!r}", tag=place["tag"][:200])
        await services.models.untag_model(place["tag"])

    @delete("/models/{id:str}", operation_id="deleteModel")
    async def delete_model(request: AnyRequest) -> None:
        """Delete a model, with its tags."""
        await services.models.delete_model(request.path_params["id"])

    return [list_models, get_model, tag_model, untag_model, delete_model]
