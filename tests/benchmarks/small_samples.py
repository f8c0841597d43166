"""Errors of forests and of boosted trees on few rows against scikit-learn's and LightGBM's at the same settings.

The goal is set for numbers and probabilities: their squared errors over many divisions tell 1 % apart. Shares of wrong
classes do not, of which a whole sample has a handful; they are shown.
"""

from __future__ import annotations

from pathlib import Path

import fits
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 40
LIMIT_S = 3600.0
_PEERS = {"forest": "scikit-learn", "boosting": "LightGBM"}
_MOST_ROUNDS = {"wine": ROUNDS, "breast_cancer": ROUNDS, "diabetes": ROUNDS, "digits": 5}


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for family, peer in _PEERS.items():
        for sample, most in _MOST_ROUNDS.items():
            of = [family, sample, str(min(count, most))]
            ours, theirs = [await fits.run("small_samples", [library, *of]) for library in ("ours", "peer")]
            name = f"{family} {sample.replace('_', ' ')}"
            results += [
                compared(
                    f"{name}: {what}",
                    ours[what],
                    theirs[what],
                    peer_name=peer,
                    unit="" if "wrong" in ours else "RMSE",
                    goal=fits.MOST_ERROR if what == "error" else None,
                )
                for what in ours
            ]
    return results
