"""Which algorithm, and which settings of it, are best: cross-validation and search."""

from ml_tools.models.selection.contestant import Contestant
from ml_tools.models.selection.cross_validation import cross_validate
from ml_tools.models.selection.folds import Folds, Prepare
from ml_tools.models.selection.search import Candidate, Plan, search
from ml_tools.models.selection.work import Work, fits_of, rungs

__all__ = [
    "Candidate",
    "Contestant",
    "Folds",
    "Plan",
    "Prepare",
    "Work",
    "cross_validate",
    "fits_of",
    "rungs",
    "search",
]
