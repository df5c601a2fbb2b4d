"""Weights to start from, and layers that stay as they are."""

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.training.small import small_recipe
from training import models
from training.errors import ConfigError
from training.learning.initial_weights import freeze, new_network, take_aligner, take_weights
from training.learning.trainer import build_trainer
from training.models import aligner
from training.models.resizing import RESIZING

OPTIONS = {"width": 4, "multipliers": (1, 2), "depths": (1, 1), "dropout": 0.0}


def network(seed: int, **options: object) -> keras.Model:
    keras.utils.set_random_seed(seed)
    return models.build("vgg", OPTIONS | options)


def test_a_network_starts_with_the_weights_of_a_file_or_run(tmp_path: Path) -> None:
    saved = network(1)
    saved.save(tmp_path / "model.keras")
    for name in (tmp_path, tmp_path / "model.keras"):
        recipe = small_recipe(model_options=OPTIONS, start_from=str(name))
        begun = new_network(recipe)
        for a, b in zip(begun.get_weights(), saved.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        resumed = new_network(recipe, with_weights=False)
        assert not np.array_equal(resumed.get_weights()[0], saved.get_weights()[0])


def test_weights_of_other_shapes_are_refused(tmp_path: Path) -> None:
    network(1, width=5).save(tmp_path / "model.keras")
    with pytest.raises(ConfigError, match=r"start_from .* to be a vgg with the same options"):
        take_weights(network(0), str(tmp_path))
    with pytest.raises(ConfigError, match=r"to be a \.keras file"):
        take_weights(network(0), str(tmp_path / "nowhere.keras"))


def seeing(seed: int, **options: object) -> keras.Model:
    """A cut HSE-FaceRes that resizes faces, and perhaps aligns them, with weights of its own."""
    keras.utils.set_random_seed(seed)
    network = models.build("faceres", {"resized_px": 32, "blocks": 2} | options)
    for variable in network.trainable_weights:
        variable.assign(np.random.default_rng(seed).normal(size=variable.shape))
    return network


def weights_of(network: keras.Model, *, aligner_s: bool) -> list[np.ndarray]:
    """Of what aligns faces, or of what is behind it, without the shares of pixels."""
    return [
        np.asarray(weight)
        for layer in network.layers
        if aligner.is_part(layer) == aligner_s and layer.name not in RESIZING
        for weight in layer.weights
    ]


def test_a_network_that_aligns_starts_with_one_that_does_not_and_an_aligner(tmp_path: Path) -> None:
    plain, finder = seeing(1), aligner.build()
    for variable in finder.trainable_weights:
        variable.assign(np.random.default_rng(2).normal(size=variable.shape))
    for network, name in ((plain, "plain"), (finder, "aligner")):
        (tmp_path / name).mkdir()
        network.save(tmp_path / name / "model.keras")
    options = {"resized_px": 64, "blocks": 2, "aligns": True}
    runs = {"start_from": str(tmp_path / "plain"), "aligner": str(tmp_path / "aligner")}
    recipe = small_recipe(model="faceres", model_options=options, **runs)
    begun = new_network(recipe)
    for came, expected in (
        (weights_of(begun, aligner_s=False), weights_of(plain, aligner_s=False)),
        (weights_of(begun, aligner_s=True), weights_of(finder, aligner_s=True)),
    ):
        assert len(came) > 3
        for a, b in zip(came, expected, strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_network_that_aligns_keeps_its_aligner_when_another_run_goes_on_with_it(
    tmp_path: Path,
) -> None:
    saved, begun = seeing(1, aligns=True), seeing(2, aligns=True, resized_px=96)
    saved.save(tmp_path / "model.keras")
    take_weights(begun, str(tmp_path))
    for is_it in (True, False):
        came, expected = (weights_of(each, aligner_s=is_it) for each in (begun, saved))
        for a, b in zip(came, expected, strict=True):
            np.testing.assert_array_equal(a, b)


def test_an_aligner_that_is_not_there_or_not_wanted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"got no network there; run training/align\.py first"):
        take_aligner(seeing(0, aligns=True), tmp_path / "aligner")
    with pytest.raises(ConfigError, match="expected a network that aligns faces"):
        take_aligner(seeing(0), tmp_path / "aligner")
    network(1).save(tmp_path / "model.keras")
    with pytest.raises(ConfigError, match=r"to map .* to \[None, 4\], got"):
        take_aligner(seeing(0, aligns=True), tmp_path)


def test_frozen_layers_stay_and_the_others_learn() -> None:
    keras.utils.set_random_seed(0)
    recipe = small_recipe(model_options=OPTIONS, frozen_layers="^block1", weight_decay=0.01)
    begun = new_network(recipe)
    trainer = build_trainer(begun, recipe)
    before = {v.path: np.array(v) for v in begun.weights}
    faces = np.random.default_rng(0).integers(0, 256, (32, 48, 48, 1), dtype=np.uint8)
    targets = np.eye(7, dtype=np.float32)[np.arange(32) % 7]
    trainer.fit(faces, targets, batch_size=16, verbose=0)
    for variable in begun.weights:
        same = np.array_equal(np.asarray(variable), before[variable.path])
        assert same == ("block1" in variable.path), variable.path
    assert {v.path for v in begun.weights if "block1" in v.path} != set()


def test_a_pattern_without_or_with_every_layer_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"to match some of block1_1_conv, .*, got 'stem'"):
        freeze(network(0), "stem")
    with pytest.raises(ConfigError, match=r"to leave some of .*, got '\.'"):
        freeze(network(0), ".")
