"""A network that OpenCV computes."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from reader.network.folder import ModelFolder
from reader.network.graph import to_onnx


class Net:
    """A model's network: rows in, outputs out."""

    def __init__(self, model: ModelFolder, outputs: Sequence[str]) -> None:
        """Builds the network in memory.

        Args:
            outputs: Names of the outputs that `run` gives, in this order.

        Raises:
            ModelError: for an operation that is not known.
        """
        content = to_onnx(model.nodes, model.weights, outputs)
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
        self._outputs = list(outputs)

    def run(self, rows: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        """Returns each output.

        Args:
            rows: float32 [N, channels, height, width].
        """
        self._net.setInput(np.ascontiguousarray(rows))
        outputs: Any = self._net.forward(self._outputs)
        return list(outputs)
