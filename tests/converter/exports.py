"""Narrow networks, exported as converter/export.py does."""

from pathlib import Path

import keras
import numpy as np

from converter.export import save
from converter.graph_model import write_graph_model
from converter.manifest import expression_fields, write_manifest
from tests.narrow import narrow

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
