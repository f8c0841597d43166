"""What an algorithm measured while it learned is told by name."""

import numpy as np

from ml_tools.models.learner import training_metrics
from ml_tools.models_interface import Metric


def test_what_was_measured_is_named_by_its_metric() -> None:
    arrays = {
        "weights": np.zeros(3),
        "validation_error": np.asarray(0.25),
        "validation_metric": np.asarray("log_loss"),
        "out_of_bag_error": np.asarray(1.5),
        "out_of_bag_metric": np.asarray("rmse"),
    }

    assert training_metrics(arrays) == (
        Metric(name="out_of_bag_rmse", value=1.5),
        Metric(name="validation_log_loss", value=0.25),
    )
    assert training_metrics({"weights": np.zeros(3), "standard_error": np.zeros(3)}) == ()
