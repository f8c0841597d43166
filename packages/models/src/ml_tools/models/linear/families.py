"""Linear models as algorithms of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import brolly
from ml_tools.models import spaces
from ml_tools.models.bounds import check_from_zero
from ml_tools.models.examples import Examples
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Arrays, Learn
from ml_tools.models.linear.elastic_net import Mixture, learn_elastic_net, learn_many_elastic_nets
from ml_tools.models.linear.least_squares import learn_least_squares, learn_many_ridges, predict_numbers
from ml_tools.models.linear.logistic import learn_logistic, predict_classes
from ml_tools.models_interface import ElasticNet, Lasso, Linear, Logistic, Ridge
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]


def _linear(_settings: Linear, _where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_least_squares, penalty=0.0)


def _ridge(settings: Ridge, where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_least_squares, penalty=_checked(where, settings.penalty))


def _lasso(settings: Lasso, where: str, _max_model_bytes: int) -> Learn:
    _checked(where, settings.penalty)
    return partial(learn_elastic_net, **_mixture(settings)._asdict())


def _elastic_net(settings: ElasticNet, where: str, _max_model_bytes: int) -> Learn:
    _checked(where, settings.penalty)
    mixture = _mixture(settings)
    if not 0.0 <= mixture.l1_share <= 1.0:
        raise brolly.InvalidArgument(f"{where}.l1_share: expected a number from 0 to 1, got {mixture.l1_share}")
    return partial(learn_elastic_net, **mixture._asdict())


def _logistic(settings: Logistic, where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_logistic, penalty=_checked(where, settings.penalty))


async def _many_ridges(examples: Examples, settings: Sequence[Ridge], seed: int) -> list[Arrays]:
    return await learn_many_ridges(examples, [_penalty(each.penalty) for each in settings], seed=seed)


async def _many_elastic_nets(examples: Examples, settings: Sequence[Lasso | ElasticNet], seed: int) -> list[Arrays]:
    return await learn_many_elastic_nets(examples, [_mixture(each) for each in settings], seed=seed)


def _mixture(settings: Lasso | ElasticNet) -> Mixture:
    if isinstance(settings, Lasso):
        return Mixture(_penalty(settings.penalty), 1.0)
    return Mixture(_penalty(settings.penalty), 0.5 if settings.l1_share is None else settings.l1_share)


def _penalty(penalty: float | None) -> float:
    return 1.0 if penalty is None else penalty


def _checked(where: str, penalty: float | None) -> float:
    return check_from_zero(f"{where}.penalty", _penalty(penalty))


_NUMBERS = {Task.REGRESSION: predict_numbers}
_CLASSES = {Task.CLASSIFICATION: predict_classes}
_SCALED = FeatureForm.SCALED

FAMILIES = (
    Family(name="linear", settings=Linear, learner=_linear, predict=_NUMBERS, form=_SCALED),
    Family(
        name="ridge",
        settings=Ridge,
        learner=_ridge,
        predict=_NUMBERS,
        form=_SCALED,
        learn_many=_many_ridges,
        space=spaces.RIDGE,
    ),
    Family(
        name="lasso",
        settings=Lasso,
        learner=_lasso,
        predict=_NUMBERS,
        form=_SCALED,
        learn_many=_many_elastic_nets,
        space=spaces.LASSO,
    ),
    Family(
        name="elastic_net",
        settings=ElasticNet,
        learner=_elastic_net,
        predict=_NUMBERS,
        form=_SCALED,
        learn_many=_many_elastic_nets,
        space=spaces.ELASTIC_NET,
    ),
    Family(
        name="logistic", settings=Logistic, learner=_logistic, predict=_CLASSES, form=_SCALED, space=spaces.LOGISTIC
    ),
)
