"""Synthetic Training faces for the rarer classes: SMOTE and ADASYN, by imbalanced-learn.

Both draw a new face between a real one and one of its five nearest neighbours of the same class,
in the space of 48·48 grey values, until each class has as many faces as the largest. SMOTE (Chawla
et al., arXiv 1106.1813) takes every real face alike. ADASYN (He et al., doi:10.1109/
IJCNN.2008.4633969) uses a face more often the more of its nearest neighbours belong to other
classes; because it rounds for each face, its counts only approximate the largest class.

Nobody voted on a synthetic face: its FER+ votes are zeros, and its target is its label alone.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.config import Oversampling, Recipe
from training.datasets.faces import Faces
from training.errors import DataError
from training.labels import EXPRESSIONS

NEIGHBOURS: Final = 5
"""Both papers' k."""

NOTHING_TO_MAKE: Final = "No samples will be generated"
"""Start of imbalanced-learn's message if a class lacks so few faces that each face's part rounds to
0."""


def training_faces(faces: Faces, recipe: Recipe) -> Faces:
    """Returns the Training faces, with synthetic ones of the rarer classes if the recipe says so.

    They are a function of faces and seed, so that a resumed run has the same.
    """
    real = faces.select("Training")
    learn = oversampled(real, recipe.oversample, recipe.seed)
    if recipe.oversample != "none":
        print(f"oversample {recipe.oversample}, seed {recipe.seed}\n{counts_table(real, learn)}")
    return learn


def oversampled(learn: Faces, method: Oversampling, seed: int) -> Faces:
    """Returns the Training faces, the synthetic ones after them, in the order of their classes.

    One class at a time, so that the memory does not grow with the number of classes. On FER2013 and
    two busy cores SMOTE, which needs a class's own faces only, took 27 s and 0.8 GB in all and made
    50,505 faces of 28,709; ADASYN took 97 s and 1.3 GB and made 52,599.

    Args:
        learn: Training faces only.
        method: "none" returns them as they are.

    Raises:
        DataError: for a class with too few faces to have neighbours, or with none for ADASYN that
            lie near other classes.
    """
    if method == "none":
        return learn
    if (learn.splits != "Training").any():
        raise ValueError("expected Training faces alone, got other splits too")
    counts = np.bincount(learn.labels, minlength=len(EXPRESSIONS))
    _check_counts(counts, method)
    largest = int(counts.argmax())
    random = np.random.RandomState(seed)
    images, labels = [learn.images[:0]], [learn.labels[:0]]
    for label in np.flatnonzero(counts < counts[largest]):
        near = np.isin(learn.labels, (label, largest)) if method == "smote" else slice(None)
        made = _synthetic(
            learn.images[near], learn.labels[near], int(label), int(counts[largest]), method, random
        )
        images.append(made)
        labels.append(np.full(len(made), label, np.uint8))
    before = len(learn.labels)
    source = f"{learn.source}, {method} {before} -> {before + sum(map(len, labels))} faces"
    return learn.with_training(np.concatenate(images), np.concatenate(labels), source)


def counts_table(before: Faces, after: Faces) -> str:
    """Returns how many faces each class had and has, as text."""
    lines = [f"{'Training faces':<16}{'before':>8}{'after':>8}{'synthetic':>11}"]
    old, new = before.counts(), after.counts()
    rows = [(name, old[name], new[name]) for name in EXPRESSIONS]
    rows.append(("all", sum(old.values()), sum(new.values())))
    lines += [f"{name:<16}{a:>8}{b:>8}{b - a:>11}" for name, a, b in rows]
    return "\n".join(lines)


def _check_counts(counts: npt.NDArray[np.int64], method: str) -> None:
    for name, count in zip(EXPRESSIONS, counts, strict=True):
        if count <= NEIGHBOURS:
            raise DataError(
                f"expected at least {NEIGHBOURS + 1} Training faces of every class for oversample "
                f"{method}, a face and its {NEIGHBOURS} neighbours, got {count} of {name}; use "
                "more data or oversample none"
            )


def _synthetic(
    images: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.uint8],
    label: int,
    target: int,
    method: str,
    random: np.random.RandomState,
) -> npt.NDArray[np.uint8]:
    """Returns uint8 [M, 48, 48]: the faces that one class lacks."""
    # Imported here, since it takes seconds and few recipes want it.
    from imblearn.over_sampling import ADASYN, SMOTE

    # In uint8 the differences between faces would wrap around.
    flat = images.reshape(len(images), -1).astype(np.float32)
    options: dict[str, Any] = {"sampling_strategy": {label: target}, "random_state": random}
    sampler = (
        SMOTE(k_neighbors=NEIGHBOURS, **options)
        if method == "smote"
        else ADASYN(n_neighbors=NEIGHBOURS, **options)
    )
    try:
        found, _ = sampler.fit_resample(flat, labels)
    except ValueError as error:
        if not str(error).startswith(NOTHING_TO_MAKE):
            raise
        found = flat
    except RuntimeError as error:
        raise DataError(
            f"expected faces of {EXPRESSIONS[label]} that lie near other classes for oversample "
            "adasyn, got none; use oversample smote"
        ) from error
    made = np.rint(np.clip(found[len(flat) :], 0, 255)).astype(np.uint8)
    return np.asarray(made.reshape(-1, *images.shape[1:]))
