"""Fitted models that are kept: a folder each, of arrays and JSON; and their tags."""

from ml_tools.models.registry.artefact import Artefact
from ml_tools.models.registry.model_id import new_model_id
from ml_tools.models.registry.registry import Registry
from ml_tools.models.registry.selecting import Wanted
from ml_tools.models.registry.tags import check_tag

__all__ = ["Artefact", "Registry", "Wanted", "check_tag", "new_model_id"]
