"""Learning rates, against Keras's own callback and the formula."""

import math

import keras
import numpy as np
import pytest

from tests.training.small import small_recipe
from training.learning.schedule import count_plateaus, learning_rate


def test_cosine_falls_from_the_rate_to_nearly_zero() -> None:
    recipe = small_recipe(schedule="cosine", epochs=10)
    rates = [learning_rate(recipe, e, []) for e in range(10)]
    assert rates[0] == 0.1
    assert rates[5] == pytest.approx(0.05)
    assert rates[9] == pytest.approx(0.05 * (1 + math.cos(0.9 * math.pi)))
    assert rates == sorted(rates, reverse=True)


def test_plateau_does_what_keras_reduce_on_plateau_does() -> None:
    recipe = small_recipe(schedule="plateau", plateau_patience_epochs=3, epochs=60)
    values = np.round(np.random.default_rng(0).random(60).cumsum() % 3, 1).tolist()
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1))
    oracle = keras.callbacks.ReduceLROnPlateau(
        monitor="v", factor=0.5, patience=3, mode="max", min_delta=0
    )
    oracle.set_model(model)
    oracle.on_train_begin()
    for epoch, value in enumerate(values):
        ours = learning_rate(recipe, epoch, values[:epoch])
        assert ours == pytest.approx(float(model.optimizer.learning_rate), rel=1e-6)
        oracle.on_epoch_end(epoch, {"v": value})


def test_a_new_best_starts_the_patience_anew() -> None:
    assert count_plateaus([1, 0, 0, 2, 0, 0], 3) == 0
    assert count_plateaus([1, 0, 0, 0, 0, 0, 0], 3) == 2


def test_a_warm_up_rises_evenly_and_the_schedule_follows_it() -> None:
    recipe = small_recipe(schedule="cosine", epochs=14, warmup_epochs=4)
    rates = [learning_rate(recipe, e, []) for e in range(14)]
    assert rates[:4] == pytest.approx([0.02, 0.04, 0.06, 0.08])
    cosine = small_recipe(schedule="cosine", epochs=10)
    assert rates[4:] == [learning_rate(cosine, e, []) for e in range(10)]


def test_plateaus_are_counted_after_the_warm_up() -> None:
    recipe = small_recipe(schedule="plateau", epochs=9, warmup_epochs=2, plateau_patience_epochs=3)
    assert learning_rate(recipe, 5, [0.9, 0.8, 0.5, 0.4, 0.4]) == 0.1
    assert learning_rate(recipe, 6, [0.9, 0.8, 0.5, 0.4, 0.4, 0.4]) == 0.05
