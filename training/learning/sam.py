"""Sharpness-aware minimisation: updates the weights by the gradient at the worst weights nearby."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from training.learning.averaging import AveragingSGD


class SharpnessAwareSGD(AveragingSGD):
    """SGD whose gradients come in pairs: the first climbs, the second descends.

    Foret et al., arXiv 2010.01412, algorithm 1: from w to w + ρ·g/‖g‖, over all weights together;
    the gradient found there then moves w itself. Weight decay is not part of the climb.

    Attributes:
        climbs: What the next gradients are for; read while the step is compiled.

    Args:
        radius: ρ.
        arguments: Of AveragingSGD.
    """

    def __init__(self, radius: float, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.radius = radius
        self.climbs = False

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Adds variables for the weights from which a climb starts."""
        if self.built:
            return
        super().build(variables)
        self.starts = self.add_optimizer_variables(variables, "start")

    def apply(
        self,
        grads: Sequence[keras.KerasTensor],
        trainable_variables: Sequence[keras.Variable] | None = None,
    ) -> None:
        """Climbs, or returns to the start of the climb and descends."""
        pairs = list(zip(self._trainable_variables, self.starts, strict=True))
        if not self.climbs:
            for variable, start in pairs:
                self.assign(variable, ops.convert_to_tensor(start))
            super().apply(grads, trainable_variables)
            return
        norm = ops.sqrt(sum(ops.sum(ops.square(g)) for g in grads if g is not None))
        stride = self.radius / ops.maximum(norm, 1e-12)
        for (variable, start), gradient in zip(pairs, grads, strict=True):
            self.assign(start, ops.convert_to_tensor(variable))
            if gradient is not None:
                self.assign_add(variable, ops.cast(gradient * stride, variable.dtype))
