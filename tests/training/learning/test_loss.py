"""Class weights and teachers, against NumPy's cross-entropy."""

import keras
import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from tests.training.small import small_recipe
from training.config import Distillation, Recipe
from training.errors import DataError
from training.learning import class_weights
from training.learning.loss import objective
from training.learning.targets import one_hot

LABELS = np.repeat(np.arange(7, dtype=np.uint8), [40, 4, 41, 72, 48, 32, 50])
COUNTS = np.array([40, 4, 41, 72, 48, 32, 50])
GENERATOR = np.random.default_rng(0)
LOGITS = GENERATOR.normal(0, 2, (16, 7)).astype(np.float32)
TARGETS = GENERATOR.dirichlet(np.ones(7), 16).astype(np.float32)


def loss(recipe: Recipe, targets: np.ndarray, logits: np.ndarray) -> float:
    found = objective(recipe, LABELS)
    assert found is not None
    tensors = keras.ops.convert_to_tensor(targets), keras.ops.convert_to_tensor(logits)
    return float(found(*tensors))


def cross_entropy(targets: np.ndarray, logits: np.ndarray) -> np.ndarray:
    return -np.sum(targets * log_softmax(logits.astype(np.float64), axis=1), axis=1)


def test_with_all_switches_off_there_is_no_loss_of_its_own() -> None:
    assert objective(small_recipe(), LABELS) is None


def test_inverse_weights_make_each_class_weigh_the_same() -> None:
    assert class_weights.counts(LABELS).tolist() == COUNTS.tolist()
    weights = class_weights.inverse_weights(COUNTS)
    np.testing.assert_allclose(weights * COUNTS, len(LABELS) / 7, rtol=1e-6)
    assert weights[LABELS].mean() == pytest.approx(1)


def test_class_weights_weigh_each_face_by_its_class() -> None:
    recipe = small_recipe(class_weights="inverse")
    hard = one_hot(LABELS[::20])
    logits = GENERATOR.normal(0, 2, hard.shape).astype(np.float32)
    weights = len(LABELS) / (7 * COUNTS[LABELS[::20]])
    expected = np.mean(weights * cross_entropy(hard, logits))
    assert loss(recipe, hard, logits) == pytest.approx(expected, rel=1e-5)
    # A face of two classes weighs as the two faces would.
    halves = loss(recipe, TARGETS, LOGITS) + loss(recipe, TARGETS[::-1], LOGITS)
    mixed = loss(recipe, (TARGETS + TARGETS[::-1]) / 2, LOGITS)
    assert mixed == pytest.approx(halves / 2, rel=1e-5)


def test_teachers_add_the_divergence_at_their_temperature() -> None:
    weight, temperature = 0.3, 4.0
    teachers = softmax(GENERATOR.normal(0, 2, (16, 7)), axis=1).astype(np.float32)
    recipe = small_recipe(distillation=Distillation(("a",), weight, temperature))
    cooled = LOGITS.astype(np.float64) / temperature
    divergence = np.sum(teachers * (np.log(teachers) - log_softmax(cooled, axis=1)), axis=1)
    expected = np.mean(
        (1 - weight) * cross_entropy(TARGETS, LOGITS) + weight * temperature**2 * divergence
    )
    both = np.concatenate([TARGETS, teachers], axis=1)
    assert loss(recipe, both, LOGITS) == pytest.approx(expected, rel=1e-5)


def test_at_temperature_1_teachers_mix_into_the_targets() -> None:
    """(1 − w)·label + w·teachers as the target, but for the teachers' own entropy."""
    teachers = GENERATOR.dirichlet(np.ones(7), 16).astype(np.float32)
    recipe = small_recipe(distillation=Distillation(("a",), 0.4, 1.0))
    entropy = -np.sum(teachers * np.log(teachers), axis=1)
    expected = np.mean(cross_entropy(0.6 * TARGETS + 0.4 * teachers, LOGITS) - 0.4 * entropy)
    both = np.concatenate([TARGETS, teachers], axis=1)
    assert loss(recipe, both, LOGITS) == pytest.approx(expected, rel=1e-4)


def test_a_teacher_that_is_sure_costs_no_infinity() -> None:
    recipe = small_recipe(distillation=Distillation(("a",), 1.0, 1.0))
    sure = np.concatenate([TARGETS, one_hot(np.zeros(16, np.uint8))], axis=1)
    expected = -log_softmax(LOGITS.astype(np.float64), axis=1)[:, 0].mean()
    assert loss(recipe, sure, LOGITS) == pytest.approx(expected, rel=1e-5)


def test_a_class_without_faces_is_named() -> None:
    labels = np.array([0, 2, 3, 4, 5], np.uint8)
    with pytest.raises(DataError, match="got none of disgust, neutral; use all of FER2013"):
        objective(small_recipe(class_weights="inverse"), labels)
    assert objective(small_recipe(distillation=Distillation(("a",))), labels) is not None
