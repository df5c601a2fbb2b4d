"""Compiles network, augmentation, optimizer and loss into a training step."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.augmentation.geometry import RandomView
from training.config import Recipe
from training.learning.averaging import AveragingSGD
from training.learning.loss import CLASSES, Objective, objective
from training.models.blocks import face_input


def build_trainer(
    network: keras.Model, recipe: Recipe, labels: npt.NDArray[np.uint8] | None = None
) -> keras.Model:
    """Returns the compiled model that augments, then applies the network.

    Args:
        network: New, or with the weights to start from.
        labels: [N], of the Training faces; needed for class weights only.

    Raises:
        DataError: for a class without faces, where its count is needed.
    """
    image = face_input()
    view = RandomView(recipe.augmentation, recipe.seed, name="view")
    loss = objective(recipe, np.zeros(0, np.uint8) if labels is None else labels)
    trainer = Trainer(image, network(view(image)), loss)
    trainer.compile(
        build_optimizer(recipe),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    # Not the one above: for float16, compile wraps it in one that scales the loss.
    trainer.optimizer.build(trainer.trainable_variables)
    return trainer


def build_optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    """Returns the recipe's form of SGD, or Adam."""
    if recipe.optimizer == "adam":
        return _sparing(
            keras.optimizers.Adam(recipe.learning_rate, weight_decay=recipe.weight_decay or None)
        )
    arguments: dict[str, Any] = {
        "learning_rate": recipe.learning_rate,
        "momentum": recipe.momentum,
        "nesterov": recipe.nesterov,
        # Keras decouples weight decay from the gradient. The papers' decay passes through the
        # momentum, which multiplies it by 1/(1 − momentum) in the steady state.
        "weight_decay": recipe.weight_decay / (1 - recipe.momentum) or None,
    }
    if recipe.ema_decay:
        return _sparing(AveragingSGD(recipe.ema_decay, **arguments))
    return _sparing(keras.optimizers.SGD(**arguments))


def _sparing(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """The same, without weight decay for biases and batch norm."""
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def show_whole_faces(trainer: keras.Model, whole: bool) -> None:
    """Switches training to whole views, or to the recipe's windows."""
    view = trainer.get_layer("view")
    window_px = 0 if whole else view.augmentation.window_px
    if view.window_px != window_px:
        view.window_px = window_px
        # Made again by `fit`, which knows all variables that a step over several devices returns.
        trainer.train_function = None


class Trainer(keras.Model):
    """Faces to logits, perhaps with a loss of its own while training.

    Args:
        outputs: Its logits, [N, 7].
        loss: None for the plain cross-entropy.
    """

    def __init__(
        self, inputs: keras.KerasTensor, outputs: keras.KerasTensor, loss: Objective | None
    ) -> None:
        super().__init__(inputs, outputs, name="trainer")
        self.training_loss = loss

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> keras.KerasTensor:
        """Returns the step's own loss while training, the labels' cross-entropy otherwise."""
        if self.training_loss is None or not training:
            return super().compute_loss(x, y[:, :CLASSES], y_pred, sample_weight, training)
        return sum((ops.sum(loss) for loss in self.losses), self.training_loss(y, y_pred))

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Returns the metrics against the targets, without the teachers' part."""
        return super().compute_metrics(x, y[:, :CLASSES], y_pred, sample_weight)
