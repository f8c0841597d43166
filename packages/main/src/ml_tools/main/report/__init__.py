"""The report of a comparison: one HTML page that needs nothing else."""

from ml_tools.main.report.rendering import POLICY, environment, rendered

__all__ = ["POLICY", "environment", "rendered"]
