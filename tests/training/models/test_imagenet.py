"""keras.applications' weights compute in these networks what they compute there."""

import urllib.error
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.narrow import narrow
from tests.training.models.weight_files import Layers, vggface_layers, write
from training.errors import ConfigError
from training.models.pretrained import IMAGENET_MEANS_BGR, ORIGINS, load_weights
from training.models.transfer import VGGFACE2_MEANS_BGR, VGGFACE_MEANS_BGR


def imagenet_vgg16() -> tuple[keras.Model, Layers]:
    """A narrow VGG16 and random arrays for it as keras.applications names them."""
    network = narrow("vgg16")
    layers = {
        key.replace("conv", "block").replace("_", "_conv"): {
            {"kernel": "W_1", "bias": "b_1"}[role]: array for role, array in arrays.items()
        }
        for key, arrays in vggface_layers(network).items()
    }
    return network, layers


def test_imagenets_vgg16_sees_what_it_saw_there(tmp_path: Path) -> None:
    network, layers = imagenet_vgg16()
    load_weights(network, str(write(tmp_path / "w.h5", layers, "{layer}_{role}:0")))
    first = network.get_layer("conv1_1")
    ours, theirs = (
        np.random.default_rng(0).uniform(0, 255, (2, 9, 9, 3)) - np.array(means)
        for means in (VGGFACE_MEANS_BGR, IMAGENET_MEANS_BGR)
    )
    kernel, bias = (layers["block1_conv1"][role] for role in ("W_1", "b_1"))
    expected = np.maximum(keras.ops.conv(theirs.astype("float32"), kernel) + bias, 0)
    # Inside the padding, of which the two see different sides.
    came = np.asarray(first(ours))[:, 1:-1, 1:-1]
    np.testing.assert_allclose(came, expected, rtol=1e-4, atol=0.05)
    np.testing.assert_array_equal(network.get_layer("conv5_3").bias, layers["block5_conv3"]["b_1"])


def test_imagenets_resnet50_normalises_as_there(tmp_path: Path) -> None:
    network = narrow("resnet50")
    parts = {"_1x1_proj": "_0_", "_1x1_reduce": "_1_", "_3x3": "_2_", "_1x1_increase": "_3_"}
    rng = np.random.default_rng(4)
    layers: Layers = {}
    pairs = {}
    for key, arrays in vggface_layers(network).items():
        name = key.replace("/7x7_s2", "_").replace("/bn", "")
        for ours, theirs in parts.items():
            name = name.replace(ours, theirs)
        stage, _, rest = name.partition("_")
        name = name if stage == "conv1" else f"{stage}_block{rest}"
        name += "bn" if key.endswith("/bn") else "conv"
        layers[name] = dict(arrays)
        if key.endswith("/bn"):
            # As small as an epsilon, so that it matters.
            layers[name]["moving_variance"] = arrays["moving_variance"] * 1e-3
        if not key.endswith("/bn"):
            layers[name]["bias"] = rng.normal(0, 1, arrays["kernel"].shape[-1])
            pairs[key.replace("/", "_")] = name
    assert {"conv1_conv", "conv1_bn", "conv2_block2_3_bn", "conv3_block1_0_conv"} <= set(layers)
    load_weights(network, str(write(tmp_path / "w.h5", layers)))
    for ours, theirs in pairs.items():
        conv, norm = layers[theirs], layers[theirs.removesuffix("conv") + "bn"]
        side = conv["kernel"].shape[0]
        x = rng.uniform(0, 255, (4, side, side, conv["kernel"].shape[2]))
        summed = np.tensordot(x, conv["kernel"], 3)
        if ours == "conv1_7x7_s2":
            summed = np.tensordot(x - np.array(IMAGENET_MEANS_BGR), conv["kernel"], 3)
            x = x - np.array(VGGFACE2_MEANS_BGR)
        deviation = np.sqrt(norm["moving_variance"] + 1.001e-5)
        normed = (summed + conv["bias"] - norm["moving_mean"]) / deviation
        expected = normed * norm["gamma"] + norm["beta"]
        # The middle of a same-padded plane of the kernel's own side sees no padding.
        middle = np.tensordot(x.astype("float32"), network.get_layer(ours).kernel, 3)
        came = network.get_layer(f"{ours}_bn")(middle[:, None, None])
        # Sums of 10⁴ in float32, divided by a deviation of 0.03.
        np.testing.assert_allclose(np.asarray(came)[:, 0, 0], expected, rtol=1e-4, atol=1)


def test_imagenets_weights_that_cannot_be_fetched_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr("keras.src.utils.file_utils.urlretrieve", no_network)
    monkeypatch.setattr("keras.src.utils.file_utils.config.keras_home", lambda: str(tmp_path))
    with pytest.raises(
        ConfigError,
        match=r"expected to fetch vgg16_weights_.*_notop\.h5, got: .*no route; get it from "
        r"https://storage\.googleapis\.com/.*, or rcmalli_vggface_tf_notop_vgg16\.h5 from https",
    ):
        load_weights(narrow("vgg16"), "imagenet")
    with pytest.raises(ConfigError, match=r"with one of resnet50, vgg16, got senet50, for which"):
        load_weights(narrow("senet50"), "imagenet")


@pytest.mark.parametrize("name", ["resnet50", "vgg16"])
def test_imagenets_addresses_are_those_of_keras_applications(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def ask(file: str, origin: str, **arguments: object) -> None:
        asked.update(file=file, origin=origin, hash=arguments["file_hash"])
        raise FileNotFoundError

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", ask)
    build = {"resnet50": keras.applications.ResNet50, "vgg16": keras.applications.VGG16}[name]
    with pytest.raises(FileNotFoundError):
        build(include_top=False, weights="imagenet")
    assert ORIGINS[name].imagenet_url == asked["origin"]
    assert ORIGINS[name].imagenet_md5 == asked["hash"]
