"""A network's calibrated answers about faces."""

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
READ_AGAIN_AFTER_MS: Final = 300

Face = npt.NDArray[np.uint8]
Probabilities = npt.NDArray[np.float64]


class Classifier:
    """Reads expressions from cropped faces."""

    def __init__(self, model: ModelFolder) -> None:
        """Builds the network.

        Raises:
            ModelError: for an operation that is not known.
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
    """A classifier that remembers its answers about the last frame's faces."""

    def __init__(self, classifier: Classifier) -> None:
        """Starts without faces."""
        self._classifier = classifier
        self._memories: dict[int, _Memory] = {}

    def classify(self, faces: dict[int, Face], time_ms: float) -> list[Probabilities]:
        """Returns each face's probabilities; a face that looks the same keeps its own.

        Args:
            faces: uint8 [48, 48] by the face's number, which stays from frame to frame.
            time_ms: Of the frame; if the clock goes back, nothing is remembered.
        """
        known = {
            number: memory
            for number, face in faces.items()
            if (memory := self._recalled(number, face, time_ms)) is not None
        }
        unknown = {number: face for number, face in faces.items() if number not in known}
        read = self._classifier.classify(list(unknown.values()))
        for (number, face), probabilities in zip(unknown.items(), read, strict=True):
            known[number] = _Memory(face, probabilities, time_ms)
        self._memories = known
        return [known[number].probabilities for number in faces]

    def _recalled(self, number: int, face: Face, time_ms: float) -> _Memory | None:
        memory = self._memories.get(number)
        if memory is None or not 0 <= time_ms - memory.read_ms < READ_AGAIN_AFTER_MS:
            return None
        return memory if largest_difference(memory.face, face) <= SAME_GREY else None


def largest_difference(a: Face, b: Face) -> float:
    """Returns the largest mean absolute difference of the parts of two faces, in grey levels."""
    apart = np.abs(a.astype(np.int16) - b)
    parts = len(a) // PART_PX
    return float(apart.reshape(parts, PART_PX, parts, PART_PX).mean(axis=(1, 3)).max())
