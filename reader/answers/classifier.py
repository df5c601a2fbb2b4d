"""A network's calibrated answers about faces."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

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
            ModelError: for an unknown operation.
        """
        self._net = Net(model, [model.manifest["output"]["name"]])
        self._temperature = float(model.manifest["temperature"])

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


@dataclass(frozen=True, eq=False)
class _Memory:
    face: Face
    probabilities: Probabilities
    read_ms: float


class RememberingClassifier:
    """A classifier that remembers its answers about the last frame's faces.

    Of several faces that changed, it reads one per frame, as the page does.
    """

    def __init__(self, classifier: Classifier) -> None:
        """Starts without faces."""
        self._classifier = classifier
        self._memories: dict[int, _Memory] = {}
        self._last_frame_ms = -math.inf

    def classify(self, faces: dict[int, Face], time_ms: float) -> list[Probabilities]:
        """Returns each face's probabilities. A face that looks the same, or waits for its turn,
        keeps those it had.

        Args:
            faces: uint8 [48, 48] by the face's number, which stays from frame to frame.
            time_ms: Of the frame; if the clock goes back, nothing is remembered.
        """
        chosen = self._chosen(faces, time_ms)
        due = [number for number in faces if number in chosen]
        read = self._classifier.classify([faces[number] for number in due])
        known = {number: self._memories[number] for number in faces if number not in chosen}
        for number, probabilities in zip(due, read, strict=True):
            known[number] = _Memory(faces[number], probabilities, time_ms)
        self._memories, self._last_frame_ms = known, time_ms
        return [known[number].probabilities for number in faces]

    def _chosen(self, faces: dict[int, Face], time_ms: float) -> set[int]:
        """Those of the faces that are read in this frame."""
        due: set[int] = set()
        urgencies: dict[int, float] = {}
        for number, face in faces.items():
            memory = self._memories.get(number)
            if memory is None:
                due.add(number)
                continue
            age_ms = time_ms - memory.read_ms
            difference = largest_difference(memory.face, face)
            has_changed = difference > SAME_GREY
            # A changed face that waited for the next frame would wait too long.
            wait_ms = time_ms - self._last_frame_ms if has_changed else 0.0
            if age_ms < 0 or age_ms >= READ_AGAIN_AFTER_MS - wait_ms:
                due.add(number)
            elif has_changed:
                urgencies[number] = difference / SAME_GREY + age_ms / READ_AGAIN_AFTER_MS
        most_urgent = sorted(urgencies, key=lambda number: -urgencies[number])
        return due | set(most_urgent[: max(0, FACES_PER_FRAME - len(due))])


def largest_difference(a: Face, b: Face) -> float:
    """Returns the largest mean absolute difference of the parts of two faces, in grey levels."""
    apart = np.abs(a.astype(np.int16) - b)
    parts = len(a) // PART_PX
    return float(apart.reshape(parts, PART_PX, parts, PART_PX).mean(axis=(1, 3)).max())
