"""Each network of MODELS, narrow: TF.js computes in Node what Keras computes."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from converter.export import save
from converter.graph_model import write_graph_model
from converter.manifest import OUTPUT_NAME, expression_fields, write_manifest
from tests.narrow import narrow
from training import models
from training.evaluation.predict import keras_logits
from training.hardware.tfjs_model import Host, TfjsModel
from training.models import voters

FACES = np.random.default_rng(0).integers(0, 256, (6, 48, 48), dtype=np.uint8)


def lively(name: str) -> keras.Model:
    """The network with batch norms that are not neutral, so that folding them counts."""
    network = narrow(name)
    rng = np.random.default_rng(3)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            # The mean and variance that the layer sees on faces would be; random is enough.
            layer.gamma.assign(rng.uniform(0.5, 1.5, layer.gamma.shape))
            layer.beta.assign(rng.normal(0, 0.3, layer.beta.shape))
    network.compile(loss="mse")
    # One pass, for means and variances of what the layers see.
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    network(FACES[..., None].astype(np.float32), training=True)
    return network


def export(network: keras.Model, folder: Path, quantization: str = "float32") -> Path:
    """Writes the network's files as converter/export.py does, without its figures."""
    target = folder / "exported"
    target.mkdir()
    saved = save(network, folder / "saved")
    write_graph_model(saved, target, quantization)
    draft = {**expression_fields(), "temperature": 1.0, "notSureBelow": 0.0}
    write_manifest(target, "expression", network.name, draft)
    return target


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(models.MODELS))
def test_tfjs_computes_what_keras_computes(name: str, tmp_path: Path) -> None:
    network = lively(name)
    expected = keras_logits(network, FACES)
    assert expected.std() > 0.01
    folder = export(network, tmp_path)
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    # Node has all of TF.js; the page's leaves this one out.
    assert "AddN" not in {node["op"] for node in document["modelTopology"]["node"]}
    assert_tfjs_gives(expected, folder)


@pytest.mark.slow
def test_bytes_hold_neither_depthwise_kernels_nor_the_shares_of_pixels(tmp_path: Path) -> None:
    network = lively("faceres")
    folder = export(network, tmp_path, "uint8")
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    weights = [weight for group in document["weightsManifest"] for weight in group["weights"]]

    def storage(part: str) -> set[str]:
        kinds = {
            weight.get("quantization", {}).get("dtype", weight["dtype"])
            for weight in weights
            if part in weight["name"] and len(weight["shape"]) == 4
        }
        assert kinds
        return kinds

    assert storage("/resize_") == {"float32"}
    assert storage("/conv_dw_") == {"float16"}
    assert storage("/conv_pw_") == {"uint8"}


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


@pytest.mark.slow
def test_tfjs_computes_a_vote_of_three(tmp_path: Path) -> None:
    network = voters.vote([lively("vgg") for _ in range(3)], [1, 1, 1], "enlarged")
    expected = keras_logits(network, FACES)
    assert_tfjs_gives(expected, export(network, tmp_path))


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
def test_the_pages_tfjs_runs_a_trunk_whose_sums_follow_batch_norms(tmp_path: Path) -> None:
    network = lively("senet50")
    expected = keras_logits(network, FACES)
    assert_tfjs_gives(expected, export(network, tmp_path), "chromium")


def assert_tfjs_gives(expected: np.ndarray, folder: Path, host: Host = "node") -> None:
    """TF.js answers as expected for FACES, but for float32's rounding."""
    came = TfjsModel(folder, host).predict(FACES[..., None].astype(np.float32))[OUTPUT_NAME]
    np.testing.assert_allclose(came, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())
