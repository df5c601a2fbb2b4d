"""FER2013 as Kaggle's CSV: fer2013.csv, or icml_face_data.csv with its blanks in the header.

Goodfellow et al., "Challenges in Representation Learning", arXiv 1307.0414.
"""

import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.columns import read_columns
from training.datasets.faces import SPLITS, Faces
from training.errors import DataError
from training.labels import EXPRESSIONS, FACE_SIDE_PX

CSV_NAMES: Final = ("fer2013.csv", "icml_face_data.csv")
MEMBERS: Final = (*CSV_NAMES, "fer2013.tar.gz", "fer2013.tar")
"""File names inside an archive; Kaggle's challenge has a CSV and a tar."""
COLUMNS: Final = ("emotion", "pixels", "Usage")
PIXELS: Final = FACE_SIDE_PX * FACE_SIDE_PX
LABELS: Final = {str(index): index for index in range(len(EXPRESSIONS))}
MOST_FACES: Final = 200_000
"""Five times FER2013, 460 MB: an archive of a few kilobytes could have any number of rows."""

OFFICIAL_COUNTS: Final[dict[str, tuple[int, ...]]] = {
    "Training": (3995, 436, 4097, 7215, 4830, 3171, 4965),
    "PublicTest": (467, 56, 496, 895, 653, 415, 607),
    "PrivateTest": (491, 55, 528, 879, 594, 416, 626),
}
"""Faces of each expression, in label order (counted in Kaggle's file)."""


Found = tuple[npt.NDArray[np.uint8], int, str]
"""A face, uint8 [48, 48], with its label and its split."""


def as_faces(source: str, found: Iterable[Found]) -> Faces:
    """Returns faces that are read one by one as arrays.

    Raises:
        DataError: for more than MOST_FACES.
    """
    kept = list(itertools.islice(found, MOST_FACES + 1))
    if len(kept) > MOST_FACES:
        raise DataError(f"expected at most {MOST_FACES} faces in {source}, got more; use FER2013")
    images = np.array([image for image, _, _ in kept], np.uint8)
    return Faces(
        images=images.reshape(-1, FACE_SIDE_PX, FACE_SIDE_PX),
        labels=np.array([label for _, label, _ in kept], np.uint8),
        splits=np.array([split for _, _, split in kept], "U11"),
        votes=None,
        source=source,
    )


def read_csv(path: Path, splits: Sequence[str]) -> Faces:
    """Returns the faces of the wanted splits; rows of others are skipped unread.

    Args:
        splits: Among SPLITS.

    Raises:
        DataError: naming the row (1 is the first below the header) and what is wrong with it.
    """
    return as_faces(path.name, _faces(path, splits))


def _faces(path: Path, splits: Sequence[str]) -> Iterator[Found]:
    for where, (emotion, pixels, usage) in read_columns(path, MEMBERS, COLUMNS):
        if usage not in SPLITS:
            raise DataError(f"expected Usage in {where} among {', '.join(SPLITS)}, got {usage!r}")
        if usage in splits:
            yield _image(where, pixels), _label(where, emotion), usage


def warn_of_other_counts(faces: Faces, splits: Sequence[str]) -> None:
    """Warns, with a table, if class counts differ from FER2013's by more than one face."""
    lines = []
    for split in splits:
        found = tuple(faces.select(split).counts().values())
        if any(abs(f - o) > 1 for f, o in zip(found, OFFICIAL_COUNTS[split], strict=True)):
            lines.append(f"{split:<12}" + "".join(f"{n:>10}" for n in found))
            lines.append(
                f"{'  official':<12}" + "".join(f"{n:>10}" for n in OFFICIAL_COUNTS[split])
            )
    if lines:
        head = f"{'':<12}" + "".join(f"{name:>10}" for name in EXPRESSIONS)
        table = "\n".join([head, *lines])
        warnings.warn(
            f"the class counts of {faces.source} are not FER2013's, so figures will not compare:\n"
            f"{table}",
            stacklevel=2,
        )


def _label(where: str, emotion: str) -> int:
    if emotion not in LABELS:
        raise DataError(f"expected a label (emotion) in 0–6 in {where}, got {emotion[:40]!r}")
    return LABELS[emotion]


def _image(where: str, pixels: str) -> npt.NDArray[np.uint8]:
    # np.fromstring with a separator is deprecated; this is as fast and refuses anything but
    # numbers.
    parts = pixels.split()
    if len(parts) != PIXELS:
        raise DataError(f"expected {PIXELS} pixels in {where}, got {len(parts)}")
    try:
        values = np.array(parts, dtype=np.int32)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"expected whole numbers as pixels in {where}, got {str(error)[:80]}"
        ) from error
    if values.min() < 0 or values.max() > 255:
        wrong = int(values[(values < 0) | (values > 255)][0])
        raise DataError(f"expected pixels in 0–255 in {where}, got {wrong}")
    return values.astype(np.uint8).reshape(FACE_SIDE_PX, FACE_SIDE_PX)
