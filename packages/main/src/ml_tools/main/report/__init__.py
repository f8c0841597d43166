"""Reports: one HTML page of a comparison, or of a profile, that needs nothing else."""

from ml_tools.main.report.profile_page import rendered_profile
from ml_tools.main.report.rendering import POLICY, environment, rendered

__all__ = ["POLICY", "environment", "rendered", "rendered_profile"]
