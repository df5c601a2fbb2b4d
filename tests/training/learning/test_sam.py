"""Sharpness-aware steps, by hand on a quadratic and through the training step."""

import functools

import keras
import numpy as np
import pytest

from tests.training.small import small_recipe
from training import models
from training.config import Augmentation, Averaging
from training.learning.sam import SharpnessAwareSGD
from training.learning.trainer import build_trainer

CURVATURES = np.array([1.0, 10.0])


def gradient(weights: np.ndarray) -> np.ndarray:
    """Of (w₀² + 10·w₁²)/2."""
    return CURVATURES * weights


def test_two_steps_on_a_quadratic_by_hand() -> None:
    radius, rate, momentum, decay = 0.5, 0.05, 0.9, 0.01
    # Two variables, since the gradient's length is over all weights.
    variables = [keras.Variable([3.0], name="a"), keras.Variable([1.0], name="b")]
    optimizer = SharpnessAwareSGD(
        radius,
        averaging=Averaging(),
        learning_rate=rate,
        momentum=momentum,
        weight_decay=decay,
    )
    optimizer.build(variables)

    def here() -> np.ndarray:
        return np.array([float(np.asarray(v)[0]) for v in variables])

    def give(values: np.ndarray) -> None:
        optimizer.apply([keras.ops.array([v], "float32") for v in values], variables)

    weights, velocity = np.array([3.0, 1.0]), np.zeros(2)
    for _ in range(2):
        first = gradient(weights)
        climbed = weights + radius * first / np.linalg.norm(first)
        optimizer.climbs = True
        give(gradient(here()))
        np.testing.assert_allclose(here(), climbed, rtol=1e-6)
        velocity = momentum * velocity - rate * gradient(climbed)
        weights = weights * (1 - decay * rate) + velocity
        optimizer.climbs = False
        give(gradient(here()))
        np.testing.assert_allclose(here(), weights, rtol=1e-5)
    assert int(np.asarray(optimizer.iterations)) == 2


def test_a_flat_place_is_no_division_by_zero() -> None:
    weight = keras.Variable([1.0])
    optimizer = SharpnessAwareSGD(0.5, averaging=Averaging(), learning_rate=0.1)
    optimizer.build([weight])
    optimizer.climbs = True
    optimizer.apply([keras.ops.zeros((1,))], [weight])
    assert float(np.asarray(weight)[0]) == 1.0


FACES = np.random.default_rng(0).integers(0, 256, (64, 48, 48, 1), dtype=np.uint8)
TARGETS = np.eye(7, dtype=np.float32)[np.arange(64) % 7]


def built() -> keras.Model:
    return models.build("vgg", {"width": 4, "multipliers": (1, 2), "depths": (1, 1)})


@functools.cache
def first_weights() -> list[np.ndarray]:
    keras.utils.set_random_seed(0)
    return built().get_weights()


def same_network() -> keras.Model:
    """A network whose weights and dropout's generators are the same each time.

    They are set, since Keras draws their seeds from Python's own generator, which another test's
    threads may draw from meanwhile.
    """
    network = built()
    network.set_weights(first_weights())
    weights = {id(variable) for variable in network.weights}
    generators = [v for v in network.variables if id(v) not in weights]
    assert generators
    for number, generator in enumerate(generators):
        generator.assign(np.array([number, 0], np.uint32))
    return network


def trained(**changes: object) -> tuple[keras.Model, float]:
    """A trainer after one step on all faces, and the loss it told."""
    recipe = small_recipe(batch_size=64, learning_rate=0.1, **changes)
    trainer = build_trainer(same_network(), recipe)
    history = trainer.fit(FACES, TARGETS, batch_size=64, shuffle=False, verbose=0).history
    return trainer, history["loss"][0]


def weights_of(trainer: keras.Model) -> list[np.ndarray]:
    return [np.asarray(v) for v in trainer.trainable_variables]


def test_a_step_of_no_radius_is_a_plain_step() -> None:
    """Views, dropped channels, statistics and loss are those of one gradient, drawn once."""
    views = Augmentation(mirror_probability=0.5, rotation_degrees=10)
    plain, plain_loss = trained(augmentation=views)
    climbing, loss = trained(augmentation=views, sam_radius=1e-9)
    assert loss == pytest.approx(plain_loss, rel=1e-5)
    for a, b in zip(weights_of(plain), weights_of(climbing), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    states = [
        {v.path: np.asarray(v) for v in t.non_trainable_variables if "moving" in v.path}
        for t in (plain, climbing)
    ]
    assert states[0].keys() == states[1].keys()
    for path, value in states[0].items():
        np.testing.assert_allclose(value, states[1][path], rtol=1e-4, err_msg=path)
    seeds = [
        sorted(int(np.asarray(v)[1]) for v in t.non_trainable_variables if "seed" in v.path)
        for t in (plain, climbing)
    ]
    assert seeds[0] == seeds[1]


def test_a_climbing_step_moves_by_the_gradient_of_the_climbed_weights() -> None:
    """Against two networks: one shows the first gradient, one placed at the top the second."""
    radius, rate = 0.3, 0.1
    climbing, _ = trained(sam_radius=radius, momentum=0.0)
    plain, _ = trained(momentum=0.0)
    network = same_network()
    start = [np.asarray(v) for v in network.trainable_variables]
    first = [(a - b) / rate for a, b in zip(start, weights_of(plain), strict=True)]
    length = np.sqrt(sum(np.sum(g**2) for g in first))
    for variable, value, g in zip(network.trainable_variables, start, first, strict=True):
        variable.assign(value + radius * g / length)
    top = [np.asarray(v) for v in network.trainable_variables]
    there = build_trainer(network, small_recipe(batch_size=64, momentum=0.0))
    there.fit(FACES, TARGETS, batch_size=64, shuffle=False, verbose=0)
    for begun, up, moved, got in zip(
        start, top, weights_of(there), weights_of(climbing), strict=True
    ):
        np.testing.assert_allclose(got, begun + (moved - up), atol=2e-4)
    # And that is another step than the plain one.
    steps = [
        np.concatenate([(a - b).ravel() for a, b in zip(weights_of(t), start, strict=True)])
        for t in (plain, climbing)
    ]
    assert np.linalg.norm(steps[0] - steps[1]) > 0.02 * np.linalg.norm(steps[0])
