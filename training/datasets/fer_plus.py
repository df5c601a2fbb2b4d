"""FER+'s votes: ten people's labels for each face of FER2013 (arXiv 1608.01041).

github.com/microsoft/FERPlus, fer2013new.csv, MIT.
"""

import csv
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.archives import open_csv
from training.datasets.faces import SPLITS
from training.errors import DataError
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS, FER_PLUS_TO_EXPRESSION

FILE_NAME: Final = "fer2013new.csv"


def read_votes(path: Path, splits: npt.NDArray[np.str_]) -> npt.NDArray[np.float32]:
    """Returns the votes of each face, float32 [N, 10] in the order of FER_PLUS_COLUMNS.

    The file lists all of FER2013 in file order; its n-th row of a split belongs to the n-th face
    of that split, so it also serves a copy from which a split is absent.

    Args:
        path: fer2013new.csv.
        splits: str [N], the faces' splits in the data's own order.

    Raises:
        DataError: if the file is none of FER+'s, or its rows do not line up with the faces.
    """
    by_split: dict[str, list[list[float]]] = {split: [] for split in SPLITS}
    with open_csv(path, FILE_NAME) as text:
        reader = csv.DictReader(text)
        missing = [c for c in ("Usage", *FER_PLUS_COLUMNS) if c not in (reader.fieldnames or [])]
        if missing:
            raise DataError(
                f"expected {path} to have FER+'s column {missing[0]}, got "
                f"{', '.join(reader.fieldnames or ['an empty file'])[:200]}"
            )
        for number, row in enumerate(reader, start=1):
            usage = (row["Usage"] or "").strip()
            if usage not in by_split:
                raise DataError(
                    f"expected Usage in row {number} of {path} among {', '.join(SPLITS)}, got "
                    f"{usage!r}"
                )
            try:
                by_split[usage].append([float(row[column]) for column in FER_PLUS_COLUMNS])
            except (TypeError, ValueError) as error:
                raise DataError(
                    f"expected ten counts in row {number} of {path}, got {error}"
                ) from error
    votes = np.zeros((len(splits), len(FER_PLUS_COLUMNS)), np.float32)
    for split, rows in by_split.items():
        mine = splits == split
        if not mine.any():
            continue
        if len(rows) != mine.sum():
            raise DataError(
                f"expected {path} to have a row for each of the {mine.sum()} {split} faces, got "
                f"{len(rows)}; use the votes of the same copy of FER2013"
            )
        votes[mine] = np.array(rows, np.float32)
    return votes


def vote_distribution(votes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Returns the votes as shares of the seven expressions, float32 [N, 7] in label order.

    Votes for contempt, unknown and not-a-face have no counterpart and are left out; a face with no
    other vote gets a row of zeros.

    Args:
        votes: [N, 10] in the order of FER_PLUS_COLUMNS.
    """
    shares = np.zeros((len(votes), len(EXPRESSIONS)), np.float32)
    for column, name in enumerate(FER_PLUS_COLUMNS):
        if name in FER_PLUS_TO_EXPRESSION:
            shares[:, EXPRESSIONS.index(FER_PLUS_TO_EXPRESSION[name])] = votes[:, column]
    total = shares.sum(axis=1, keepdims=True)
    return np.asarray(shares / np.where(total > 0, total, 1), np.float32)
