"""Pre-processing: recipes that are fitted on training rows and applied to others, and splits prepared by them."""

from ml_tools.utils.pre_processing.columnwise_pre_processing import ColumnwisePreProcessing

__all__ = ["ColumnwisePreProcessing"]
