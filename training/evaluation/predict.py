"""Logits of a trained network, from a .keras file or an exported TF.js folder alike."""

import zipfile
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.errors import ConfigError, first_line
from training.evaluation.foreign import require_logits
from training.hardware.tfjs_model import TfjsModel
from training.labels import EXPRESSIONS, FACE_SIDE_PX
from training.models.voters import Pixels
from training.runs import folder as run_folder

BATCH_SIZE = 512

TO_BE = "to be a .keras file, a run folder or an exported model's folder"
NAME_ONE = "name what train.py or export.py wrote"


class Predictor:
    """A network behind one call, whatever file it came from.

    Attributes:
        kind: "keras" or "tfjs".
        network: In Keras; None for an export.
    """

    def __init__(self, path: Path) -> None:
        """Opens a .keras file, a run folder or an exported model's folder.

        Raises:
            ConfigError: if it is none of these, or its shapes are not a face network's.
        """
        self.name = run_folder.network_name(path)
        self.network: keras.Model | None = None
        if (path / "manifest.json").exists():
            self.kind = "tfjs"
            self._exported = TfjsModel(path)
        else:
            self.kind = "keras"
            self.network = load_network(path)

    def logits(self, images: Pixels) -> npt.NDArray[np.float32]:
        """Returns float32 [N, 7] for grey faces, [N, 48, 48] in 0–255."""
        if self.network is not None:
            return keras_logits(self.network, images)
        outputs = self._exported.predict(images[..., None].astype(np.float32))
        return np.asarray(outputs[self._exported.manifest["output"]["name"]], np.float32)


def keras_logits(network: keras.Model, images: Pixels) -> npt.NDArray[np.float32]:
    """Returns float32 [N, 7] of a Keras network for grey faces, [N, 48, 48] in 0–255.

    Raises:
        ConfigError: if they are no logits.
    """
    batch = images[..., None].astype(np.float32)
    logits = np.asarray(network.predict(batch, batch_size=BATCH_SIZE, verbose=0), np.float32)
    require_logits(logits)
    return logits


def load_network(path: Path, values: int = len(EXPRESSIONS)) -> keras.Model:
    """Returns the face network in a .keras file or a run folder.

    Args:
        path: Of either.
        values: How many it gives for each face.

    Raises:
        ConfigError: if it is no Keras model, or its input or output is not a face network's.
    """
    path = run_folder.network_file(path)
    if not path.is_file():
        raise ConfigError(f"expected {path} {TO_BE}, got no such file; {NAME_ONE}")
    if path.suffix != ".keras" or not zipfile.is_zipfile(path):
        raise ConfigError(f"expected {path} {TO_BE}, got a damaged file or another; {NAME_ONE}")
    try:
        network = keras.models.load_model(path, compile=False)
    # A file with a wrong byte raises what zipfile, json, h5py, Keras and its back end may raise.
    except Exception as error:
        raise ConfigError(
            f"expected {path} {TO_BE}, got {first_line(error)}; {NAME_ONE}"
        ) from error
    one = network.built and len(network.inputs) == len(network.outputs) == 1
    if not one or isinstance(getattr(network, "output", None), dict):
        raise ConfigError(
            f"expected {path} to be a built network of one input and one output, not a "
            "dictionary, got another; build it with keras.Input((48, 48, 1)) and save it again"
        )
    came = [list(network.input_shape), list(network.output_shape)]
    expected = [[None, FACE_SIDE_PX, FACE_SIDE_PX, 1], [None, values]]
    if came != expected:
        raise ConfigError(
            f"expected {path} to map {expected[0]} to {expected[1]}, got "
            f"{came[0]} to {came[1]}; name a network that train.py trained"
        )
    return network
