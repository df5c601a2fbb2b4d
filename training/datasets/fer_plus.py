"""FER+'s votes: ten people's labels for each face of FER2013 (arXiv 1608.01041).

github.com/microsoft/FERPlus, fer2013new.csv, MIT.
"""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.columns import read_columns
from training.datasets.faces import SPLITS, Faces
from training.datasets.fer2013 import MOST_FACES
from training.errors import DataError
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS, FER_PLUS_TO_EXPRESSION

FILE_NAME: Final = "fer2013new.csv"
COMPARED_FACES: Final = 200
LEAST_AGREEMENT: Final = 0.4
"""Share of faces whose label is what most people voted for. Of 200 faces of FER2013 in a row it is
at least 0.55, and at most 0.26 with the votes of other faces."""
MOST_VOTES: Final = 1000
"""Of one kind for a face; FER+ asked ten people."""


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
    for where, (usage, *votes_of_row) in read_columns(
        path, (FILE_NAME,), ("Usage", *FER_PLUS_COLUMNS)
    ):
        if usage not in SPLITS:
            raise DataError(
                f"expected Usage in {where} among {', '.join(SPLITS)}, got {usage[:40]!r}"
            )
        if len(by_split[usage]) == MOST_FACES:
            raise DataError(f"expected at most {MOST_FACES} {usage} rows in {path}, got more")
        by_split[usage].append(_counts(where, votes_of_row))
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


def _counts(where: str, cells: list[str]) -> list[float]:
    try:
        counts = [float(cell) for cell in cells]
        wrong = [count for count in counts if not 0 <= count <= MOST_VOTES]
        if wrong:
            raise ValueError(f"{wrong[0]:g}")
    except ValueError as error:
        raise DataError(
            f"expected ten counts in {where}, from 0 to {MOST_VOTES}, got {str(error)[:80]}; fetch "
            f"{FILE_NAME} again"
        ) from error
    return counts


def require_agreement(path: Path, faces: Faces) -> None:
    """Refuses votes that are shuffled or shifted against the faces: counts alone fit any order.

    Splits of less than COMPARED_FACES faces are not compared.

    Args:
        path: Of the votes, for the message.
        faces: With votes.

    Raises:
        DataError: naming the first faces with too little agreement.
    """
    for split in SPLITS:
        part = faces.select(split)
        assert part.votes is not None
        agrees = vote_distribution(part.votes).argmax(axis=1) == part.labels
        for start in range(0, len(agrees) - COMPARED_FACES + 1, COMPARED_FACES // 2):
            share = agrees[start : start + COMPARED_FACES].mean()
            if share < LEAST_AGREEMENT:
                raise DataError(
                    f"expected the votes in {path} to name the labels of most faces, got "
                    f"{share:.2f} of the {COMPARED_FACES} {split} faces from number {start + 1}, "
                    "as if rows were moved; use both files as they were published"
                )


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
