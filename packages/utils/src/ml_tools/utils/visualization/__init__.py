"""Charts of predictions and of what is known of models."""

from ml_tools.utils.visualization.altair_visualization import AltairVisualization

__all__ = ["AltairVisualization"]
