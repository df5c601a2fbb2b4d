"""Readings as plain objects and as rows of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reader.crops.quality import Hint
from reader.faces.detection import Box

Row = dict[str, str | int | float | None]
"""A row of a table: column → value; None if there is none."""

COLUMNS: Final = (
    "file",
    "time_ms",
    "face_id",
    "left",
    "top",
    "width",
    "height",
    "roll_degrees",
    "detection_score",
    "certainty",
    "shown",
    "reason",
    "hints",
)
"""Columns of every table, followed by one column p_LABEL for each of the model's labels.
docs/study.md says what they mean."""


def columns(labels: tuple[str, ...]) -> list[str]:
    """Returns the names of a table's columns."""
    return [*COLUMNS, *(f"p_{label}" for label in labels)]


@dataclass(frozen=True)
class Face:
    """One face of one picture or frame.

    Attributes:
        id: In a video, a number from 1 that the face keeps while it is followed; in a picture, its
            position in the order of finding, from 0.
        box: In pixels of the picture.
        roll_degrees: The head's tilt: 0 upright, positive clockwise as seen, −180 to 180.
        keypoints: Name → (x, y) in pixels; right and left are the subject's own.
        detection_score: The detector's score for this being a face: 0.5 to 1.
        probabilities: Label → calibrated probability, in the model's order; they sum to 1.
        expression: The likeliest label, whether sure or not.
        not_sure_because: "low_probability", "too_small", "too_dark" or "blurred"; None if it is
            sure.
        hints: Hints, the most limiting problem first.
    """

    id: int
    box: Box
    roll_degrees: float
    keypoints: dict[str, tuple[float, float]]
    detection_score: float
    probabilities: dict[str, float]
    expression: str
    not_sure_because: str | None
    hints: tuple[Hint, ...]

    @property
    def sure(self) -> bool:
        """Whether the reading is sure."""
        return self.not_sure_because is None

    @property
    def certainty(self) -> float:
        """The likeliest label's probability, 0 to 1."""
        return self.probabilities[self.expression]

    @property
    def shown(self) -> str:
        """The label if the reading is sure, else "not_sure"."""
        return self.expression if self.sure else "not_sure"

    def row(self) -> Row:
        """Returns the face's columns of a table: pixels and degrees to two decimals, probabilities
        to four."""
        box = self.box
        return {
            "face_id": self.id,
            "left": round(box.left, 2),
            "top": round(box.top, 2),
            "width": round(box.width, 2),
            "height": round(box.height, 2),
            "roll_degrees": round(self.roll_degrees, 2),
            "detection_score": round(self.detection_score, 4),
            "certainty": round(self.certainty, 4),
            "shown": self.shown,
            "reason": self.not_sure_because,
            "hints": " ".join(self.hints),
            **{f"p_{label}": round(p, 4) for label, p in self.probabilities.items()},
        }


@dataclass(frozen=True)
class Reading:
    """The faces of a picture or frame, largest first.

    Attributes:
        faces: All that were found; may be empty.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        labels: The model's expressions, in the order of every list of probabilities.
        time_ms: Of a video's frame, since its start; None for a picture.
    """

    faces: tuple[Face, ...]
    width: int
    height: int
    labels: tuple[str, ...]
    time_ms: float | None = None

    def __iter__(self) -> Iterator[Face]:
        return iter(self.faces)

    def __len__(self) -> int:
        return len(self.faces)

    def __getitem__(self, index: int) -> Face:
        return self.faces[index]

    def rows(self, file: str = "") -> list[Row]:
        """Returns one row for each face, or one "no_face" row; pandas.DataFrame accepts them."""
        time_ms = None if self.time_ms is None else round(self.time_ms, 3)
        found = [face.row() for face in self.faces] or [{"shown": "no_face"}]
        empty: Row = dict.fromkeys(columns(self.labels))
        return [{**empty, "file": file, "time_ms": time_ms, **row} for row in found]


def unreadable_row(file: str, reason: str, labels: tuple[str, ...]) -> Row:
    """Returns the row of a file that cannot be read: "unreadable", with the reason."""
    empty: Row = dict.fromkeys(columns(labels))
    return {**empty, "file": file, "shown": "unreadable", "reason": reason}
