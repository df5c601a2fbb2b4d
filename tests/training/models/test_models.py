"""One contract for every network in MODELS; a new one is found by itself."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.narrow import NARROW, narrow
from training import models
from training.config import Augmentation
from training.errors import ConfigError
from training.evaluation.predict import Predictor, load_network
from training.evaluation.test_time_augmentation import averaged_logits
from training.models import blocks
from training.models.cost import multiply_adds
from training.recipes import smoke

FACES = np.random.default_rng(0).integers(0, 256, (32, 48, 48, 1)).astype(np.float32)
LABELS = np.arange(32) % 7

RATES = {"vgg16": 3e-4}
"""Of Adam, where the usual 0.003 is too large: sixteen layers without batch norm."""

ANY_SIDE = ("residual", "vgg")


@pytest.fixture(params=sorted(models.MODELS))
def network(request: pytest.FixtureRequest) -> keras.Model:
    return narrow(request.param)


def test_maps_grey_faces_to_seven_logits(network: keras.Model) -> None:
    assert network.input_shape == (None, 48, 48, 1)
    assert network.output_shape == (None, 7)
    assert [layer.name for layer in (network.layers[0], network.layers[-1])] == ["image", "logits"]
    logits = np.asarray(network(FACES))
    assert np.isfinite(logits).all()
    assert logits.std() > 0
    # No softmax inside: rows do not sum to one.
    assert not np.allclose(logits.sum(axis=1), 1)
    assert multiply_adds(network) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(models.MODELS))
def test_overfits_32_faces_through_every_weight(name: str) -> None:
    keras.utils.set_random_seed(0)
    recipe = smoke.RECIPE.replace(
        model=name, model_options=NARROW.get(name, {}), augmentation=Augmentation()
    )
    network = models.build_for_training(recipe)
    before = [np.array(w) for w in network.trainable_weights]
    network.compile(
        keras.optimizers.Adam(RATES.get(network.name, 3e-3)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    for layer in network.layers:
        if "ropout" in type(layer).__name__:
            layer.rate = 0.0
    learned = keras.callbacks.LambdaCallback(on_epoch_end=stop_when_all_are_right(network))
    # Most need ten; another processor's order of sums is another way through the noise.
    network.fit(FACES, LABELS, batch_size=32, epochs=150, verbose=0, callbacks=[learned])
    logits = np.asarray(network(FACES, training=True))
    assert (logits.argmax(axis=1) == LABELS).mean() >= 0.95
    moved = [
        not np.array_equal(b, w) for b, w in zip(before, network.trainable_weights, strict=True)
    ]
    assert all(moved), [
        w.path for w, m in zip(network.trainable_weights, moved, strict=True) if not m
    ]


def stop_when_all_are_right(network: keras.Model) -> Callable[[int, dict[str, float]], None]:
    def look(_: int, logs: dict[str, float]) -> None:
        network.stop_training = logs["accuracy"] == 1

    return look


def test_saves_and_loads_to_the_same_logits(network: keras.Model, tmp_path: Path) -> None:
    network.save(tmp_path / "net.keras")
    loaded = load_network(tmp_path / "net.keras")
    # The same arithmetic on the same machine; a few ulp for another order of summation.
    np.testing.assert_allclose(loaded(FACES), network(FACES), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", sorted(models.MODELS))
def test_each_file_tells_its_own_size(name: str) -> None:
    builder = models.MODELS[name]
    module = getattr(builder, "func", builder).__module__  # some are partial
    doc = " ".join((sys.modules[module].__doc__ or "").split())
    network = models.build(name, {})
    size = f"{network.count_params():,} parameters"
    told = re.search(rf"{size}(?:,| and) ([\d.]+) M multiply-adds", doc)
    assert told is not None
    # Told to the last digit given.
    digits = len(told[1].partition(".")[2])
    assert f"{multiply_adds(network) / 1e6:.{digits}f}" == told[1]


def test_multiply_adds_are_counted() -> None:
    # By hand: 48²·(5²·32) + 24²·(4²·32·32) + 12²·(5²·32·64) + 2304·1024 + 1024·7.
    assert multiply_adds(models.build("five_layer", {})) == 21_019_648
    # Blocks of 16, 32, 64 and 128 at 48², 24², 12² and 6²: 5,640,192 + 3 · 7,962,624 + 128·7.
    assert multiply_adds(models.build("vgg", {"width": 16})) == 29_528_960
    # 46²·9·8 + 21²·9·80 + 1000·32 + 32·6, the sampler's 6·8 + 4·48², then 46²·9·10 +
    # (44² + 20² + 18²)·9·100 + 810·50 + 50·7.
    assert multiply_adds(models.build("deep_emotion", {})) == 3_136_618


def test_a_depthwise_convolution_costs_its_kernel_a_position() -> None:
    image = keras.Input((48, 48, 5))
    x = keras.layers.DepthwiseConv2D(3, strides=2, padding="same")(image)
    assert multiply_adds(keras.Model(image, x)) == 24 * 24 * 9 * 5


@pytest.mark.parametrize("name", ANY_SIDE)
def test_windows_train_the_weights_that_whole_faces_use(name: str) -> None:
    windows = smoke.RECIPE.replace(model=name, model_options=NARROW.get(name, {"width": 4}))
    network = models.build_for_training(windows)
    assert network(FACES[:, 4:44, 4:44]).shape == (32, 7)
    whole = models.build_float32(windows)
    whole.set_weights(network.get_weights())
    np.testing.assert_allclose(whole(FACES), network(FACES), rtol=1e-5, atol=1e-5)


def test_windows_are_refused_for_a_network_of_one_side() -> None:
    recipe = smoke.RECIPE.replace(model="five_layer", model_options={})
    with pytest.raises(ConfigError, match="window_px 40, got five_layer; set window_px to 0"):
        models.build_for_training(recipe)


def test_an_unknown_layer_has_no_cost() -> None:
    image = keras.Input((48, 48, 1))
    strange = keras.Model(image, keras.layers.UpSampling2D()(image))
    with pytest.raises(TypeError, match="UpSampling2D"):
        multiply_adds(strange)


def test_normalisation_centres_fer2013(fer2013: str) -> None:
    from training import datasets

    pixels = datasets.load(fer2013, splits=("Training",)).images
    assert pixels.mean() == pytest.approx(blocks.FER2013_MEAN_GREY, abs=0.1)
    assert pixels.std() == pytest.approx(blocks.FER2013_STD_GREY, abs=0.1)


def test_an_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"one of baseline, .*vgg, vgg16, got 'resnet9000'"):
        models.build("resnet9000", {})
    with pytest.raises(ConfigError, match="model_options that vgg takes"):
        models.build("vgg", {"widht": 3})


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.keras"
    path.write_bytes(b"not a model")
    with pytest.raises(ConfigError, match=r"to be a \.keras file, a run folder"):
        Predictor(path)
    with pytest.raises(ConfigError, match=r"to be a \.keras file, a run folder"):
        Predictor(tmp_path / "absent.keras")


def test_a_network_of_other_shapes_is_refused(tmp_path: Path) -> None:
    other = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(7)]
    )
    other.save(tmp_path / "other.keras")
    with pytest.raises(ConfigError, match=r"to map \[None, 48, 48, 1\] to \[None, 7\], got"):
        Predictor(tmp_path / "other.keras")


def test_flip_averaging_is_symmetric(tmp_path: Path) -> None:
    models.build("vgg", {"width": 4}).save(tmp_path / "net.keras")
    predictor = Predictor(tmp_path / "net.keras")
    faces = FACES[..., 0].astype(np.uint8)
    straight = averaged_logits(predictor.logits, faces, "flip")
    mirrored = averaged_logits(predictor.logits, faces[:, :, ::-1], "flip")
    np.testing.assert_allclose(straight, mirrored, rtol=1e-4, atol=1e-5)
    assert np.exp(straight).sum(axis=1) == pytest.approx(np.ones(len(faces)), abs=1e-5)
    assert not np.allclose(straight, predictor.logits(faces))
