"""Nets as algorithms of the contract."""

from __future__ import annotations

from functools import partial

from ml_tools.models import spaces
from ml_tools.models.bounds import check_between, check_from_zero, check_inside, check_positive
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models.neural.learning import learn_conv_net, learn_mlp
from ml_tools.models.neural.networks import Image
from ml_tools.models.neural.predicting import predict_classes, predict_numbers
from ml_tools.models.neural.training import Training
from ml_tools.models_interface import ConvNet, Mlp
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]

_MOST_LAYERS = 8
_MOST_UNITS = 4_096
_MOST_CONVOLUTIONS = 6
_FILTERS = 256
_LONGEST_SIDE = 1_024
_MOST_CHANNELS = 16
_MOST_EPOCHS = 10_000
_MOST_BATCH_ROWS = 65_536


def _mlp(settings: Mlp, where: str, max_model_bytes: int) -> Learn:
    check_between(f"{where}.hidden: how many", len(settings.hidden), 0, _MOST_LAYERS)
    units = tuple(check_between(f"{where}.hidden.units", one.units, 1, _MOST_UNITS) for one in settings.hidden)
    training = _training(settings, where, epochs=200, batch_rows=256, max_bytes=max_model_bytes)
    return partial(learn_mlp, units=units or (128, 64), training=training)


def _conv_net(settings: ConvNet, where: str, max_model_bytes: int) -> Learn:
    convolutions = settings.convolutions
    check_between(f"{where}.convolutions: how many", len(convolutions), 0, _MOST_CONVOLUTIONS)
    filters = tuple(check_between(f"{where}.convolutions.filters", one.filters, 1, _FILTERS) for one in convolutions)
    image = Image(
        height=check_between(f"{where}.height", settings.height, 1, _LONGEST_SIDE),
        width=check_between(f"{where}.width", settings.width, 1, _LONGEST_SIDE),
        channels=_between(f"{where}.channels", settings.channels, 1, _MOST_CHANNELS),
    )
    training = _training(settings, where, epochs=50, batch_rows=64, max_bytes=max_model_bytes)
    return partial(learn_conv_net, image=image, filters=filters or (16, 32), training=training)


def _training(settings: Mlp | ConvNet, where: str, *, epochs: int, batch_rows: int, max_bytes: int) -> Training:
    rate, decay, share = settings.learning_rate, settings.weight_decay, settings.validation_share
    patience = f"{where}.early_stopping_epochs"
    return Training(
        learning_rate=0.001 if rate is None else check_positive(f"{where}.learning_rate", rate),
        weight_decay=0.0001 if decay is None else check_from_zero(f"{where}.weight_decay", decay),
        epochs=_between(f"{where}.epochs", settings.epochs, epochs, _MOST_EPOCHS),
        batch_rows=_between(f"{where}.batch_rows", settings.batch_rows, batch_rows, _MOST_BATCH_ROWS),
        early_stopping_epochs=_between(patience, settings.early_stopping_epochs, 10, _MOST_EPOCHS),
        validation_share=0.1 if share is None else check_inside(f"{where}.validation_share", share),
        max_bytes=max_bytes,
    )


def _between(where: str, value: int | None, default: int, most: int) -> int:
    return default if value is None else check_between(where, value, 1, most)


FAMILIES = (
    Family(
        name="mlp",
        settings=Mlp,
        learner=_mlp,
        predict={Task.REGRESSION: predict_numbers, Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.SCALED,
        space=spaces.MLP,
    ),
    Family(
        name="conv_net",
        settings=ConvNet,
        learner=_conv_net,
        predict={Task.REGRESSION: predict_numbers, Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.PIXELS,
    ),
)
