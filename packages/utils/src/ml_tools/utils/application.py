"""The application `utils`: prepares tables for models, and draws charts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import brolly
from ml_tools.utils.config import UtilsConfig
from ml_tools.utils_interface.v1.pre_processing import PreProcessing
from ml_tools.utils_interface.v1.visualization import Visualization

__all__ = ["application"]


@asynccontextmanager
async def start(config: UtilsConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    """Start both contracts; the process that draws is started by the first chart."""
    from ml_tools.utils.pictures import PictureProcess
    from ml_tools.utils.pre_processing import ColumnwisePreProcessing
    from ml_tools.utils.visualization import AltairVisualization

    async with PictureProcess(timeout_s=config.picture_timeout_s) as pictures:
        yield {
            PreProcessing: ColumnwisePreProcessing(max_features_bytes=config.max_features_bytes),
            Visualization: AltairVisualization(pictures.draw),
        }


application = brolly.Application(name="utils", provides=(PreProcessing, Visualization), config=UtilsConfig, start=start)
