"""The content of a contact sheet, before it becomes a page."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.explanations.mistakes import ConfusedPair

Tile = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Row:
    """A face, or the mean of faces, with the maps of its reading.

    Attributes:
        title: What it is.
        note: How it was read.
        tiles: The face, then one tile per method: uint8 [144, 144, 3].
    """

    title: str
    note: str
    tiles: list[Tile]


@dataclass(frozen=True)
class Sheet:
    """Everything that is shown.

    Attributes:
        title: The network and the faces.
        summary: One sentence with the figures.
        methods: Names of the columns after the face, each with a description.
        means: One row per expression.
        faces: Rows of single, correctly read faces.
        mistakes: Rows of the most certain mistakes.
        pairs: The most confused.
    """

    title: str
    summary: str
    methods: list[tuple[str, str]]
    means: list[Row]
    faces: list[Row]
    mistakes: list[Row]
    pairs: list[ConfusedPair]

    def chapters(self) -> list[tuple[str, str, list[Row]]]:
        """Returns heading, explanation and rows of each part with pictures."""
        return [
            (
                "What each expression rests on",
                "Means over correctly read faces, laid over the mean face of all with that label.",
                self.means,
            ),
            (
                "Single faces",
                "Read correctly, from the surest to the least sure of each expression.",
                self.faces,
            ),
            (
                "The surest mistakes",
                "Wrong according to the label; the maps show what spoke for the answer given.",
                self.mistakes,
            ),
        ]
