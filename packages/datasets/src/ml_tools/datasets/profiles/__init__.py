"""Profiles: what one looks at before a model is fitted."""

from ml_tools.datasets.profiles.column_profiles import ColumnwiseProfiles

__all__ = ["ColumnwiseProfiles"]
