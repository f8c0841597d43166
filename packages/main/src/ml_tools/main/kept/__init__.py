"""Models that are kept, as people and programs are told of them."""

from ml_tools.main.kept.views import ComparedView, ComparisonOfKept, KeptModel, ModelSummary, compared, detail, summary

__all__ = ["ComparedView", "ComparisonOfKept", "KeptModel", "ModelSummary", "compared", "detail", "summary"]
