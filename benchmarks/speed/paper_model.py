"""Writes the five-layer network the way the paper's own page loads it: a float32 layers model.

    python benchmarks/speed/paper_model.py FOLDER

TF.js 4.22 cannot read what Keras 3 saves, so the few kinds of layer are described here. The weights
are those of a fresh network: the time does not depend on them, and nobody is to use the answers.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from keras import layers

from training import models

KEPT: Final[dict[type, tuple[str, ...]]] = {
    layers.Rescaling: ("scale", "offset"),
    layers.Conv2D: ("filters", "kernel_size", "strides", "padding", "activation", "use_bias"),
    layers.BatchNormalization: ("axis", "momentum", "epsilon", "center", "scale"),
    layers.ReLU: (),
    layers.MaxPooling2D: ("pool_size", "strides", "padding"),
    layers.Flatten: (),
    layers.Dense: ("units", "activation", "use_bias"),
    layers.Dropout: ("rate",),
}
"""Of each kind of layer, the settings that TF.js needs."""

WEIGHTS_FILE: Final = "weights.bin"


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    if len(argv) != 1:
        print(f"paper_model.py: expected one folder to write to, got {len(argv)}", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    document, weights = as_layers_model(models.build("five_layer", {}))
    (folder / WEIGHTS_FILE).write_bytes(weights)
    (folder / "model.json").write_text(json.dumps(document), encoding="utf-8")
    return 0


def as_layers_model(network: keras.Model) -> tuple[dict[str, Any], bytes]:
    """Returns model.json and the float32 weights of a network that is one chain of layers.

    Raises:
        TypeError: for a kind of layer that KEPT lacks.
    """
    chain = [layer for layer in network.layers if not isinstance(layer, layers.InputLayer)]
    described = [describe(layer) for layer in chain]
    described[0]["config"]["batch_input_shape"] = list(network.input_shape)
    names_and_values = [
        (f"{layer.name}/{weight.name}", np.asarray(weight, np.float32))
        for layer in chain
        for weight in layer.weights
        if isinstance(layer, (layers.Conv2D, layers.BatchNormalization, layers.Dense))
    ]
    document = {
        "format": "layers-model",
        "modelTopology": {
            "keras_version": "2.19.0",
            "backend": "tensorflow",
            "model_config": {
                "class_name": "Sequential",
                "config": {"name": network.name, "layers": described},
            },
        },
        "weightsManifest": [
            {
                "paths": [WEIGHTS_FILE],
                "weights": [
                    {"name": name, "shape": list(value.shape), "dtype": "float32"}
                    for name, value in names_and_values
                ],
            }
        ],
    }
    return document, b"".join(value.tobytes() for _, value in names_and_values)


def describe(layer: keras.Layer) -> dict[str, Any]:
    """Returns a layer as TF.js wants to read it.

    Raises:
        TypeError: for a kind of layer that KEPT lacks.
    """
    kept = KEPT.get(type(layer))
    if kept is None:
        raise TypeError(f"expected one of {[kind.__name__ for kind in KEPT]}, got {layer.name}")
    config = layer.get_config()
    settings = {name: config[name] for name in kept}
    return {"class_name": type(layer).__name__, "config": {"name": layer.name, **settings}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
