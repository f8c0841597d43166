"""Which algorithm is best: cross-validation."""

from ml_tools.models.selection.cross_validation import Contestant, cross_validate

__all__ = ["Contestant", "cross_validate"]
