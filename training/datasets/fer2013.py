"""FER2013 as Kaggle's CSV: fer2013.csv, or icml_face_data.csv with its blanks in the header.

Goodfellow et al., "Challenges in Representation Learning", arXiv 1307.0414.
"""

import csv
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.archives import open_csv
from training.datasets.faces import SPLITS, Faces
from training.errors import DataError
from training.labels import EXPRESSIONS, FACE_SIDE_PX

CSV_NAMES: Final = ("fer2013.csv", "icml_face_data.csv")
PACKINGS: Final = ("", ".xz", ".gz", ".bz2", ".zip")
COLUMNS: Final = ("emotion", "pixels", "Usage")
PIXELS: Final = FACE_SIDE_PX * FACE_SIDE_PX
MAX_FIELD_CHARACTERS: Final = 1 << 20
"""A row's pixels take 9 kB; Python's csv refuses fields past 128 kB unless told otherwise, and a
broken quote would otherwise swallow the file."""

OFFICIAL_COUNTS: Final[dict[str, tuple[int, ...]]] = {
    "Training": (3995, 436, 4097, 7215, 4830, 3171, 4965),
    "PublicTest": (467, 56, 496, 895, 653, 415, 607),
    "PrivateTest": (491, 55, 528, 879, 594, 416, 626),
}
"""Faces of each expression, in label order (counted in Kaggle's file)."""


def read_csv(path: Path, splits: Sequence[str]) -> Faces:
    """Returns the faces of the wanted splits; rows of others are skipped unread.

    Args:
        path: Plain, .gz, .xz, .bz2, .zip, or a tar with one of CSV_NAMES inside.
        splits: Among SPLITS.

    Raises:
        DataError: naming the row (1 is the first below the header) and what is wrong with it.
    """
    images: list[npt.NDArray[np.uint8]] = []
    labels: list[int] = []
    usages: list[str] = []
    with open_csv(path, _member(path)) as text:
        for where, emotion, pixels, usage in _rows(path, text):
            if usage not in SPLITS:
                raise DataError(
                    f"expected Usage in {where} among {', '.join(SPLITS)}, got {usage!r}"
                )
            if usage not in splits:
                continue
            labels.append(_label(where, emotion))
            images.append(_image(where, pixels))
            usages.append(usage)
    return stack_faces(images, labels, usages, path.name)


def stack_faces(
    images: list[npt.NDArray[np.uint8]], labels: list[int], usages: list[str], source: str
) -> Faces:
    """Returns rows read one by one as arrays; none at all are an empty `Faces`."""
    return Faces(
        images=np.stack(images) if images else np.empty((0, FACE_SIDE_PX, FACE_SIDE_PX), np.uint8),
        labels=np.array(labels, np.uint8),
        splits=np.array(usages, dtype="U11"),
        votes=None,
        source=source,
    )


def warn_of_other_counts(faces: Faces, splits: Sequence[str]) -> None:
    """Warns, with a table, where class counts are not FER2013's to within one face each."""
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


def _member(path: Path) -> str:
    return next((name for name in CSV_NAMES if path.name.startswith(name)), CSV_NAMES[0])


def _rows(path: Path, text: Iterator[str]) -> Iterator[tuple[str, str, str, str]]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    reader = csv.reader(text)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise DataError(f"expected {path} to hold FER2013 rows, got an empty file")
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise DataError(
                f"expected {path} to have the columns {', '.join(COLUMNS)}, got "
                f"{', '.join(header)[:200]}; use Kaggle's fer2013.csv"
            )
        places = [header.index(name) for name in COLUMNS]
        number = 0
        for number, row in enumerate(reader, start=1):
            where = f"row {number} of {path}"
            if len(row) != len(header):
                raise DataError(f"expected {len(header)} values in {where}, got {len(row)}")
            emotion, pixels, usage = (row[place].strip() for place in places)
            yield where, emotion, pixels, usage
        if number == 0:
            raise DataError(f"expected {path} to hold FER2013 rows, got only a header")
    except csv.Error as error:
        raise DataError(f"expected {path} to be a CSV file, got {error}; fetch it again") from error


def _label(where: str, emotion: str) -> int:
    if not emotion.isdecimal() or int(emotion) >= len(EXPRESSIONS):
        raise DataError(f"expected a label (emotion) in 0–6 in {where}, got {emotion!r}")
    return int(emotion)


def _image(where: str, pixels: str) -> npt.NDArray[np.uint8]:
    # np.fromstring with a separator is deprecated; this is as quick and refuses what is no number.
    parts = pixels.split()
    if len(parts) != PIXELS:
        raise DataError(f"expected {PIXELS} pixels in {where}, got {len(parts)}")
    try:
        values = np.array(parts, dtype=np.int32)
    except (ValueError, OverflowError) as error:
        raise DataError(f"expected whole numbers as pixels in {where}, got {error}") from error
    if values.min() < 0 or values.max() > 255:
        wrong = int(values[(values < 0) | (values > 255)][0])
        raise DataError(f"expected pixels in 0–255 in {where}, got {wrong}")
    return values.astype(np.uint8).reshape(FACE_SIDE_PX, FACE_SIDE_PX)
