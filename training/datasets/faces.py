"""The result of every reader: checked arrays of faces."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.labels import EXPRESSIONS, FACE_SIDE_PX, FER_PLUS_COLUMNS

SPLITS: Final = ("Training", "PublicTest", "PrivateTest")
"""The splits of the 2013 challenge, in file order: training, selection, test."""


@dataclass(frozen=True)
class Faces:
    """Labelled faces.

    Attributes:
        images: uint8 [N, 48, 48], grey 0–255.
        labels: uint8 [N], index into EXPRESSIONS.
        splits: str [N], each one of SPLITS.
        votes: float32 [N, 10], FER+'s counts in the order of FER_PLUS_COLUMNS, or None.
        source: What was read, for a run's records.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    splits: npt.NDArray[np.str_]
    votes: npt.NDArray[np.float32] | None
    source: str

    def __post_init__(self) -> None:
        count = len(self.labels)
        expected = {
            "images": ((count, FACE_SIDE_PX, FACE_SIDE_PX), np.uint8),
            "labels": ((count,), np.uint8),
        }
        for name, (shape, dtype) in expected.items():
            array = getattr(self, name)
            if array.shape != shape or array.dtype != dtype:
                raise ValueError(
                    f"expected {name} as {np.dtype(dtype).name} {list(shape)}, got "
                    f"{array.dtype} {list(array.shape)}"
                )
        if self.splits.shape != (count,) or not np.isin(self.splits, SPLITS).all():
            raise ValueError(f"expected {count} splits among {', '.join(SPLITS)}")
        if count and self.labels.max() >= len(EXPRESSIONS):
            raise ValueError(f"expected labels in 0–6, got {self.labels.max()}")
        if self.votes is not None and self.votes.shape != (count, len(FER_PLUS_COLUMNS)):
            raise ValueError(
                f"expected votes of shape [{count}, {len(FER_PLUS_COLUMNS)}], got "
                f"{list(self.votes.shape)}"
            )

    def select(self, split: str) -> Faces:
        """Returns the faces of one split."""
        return self.select_any((split,))

    def select_any(self, splits: Sequence[str]) -> Faces:
        """Returns the faces of several splits, in their order here."""
        return self.take(np.isin(self.splits, splits))

    def take(self, rows: npt.NDArray[np.bool_]) -> Faces:
        """Returns the faces of the rows that are true, bool [N]."""
        return Faces(
            images=self.images[rows],
            labels=self.labels[rows],
            splits=self.splits[rows],
            votes=None if self.votes is None else self.votes[rows],
            source=self.source,
        )

    def with_training(
        self, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8], source: str
    ) -> Faces:
        """Returns the faces followed by more Training faces, on which nobody voted: zeros.

        Args:
            images: uint8 [M, 48, 48].
            labels: uint8 [M].
            source: Of all faces.
        """
        count = len(labels)
        return Faces(
            images=np.concatenate([self.images, images]),
            labels=np.concatenate([self.labels, labels]),
            splits=np.concatenate([self.splits, np.full(count, "Training", self.splits.dtype)]),
            votes=None if self.votes is None else np.pad(self.votes, ((0, count), (0, 0))),
            source=source,
        )

    def counts(self) -> dict[str, int]:
        """Returns how many faces each expression has."""
        found = np.bincount(self.labels, minlength=len(EXPRESSIONS))
        return {name: int(found[i]) for i, name in enumerate(EXPRESSIONS)}

    def content_sha256(self) -> str:
        """Returns a digest of images, labels and splits, 64 hex digits."""
        digest = hashlib.sha256(self.images.tobytes())
        digest.update(self.labels.tobytes())
        digest.update("".join(self.splits.tolist()).encode())
        return digest.hexdigest()


def byte_identical_to(
    images: npt.NDArray[np.uint8], reference: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    """Returns, for each image, whether a reference image has the same bytes: bool [N].

    281 PublicTest and 290 PrivateTest faces of FER2013 are identical to a Training face, which
    raises every figure by one to two points.

    Args:
        images: uint8 [N, H, W].
        reference: uint8 [M, H, W].
    """
    known = {image.tobytes() for image in reference}
    return np.array([image.tobytes() in known for image in images], dtype=bool)
