"""What an algorithm is to the rest of the service; each context of an algorithm has some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models_interface import Metric

__all__ = ["Arrays", "Learn", "Predict", "training_metrics"]

Arrays = Mapping[str, NDArray[Any]]
"""What was learned, by name; nothing else is needed to predict.

What an algorithm measures while it learns is a pair of single values: `NAME_error`, and `NAME_metric`, as rmse.
"""

_ERROR, _METRIC = "_error", "_metric"

Predict = Callable[[Arrays, Features], Outputs]
"""Predicts; computes, so it runs in a thread."""


class Learn(Protocol):
    """An algorithm with its settings."""

    async def __call__(self, examples: Examples, *, seed: int) -> Arrays:
        """Learn from examples; the same seed learns the same, to the last digit.

        It computes in the threads of the application, and ends soon after it is cancelled.

        Args:
            examples: One row at least.
            seed: From 0 to 2**64 - 1.

        Raises:
            brolly.ResourceExhausted: The model would become too large.
        """
        ...


def training_metrics(arrays: Arrays) -> tuple[Metric, ...]:
    """Return what was measured while a model learned, as out_of_bag_rmse, by name."""
    names = sorted(name.removesuffix(_METRIC) for name in arrays if name.endswith(_METRIC))
    return tuple(Metric(name=f"{name}_{arrays[name + _METRIC]}", value=float(arrays[name + _ERROR])) for name in names)
