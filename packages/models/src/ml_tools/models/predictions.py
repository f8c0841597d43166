"""What kept models predict, as arrays and as the table of the contract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.models.algorithms import predictor
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.registry import Artefact
from ml_tools.models_interface import Model

__all__ = ["predict_rows", "predictions_table"]


def predict_rows(artefact: Artefact, features: Features) -> Outputs:
    """Predict a number or the probability of each class for each row; there may be no rows.

    Raises:
        brolly.FailedPrecondition: The algorithm of the model is not known here.
    """
    predict = predictor(artefact.model.algorithm, artefact.model.task)
    if not len(features):
        return np.empty((0, max(1, len(artefact.model.classes))))
    return predict(artefact.arrays, features)


def predictions_table(model: Model, outputs: Outputs) -> pa.Table:
    """Return a table with the column `predicted`, and for classes one `probability of CLASS` each."""
    if not model.classes:
        return pa.Table.from_arrays([pa.array(outputs[:, 0])], ["predicted"])
    places: NDArray[np.int64] = np.argmax(outputs, axis=1)
    predicted = pa.array(model.classes, pa.string()).take(places)
    names = [f"probability of {name}" for name in model.classes]
    return pa.Table.from_arrays([predicted, *map(pa.array, outputs.T)], ["predicted", *names])
