"""Figures of merit, against scikit-learn, SciPy and hand-counted cases."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import f1_score

from training.evaluation import metrics
from training.labels import EXPRESSIONS


@pytest.fixture
def scored() -> tuple[np.ndarray, np.ndarray]:
    """Overconfident logits of 4,000 faces whose calibrated temperature is 2 by construction."""
    rng = np.random.default_rng(0)
    calibrated = rng.normal(0, 1.5, (4000, 7))
    shares = softmax(calibrated, axis=1)
    labels = np.array([rng.choice(7, p=row) for row in shares], np.uint8)
    return (2 * calibrated).astype(np.float32), labels


@pytest.mark.parametrize(
    ("correct", "count", "low", "high"),
    # z²/(n + z²) at the ends, with z² = 3.841459; the middle solved by hand.
    [(0, 10, 0.0, 0.277533), (7, 10, 0.396778, 0.892209), (50, 50, 0.928652, 1.0)],
)
def test_wilson_interval_of_hand_counted_cases(
    correct: int, count: int, low: float, high: float
) -> None:
    found = metrics.wilson_interval(correct, count)
    assert found.value == correct / count
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-6)


def test_nothing_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one face"):
        metrics.wilson_interval(0, 0)


def test_macro_f1_agrees_with_scikit_learn(scored: tuple[np.ndarray, np.ndarray]) -> None:
    logits, labels = scored
    oracle = f1_score(labels, logits.argmax(axis=1), average="macro")
    assert metrics.macro_f1(logits, labels) == pytest.approx(oracle, abs=1e-12)
    rows = metrics.per_class(logits.argmax(axis=1), labels)
    assert np.mean([row["f1"] for row in rows.values()]) == pytest.approx(oracle, abs=1e-12)
    assert list(rows) == list(EXPRESSIONS)


def test_calibration_error_of_a_hand_counted_case() -> None:
    probabilities = np.full((4, 7), 0.01)
    probabilities[:, 0] = [0.94, 0.94, 0.64, 0.64]
    probabilities[2:, 1] = 0.31
    labels = np.array([0, 0, 0, 1], np.uint8)
    # Two bins: confidence .94 with accuracy 1, and .64 with accuracy .5.
    assert metrics.expected_calibration_error(probabilities, labels) == pytest.approx(
        0.5 * 0.06 + 0.5 * 0.14
    )


def test_temperature_is_found_and_calibrates(scored: tuple[np.ndarray, np.ndarray]) -> None:
    logits, labels = scored
    temperature = metrics.fit_temperature(logits, labels)
    assert temperature == pytest.approx(2.0, rel=0.06)
    before = metrics.expected_calibration_error(softmax(logits, axis=1), labels)
    after = metrics.expected_calibration_error(softmax(logits / temperature, axis=1), labels)
    assert after < before / 3


def test_cross_fitting_keeps_a_face_from_its_own_temperature(
    scored: tuple[np.ndarray, np.ndarray],
) -> None:
    logits, labels = scored
    before = metrics.cross_fitted_probabilities(logits, labels)
    changed = labels.copy()
    changed[0] = (changed[0] + 1) % 7
    after = metrics.cross_fitted_probabilities(logits, changed)
    assert np.array_equal(before[0], after[0])
    assert not np.array_equal(before, after)
    assert np.array_equal(before.argmax(axis=1), logits.argmax(axis=1))


def test_bootstrap_interval_of_accuracy_is_the_binomial_one(
    scored: tuple[np.ndarray, np.ndarray],
) -> None:
    logits, labels = scored
    ours = metrics.bootstrap_interval(metrics.accuracy, logits, labels)
    oracle = metrics.wilson_interval(int(ours.value * len(labels) + 0.5), len(labels))
    # A thousand draws place a quantile within about a tenth of the interval's width.
    assert (ours.low, ours.high) == pytest.approx((oracle.low, oracle.high), abs=0.003)


@pytest.mark.parametrize("sharpened", [1.0, 2.0])
def test_a_calibration_error_lies_in_its_interval_and_near_the_truth(sharpened: float) -> None:
    """A reader whose confidence is right, and one that is too sure; a million faces tell by how
    much. A sample's own error is too large by what its noise adds."""
    rng = np.random.default_rng(0)

    def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
        logits = rng.normal(0, 1, (count, 7))
        shares = softmax(logits, axis=1)
        labels = (shares.cumsum(axis=1) < rng.uniform(size=(count, 1))).sum(axis=1).clip(0, 6)
        return softmax(logits * sharpened, axis=1), labels.astype(np.uint8)

    truth = metrics.expected_calibration_error(*drawn(1_000_000))
    found, samples = [], []
    for _ in range(3):
        shares, labels = drawn(3000)
        figure = metrics.calibration_error_interval(shares, labels)
        assert figure.low <= figure.value <= figure.high
        assert figure.low - 0.005 <= truth <= figure.high + 0.005
        found.append(figure.value - truth)
        samples.append(metrics.expected_calibration_error(shares, labels) - truth)
    assert abs(np.mean(found)) < abs(np.mean(samples)) + 0.002


def test_summary_abstains_on_a_fifth_and_gains(scored: tuple[np.ndarray, np.ndarray]) -> None:
    logits, labels = scored
    summary = metrics.summarise(logits, labels)
    assert summary["abstained"] == pytest.approx(0.2, abs=0.001)
    assert summary["accuracyWhenSure"]["value"] > summary["accuracy"]["value"]
    assert summary["ece"]["value"] < summary["eceBefore"]["value"]
    assert np.array(summary["confusion"]).sum() == summary["n"] == 4000
    assert np.trace(np.array(summary["confusion"])) / 4000 == pytest.approx(
        summary["accuracy"]["value"], abs=1e-6
    )
