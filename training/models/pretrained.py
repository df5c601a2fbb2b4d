"""Starting weights in HDF5 files: rcmalli/keras-vggface's, and keras.applications' of ImageNet.

Both were written by `save_weights` of Keras 2: a group for each layer, whose attribute weight_names
lists its arrays. Arrays are found by name, so their order does not matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import h5py
import keras
import numpy as np
import numpy.typing as npt

from training.errors import ConfigError, first_line

IMAGENET: Final = "imagenet"
SUFFIXES: Final = (".h5", ".hdf5")

Array = npt.NDArray[np.float32]
Layer = dict[str, Array]
"""A layer's arrays by role: kernel, bias, gamma, beta, moving_mean, moving_variance."""

Writer = Literal["vggface", "imagenet"]


@dataclass(frozen=True)
class Origin:
    """Where a network's starting weights come from.

    Attributes:
        vggface_file: Asset of VGGFACE_URL, without the layers that name people.
        imagenet_url: keras.applications' file without its last layer; "" where it has none.
        imagenet_md5: Of that file, as keras.applications 3.15 checks it.
    """

    vggface_file: str
    imagenet_url: str = ""
    imagenet_md5: str = ""


VGGFACE_URL: Final = "https://github.com/rcmalli/keras-vggface/releases/tag/v2.0"
APPLICATIONS_URL: Final = "https://storage.googleapis.com/tensorflow/keras-applications"

ORIGINS: Final = {
    "resnet50": Origin(
        "rcmalli_vggface_tf_notop_resnet50.h5",
        f"{APPLICATIONS_URL}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "4d473c1dd8becc155b73f8504c6f6626",
    ),
    "senet50": Origin("rcmalli_vggface_tf_notop_senet50.h5"),
    "vgg16": Origin(
        "rcmalli_vggface_tf_notop_vgg16.h5",
        f"{APPLICATIONS_URL}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "6d6bbae143d832006294945121d1f1fc",
    ),
}

TOPS: Final = ("fc6", "fc7", "fc8", "classifier", "fc1", "fc2", "predictions", "probs")
"""Layers that classify people or things; they are left out."""

ROLE: Final = re.compile(
    r"(?:^|_)(kernel|W|bias|b|gamma|beta|moving_mean|moving_variance)(?:_\d+)?(?::0)?$"
)
ROLES: Final = {"W": "kernel", "b": "bias"}
"""Their names in Keras 1, which wrote keras.applications' VGG16 file."""

MOST_NUMBERS: Final = 1 << 28
"""In a file, 1 GiB as float32; VGG16 with its layers for faces has 145 million. A file of a few
kilobytes can claim any number."""

IMAGENET_MEANS_BGR: Final = (103.939, 116.779, 123.68)
IMAGENET_NORM_EPSILON: Final = 1.001e-5
"""What keras.applications' ResNet50 and VGG16 subtract, and the former's batch norm adds."""

RESIDUAL_PARTS: Final = {"1x1_proj": 0, "1x1_reduce": 1, "3x3": 2, "1x1_increase": 3}
"""Numbers of a block's convolutions in keras.applications' ResNet50."""


def load_weights(network: keras.Model, source: str) -> None:
    """Loads a file's weights into a network's trunk; the head stays as it is.

    Args:
        network: One of ORIGINS; changed in place, completely or not at all.
        source: "imagenet", fetched once into Keras's cache, or the path of an .h5 file in either
            layout.

    Raises:
        ConfigError: for a network that has no such weights, or a file that cannot be fetched, read
            or fitted; names the layer, the shape expected and the shape found.
    """
    if network.name not in ORIGINS:
        raise ConfigError(
            f"expected --weights {source} with one of {', '.join(ORIGINS)}, got {network.name}; "
            "give a .keras file or a run folder, or none"
        )
    path = fetch_imagenet(network.name) if source == IMAGENET else Path(source)
    bring = f"download {ORIGINS[network.name].vggface_file} from {VGGFACE_URL}"
    found = read_layers(path, bring)
    writer = written_by(found)
    trunk = [layer for layer in network.layers if re.match(r"conv\d", layer.name)]
    trunk = [layer for layer in trunk if layer.weights]
    names = {layer.name: file_name(layer.name, writer) for layer in trunk}
    strangers = sorted(set(found) - set(names.values()) - set(TOPS))
    if strangers:
        raise ConfigError(
            f"expected {path} to hold the layers of {network.name}, got {strangers[0]} too; {bring}"
        )
    layers = {}
    for layer in trunk:
        name = names[layer.name]
        if name not in found:
            raise ConfigError(
                f"expected {path} to hold the layer {name}, got none of that name; {bring}"
            )
        check_shapes(layer, name, found[name], path, bring)
        layers[layer.name] = found[name]
    if writer == "imagenet":
        layers = as_vggface(network, layers)
    for layer in trunk:
        layer.set_weights([layers[layer.name][variable.name] for variable in layer.weights])


def fetch_imagenet(name: str) -> Path:
    """Returns the path of keras.applications' own weights of a network, fetched if need be.

    Raises:
        ConfigError: if there are none, or they cannot be fetched; says which file to bring instead.
    """
    origin = ORIGINS[name]
    if not origin.imagenet_url:
        with_some = ", ".join(key for key, value in ORIGINS.items() if value.imagenet_url)
        raise ConfigError(
            f"expected --weights imagenet with one of {with_some}, got {name}, for which "
            f"keras.applications has none; get {origin.vggface_file} from {VGGFACE_URL} and name "
            "it with --weights"
        )
    file = origin.imagenet_url.rpartition("/")[2]
    try:
        path = keras.utils.get_file(
            file, origin.imagenet_url, cache_subdir="models", file_hash=origin.imagenet_md5
        )
    # get_file raises a plain Exception where the network fails.
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigError(
            f"expected to fetch {file}, got: {reason}; get it from {origin.imagenet_url}, or "
            f"{origin.vggface_file} from {VGGFACE_URL}, and name it with --weights"
        ) from error
    return Path(path)


def read_layers(path: Path, bring: str) -> dict[str, Layer]:
    """Returns the arrays of each layer that has any, float32, by the layer's name and their role.

    Args:
        bring: What to do if it cannot be read, for the message.

    Raises:
        ConfigError: if it is no such file.
    """
    try:
        with h5py.File(path, "r") as file:
            root = file.get("model_weights", file)
            layers = {}
            left = MOST_NUMBERS
            for name in _texts(root.attrs["layer_names"]):
                arrays = {}
                for weight in _texts(root[name].attrs["weight_names"]):
                    role = _role(weight)
                    left -= root[name][weight].size
                    if left < 0:
                        raise ValueError(f"more than {MOST_NUMBERS} numbers")
                    arrays[role] = np.asarray(root[name][weight], np.float32)
                if arrays:
                    layers[name] = arrays
            return layers
    # What HDF5 raises for a wrong byte depends on where it is.
    except Exception as error:
        raise ConfigError(
            f"expected {path} to be weights that Keras 2 saved as HDF5, got {first_line(error)}; "
            f"{bring}"
        ) from error


def written_by(layers: dict[str, Layer]) -> Writer:
    """Returns whose names a file's layers have."""
    by_applications = any(re.match(r"conv1_conv$|conv\d_block|block\d_", name) for name in layers)
    return "imagenet" if by_applications else "vggface"


def file_name(name: str, writer: Writer) -> str:
    """Returns the name of one of our layers in a file."""
    norm = name.endswith("_bn")
    plain = name.removesuffix("_bn")
    if writer == "vggface":
        # Its one name with a slash of its own is that of the first convolution.
        plain = plain.replace("conv1_7x7_s2", "conv1/7x7_s2")
        return f"{plain}/bn" if norm else plain
    kind = "bn" if norm else "conv"
    if plain == "conv1_7x7_s2":
        return f"conv1_{kind}"
    stage, number, *part = plain.removeprefix("conv").split("_", maxsplit=2)
    if part:
        return f"conv{stage}_block{number}_{RESIDUAL_PARTS[part[0]]}_{kind}"
    return f"block{stage}_conv{number}"


def check_shapes(layer: keras.Layer, name: str, arrays: Layer, path: Path, bring: str) -> None:
    """Refuses arrays of a file that are not those of a layer, by the layer's name in the file.

    Raises:
        ConfigError: naming the first that differs.
    """
    shapes = {variable.name: list(variable.shape) for variable in layer.weights}
    if isinstance(layer, keras.layers.Conv2D) and "bias" in arrays and not layer.use_bias:
        # keras.applications' have one, which as_vggface puts into the batch norm that follows.
        shapes["bias"] = [layer.filters]
    for role in sorted({*shapes, *arrays}):
        expected = shapes.get(role, "none")
        came = list(arrays[role].shape) if role in arrays else "none"
        if came != expected:
            raise ConfigError(
                f"expected {role} of layer {name} in {path} as {expected}, got {came}; {bring}"
            )


def as_vggface(network: keras.Model, layers: dict[str, Layer]) -> dict[str, Layer]:
    """Returns keras.applications' arrays, changed to compute the same in a VGGFace network.

    Such a network subtracts other means from its input, has no bias before a batch norm, and
    another epsilon in it; the arrays it does have absorb all three. For the means that is exact
    except at the outermost pixels, where a convolution sees padding.

    Args:
        network: Its layer "normalise" has its means.
        layers: By our names; of the shapes that `check_shapes` wants.
    """
    means = -np.asarray(network.get_layer("normalise").offset, np.float64)
    given = {name: dict(arrays) for name, arrays in layers.items()}
    first = given[next(name for name in given if name.startswith("conv1_"))]
    shift = (means - np.array(IMAGENET_MEANS_BGR)) @ first["kernel"].sum(axis=(0, 1))
    first["bias"] = first["bias"] + shift.astype(np.float32)
    for name, norm in given.items():
        if not name.endswith("_bn"):
            continue
        epsilon = network.get_layer(name).epsilon
        variance = norm["moving_variance"].astype(np.float64)
        scale = np.sqrt((variance + epsilon) / (variance + IMAGENET_NORM_EPSILON))
        norm["gamma"] = (norm["gamma"] * scale).astype(np.float32)
        norm["moving_mean"] = norm["moving_mean"] - given[name.removesuffix("_bn")].pop("bias")
    return given


def _role(weight: str) -> str:
    matched = ROLE.search(weight.rpartition("/")[2])
    if matched is None:
        raise ValueError(f"an array called {weight}")
    return ROLES.get(matched[1], matched[1])


def _texts(names: Sequence[Any]) -> list[str]:
    return [name.decode() if isinstance(name, bytes) else str(name) for name in names]
