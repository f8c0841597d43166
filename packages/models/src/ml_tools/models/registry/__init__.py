"""Fitted models that are kept: a folder each, of arrays and JSON."""

from ml_tools.models.registry.artefact import Artefact
from ml_tools.models.registry.model_id import new_model_id
from ml_tools.models.registry.registry import Registry

__all__ = ["Artefact", "Registry", "new_model_id"]
