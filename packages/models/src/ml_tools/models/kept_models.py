"""Kept models, and tables as they take them."""

from __future__ import annotations

import pyarrow as pa

import brolly
from ml_tools.models.examples import Examples, Features, read_features
from ml_tools.models.registry import Artefact, Registry
from ml_tools.models.targets import known_targets
from ml_tools.utils_interface import PreProcessing

__all__ = ["KeptModels"]


class KeptModels:
    """Asks `PreProcessing` for the features of a model."""

    def __init__(self, pre_processing: PreProcessing, registry: Registry) -> None:
        self._pre_processing = pre_processing
        self._registry = registry

    async def artefact(self, model_id: str) -> Artefact:
        """Return a model.

        Raises:
            ModelNotFound: There is none.
            brolly.FailedPrecondition: It cannot be read.
        """
        return await brolly.offload(self._registry.artefact, model_id)

    async def features(self, table: pa.Table, artefact: Artefact) -> Features:
        """Return the features that a model makes of a table.

        Raises:
            ColumnNotFound: The table lacks a column that it needs.
            brolly.InvalidArgument: A column holds something else than it was fitted to.
        """
        applied = await self._pre_processing.apply_recipe(table, fitted=artefact.fitted)
        return await brolly.offload(read_features, applied.features)

    async def examples(self, table: pa.Table, artefact: Artefact) -> Examples:
        """Return the rows of a table whose target is known.

        Raises:
            ColumnNotFound: The table lacks the target, or a column that the model needs.
            brolly.InvalidArgument: A column holds something else than it was fitted to, or no target is known.
        """
        known = await brolly.offload(known_targets, table, artefact.model)
        features = await self.features(known.table, artefact)
        return Examples(features=features, target=known.target, class_count=len(artefact.model.classes))
