"""Averages of weights, against their closed forms, and batch norm's statistics of them."""

import keras
import numpy as np
import pytest

from training.learning.averaging import AveragingSGD, measure_statistics, validate


def descend(optimizer: AveragingSGD, steps: int, start: float) -> tuple[list[float], float]:
    """Weights of each step on w²/2 from `start`, and the average after the last."""
    weight = keras.Variable([start], name="weight")
    optimizer.build([weight])
    weights = [start]
    for _ in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(weight)], [weight])
        weights.append(float(np.asarray(weight)[0]))
    return weights, float(np.asarray(optimizer.averages[0])[0])


def test_an_exponential_average_is_its_closed_form() -> None:
    decay = 0.9
    optimizer = AveragingSGD(decay, learning_rate=0.3, momentum=0.5)
    weights, average = descend(optimizer, 12, start=2.0)
    expected = decay**12 * weights[0] + (1 - decay) * sum(
        decay ** (12 - k) * weights[k] for k in range(1, 13)
    )
    assert average == pytest.approx(expected, rel=1e-5)
    # The weights themselves go their way as without an average.
    plain = keras.Variable([2.0])
    sgd = keras.optimizers.SGD(0.3, momentum=0.5)
    for expected_weight in weights[1:]:
        sgd.apply([keras.ops.convert_to_tensor(plain)], [plain])
        assert float(np.asarray(plain)[0]) == pytest.approx(expected_weight, rel=1e-6)


@pytest.fixture
def network() -> keras.Model:
    """A batch norm of the pixels behind a dropout that must not be remembered."""
    keras.utils.set_random_seed(0)
    image = keras.Input((4, 4, 1))
    x = keras.layers.BatchNormalization(momentum=0.7, name="norm")(image)
    x = keras.layers.Dropout(0.5)(keras.layers.Flatten()(x))
    return keras.Model(image, keras.layers.Dense(7, name="logits")(x))


def test_statistics_are_the_means_over_whole_batches(network: keras.Model) -> None:
    images = np.random.default_rng(0).integers(0, 256, (70, 4, 4, 1), dtype=np.uint8)
    batches = images[:60].reshape(3, 20, -1).astype(np.float64)
    before = [np.array(v) for v in network.variables]
    measure_statistics(network, images, batch_size=20)
    norm = network.get_layer("norm")
    assert float(np.asarray(norm.moving_mean)[0]) == pytest.approx(batches.mean(), rel=1e-5)
    variance = batches.var(axis=(1, 2)).mean()
    assert float(np.asarray(norm.moving_variance)[0]) == pytest.approx(variance, rel=1e-4)
    assert norm.momentum == 0.7
    changed = [
        v.name
        for v, old in zip(network.variables, before, strict=True)
        if not np.array_equal(np.asarray(v), old)
    ]
    assert changed == ["moving_mean", "moving_variance"]


def test_statistics_do_not_depend_on_what_dropout_drew_before() -> None:
    image = keras.Input((4, 4, 1))
    x = keras.layers.Dropout(0.5)(image)
    behind = keras.Model(image, keras.layers.BatchNormalization(name="norm")(x))
    images = np.random.default_rng(0).integers(0, 256, (60, 4, 4, 1), dtype=np.uint8)
    means = []
    for _ in range(2):
        measure_statistics(behind, images, batch_size=20)
        means.append(np.array(behind.get_layer("norm").moving_mean))
        behind(images.astype(np.float32), training=True)
    assert np.array_equal(*means)


def test_fewer_faces_than_a_batch_are_one_batch(network: keras.Model) -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 4, 1), dtype=np.uint8)
    measure_statistics(network, images, batch_size=20)
    assert float(np.asarray(network.get_layer("norm").moving_mean)[0]) == pytest.approx(
        images.mean(), rel=1e-5
    )


def test_validation_is_what_keras_evaluate_finds(network: keras.Model) -> None:
    images = np.random.default_rng(1).integers(0, 256, (40, 4, 4, 1), dtype=np.uint8)
    targets = np.eye(7, dtype=np.float32)[np.arange(40) % 7]
    network.compile(
        loss=keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    expected = network.evaluate(images.astype(np.float32), targets, verbose=0)
    assert validate(network, images, targets) == pytest.approx(expected, rel=1e-5)
