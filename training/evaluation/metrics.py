"""Metrics in NumPy, from logits and labels."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix
from sklearn.metrics import precision_recall_fscore_support

from training.labels import EXPRESSIONS

Floats = npt.NDArray[np.float32] | npt.NDArray[np.float64]
Labels = npt.NDArray[np.uint8]

CALIBRATION_BINS: Final = 15
"""Equal-width bins of the expected calibration error, as in Guo et al., arXiv 1706.04599."""

BOOTSTRAP_DRAWS: Final = 1000
"""Resamples behind an interval that has no closed form; its own error is then about 3 % of the
interval's width."""


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Returns the three as JSON-ready values, to six digits."""
        return {
            "value": round(self.value, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
        }


def accuracy(logits: Floats, labels: Labels) -> float:
    """Returns the share of rows whose largest logit is the label's."""
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def wilson_interval(correct: int, count: int) -> Interval:
    """Returns a share with its 95 % interval by Wilson (JASA 22, 1927).

    Raises:
        ValueError: if nothing was counted.
    """
    if count <= 0:
        raise ValueError(f"expected at least one face to measure, got {count}")
    found = binomtest(correct, count).proportion_ci(method="wilson")
    return Interval(correct / count, float(found.low), float(found.high))


def confusion_matrix(predicted: npt.NDArray[np.intp], labels: Labels) -> npt.NDArray[np.int64]:
    """Returns int64 [7, 7]: rows are labels, columns predictions."""
    known = range(len(EXPRESSIONS))
    return np.asarray(sklearn_confusion_matrix(labels, predicted, labels=list(known)))


def per_class(predicted: npt.NDArray[np.intp], labels: Labels) -> dict[str, dict[str, float]]:
    """Returns precision, recall, F1 and count of each expression that occurs; 0 where 0/0."""
    known = list(range(len(EXPRESSIONS)))
    rows = precision_recall_fscore_support(labels, predicted, labels=known, zero_division=0.0)
    return {
        name: {
            "precision": float(rows[0][i]),
            "recall": float(rows[1][i]),
            "f1": float(rows[2][i]),
            "n": int(rows[3][i]),
        }
        for i, name in enumerate(EXPRESSIONS)
    }


def macro_f1(scores: Floats, labels: Labels) -> float:
    """Returns the mean of the seven F1 scores, 0 for a class neither named nor present.

    Args:
        scores: [N, 7], logits or probabilities.
        labels: [N].
    """
    # Not scikit-learn's, because the bootstrap calls this a thousand times.
    counts = np.bincount(
        labels.astype(np.intp) * len(EXPRESSIONS) + np.argmax(scores, axis=1),
        minlength=len(EXPRESSIONS) ** 2,
    ).reshape(len(EXPRESSIONS), len(EXPRESSIONS))
    hits, called, real = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    return float(np.mean(2 * hits / np.maximum(called + real, 1)))


def expected_calibration_error(
    probabilities: Floats, labels: Labels, bins: int = CALIBRATION_BINS
) -> float:
    """Returns the mean gap between confidence and accuracy, weighted by bin (arXiv 1706.04599).

    Args:
        probabilities: [N, 7], rows summing to 1.
        labels: [N].
        bins: Equal-width bins (low, high] of the largest probability.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    gaps = [
        abs(right[index == b].mean() - confidence[index == b].mean()) * np.mean(index == b)
        for b in np.unique(index)
    ]
    return float(np.sum(gaps))


def fit_temperature(logits: Floats, labels: Labels) -> float:
    """Returns the temperature that minimises the negative log-likelihood (arXiv 1706.04599).

    Searched in 0.05…20.
    """

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(np.asarray(logits, np.float64) / math.exp(log_temperature), axis=1)
        return float(-np.mean(scaled[np.arange(len(labels)), labels]))

    found = minimize_scalar(loss, bounds=(math.log(0.05), math.log(20)), method="bounded")
    return float(math.exp(found.x))


def cross_fitted_probabilities(logits: Floats, labels: Labels) -> npt.NDArray[np.float64]:
    """Returns calibrated probabilities [N, 7]; no row's temperature was fitted to its own label.

    The rows are halved at random; each half is scaled by the temperature fitted on the other, so
    that a calibration error measured on them is honest.
    """
    half = np.random.default_rng(0).permutation(len(labels)) % 2 == 0
    out = np.empty(np.shape(logits), np.float64)
    for mine in (half, ~half):
        other = ~mine
        temperature = fit_temperature(logits[other], labels[other])
        out[mine] = softmax(np.asarray(logits[mine], np.float64) / temperature, axis=1)
    return out


def bootstrap_interval(
    measure: Callable[[Floats, Labels], float], probabilities: Floats, labels: Labels
) -> Interval:
    """Returns a figure with its 95 % percentile interval over resampled faces (Efron 1979)."""
    draws = _resampled(measure, probabilities, labels)
    low, high = np.quantile(draws, [0.025, 0.975])
    return Interval(measure(probabilities, labels), float(low), float(high))


def calibration_error_interval(probabilities: Floats, labels: Labels) -> Interval:
    """Returns the expected calibration error, freed of its bias, with its 95 % interval.

    Noise adds to every bin, so a sample's error is larger than the true one, and that of resampled
    faces is larger still; the sample's may lie outside their percentiles. What resampling adds in
    the mean is subtracted, down to 0 at most (Efron & Tibshirani 1993, chapter 10); the interval
    is the matching basic one (Davison & Hinkley 1997, section 5.2).
    """
    sample = expected_calibration_error(probabilities, labels)
    mirrored = 2 * sample - _resampled(expected_calibration_error, probabilities, labels)
    low, high = np.quantile(mirrored, [0.025, 0.975])
    return Interval(*(max(0.0, float(figure)) for figure in (mirrored.mean(), low, high)))


def _resampled(
    measure: Callable[[Floats, Labels], float], probabilities: Floats, labels: Labels
) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(0)
    draws = np.empty(BOOTSTRAP_DRAWS)
    for i in range(BOOTSTRAP_DRAWS):
        rows = rng.integers(0, len(labels), len(labels))
        draws[i] = measure(probabilities[rows], labels[rows])
    return draws


def abstention_threshold(probabilities: Floats) -> float:
    """Returns the top probability below which the least certain fifth of the rows lies."""
    return float(np.quantile(probabilities.max(axis=1), 0.2))


def summarise(logits: Floats, labels: Labels) -> dict[str, Any]:
    """Returns every figure of one evaluation, JSON-ready, each with its 95 % interval.

    Temperature scaling is cross-fitted (see `cross_fitted_probabilities`), so its calibration
    error is not measured on the labels that it was fitted to; `temperature` is fitted on all rows.
    """
    predicted = np.argmax(logits, axis=1)
    raw = softmax(np.asarray(logits, np.float64), axis=1)
    calibrated = cross_fitted_probabilities(logits, labels)
    threshold = abstention_threshold(calibrated)
    sure = calibrated.max(axis=1) >= threshold
    return {
        "n": len(labels),
        "accuracy": wilson_interval(int(np.sum(predicted == labels)), len(labels)).to_dict(),
        "macroF1": bootstrap_interval(macro_f1, raw, labels).to_dict(),
        "eceBefore": calibration_error_interval(raw, labels).to_dict(),
        "ece": calibration_error_interval(calibrated, labels).to_dict(),
        "temperature": round(fit_temperature(logits, labels), 6),
        "accuracyWhenSure": wilson_interval(
            int(np.sum((predicted == labels)[sure])), int(sure.sum())
        ).to_dict(),
        "abstained": round(float(1 - sure.mean()), 6),
        "perClass": per_class(predicted, labels),
        "confusion": confusion_matrix(predicted, labels).tolist(),
    }
