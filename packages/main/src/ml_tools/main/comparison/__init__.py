"""Compares algorithms on a dataset: what is asked, how far it is, and what was found."""

from ml_tools.main.comparison.algorithms import model_names
from ml_tools.main.comparison.comparing import compare
from ml_tools.main.comparison.dataset import (
    CHUNK_BYTES,
    Dataset,
    list_samples,
    put_aside,
    read_collection,
    read_file,
    read_sample,
)
from ml_tools.main.comparison.leaderboard import Standing
from ml_tools.main.comparison.progress import Observer, Progress
from ml_tools.main.comparison.question import DEFAULT_FOLDS, DEFAULT_SECONDS, DEFAULT_SEED, Question
from ml_tools.main.comparison.result import ColumnSummary, Comparison, Figure, HoldOutCheck, Summary
from ml_tools.main.comparison.significance import Tie
from ml_tools.main.comparison.tuning import Tuned, TuningQuestion, tune

__all__ = [
    "CHUNK_BYTES",
    "DEFAULT_FOLDS",
    "DEFAULT_SECONDS",
    "DEFAULT_SEED",
    "ColumnSummary",
    "Comparison",
    "Dataset",
    "Figure",
    "HoldOutCheck",
    "Observer",
    "Progress",
    "Question",
    "Standing",
    "Summary",
    "Tie",
    "Tuned",
    "TuningQuestion",
    "compare",
    "list_samples",
    "model_names",
    "put_aside",
    "read_collection",
    "read_file",
    "read_sample",
    "tune",
]
