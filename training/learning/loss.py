"""The loss with class weights and teachers."""

from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.config import Recipe
from training.labels import EXPRESSIONS
from training.learning import class_weights

CLASSES = len(EXPRESSIONS)


@dataclass(frozen=True)
class Objective:
    """The loss of a batch: (1 − w)·cross-entropy + w·T²·KL(teachers ‖ network).

    Attributes:
        class_weights: float32 [7]; weight of each class's part of a target. Parts, not faces, have
            weights, because votes divide a face among classes.
        teacher_weight: w, 0 where there are no teachers.
        temperature: T; T² keeps the teachers' gradient as large as at 1 (arXiv 1503.02531, §2).
    """

    class_weights: npt.NDArray[np.float32]
    teacher_weight: float = 0.0
    temperature: float = 1.0

    def __call__(self, targets: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
        """Returns the mean over a batch, float32 [].

        Args:
            targets: [N, 7] distributions over the classes, or [N, 14] with the teachers'
                probabilities at the temperature beside them.
            logits: [N, 7].
        """
        shares = ops.log_softmax(logits, axis=-1)
        losses = -ops.sum(self.class_weights * targets[:, :CLASSES] * shares, axis=-1)
        if self.teacher_weight > 0:
            taught = targets[:, CLASSES:]
            student = ops.log_softmax(logits / self.temperature, axis=-1)
            # A teacher's probability of 0 adds 0; its logarithm would give NaN.
            teacher = ops.log(ops.maximum(taught, 1e-30))
            divergences = ops.sum(taught * (teacher - student), axis=-1)
            scaled = self.temperature**2 * divergences
            losses = (1 - self.teacher_weight) * losses + self.teacher_weight * scaled
        return ops.mean(losses)


def objective(recipe: Recipe, labels: npt.NDArray[np.uint8]) -> Objective | None:
    """Returns the recipe's loss; None if it is the plain cross-entropy.

    Args:
        labels: [N], of the Training faces.

    Raises:
        DataError: for a class without faces that needs a weight.
    """
    inverse = recipe.class_weights == "inverse"
    if not inverse and not recipe.distillation.teachers:
        return None
    counts = class_weights.counts(labels) if inverse else np.ones(CLASSES, np.int64)
    return Objective(
        class_weights=class_weights.inverse_weights(counts),
        teacher_weight=recipe.distillation.weight if recipe.distillation.teachers else 0.0,
        temperature=recipe.distillation.temperature,
    )
