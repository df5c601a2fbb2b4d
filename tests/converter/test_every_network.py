"""Each network of MODELS, narrow: TF.js computes in Node what Keras computes."""

import json
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest

from converter.folding import with_folded_norms
from converter.manifest import OUTPUT_NAME
from tests.converter.exports import FACES, export, lively
from tests.narrow import narrow
from training import models
from training.evaluation.predict import keras_logits
from training.hardware.tfjs_model import Host, TfjsModel
from training.models import voters


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(models.MODELS))
def test_tfjs_computes_what_keras_computes(name: str, tmp_path: Path) -> None:
    network = lively(name)
    expected = keras_logits(network, FACES)
    assert expected.std() > 0.01
    folder = export(network, tmp_path)
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    operations = {node["op"] for node in document["modelTopology"]["node"]}
    # Node has all of TF.js; the page's leaves these out.
    assert not operations & {"AddN", "EnsureShape"}
    # Batch norms are folded in.
    assert "DepthwiseConv2dNative" not in operations
    assert_tfjs_gives(expected, folder)


@pytest.mark.slow
def test_bytes_hold_no_depthwise_or_small_kernels_shares_of_pixels_or_constants(
    tmp_path: Path,
) -> None:
    network = lively("faceres")
    folder = export(network, tmp_path, "uint8")
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    weights = [weight for group in document["weightsManifest"] for weight in group["weights"]]

    def storage(part: str, rank: int = 4) -> set[str]:
        kinds = {
            weight.get("quantization", {}).get("dtype", weight["dtype"])
            for weight in weights
            if part in weight["name"] and len(weight["shape"]) == rank
        }
        assert kinds
        return kinds

    assert storage("/resize_") == {"float32"}
    assert storage("/conv_dw_") == {"float16"}
    # All of them are small here.
    assert storage("/conv_pw_") == {"float16"}
    assert storage("/align_5") == {"uint8"}
    # From where the aligner says that a face lies to where it is sampled.
    assert storage("/Const", rank=2) == {"float32"}
    assert storage("/align_dense", rank=2) == {"uint8"}


@pytest.mark.slow
def test_a_sum_behind_a_convolution_is_no_bias(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    image = keras.Input((48, 48, 1), name="image")
    scaled = keras.layers.Rescaling(1 / 255)(image)
    # Without a batch norm or bias between convolution and sum, nor between product and sum.
    sides = [keras.layers.Conv2D(4, 3, padding="same", use_bias=False)(scaled) for _ in range(2)]
    x = keras.layers.ReLU()(keras.layers.Add()(sides))
    x = keras.layers.GlobalAveragePooling2D()(x)
    products = [keras.layers.Dense(7, use_bias=False)(x) for _ in range(2)]
    network = keras.Model(image, keras.layers.Add()(products), name="sums")
    expected = keras_logits(network, FACES)
    assert expected.std() > 0.01
    assert_tfjs_gives(expected, export(network, tmp_path))


@pytest.mark.slow
def test_a_residual_network_runs_before_it_has_learned(tmp_path: Path) -> None:
    network = narrow("residual")
    # Batch norms that add 0 leave no bias between a shortcut's convolution and the block's sum.
    expected = keras_logits(network, FACES)
    assert_tfjs_gives(expected, export(network, tmp_path))


def test_norms_are_folded_by_place_not_by_name() -> None:
    def member(*, depthwise: bool) -> keras.Model:
        image = keras.Input((48, 48, 1))
        kind = keras.layers.DepthwiseConv2D if depthwise else partial(keras.layers.Conv2D, 1)
        x = keras.layers.BatchNormalization(name="norm")(kind(3, use_bias=False)(image))
        x = keras.layers.GlobalAveragePooling2D()(x)
        network = keras.Model(image, keras.layers.Dense(7)(x))
        network.get_layer("norm").set_weights(np.float32([[3], [2], [5], [7]]))
        return network

    network = voters.vote([member(depthwise=each) for each in (True, False)], [1, 1], ["none"] * 2)
    folded = with_folded_norms(network)
    kinds = [type(layer) for each in folded.layers[1:3] for layer in each.layers]
    assert kinds.count(keras.layers.BatchNormalization) == 1
    np.testing.assert_allclose(keras_logits(folded, FACES), keras_logits(network, FACES), atol=1e-4)


@pytest.mark.slow
def test_tfjs_computes_a_vote_of_three(tmp_path: Path) -> None:
    network = voters.vote([lively("vgg") for _ in range(3)], [1, 1, 1], ["enlarged"] * 3)
    expected = keras_logits(network, FACES)
    assert_tfjs_gives(expected, export(network, tmp_path))


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("name", ["faceres", "levi_hassner_m2048", "senet50"])
def test_the_pages_tfjs_lacks_nothing_that_a_network_needs(name: str, tmp_path: Path) -> None:
    """Whole TF.js, in Node, has what the page's leaves out."""
    network = lively(name)
    expected = keras_logits(network, FACES)
    assert_tfjs_gives(expected, export(network, tmp_path), "chromium")


def assert_tfjs_gives(expected: np.ndarray, folder: Path, host: Host = "node") -> None:
    """TF.js answers as expected for FACES, but for float32's rounding."""
    came = TfjsModel(folder, host).predict(FACES[..., None].astype(np.float32))[OUTPUT_NAME]
    np.testing.assert_allclose(came, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())
