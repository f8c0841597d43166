"""Why a model predicts what it does: as numbers and as data for charts."""

from ml_tools.models.explain.attribution import attributions
from ml_tools.models.explain.contributions import check_class, contributions_table, scale_of
from ml_tools.models.explain.dependence import Dependence, averages_table, individuals_table, varied_tables
from ml_tools.models.explain.grid import column_grid, drawn_rows
from ml_tools.models.explain.importance import importances

__all__ = [
    "Dependence",
    "attributions",
    "averages_table",
    "check_class",
    "column_grid",
    "contributions_table",
    "drawn_rows",
    "importances",
    "individuals_table",
    "scale_of",
    "varied_tables",
]
