"""The HTTP API: comparisons, predictions by kept models, records for ingestions, and pages for people."""

from ml_tools.main.api.jobs import Jobs
from ml_tools.main.api.routing import web_application
from ml_tools.main.api.serving import served

__all__ = ["Jobs", "served", "web_application"]
