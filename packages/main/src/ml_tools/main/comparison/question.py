"""What is asked of a comparison, checked as far as that goes without the data."""

from __future__ import annotations

import msgspec

from brolly import InvalidArgument
from ml_tools.main.comparison.algorithms import check_names

__all__ = ["DEFAULT_FOLDS", "DEFAULT_SECONDS", "DEFAULT_SEED", "Question"]

DEFAULT_FOLDS = 5
DEFAULT_SEED = 0
DEFAULT_SECONDS = 60.0
MOST_FOLDS = 100
LARGEST_SEED = 2**63 - 1


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which column, by which models, measured how."""

    target: str | None = None
    """The column to predict; None: the one that the dataset says."""
    models: tuple[str, ...] | None = None
    """The names of the algorithms; None: all that can do the task."""
    folds: int = DEFAULT_FOLDS
    """Parts of the cross-validation, from 2 to 100."""
    seed: int = DEFAULT_SEED
    """Decides the folds, the rows that are kept aside, and whatever else is random; from 0 up."""

    group_by: str | None = None
    """Rows that are equal in this column are kept together, in the folds and in what is kept aside."""
    order_by: str | None = None
    """Each fold is checked on rows that are later by this column, and so is the chosen model."""

    def check(self) -> None:
        """Check it before anything is read.

        Raises:
            InvalidArgument: It asks for what cannot be; says what to do.
        """
        if not 2 <= self.folds <= MOST_FOLDS:
            raise InvalidArgument(
                f"expected 2 to {MOST_FOLDS} folds, got {self.folds}: a model is checked on the rows of one fold "
                "after learning from the others; 5 is usual"
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InvalidArgument(f"expected a seed from 0 to {LARGEST_SEED}, got {self.seed}")
        if self.group_by is not None and self.order_by is not None:
            raise InvalidArgument("expected to group rows by a column or to order them by one, got both; choose one")
        if self.models is not None:
            check_names(self.models)
