"""What a leaderboard says, in sentences that claim no more than was measured."""

from __future__ import annotations

from ml_tools.main.comparison import Comparison, Standing
from ml_tools.main.numerals import as_number

__all__ = ["verdict"]

BASELINE = "constant"


def verdict(comparison: Comparison) -> tuple[str, ...]:
    """Return sentences about the chosen model: against the baseline, against the others, on unseen rows."""
    leaderboard = comparison.summary.leaderboard
    sentences = (_against_baseline(leaderboard), _against_others(comparison), _unseen(comparison))
    return tuple(sentence for sentence in sentences if sentence)


def _against_baseline(leaderboard: tuple[Standing, ...]) -> str:
    best = leaderboard[0]
    baseline = next((one for one in leaderboard if one.model == BASELINE), None)
    if baseline is None:
        return ""
    if baseline is best:
        return "Nothing beats the constant baseline: these columns do not tell the target."
    if not baseline.mean > 0:
        return ""
    part = (baseline.mean - best.mean) / baseline.mean
    always = "the mean" if best.accuracy is None else "the shares of the classes"
    return f"Its {_words(best.metric)} is {part:.0%} below that of always predicting {always}."


def _against_others(comparison: Comparison) -> str:
    ties = [tie.model for tie in comparison.ties]
    if not ties:
        return "" if len(comparison.summary.leaderboard) < 2 else "No other model comes close enough to call it a tie."
    names = ties[0] if len(ties) == 1 else f"{', '.join(ties[:-1])} and {ties[-1]}"
    return f"As far as {comparison.folds} folds can tell, {names} {'is' if len(ties) == 1 else 'are'} as good."


def _unseen(comparison: Comparison) -> str:
    check = comparison.summary.holdout
    rows = f"{comparison.holdout_rows:,} row" + ("s" if comparison.holdout_rows != 1 else "")
    return f"On {rows} kept aside until the end, its {_words(check.metric)} is {as_number(check.value)}."


def _words(metric: str) -> str:
    return {"rmse": "root mean squared error", "log_loss": "log loss"}.get(metric, metric)
