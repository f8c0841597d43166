"""The contracts of the utils service, and handles to call it by from `main` and from scripts."""

from brolly import handle
from ml_tools.utils_interface.v1.pre_processing import (
    AllRows,
    ColumnNotFound,
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    GroupKFold,
    HoldOut,
    ImputeNumbers,
    KFold,
    NumberStep,
    PreparedSplit,
    PreProcessing,
    Recipe,
    ScaleNumbers,
    TableSplit,
    Task,
    TemporalSplit,
    TextStep,
    UnusableTarget,
)
from ml_tools.utils_interface.v1.visualization import (
    Chart,
    Importance,
    LearningPoint,
    Score,
    Visualization,
)

__all__ = [
    "AllRows",
    "Chart",
    "ColumnNotFound",
    "EncodeTexts",
    "FittedColumn",
    "FittedRecipe",
    "GroupKFold",
    "HoldOut",
    "Importance",
    "ImputeNumbers",
    "KFold",
    "LearningPoint",
    "NumberStep",
    "PreProcessing",
    "PreparedSplit",
    "Recipe",
    "ScaleNumbers",
    "Score",
    "TableSplit",
    "Task",
    "TemporalSplit",
    "TextStep",
    "UnusableTarget",
    "Visualization",
    "pre_processing",
    "visualization",
]

pre_processing = handle(PreProcessing)
visualization = handle(Visualization)
