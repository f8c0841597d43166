"""A pipeline after Broadway's model: producers, processors, batchers, a sink, and dead letters; it knows no records."""

from ml_tools.datasets.ingestion.pipeline.engine import Pipeline
from ml_tools.datasets.ingestion.pipeline.limits import Limits
from ml_tools.datasets.ingestion.pipeline.metrics import Metrics
from ml_tools.datasets.ingestion.pipeline.producer import Producer
from ml_tools.datasets.ingestion.pipeline.retries import Retries

__all__ = ["Limits", "Metrics", "Pipeline", "Producer", "Retries"]
