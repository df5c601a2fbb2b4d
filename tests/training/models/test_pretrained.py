"""Files of starting weights: read as published, or refused."""

from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from tests.narrow import narrow
from tests.training.models.weight_files import Layers, altered, vggface_layers, write
from training import models
from training.errors import ConfigError
from training.models.pretrained import ORIGINS, load_weights

TRANSFERRED = sorted(ORIGINS)


@pytest.mark.parametrize("name", TRANSFERRED)
def test_a_vggface_file_fills_the_trunk_and_leaves_the_head(name: str, tmp_path: Path) -> None:
    network = narrow(name)
    layers = vggface_layers(network)
    top = {"classifier": {"kernel": np.ones((5, 9)), "bias": np.ones(9)}}
    # The arrays of a layer in another order than Keras 3's, as nothing promises that.
    turned = {layer: dict(reversed(arrays.items())) for layer, arrays in layers.items()}
    head = [np.asarray(w).copy() for w in network.get_layer("dense1").weights]
    load_weights(network, str(write(tmp_path / "w.h5", turned | top)))
    for layer in network.layers:
        key = layer.name.replace("_bn", "/bn").replace("conv1_7x7", "conv1/7x7")
        for weight in layer.weights if key in layers else ():
            np.testing.assert_array_equal(weight, layers[key][weight.name], err_msg=weight.path)
    for before, after in zip(head, network.get_layer("dense1").weights, strict=True):
        np.testing.assert_array_equal(after, before)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        (
            "resnet50",
            {
                "conv1_7x7_s2": (7, 7, 3, 64),
                "conv2_1_1x1_proj": (1, 1, 64, 256),
                "conv3_4_3x3": (3, 3, 128, 128),
                "conv5_3_1x1_increase": (1, 1, 512, 2048),
            },
        ),
        (
            "senet50",
            {
                "conv2_1_1x1_down": (1, 1, 256, 16),
                "conv5_3_1x1_up": (1, 1, 128, 2048),
                "conv4_6_1x1_reduce": (1, 1, 1024, 256),
            },
        ),
        ("vgg16", {"conv1_1": (3, 3, 3, 64), "conv5_3": (3, 3, 512, 512)}),
    ],
)
def test_at_full_width_the_trunk_is_the_published_one(
    name: str, shapes: dict[str, tuple[int, ...]]
) -> None:
    # Read off keras_vggface/models.py; the counts are those of its `include_top=False`. SeNet50's
    # file has 104,944,616 bytes, 576,040 of them HDF5's own, as 450,184 of ResNet50's.
    counts = {"resnet50": 23_561_152, "senet50": 26_092_144, "vgg16": 14_714_688}
    network = models.build(name, {"dense_units": (8,)})
    trunk = [layer for layer in network.layers if layer.name.startswith("conv")]
    assert sum(np.prod(w.shape) for layer in trunk for w in layer.weights) == counts[name]
    for layer, shape in shapes.items():
        assert tuple(network.get_layer(layer).kernel.shape) == shape
    epsilons = {layer.epsilon for layer in trunk if layer.name.endswith("_bn")}
    assert epsilons == {"resnet50": {1e-3}, "senet50": {1e-4}, "vgg16": set()}[name]


def test_the_trunks_count_what_keras_applications_count() -> None:
    # ImageNet's ResNet50 has a bias in each convolution besides.
    theirs = keras.applications.ResNet50(include_top=False, weights=None)
    biases = sum(layer.filters for layer in theirs.layers if isinstance(layer, keras.layers.Conv2D))
    assert theirs.count_params() - biases == 23_561_152
    assert keras.applications.VGG16(include_top=False, weights=None).count_params() == 14_714_688


def swap_sides(layers: Layers) -> None:
    conv = layers["conv2_1_3x3"]
    conv["kernel"] = np.zeros((3, 3, 4, 5), np.float32)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            swap_sides,
            r"kernel of layer conv2_1_3x3 in .* as \[3, 3, 4, 4\], got \[3, 3, 4, 5\]; download",
        ),
        (
            lambda layers: layers["conv1/7x7_s2/bn"].pop("moving_variance"),
            r"moving_variance of layer conv1/7x7_s2/bn in .* as \[4\], got none",
        ),
        (
            lambda layers: layers["conv2_1_3x3"].update(bias=np.zeros(3)),
            r"bias of layer conv2_1_3x3 in .* as \[4\], got \[3\]",
        ),
        (
            lambda layers: layers["conv2_1_3x3/bn"].update(bias=np.zeros(4)),
            r"bias of layer conv2_1_3x3/bn in .* as none, got \[4\]",
        ),
        (
            lambda layers: layers.pop("conv2_2_1x1_up"),
            "to hold the layer conv2_2_1x1_up, got none of that name; download rcmalli_vggface",
        ),
        (
            lambda layers: layers.update(conv9_9={"kernel": np.zeros(1)}),
            "to hold the layers of senet50, got conv9_9 too",
        ),
        (
            lambda layers: layers["conv2_1_3x3"].update(momentum=np.zeros(4)),
            "ValueError: an array called conv2_1_3x3/momentum:0",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_changes_nothing(
    change: Callable[[Layers], object], message: str, tmp_path: Path
) -> None:
    network = narrow("senet50")
    before = [np.asarray(w).copy() for w in network.weights]
    with pytest.raises(ConfigError, match=message):
        load_weights(network, altered(change, tmp_path))
    for a, b in zip(before, network.weights, strict=True):
        np.testing.assert_array_equal(b, a)


def test_another_networks_file_is_refused(tmp_path: Path) -> None:
    path = altered(lambda _: None, tmp_path, "senet50")
    with pytest.raises(ConfigError, match="to hold the layers of resnet50, got conv2_1_1x1_down"):
        load_weights(narrow("resnet50"), path)
    with pytest.raises(ConfigError, match=r"with one of resnet50, senet50, vgg16, got vgg;"):
        load_weights(models.build("vgg", {"width": 4}), path)


def test_what_is_no_weights_file_is_refused(tmp_path: Path) -> None:
    network = narrow("resnet50")
    text, bare = tmp_path / "text.h5", tmp_path / "bare.h5"
    text.write_text("no weights", encoding="utf-8")
    h5py.File(bare, "w").close()
    for path in (text, bare, tmp_path / "absent.h5"):
        with pytest.raises(ConfigError, match=rf"expected {path} to be weights that Keras 2 saved"):
            load_weights(network, str(path))


def test_a_whole_model_of_keras_2_is_read_too(tmp_path: Path) -> None:
    network = narrow("vgg16")
    layers = vggface_layers(network)
    write(tmp_path / "weights.h5", layers)
    with h5py.File(tmp_path / "weights.h5") as plain, h5py.File(tmp_path / "m.h5", "w") as whole:
        plain.copy(plain["/"], whole, "model_weights")
    load_weights(network, str(tmp_path / "m.h5"))
    np.testing.assert_array_equal(network.get_layer("conv3_1").kernel, layers["conv3_1"]["kernel"])
