"""FER+'s votes: ten people's labels for each face of FER2013 (arXiv 1608.01041).

github.com/microsoft/FERPlus, fer2013new.csv, MIT.
"""

import math
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.archives import read_rows
from training.datasets.faces import SPLITS
from training.datasets.fer2013 import MOST_FACES
from training.errors import DataError
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS, FER_PLUS_TO_EXPRESSION

FILE_NAME: Final = "fer2013new.csv"


def read_votes(path: Path, splits: npt.NDArray[np.str_]) -> npt.NDArray[np.float32]:
    """Returns the votes of each face, float32 [N, 10] in the order of FER_PLUS_COLUMNS.

    The file lists all of FER2013 in file order; its n-th row of a split belongs to the n-th face
    of that split, so it also fits data without some split.

    Args:
        splits: str [N], the faces' splits in the data's own order.

    Raises:
        DataError: if the file is not FER+'s, or its rows do not match the faces.
    """
    by_split: dict[str, list[list[float]]] = {split: [] for split in SPLITS}
    rows = read_rows(path, (FILE_NAME,))
    _, header = next(rows, (0, ["an empty file"]))
    missing = [column for column in ("Usage", *FER_PLUS_COLUMNS) if column not in header]
    if missing:
        raise DataError(
            f"expected {path} to have FER+'s column {missing[0]}, got {', '.join(header)[:200]}; "
            f"get {FILE_NAME} from github.com/microsoft/FERPlus"
        )
    usage_at, *counts_at = (header.index(column) for column in ("Usage", *FER_PLUS_COLUMNS))
    for number, row in rows:
        usage, counts = _row(row, usage_at, counts_at, f"row {number} of {path}")
        if len(by_split[usage]) == MOST_FACES:
            raise DataError(f"expected at most {MOST_FACES} {usage} rows in {path}, got more")
        by_split[usage].append(counts)
    votes = np.zeros((len(splits), len(FER_PLUS_COLUMNS)), np.float32)
    for split, counted in by_split.items():
        mine = splits == split
        if not mine.any():
            continue
        if len(counted) != mine.sum():
            raise DataError(
                f"expected {path} to have a row for each of the {mine.sum()} {split} faces, got "
                f"{len(counted)}; use the votes of the same copy of FER2013"
            )
        votes[mine] = np.array(counted, np.float32)
    return votes


def _row(
    row: list[str], usage_at: int, counts_at: list[int], where: str
) -> tuple[str, list[float]]:
    try:
        usage, counts = row[usage_at].strip(), [float(row[place]) for place in counts_at]
        wrong = [count for count in counts if not 0 <= count < math.inf]
        if wrong:
            raise ValueError(f"{wrong[0]:g}")
    except (IndexError, ValueError) as error:
        raise DataError(
            f"expected ten counts in {where}, none below 0, got {str(error)[:80]}; fetch "
            f"{FILE_NAME} again"
        ) from error
    if usage not in SPLITS:
        raise DataError(f"expected Usage in {where} among {', '.join(SPLITS)}, got {usage[:40]!r}")
    return usage, counts


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
