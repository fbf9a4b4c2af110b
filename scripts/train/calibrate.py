"""Confidences that say the expected precision: a logistic curve for each part, fitted on development gold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from annotations import Record
from numpy.typing import NDArray

from kg.evaluate.records import read_annotations
from kg.evaluate.reliability import Judged, judge
from kg.evaluate.scores import Comparison

# in this order: what an entity is judged by builds on its mentions, a relation on its entities
STEPS = (("mention",), ("entity",), ("relation", "claim", "result"))


def calibrate(
    calibration: dict[str, tuple[float, float]], read: Callable[[], Sequence[Record]], gold: Sequence[Record]
) -> None:
    """Fill `calibration` part by part; `read` reads the gold papers with what is in it so far."""
    for parts in STEPS:
        judged = list(_judged(gold, read()))
        for part in parts:
            own = [j for j in judged if j.part == part and 0 < j.confidence < 1]
            calibration[part] = fit([j.confidence for j in own], [j.right for j in own])
            slope, offset = calibration[part]
            print(f"{part}: odds * {slope:.3f} + {offset:.3f} (n {len(own)})", flush=True)


def fit(confidences: Sequence[float], right: Sequence[bool], rounds: int = 50) -> tuple[float, float]:
    """Return slope and offset of Platt's curve over the log-odds: Newton's method, a weak pull towards (1, 0).

    Example:
        >>> slope, offset = fit([0.9] * 100, [True] * 60 + [False] * 40)
        >>> round(1 / (1 + np.exp(-(slope * np.log(9) + offset))), 2)
        0.6
    """
    chance = np.clip(confidences, 1e-6, 1 - 1e-6)
    odds = np.log(chance / (1 - chance))
    rows: NDArray[np.float64] = np.stack([odds, np.ones_like(odds)], axis=1)
    truth, prior = np.asarray(right, dtype=np.float64), np.array([1.0, 0.0])

    def loss(weights: NDArray[np.float64]) -> float:
        scores = rows @ weights
        return float(np.sum(np.logaddexp(0, scores) - truth * scores) + 0.05 * np.sum((weights - prior) ** 2))

    weights = prior
    for _ in range(rounds):
        fitted = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (fitted - truth) + 0.1 * (weights - prior)
        curvature = (rows * (fitted * (1 - fitted))[:, None]).T @ rows + 0.1 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2  # far from the minimum a whole step leaps over it
        weights = weights - step
    return float(weights[0]), float(weights[1])


def _judged(gold: Sequence[Record], read: Sequence[Record]) -> Iterable[Judged]:
    annotated, predicted = read_annotations(gold, gold=True), read_annotations(read)
    for id_, paper in annotated.items():
        yield from judge(Comparison(paper, predicted[id_]))
