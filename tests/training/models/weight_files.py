"""Weights of the VGGFace networks, written like Keras 2's files."""

from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np

from tests.narrow import narrow

Layers = dict[str, dict[str, np.ndarray]]
NORM_ROLES = ("gamma", "beta", "moving_mean", "moving_variance")


def write(path: Path, layers: Layers, weight_name: str = "{layer}/{role}:0") -> Path:
    """Writes layers as Keras 2's save_weights does, which leaves layers without weights in."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in ("input_1", *layers, "flatten_1")]
        for bare in ("input_1", "flatten_1"):
            file.create_group(bare).attrs["weight_names"] = []
        for layer, arrays in layers.items():
            group = file.require_group(layer)
            names = {role: weight_name.format(layer=layer, role=role) for role in arrays}
            group.attrs["weight_names"] = [name.encode() for name in names.values()]
            for role, array in arrays.items():
                group[names[role]] = array
    return path


def vggface_layers(network: keras.Model, seed: int = 1) -> Layers:
    """Random arrays for a network's trunk, by the names of keras-vggface's files."""
    rng = np.random.default_rng(seed)
    layers: Layers = {}
    for layer in network.layers:
        if not layer.weights or not layer.name.startswith("conv"):
            continue
        # By the file's own rules: a slash before bn, and in conv1/7x7_s2.
        name = layer.name.replace("_bn", "/bn").replace("conv1_7x7", "conv1/7x7")
        layers[name] = {
            weight.name: rng.uniform(0.5, 1.5, weight.shape).astype(np.float32)
            for weight in layer.weights
        }
    return layers


def altered(change: Callable[[Layers], object], tmp_path: Path, name: str = "senet50") -> str:
    layers = vggface_layers(narrow(name))
    change(layers)
    return str(write(tmp_path / "altered.h5", layers))
