"""A network's calibrated answers about faces."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from reader.errors import ModelError
from reader.faces.followed import FaceAnswer, FollowedFace
from reader.network.folder import ModelFolder
from reader.network.net import Net

SAME_GREY: Final = 4.0
"""The network reads a face again only if a part of it differs by more grey levels on average. The
readings skipped would have changed a probability by 0.017 in the median (the page's `rereading.ts`
has the measurements)."""
PART_PX: Final = 8
"""The parts: 6 × 6 of 8 × 8 pixels. A corner of a mouth fills one."""
READ_AGAIN_AFTER_MS: Final = 250
"""Every face is read again after this time at the latest."""
FACES_PER_FRAME: Final = 1
"""How many of the faces that changed are read in one frame."""

Face = npt.NDArray[np.uint8]
Probabilities = npt.NDArray[np.float64]


class Classifier:
    """Reads expressions from cropped faces."""

    def __init__(self, model: ModelFolder) -> None:
        """Builds the network.

        Raises:
            ModelError: for an unknown operation, or an impossible temperature.
        """
        self._net = Net(model, [model.manifest["output"]["name"]])
        self._temperature = float(model.manifest["temperature"])
        if not 0 < self._temperature < math.inf:
            raise ModelError(
                f"expected a temperature above 0, got {self._temperature}; export the model again"
            )

    def classify(self, faces: Sequence[Face]) -> list[Probabilities]:
        """Returns each face's probabilities, in the manifest's order of labels: [labels], sum 1.

        Args:
            faces: uint8 [48, 48] each.
        """
        if not faces:
            return []
        (logits,) = self._net.run(np.stack(faces).astype(np.float32)[:, None])
        return [softmax(row, self._temperature) for row in logits]


def softmax(logits: npt.NDArray[np.float32], temperature: float) -> Probabilities:
    """Returns softmax(logits / temperature) (Guo et al. 2017, arXiv 1706.04599): [labels]."""
    scaled = logits.astype(np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max())
    return np.asarray(exponentials / exponentials.sum())


def read_in_turn(
    classifier: Classifier, faces: Sequence[tuple[FollowedFace, Face]]
) -> list[Probabilities]:
    """Returns each face's probabilities, and saves the answers in the records.

    A face that looks as it did when it was last read keeps its answer. Of several that have
    changed, one per frame is read, as on the page.

    Args:
        faces: Records of a frame's faces, each with uint8 [48, 48].
    """
    due = _due(faces)
    read = classifier.classify([grey for _, grey in due])
    for (face, grey), probabilities in zip(due, read, strict=True):
        face.answer = FaceAnswer(grey, probabilities, face.seen_ms)
    return [face.answer.probabilities for face, _ in faces if face.answer is not None]


def _due(faces: Sequence[tuple[FollowedFace, Face]]) -> list[tuple[FollowedFace, Face]]:
    """Those of the faces that are read in this frame."""
    due: set[int] = set()
    urgencies: dict[int, float] = {}
    for index, (face, grey) in enumerate(faces):
        answer = face.answer
        if answer is None:
            due.add(index)
            continue
        age_ms = face.seen_ms - answer.time_ms
        difference = largest_difference(answer.face, grey)
        has_changed = difference > SAME_GREY
        # A changed face that waited for the next frame would wait too long.
        if age_ms >= READ_AGAIN_AFTER_MS - (face.gap_ms if has_changed else 0.0):
            due.add(index)
        elif has_changed:
            urgencies[index] = difference / SAME_GREY + age_ms / READ_AGAIN_AFTER_MS
    most_urgent = sorted(urgencies, key=lambda index: -urgencies[index])
    due.update(most_urgent[: max(0, FACES_PER_FRAME - len(due))])
    return [each for index, each in enumerate(faces) if index in due]


def largest_difference(a: Face, b: Face) -> float:
    """Returns the largest mean absolute difference of the parts of two faces, in grey levels."""
    apart = np.abs(a.astype(np.int16) - b)
    parts = len(a) // PART_PX
    return float(apart.reshape(parts, PART_PX, parts, PART_PX).mean(axis=(1, 3)).max())
