"""Brings the services of a topology within reach: some in this process, some started beside it, some there already."""

from ml_tools.main.deployment.failure import ServiceLost
from ml_tools.main.deployment.journal import Journal
from ml_tools.main.deployment.reading import TOGETHER, load
from ml_tools.main.deployment.running import running

__all__ = ["TOGETHER", "Journal", "ServiceLost", "load", "running"]
