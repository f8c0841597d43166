"""Why a model predicts what it does: as numbers and as data for charts."""

from ml_tools.models.explain.attribution import attributions
from ml_tools.models.explain.contributions import check_class, contributions_table, scale_of
from ml_tools.models.explain.dependence import Dependence, dependence_tables
from ml_tools.models.explain.grid import Grid, column_grid, drawn_rows
from ml_tools.models.explain.importance import importances

__all__ = [
    "Dependence",
    "Grid",
    "attributions",
    "check_class",
    "column_grid",
    "contributions_table",
    "dependence_tables",
    "drawn_rows",
    "importances",
    "scale_of",
]
