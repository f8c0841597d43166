"""The contracts of the models service, and handles to call it by from `main` and from scripts."""

from brolly import handle
from ml_tools.models_interface.v1.algorithms import (
    Algorithm,
    Boosting,
    BoostingLoss,
    ClassWeight,
    Constant,
    ConvNet,
    Convolution,
    ElasticNet,
    ExtraTrees,
    Forest,
    HiddenLayer,
    Lasso,
    Linear,
    LinearSvm,
    Logistic,
    Mlp,
    Monotone,
    Neighbors,
    NeighborWeights,
    RbfSvm,
    Ridge,
)
from ml_tools.models_interface.v1.models import (
    AttributionScale,
    Candidates,
    ColumnImportance,
    ComparedModel,
    DefaultSpace,
    Evaluation,
    Explanation,
    ExportFormat,
    FoldScore,
    InputColumn,
    InputKind,
    Metric,
    Model,
    ModelComparison,
    ModelNotFound,
    Models,
    RecordedEvaluation,
    SearchStrategy,
    TagNotFound,
    Trial,
)

__all__ = [
    "Algorithm",
    "AlgorithmSettings",
    "AttributionScale",
    "Boosting",
    "BoostingLoss",
    "Candidates",
    "ClassWeight",
    "ColumnImportance",
    "ComparedModel",
    "Constant",
    "ConvNet",
    "Convolution",
    "DefaultSpace",
    "ElasticNet",
    "Evaluation",
    "Explanation",
    "ExportFormat",
    "ExtraTrees",
    "FoldScore",
    "Forest",
    "HiddenLayer",
    "InputColumn",
    "InputKind",
    "Lasso",
    "Linear",
    "LinearSvm",
    "Logistic",
    "Metric",
    "Mlp",
    "Model",
    "ModelComparison",
    "ModelNotFound",
    "Models",
    "Monotone",
    "NeighborWeights",
    "Neighbors",
    "RbfSvm",
    "RecordedEvaluation",
    "Ridge",
    "SearchStrategy",
    "TagNotFound",
    "Trial",
    "models",
]

AlgorithmSettings = (
    Constant
    | Linear
    | Ridge
    | Lasso
    | ElasticNet
    | Logistic
    | Forest
    | ExtraTrees
    | Boosting
    | LinearSvm
    | RbfSvm
    | Neighbors
    | Mlp
    | ConvNet
)
"""What `Algorithm.settings` may be."""

models = handle(Models)
