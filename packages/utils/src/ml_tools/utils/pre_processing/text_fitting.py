"""What a recipe learns of a column of texts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.kernels import count_matches, pick, to_texts
from ml_tools.utils.pre_processing.recipes import MAX_CODES, max_levels
from ml_tools.utils_interface.v1.pre_processing import EncodeTexts, Recipe, TextStep

__all__ = ["fit_texts"]

_IDENTIFIER_SHARE = 0.9
"""With more levels a row than this, and more than get features, a text identifies rows: nothing can be learned."""
_NUMBER = r"^\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*$"


def fit_texts(codes: NDArray[np.int64], levels: pa.Array[Any], recipe: Recipe) -> TextStep | str:
    """Return how texts become features, or in words why they cannot.

    Args:
        codes: `(rows,)`, positions among the levels, -1 means missing.
        levels: By name; not all of them need to occur.
        recipe: What is asked for.
    """
    present = codes[codes >= 0]
    counts = np.bincount(present, minlength=len(levels))
    occurring = np.flatnonzero(counts)
    has_missing = len(present) < len(codes)
    if not len(present):
        return "every value is missing"
    if len(occurring) == 1 and not has_missing:
        return f"every value is {shown(levels[int(occurring[0])].as_py())}"
    if len(occurring) > max(max_levels(recipe), _IDENTIFIER_SHARE * len(present)):
        return _identifier(levels, occurring, len(present))
    if recipe.encode_texts == EncodeTexts.ORDINAL:
        return TextStep(levels=_named(levels, occurring), encode_texts=EncodeTexts.ORDINAL, has_other=False)
    if recipe.encode_texts == EncodeTexts.CODES:
        coded = _named(levels, _commonest(counts, occurring, MAX_CODES))
        return TextStep(levels=coded, encode_texts=EncodeTexts.CODES, has_other=False)
    kept = _commonest(counts, occurring, max_levels(recipe))
    return TextStep(
        levels=_named(levels, kept),
        encode_texts=EncodeTexts.ONE_HOT,
        has_other=len(kept) < len(occurring),
        has_missing=has_missing,
    )


def _commonest(counts: NDArray[np.intp], occurring: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return the commonest levels, of those as common the first by name; in the order of their names."""
    return np.sort(occurring[np.argsort(-counts[occurring], kind="stable")][:most])


def _named(levels: pa.Array[Any], which: NDArray[np.intp]) -> tuple[str, ...]:
    return to_texts(pick(levels, which))


def _identifier(levels: pa.Array[Any], occurring: NDArray[np.intp], rows: int) -> str:
    reason = f"its {rows:,} texts are nearly all different ({len(occurring):,} levels), as those of an identifier are"
    numbers = count_matches(pick(levels, occurring), _NUMBER)
    if numbers * 2 > len(occurring):
        reason += f"; {numbers:,} of them look like numbers: remove the others to use it as numbers"
    return reason
