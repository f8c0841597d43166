"""How good a kept model was found to be: a file in its folder, which is replaced as a whole."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from google.protobuf import json_format

import brolly
from ml_tools.models_interface import Evaluation, RecordedEvaluation
from ml_tools.models_interface.v1 import models_codec, models_pb2

__all__ = ["read_evaluation", "write_evaluation"]

EVALUATION = "evaluation.json"

_log = logging.getLogger("ml_tools.models")


def read_evaluation(folder: Path) -> RecordedEvaluation | None:
    """Return the last one; None when there is none, or it cannot be read."""
    try:
        stored = json_format.Parse((folder / EVALUATION).read_bytes(), models_pb2.RecordedEvaluation())
        return models_codec.decode_recorded_evaluation(stored)
    except OSError:
        return None
    except (json_format.ParseError, UnicodeDecodeError, brolly.InvalidArgument) as error:
        _log.warning("the evaluation of the model %s is left out: %s", folder.name, error)
        return None


def write_evaluation(folder: Path, evaluation: Evaluation, draft: Path) -> None:
    """Keep one in place of the one before.

    Args:
        folder: Of the model.
        evaluation: What was found.
        draft: Where it can be written before it is whole.

    Raises:
        FileNotFoundError: There is no such model.
    """
    recorded = RecordedEvaluation(
        metrics=evaluation.metrics, row_count=evaluation.row_count, evaluated_at=datetime.now(UTC)
    )
    draft.write_text(json_format.MessageToJson(models_codec.encode_recorded_evaluation(recorded)))
    try:
        draft.rename(folder / EVALUATION)
    finally:
        draft.unlink(missing_ok=True)
