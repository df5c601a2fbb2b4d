"""A map laid over a face, as pixels."""

import base64
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

FOR: Final = (255, 122, 36)
AGAINST: Final = (36, 132, 255)
"""Red, green and blue: the page's own, --map-for and --map-against in its tokens.css."""

STRONGEST: Final = 0.78
"""Of a colour's opacity: some of the face must show through. The page's own too."""

TILE_PX: Final = 144


def tile(
    face: npt.NDArray[np.uint8], values: npt.NDArray[np.float32] | None, full: float
) -> npt.NDArray[np.uint8]:
    """Returns a face, enlarged, with a map over it: uint8 [144, 144, 3], RGB.

    Args:
        face: uint8 [48, 48].
        values: [48, 48], above 0 for what supports the answer; None for the face alone.
        full: The value drawn in full colour; smaller ones fade.
    """
    size = (TILE_PX, TILE_PX)
    grey = cv2.resize(face, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)[..., None]
    picture = np.repeat(grey, 3, axis=2)
    if values is not None:
        large = cv2.resize(values.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        strength = STRONGEST * np.clip(np.abs(large) / max(full, 1e-12), 0, 1)[..., None]
        colour = np.where(large[..., None] > 0, np.array(FOR), np.array(AGAINST))
        picture = picture * (1 - strength) + colour * strength
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


def data_uri(picture: npt.NDArray[np.uint8]) -> str:
    """Returns an RGB picture as a JPEG in a data URL."""
    _, encoded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    return "data:image/jpeg;base64," + base64.b64encode(encoded.tobytes()).decode()
