"""Result of the readers of auxiliary sets: checked faces, and groups to keep together."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from training.datasets import cache
from training.labels import FACE_SIDE_PX

Kind = Literal["CK+", "CK+48", "JAFFE", "own"]
Unit = Literal["people", "batches", "groups"]


@dataclass(frozen=True)
class AuxiliarySet:
    """Labelled faces beside FER2013's.

    Attributes:
        images: uint8 [N, 48, 48], grey 0–255.
        labels: uint8 [N], index into EXPRESSIONS.
        groups: str [N]; faces of one group stay in one split.
        unit: What a group is: a person, what one contributor sent, or a single picture with its
            look-alikes.
        left_out: Reason -> pictures that were left out.
        files_sha256: Of the bytes and names of all files that were read, 64 hex digits.
    """

    source: str
    kind: Kind
    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    groups: npt.NDArray[np.str_]
    unit: Unit
    left_out: dict[str, int]
    files_sha256: str

    def without(self, rows: npt.NDArray[np.bool_], reason: str) -> "AuxiliarySet":
        """Returns the set without some faces, bool [N], which then count as left out."""
        if not rows.any():
            return self
        return replace(
            self,
            images=self.images[~rows],
            labels=self.labels[~rows],
            groups=self.groups[~rows],
            left_out={**self.left_out, reason: int(rows.sum())},
        )


def auxiliary_set(
    folder: Path,
    kind: Kind,
    unit: Unit,
    faces: list[tuple[npt.NDArray[np.uint8], int, str]],
    left_out: dict[str, int],
    files: list[Path],
) -> AuxiliarySet:
    """Returns a reader's faces as arrays.

    Args:
        faces: Image, label and group of each.
        left_out: Reason -> pictures; zeros are dropped.
        files: All that were read, below the folder.
    """
    images = np.array([image for image, _, _ in faces], np.uint8)
    return AuxiliarySet(
        source=str(folder),
        kind=kind,
        images=images.reshape(-1, FACE_SIDE_PX, FACE_SIDE_PX),
        labels=np.array([label for _, label, _ in faces], np.uint8),
        groups=np.array([group for _, _, group in faces], np.str_),
        unit=unit,
        left_out={reason: count for reason, count in left_out.items() if count},
        files_sha256=cache.content_key(sorted(files), folder),
    )
