"""Faces in memory: what they check themselves, and how many there should be."""

import numpy as np
import pytest

from training.datasets.faces import Faces
from training.datasets.fer2013 import OFFICIAL_COUNTS, warn_of_other_counts
from training.labels import EXPRESSIONS


def faces_with_counts(counts: tuple[int, ...]) -> Faces:
    labels = np.repeat(np.arange(7, dtype=np.uint8), counts)
    return Faces(
        images=np.zeros((len(labels), 48, 48), np.uint8),
        labels=labels,
        splits=np.full(len(labels), "PublicTest", "U11"),
        votes=None,
        source="counted",
    )


def test_other_class_counts_are_shown_in_a_table() -> None:
    counts = (467, 56, 496, 895, 600, 415, 607)
    with pytest.warns(UserWarning, match="class counts of counted") as caught:
        warn_of_other_counts(faces_with_counts(counts), ("PublicTest",))
    table = str(caught[0].message).splitlines()
    assert table[1].split() == list(EXPRESSIONS)
    assert table[2].split() == ["PublicTest", *map(str, counts)]
    assert table[3].split() == ["official", *map(str, OFFICIAL_COUNTS["PublicTest"])]


def test_counts_within_one_face_are_fer2013s() -> None:
    warn_of_other_counts(faces_with_counts((467, 56, 497, 895, 653, 415, 606)), ("PublicTest",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": np.zeros((2, 48, 47), np.uint8)}, r"images as uint8 \[2, 48, 48\]"),
        ({"images": np.zeros((2, 48, 48), np.float32)}, "got float32"),
        ({"labels": np.array([0, 7], np.uint8)}, "labels in 0–6, got 7"),
        ({"splits": np.array(["Training", "Other"])}, "2 splits among"),
        ({"votes": np.zeros((2, 7), np.float32)}, r"votes of shape \[2, 10\], got \[2, 7\]"),
    ],
)
def test_faces_check_themselves(change: dict[str, np.ndarray], message: str) -> None:
    values = {
        "images": np.zeros((2, 48, 48), np.uint8),
        "labels": np.zeros(2, np.uint8),
        "splits": np.array(["Training", "Training"]),
        "votes": None,
        "source": "x",
    }
    with pytest.raises(ValueError, match=message):
        Faces(**(values | change))  # type: ignore[arg-type]
