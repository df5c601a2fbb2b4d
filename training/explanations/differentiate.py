"""Gradients of a network's outputs with respect to its input, with either back end."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.errors import ConfigError
from training.labels import EXPRESSIONS

Floats = npt.NDArray[np.float32]
Classes = npt.NDArray[np.intp]

BATCH_SIZE = 64


class Differentiator:
    """The gradient of one logit per row with respect to that row's input.

    Batch norm uses its stored statistics and no unit is dropped.
    """

    def __init__(self, network: keras.Model) -> None:
        """Compiles the gradient.

        Args:
            network: Of one input, to logits [N, 7].

        Raises:
            ConfigError: under a back end other than TensorFlow and JAX.
        """
        self._gradient = _compiled(network)

    def __call__(self, inputs: Floats, classes: Classes) -> Floats:
        """Returns ∂ logits[n, classes[n]] / ∂ inputs[n], float32 of the inputs' shape.

        Args:
            inputs: [N, …].
            classes: [N], index into EXPRESSIONS.
        """
        rows = []
        for start in range(0, len(inputs), BATCH_SIZE):
            part = slice(start, start + BATCH_SIZE)
            chosen = np.eye(len(EXPRESSIONS), dtype=np.float32)[classes[part]]
            rows.append(np.asarray(self._gradient(inputs[part], chosen), np.float32))
        return np.concatenate(rows)


def _compiled(network: keras.Model) -> Callable[[Floats, Floats], Any]:
    """Returns a function of inputs and one-hot classes; rows do not depend on each other, so the
    gradient of the logits' sum is each row's own."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
        def with_tape(inputs: Any, chosen: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                score = ops.sum(network(inputs, training=False) * chosen)
            return tape.gradient(score, inputs)

        return lambda inputs, chosen: with_tape(tf.constant(inputs), tf.constant(chosen))
    if backend == "jax":
        import jax

        def score(inputs: Any, chosen: Any) -> Any:
            return ops.sum(network(inputs, training=False) * chosen)

        gradient: Callable[[Floats, Floats], Any] = jax.jit(jax.grad(score))
        return gradient
    raise ConfigError(
        f"expected the back end tensorflow or jax, got {backend}; set KERAS_BACKEND to one of them"
    )
