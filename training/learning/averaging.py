"""The exponential moving average of the weights over steps, and the averaged network."""

from collections.abc import Sequence
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.config import Recipe

STATISTICS_FACES: Final = 8192
"""Faces on which batch norm's statistics are measured: with 36 or more pixels a face, the means are
exact to a thousandth of the deviation, in a tenth of an epoch's time."""


class AveragingSGD(keras.optimizers.SGD):
    """SGD that also keeps an average of the weights, in its own variables.

    Keras's own `use_ema` replaces the weights by the average whenever `fit` ends, which here is
    every epoch.

    Args:
        decay: Of the average, which is updated after every step.
    """

    def __init__(self, decay: float, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.decay = decay

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Adds the averages, which start at the weights."""
        if self.built:
            return
        super().build(variables)
        self.averages = self.add_optimizer_variables(variables, "average")
        for average, variable in zip(self.averages, variables, strict=True):
            # Through NumPy: JAX would share the memory and might free it.
            average.assign(np.asarray(variable).copy())

    def apply(
        self,
        grads: Sequence[keras.KerasTensor],
        trainable_variables: Sequence[keras.Variable] | None = None,
    ) -> None:
        """Moves the weights, then average ← decay·average + (1 − decay)·weights."""
        super().apply(grads, trainable_variables)
        for average, variable in zip(self.averages, self._trainable_variables, strict=True):
            self.assign_add(average, (variable - average) * (1 - self.decay))


def average_network(
    trainer: keras.Model,
    network: keras.Model,
    float32_network: keras.Model,
    images: npt.NDArray[np.uint8],
    recipe: Recipe,
) -> keras.Model:
    """Returns `float32_network` with the averaged weights and batch norm's statistics for them.

    Args:
        trainer: Whose optimizer has the averages.
        network: As trained; source of everything that is not averaged.
        float32_network: The same architecture; its weights are overwritten.
        images: [N, 48, 48, 1], the Training faces.
    """
    pairs = zip(trainer.trainable_variables, inner_optimizer(trainer).averages, strict=True)
    averages = {id(variable): average for variable, average in pairs}
    float32_network.set_weights(
        [np.asarray(averages.get(id(variable), variable)) for variable in network.weights]
    )
    order = np.random.default_rng([recipe.seed, recipe.epochs]).permutation(len(images))
    measure_statistics(float32_network, images[order[:STATISTICS_FACES]], recipe.batch_size)
    return float32_network


def inner_optimizer(trainer: keras.Model) -> AveragingSGD:
    """Returns the trainer's optimizer, unwrapped from the one that scales float16's loss."""
    optimizer: AveragingSGD = getattr(trainer.optimizer, "inner_optimizer", trainer.optimizer)
    return optimizer


def measure_statistics(
    network: keras.Model, images: npt.NDArray[np.uint8], batch_size: int
) -> None:
    """Sets batch norm's means and variances to their mean over training batches.

    Izmailov et al., arXiv 1803.05407, §3.2: averaged weights have other activations than the
    weights they average. The last, partial batch is left out unless it is the only one. Dropout has
    its own random state, so that the result depends only on weights and faces.

    Args:
        images: [N, 48, 48, 1].
    """
    norms = [
        layer
        for layer in network._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    weights = {id(variable) for variable in network.weights}
    seeds = [variable for variable in network.variables if id(variable) not in weights]
    kept = [np.asarray(seed).copy() for seed in seeds]
    for number, seed in enumerate(seeds):
        seed.assign(np.array([number, 0], np.uint32))
    momenta = [norm.momentum for norm in norms]
    for number in range(max(1, len(images) // batch_size)):
        for norm in norms:
            norm.momentum = number / (number + 1)
        batch = images[number * batch_size : (number + 1) * batch_size]
        network(batch.astype(np.float32), training=True)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    for seed, value in zip(seeds, kept, strict=True):
        seed.assign(value)


def validate(
    network: keras.Model, images: npt.NDArray[np.uint8], targets: npt.NDArray[np.float32]
) -> tuple[float, float]:
    """Returns a network's mean cross-entropy and its accuracy.

    Args:
        images: [N, 48, 48, 1].
        targets: [N, 7], one-hot.
    """
    logits = np.asarray(network.predict(images, batch_size=512, verbose=0), np.float32)
    return cross_entropy_and_accuracy(logits, targets)


def cross_entropy_and_accuracy(
    logits: npt.NDArray[np.float32], targets: npt.NDArray[np.float32]
) -> tuple[float, float]:
    """Returns the mean cross-entropy of logits and their accuracy.

    Args:
        logits: [N, 7]; the sums are taken in double precision.
        targets: [N, 7], one-hot.
    """
    exact = logits.astype(np.float64)
    shares = exact - np.logaddexp.reduce(exact, axis=1, keepdims=True)
    hits = logits.argmax(axis=1) == targets.argmax(axis=1)
    return float(-np.mean(np.sum(targets * shares, axis=1))), float(np.mean(hits))
