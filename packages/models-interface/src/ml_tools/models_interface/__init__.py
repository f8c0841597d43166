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
    Candidates,
    ColumnImportance,
    DefaultSpace,
    Evaluation,
    Explanation,
    FoldScore,
    Metric,
    Model,
    ModelNotFound,
    Models,
    SearchStrategy,
    Trial,
)

__all__ = [
    "Algorithm",
    "AlgorithmSettings",
    "Boosting",
    "BoostingLoss",
    "Candidates",
    "ClassWeight",
    "ColumnImportance",
    "Constant",
    "ConvNet",
    "Convolution",
    "DefaultSpace",
    "ElasticNet",
    "Evaluation",
    "Explanation",
    "ExtraTrees",
    "FoldScore",
    "Forest",
    "HiddenLayer",
    "Lasso",
    "Linear",
    "LinearSvm",
    "Logistic",
    "Metric",
    "Mlp",
    "Model",
    "ModelNotFound",
    "Models",
    "Monotone",
    "NeighborWeights",
    "Neighbors",
    "RbfSvm",
    "Ridge",
    "SearchStrategy",
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
