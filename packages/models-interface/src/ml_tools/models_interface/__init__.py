"""The contracts of the models service, and handles to call it by from `main` and from scripts."""

from brolly import handle
from ml_tools.models_interface.v1.algorithms import (
    Algorithm,
    Constant,
    Forest,
    Linear,
    Logistic,
    Ridge,
)
from ml_tools.models_interface.v1.models import (
    ColumnImportance,
    Evaluation,
    Explanation,
    FoldScore,
    Metric,
    Model,
    ModelNotFound,
    Models,
)

__all__ = [
    "Algorithm",
    "ColumnImportance",
    "Constant",
    "Evaluation",
    "Explanation",
    "FoldScore",
    "Forest",
    "Linear",
    "Logistic",
    "Metric",
    "Model",
    "ModelNotFound",
    "Models",
    "Ridge",
    "models",
]

models = handle(Models)
