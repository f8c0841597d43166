"""Describes a dataset before a model is fitted: its columns, how they are related, and what to beware of."""

from ml_tools.main.profiling.charts import CHARTED_ROWS
from ml_tools.main.profiling.profiling import Profiled, profile_collection, profile_dataset
from ml_tools.main.profiling.summary import ProfileSummary, summarized
from ml_tools.main.profiling.words import identifiers, in_words

__all__ = [
    "CHARTED_ROWS",
    "ProfileSummary",
    "Profiled",
    "identifiers",
    "in_words",
    "profile_collection",
    "profile_dataset",
    "summarized",
]
