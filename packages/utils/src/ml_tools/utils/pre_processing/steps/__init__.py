"""The steps of recipes: fitted in order, each on what the one before left, and applied and inverted likewise."""

from ml_tools.utils.pre_processing.steps.checks import check_steps
from ml_tools.utils.pre_processing.steps.fitted_checks import check_fitted_steps
from ml_tools.utils.pre_processing.steps.frames import Frame
from ml_tools.utils.pre_processing.steps.kinds import conformed, kind_of, missing_column
from ml_tools.utils.pre_processing.steps.pruning import pruned
from ml_tools.utils.pre_processing.steps.sequence import apply_steps, invert_steps, learn_steps
from ml_tools.utils.pre_processing.steps.training import Outcome, Training
from ml_tools.utils.pre_processing.steps.words import in_words, listed

__all__ = [
    "Frame",
    "Outcome",
    "Training",
    "apply_steps",
    "check_fitted_steps",
    "check_steps",
    "conformed",
    "in_words",
    "invert_steps",
    "kind_of",
    "learn_steps",
    "listed",
    "missing_column",
    "pruned",
]
