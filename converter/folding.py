"""Folds batch norms into the depthwise convolutions before them.

TensorFlow's optimizer does so for plain convolutions only. Left apart, a norm makes the page go
through each plane three times more.
"""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

Factors = npt.NDArray[np.float64]


def with_folded_norms(network: keras.Model) -> keras.Model:
    """Returns a network that computes the same, without norms after depthwise layers."""
    every = _layers_of(network)
    norms = {id(norm) for layer in every if (norm := folded_norm(layer))}
    if not norms:
        return network
    left_out = []

    def cloned(layer: keras.Layer) -> keras.Layer:
        bias = {"use_bias": True} if folded_norm(layer) else {}
        copy = type(layer).from_config({**layer.get_config(), **bias})
        if id(layer) in norms:
            left_out.append(copy)
        return copy

    def called(layer: keras.Layer, *inputs: Any, **options: Any) -> Any:
        # Not by name: members of a vote have layers of the same names.
        is_left_out = any(layer is each for each in left_out)
        return inputs[0] if is_left_out else layer(*inputs, **options)

    copy = keras.models.clone_model(
        network, clone_function=cloned, call_function=called, recursive=True
    )
    kept = [layer for layer in every if id(layer) not in norms]
    for mine, its in zip(_layers_of(copy), kept, strict=True):
        if norm := folded_norm(its):
            scale, shift = factors(norm)
            kernel = np.asarray(its.kernel)
            # [height, width, channels, filters of each channel]
            mine.set_weights([kernel * scale.reshape(kernel.shape[2:]), shift])
        else:
            mine.set_weights(its.get_weights())
    return copy


def folded_norm(layer: keras.Layer) -> layers.BatchNormalization | None:
    """Returns the batch norm that `with_folded_norms` folds into a layer; None if there is none."""
    is_plain = type(layer) is layers.DepthwiseConv2D and not layer.use_bias
    return norm_after(layer) if is_plain else None


def norm_after(layer: keras.Layer) -> layers.BatchNormalization | None:
    """Returns the batch norm that alone reads a layer's linear outputs; None if there is none."""
    nodes = layer._outbound_nodes
    norm = nodes[0].operation if len(nodes) == 1 else None
    is_linear = getattr(layer, "activation", None) in (None, keras.activations.linear)
    return norm if is_linear and isinstance(norm, layers.BatchNormalization) else None


def factors(norm: layers.BatchNormalization) -> tuple[Factors, Factors]:
    """Returns what a batch norm multiplies its inputs by and then adds, [channels] each."""
    deviation = np.sqrt(np.asarray(norm.moving_variance, np.float64) + norm.epsilon)
    scale = np.asarray(norm.gamma if norm.scale else 1.0, np.float64) / deviation
    shift = np.asarray(norm.beta if norm.center else 0.0, np.float64)
    return scale, shift - np.asarray(norm.moving_mean, np.float64) * scale


def _layers_of(network: keras.Model) -> list[keras.Layer]:
    """Returns the layers of a network and of its members."""
    return [
        each
        for layer in network.layers
        for each in (_layers_of(layer) if isinstance(layer, keras.Model) else [layer])
    ]
