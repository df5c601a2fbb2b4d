"""The training step with every method on, and what it leaves as it was."""

from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import log_softmax

from tests.training.small import small_recipe
from training import models
from training.augmentation.geometry import RandomView
from training.config import Augmentation, Distillation, Recipe
from training.learning.averaging import inner_optimizer
from training.learning.trainer import build_trainer, show_whole_faces
from training.models.blocks import face_input
from training.runs import checkpoint

LABELS = (np.arange(96) ** 2 % 7 % 6).astype(np.uint8)
LABELS[:14] = np.arange(14) % 7
FACES = np.random.default_rng(0).integers(0, 256, (96, 48, 48, 1), dtype=np.uint8)
TARGETS = np.eye(7, dtype=np.float32)[LABELS]
TAUGHT = np.random.default_rng(1).dirichlet(np.ones(7), 96).astype(np.float32)
BOTH = np.concatenate([TARGETS, TAUGHT], axis=1)
OPTIONS = {"width": 4, "multipliers": (1, 2), "depths": (1, 1)}
VIEWS = Augmentation(mirror_probability=0.5, rotation_degrees=10)


def trainer_of(recipe: Recipe) -> keras.Model:
    keras.utils.set_random_seed(recipe.seed)
    return build_trainer(models.build("vgg", OPTIONS | {"side_px": None}), recipe, LABELS)


def fit(
    trainer: keras.Model, targets: np.ndarray = TARGETS, **arguments: object
) -> dict[str, list[float]]:
    return trainer.fit(FACES, targets, batch_size=32, shuffle=False, verbose=0, **arguments).history


EVERYTHING = small_recipe(
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=10,
        window_px=40,
    ),
    class_weights="inverse",
    weight_decay=1e-4,
    ema_decay=0.9,
    distillation=Distillation(("teacher",), weight=0.3),
)


def test_with_all_switches_off_the_state_is_as_it_ever_was() -> None:
    """Names, shapes and order, so that checkpoints of earlier runs fit."""
    trainer = trainer_of(small_recipe(augmentation=VIEWS))
    network = models.build("vgg", OPTIONS)
    expected = [(2,), *(tuple(v.shape) for v in network.variables)]
    assert [tuple(v.shape) for v in trainer.variables] == expected
    state = [v.path.split("/")[-1] for v in trainer.optimizer.variables]
    assert state[:2] == ["iteration", "learning_rate"]
    assert all(name.endswith("momentum") for name in state[2:])
    assert len(state) == 2 + len(trainer.trainable_variables)


def test_without_a_loss_of_its_own_a_step_is_that_of_keras() -> None:
    recipe = small_recipe(augmentation=VIEWS, weight_decay=1e-3)
    own = trainer_of(recipe)
    keras.utils.set_random_seed(recipe.seed)
    network, image = models.build("vgg", OPTIONS), face_input()
    plain = keras.Model(image, network(RandomView(VIEWS, recipe.seed, name="view")(image)))
    plain.compile(
        type(own.optimizer).from_config(own.optimizer.get_config()),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    plain.optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    validation = {"validation_data": (FACES, TARGETS)}
    expected, got = fit(plain, **validation), fit(own, **validation)
    for name, values in expected.items():
        assert got[name] == pytest.approx(values, rel=1e-4), name
    for a, b in zip(plain.trainable_variables, own.trainable_variables, strict=True):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_with_every_method_validation_is_on_plain_labels_and_faces() -> None:
    trainer = trainer_of(EVERYTHING)
    logs = fit(trainer, BOTH, validation_data=(FACES, TARGETS))
    assert np.isfinite(logs["loss"][0])
    logits = np.asarray(trainer.predict(FACES, verbose=0), np.float64)
    shares = log_softmax(logits, axis=1)
    expected = -np.mean(np.sum(TARGETS * shares, axis=1))
    assert logs["val_loss"][0] == pytest.approx(expected, rel=1e-4)
    assert logs["val_accuracy"][0] == pytest.approx(np.mean(logits.argmax(axis=1) == LABELS))


@pytest.mark.slow
def test_the_step_trains_on_windows_and_then_on_whole_faces() -> None:
    trainer = trainer_of(EVERYTHING)
    seen = []
    network = trainer.get_layer("vgg")
    original = network.call

    def call(images: keras.KerasTensor, **arguments: object) -> keras.KerasTensor:
        seen.append(images.shape[1])
        return original(images, **arguments)

    network.call = call
    fit(trainer, BOTH)
    assert 40 in seen
    show_whole_faces(trainer, True)
    seen.clear()
    fit(trainer, BOTH)
    assert set(seen) == {48}


def test_regularizers_count_in_the_loss_of_its_own() -> None:
    keras.utils.set_random_seed(0)
    image = face_input()
    x = keras.layers.AveragePooling2D(8)(image)
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(x))
    outputs = keras.layers.Dense(7, kernel_regularizer=keras.regularizers.L2(3.0))(x)
    network = keras.Model(image, outputs)
    kernel = np.array(network.layers[-1].kernel)
    logits = np.asarray(network(FACES.astype(np.float32)), np.float64)
    recipe = small_recipe(distillation=Distillation(("a",), weight=0.0), batch_size=96)
    trainer = build_trainer(network, recipe, LABELS)
    told = trainer.fit(FACES, BOTH, batch_size=96, verbose=0).history["loss"][0]
    expected = -np.mean(np.sum(TARGETS * log_softmax(logits, axis=1), axis=1))
    assert told == pytest.approx(expected + 3.0 * np.sum(kernel**2), rel=1e-4)


@pytest.mark.slow
def test_a_checkpoint_holds_the_state_of_every_method(tmp_path: Path) -> None:
    path, recipe = tmp_path / "checkpoint.npz", EVERYTHING
    whole = trainer_of(recipe)
    fit(whole, BOTH)
    checkpoint.save(path, whole, [])
    fit(whole, BOTH)
    keras.utils.set_random_seed(99)
    resumed = build_trainer(models.build("vgg", OPTIONS | {"side_px": None}), recipe, LABELS)
    checkpoint.restore(path, resumed)
    fit(resumed, BOTH)
    names = [v.path for v in (*whole.variables, *whole.optimizer.variables)]
    assert any(name.endswith("average") for name in names)
    for a, b in zip(
        (*whole.variables, *whole.optimizer.variables),
        (*resumed.variables, *resumed.optimizer.variables),
        strict=True,
    ):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_a_checkpoint_in_float16_fits_a_new_trainer(tmp_path: Path) -> None:
    """Its optimizer is inside another one, which scales the loss."""
    recipe = small_recipe(ema_decay=0.9)
    keras.config.set_dtype_policy("mixed_float16")
    try:
        whole, resumed = trainer_of(recipe), trainer_of(recipe.replace(seed=1))
    finally:
        keras.config.set_dtype_policy("float32")
    fit(whole)
    checkpoint.save(tmp_path / "checkpoint.npz", whole, [])
    checkpoint.restore(tmp_path / "checkpoint.npz", resumed)
    averages = [inner_optimizer(trainer).averages for trainer in (whole, resumed)]
    assert averages[0]
    for a, b in zip(*averages, strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))
