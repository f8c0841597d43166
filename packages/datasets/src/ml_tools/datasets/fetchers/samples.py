"""The samples that scikit-learn ships, with names that can be read and classes that have names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final

import msgspec
import pyarrow as pa

from ml_tools.datasets_interface import Sample as Loaded

__all__ = ["NAMES", "load"]


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """How a sample is told of, and how it is made of what scikit-learn has."""

    loader: str
    """The name of the function of `sklearn.datasets`."""
    target: str
    description: str
    options: dict[str, Any] = {}
    columns: tuple[str, ...] = ()
    """The names of the columns; those of scikit-learn unless told."""
    classes: tuple[str, ...] = ()
    """The names of the classes 0, 1, ...; empty where the target is a quantity."""


_SAMPLES: Final = {
    "breast-cancer": Sample(
        loader="load_breast_cancer",
        target="diagnosis",
        classes=("malignant", "benign"),
        description=(
            "Nuclei of cells of 569 breast masses, measured in images of fine needle aspirates, and the diagnosis. "
            "Breast Cancer Wisconsin (Diagnostic), Wolberg, Street and Mangasarian 1995, as scikit-learn ships it."
        ),
    ),
    "diabetes": Sample(
        loader="load_diabetes",
        target="progression",
        options={"scaled": False},
        columns=(
            *("age", "sex", "body_mass_index", "blood_pressure", "total_cholesterol", "ldl", "hdl"),
            *("cholesterol_ratio", "log_triglycerides", "glucose"),
        ),
        description=(
            "Ten measurements of 442 diabetes patients, and how far the disease had progressed a year later. "
            "Efron, Hastie, Johnstone and Tibshirani 2004, Least Angle Regression, as scikit-learn ships it, unscaled."
        ),
    ),
    "digits": Sample(
        loader="load_digits",
        target="digit",
        classes=tuple("0123456789"),
        description=(
            "1,797 handwritten digits, as the ink in each of 8 x 8 pixels, from 0 to 16. "
            "The test set of Optical Recognition of Handwritten Digits, Alpaydin and Kaynak 1998, "
            "as scikit-learn ships it."
        ),
    ),
    "wine": Sample(
        loader="load_wine",
        target="cultivar",
        classes=("barolo", "grignolino", "barbera"),
        columns=(
            *("alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids"),
            *("nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280_od315", "proline"),
        ),
        description=(
            "Thirteen chemical measurements of 178 wines from Piedmont, and which of three cultivars each is of. "
            "Wine, Aeberhard and Forina 1992, as scikit-learn ships it."
        ),
    ),
}

NAMES: Final = tuple(sorted(_SAMPLES))
"""The names of the samples, in order."""


def load(name: str) -> Loaded:
    """Return one of `NAMES`; the first time takes most of a second, for the import of scikit-learn."""
    sample, datasets = _SAMPLES[name], import_module("sklearn.datasets")
    loader: Callable[..., Any] = getattr(datasets, sample.loader)
    bunch = loader(**sample.options)
    names = sample.columns or _readable(bunch.feature_names)
    columns: list[Any] = [*(pa.array(column.copy()) for column in bunch.data.T), _target(bunch.target, sample.classes)]
    table = pa.Table.from_arrays(columns, [*names, sample.target])
    return Loaded(table=table, target=sample.target, description=sample.description)


def _readable(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(name).replace(" ", "_") for name in names)


def _target(values: Any, classes: Sequence[str]) -> pa.Array[Any]:
    named: list[Any] = [classes[value] for value in values] if classes else values
    return pa.array(named)
