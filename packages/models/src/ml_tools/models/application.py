"""The application `models`: algorithms, their comparison, and fitted models."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import brolly
from ml_tools.models.config import ModelsConfig
from ml_tools.models_interface import Models
from ml_tools.utils_interface import PreProcessing

if TYPE_CHECKING:
    from ml_tools.models.registry import Registry

__all__ = ["application"]


@asynccontextmanager
async def start(config: ModelsConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    """Open the folder of models; JAX is loaded in a thread, which takes a second."""
    await brolly.offload(import_module, "ml_tools.models.jax_models")
    from ml_tools.models.jax_models import JaxModels

    registry = await brolly.offload(_open, config)
    try:
        yield {Models: JaxModels(clients(PreProcessing), registry, config)}
    finally:
        await brolly.offload(registry.close)


def _open(config: ModelsConfig) -> Registry:
    import platformdirs

    from brolly.folders import prepared_folder
    from ml_tools.models.compilation import keep_compiled
    from ml_tools.models.registry import Registry

    default = platformdirs.user_data_path("ml_tools") / "models"
    folder = prepared_folder(config.folder, default=default, setting="applications.models.config.folder")
    keep_compiled(folder / "compiled")
    return Registry.open(folder, max_cached_bytes=config.max_model_bytes)


application = brolly.Application(
    name="models", provides=(Models,), requires=(PreProcessing,), config=ModelsConfig, start=start
)
