"""Checks that an exported network computes the same in TF.js as in Keras."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from converter.errors import ParityError
from converter.manifest import OUTPUT_NAME
from converter.reference import shipped_outputs
from training.hardware.tfjs_model import Host, TfjsModel

FLOAT32_LIMIT: Final = 1e-3
"""Largest allowed difference of a probability between Keras and the unquantized files. Rounding
alone causes about 1e-6; 0.001 would not visibly move a bar on the page."""

HOSTS: Final[tuple[Host, ...]] = ("node", "chromium")
GOLDEN_FACES: Final = 64

Images = npt.NDArray[np.uint8]
Logits = npt.NDArray[np.float32]


def golden_set(faces: Images) -> Images:
    """Returns uint8 [N, 48, 48]: faces picked evenly from the given ones, and extreme pictures."""
    picked = faces[np.linspace(0, len(faces) - 1, GOLDEN_FACES).astype(int)]
    noise = np.random.default_rng(0).integers(0, 256, (2, 48, 48), dtype=np.uint8)
    flat = np.stack([np.full((48, 48), grey, np.uint8) for grey in (0, 127, 255)])
    ramp = np.linspace(0, 255, 48).astype(np.uint8)
    ramps = np.stack([np.tile(ramp, (48, 1)), np.tile(ramp[:, None], (1, 48))])
    return np.concatenate([picked, noise, flat, ramps])


def tfjs_logits(folder: Path, images: Images, host: Host = "node") -> Logits:
    """Returns TF.js's logits, float32 [N, 7], for uint8 [N, 48, 48]."""
    model = TfjsModel(folder, host)
    return model.predict(images[..., None].astype(np.float32))[model.manifest["output"]["name"]]


def largest_difference(a: Logits, b: Logits) -> float:
    """Returns the largest difference between two networks' probabilities."""
    return float(np.abs(softmax(a, axis=1) - softmax(b, axis=1)).max())


def top1_agreement(a: Logits, b: Logits) -> float:
    """Returns the share of rows in which both name the same expression."""
    return float(np.mean(a.argmax(axis=1) == b.argmax(axis=1)))


def prove(
    folder: Path, images: Images, expected: Logits, reference: str = "Keras"
) -> dict[str, float]:
    """Returns, for each host, how far the probabilities of an export are from those expected.

    Raises:
        ParityError: if one exceeds the limit.
    """
    off: dict[str, float] = {}
    for host in HOSTS:
        off[host] = largest_difference(tfjs_logits(folder, images, host), expected)
        if not off[host] <= FLOAT32_LIMIT:
            raise ParityError(
                f"expected TF.js in {host} within {FLOAT32_LIMIT} of {reference}, got "
                f"{off[host]:.2e}; the previous export stays"
            )
    return off


def prove_shipped(folder: Path, images: Images) -> dict[str, float]:
    """Returns, for each host, how far the shipped files are from TensorFlow at most.

    TensorFlow, which Keras uses, computes with their dequantized weights.

    Raises:
        ParityError: if one exceeds the limit.
    """
    batch = images[..., None].astype(np.float32)
    expected = shipped_outputs(folder, batch, OUTPUT_NAME)
    return prove(folder, images, expected, "TensorFlow")
