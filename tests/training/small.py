"""What tests train with: a small recipe, and a few faces."""

import numpy as np

from training import datasets
from training.config import Recipe
from training.datasets import Faces

NOISE = np.random.default_rng(0).integers(0, 256, (24, 48, 48), dtype=np.uint8)
"""Random pixels, in place of faces."""


def small_recipe(**changes: object) -> Recipe:
    values: dict[str, object] = {
        "name": "small",
        "model": "vgg",
        "epochs": 2,
        "batch_size": 8,
        "learning_rate": 0.1,
    }
    return Recipe(**(values | changes))  # type: ignore[arg-type]


def few_faces() -> Faces:
    """Five batches to learn from: JAX's gradients take long on a CPU."""
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    kept = (faces.images[::4], faces.labels[::4], faces.splits[::4])
    return Faces(*kept, votes=None, source=faces.source)
