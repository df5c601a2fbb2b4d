"""Draws camera frames with one FER2013 face in each, and what light and lenses do to them."""

from collections.abc import Callable
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]
Face = npt.NDArray[np.uint8]

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 480
FACE_PX: Final = 48

PLAIN_GREY: Final = 128
SHAPES: Final = 60
"""Discs, bars and lines of the cluttered background."""

PHOTOGRAPHS: Final = ("coffee", "brick", "coins", "gravel", "grass", "hubble_deep_field", "rocket")
"""Of scikit-image, in none of which a person or an animal looks into the camera."""


def compose(
    face: Face, side_px: float, clockwise_degrees: float, background: str, seed: int
) -> Frame:
    """Returns a frame, uint8 [480, 640, 3] RGB.

    The face is enlarged by Lanczos, turned, and laid over the background with its hard edge where
    `place` says. A camera's face has its detail; enlarging bilinearly takes some of it away, which
    alone cost the network `fast` 0.8 ± 2.5 points over 400 faces, by Lanczos 0.0 ± 1.7.

    Args:
        face: uint8 [48, 48], grey.
        side_px: Of the face in the frame, before it is turned.
        clockwise_degrees: As seen.
        background: A key of BACKGROUNDS.
        seed: Of the place and the background; the same gives the same frame.
    """
    x, y = place(side_px, clockwise_degrees, seed)
    frame = BACKGROUNDS[background](np.random.default_rng([seed, 20261125]))
    turn = np.deg2rad(clockwise_degrees)
    scale = side_px / FACE_PX
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    # Pixel k's centre lies at k + 0.5 in both.
    offset = np.array([x, y]) - 0.5 - linear @ np.full(2, FACE_PX / 2 - 0.5)
    matrix = np.column_stack([linear, offset])
    laid = cv2.warpAffine(
        face,
        matrix,
        (WIDTH_PX, HEIGHT_PX),
        flags=cv2.INTER_LANCZOS4,
        borderMode=cv2.BORDER_REPLICATE,
    )
    within = inside(x, y, side_px, turn)
    frame[within] = laid[within, None]
    return frame


def place(side_px: float, clockwise_degrees: float, seed: int) -> tuple[float, float]:
    """Returns where the face's centre lies, (x, y) in pixels, at random but all of it in the frame.

    A face that is larger than the frame stays in its middle.
    """
    rng = np.random.default_rng([seed, 20261124])
    turn = np.deg2rad(clockwise_degrees)
    reach = side_px / 2 * (abs(np.cos(turn)) + abs(np.sin(turn)))
    x, y = (
        rng.uniform(min(reach, extent / 2), max(extent - reach, extent / 2))
        for extent in (WIDTH_PX, HEIGHT_PX)
    )
    return float(x), float(y)


def inside(x: float, y: float, side_px: float, turn: float) -> npt.NDArray[np.bool_]:
    """Returns bool [480, 640]: which pixels' centres lie in the turned square."""
    columns = np.arange(WIDTH_PX) + 0.5 - x
    rows = np.arange(HEIGHT_PX)[:, None] + 0.5 - y
    along = columns * np.cos(turn) + rows * np.sin(turn)
    across = rows * np.cos(turn) - columns * np.sin(turn)
    return np.asarray((abs(along) < side_px / 2) & (abs(across) < side_px / 2))


def plain(_rng: np.random.Generator) -> Frame:
    """Returns one grey."""
    return np.full((HEIGHT_PX, WIDTH_PX, 3), PLAIN_GREY, np.uint8)


def cluttered(rng: np.random.Generator) -> Frame:
    """Returns coloured discs, bars and lines."""
    frame = plain(rng)
    for _ in range(SHAPES):
        start, end = (
            tuple(int(v) for v in rng.integers(0, (WIDTH_PX, HEIGHT_PX))) for _ in range(2)
        )
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        kind = rng.integers(3)
        if kind == 0:
            cv2.circle(frame, start, int(rng.integers(4, 70)), colour, -1)
        elif kind == 1:
            size = rng.integers(6, 120, 2)
            far = (start[0] + int(size[0]), start[1] + int(size[1]))
            cv2.rectangle(frame, start, far, colour, -1)
        else:
            cv2.line(frame, start, end, colour, int(rng.integers(1, 8)))
    return frame


def photograph(rng: np.random.Generator) -> Frame:
    """Returns one of scikit-image's photographs, cut to the frame's shape."""
    return picture(PHOTOGRAPHS[int(rng.integers(len(PHOTOGRAPHS)))]).copy()


@cache
def picture(name: str) -> Frame:
    """Returns scikit-image's picture of this name as uint8 [480, 640, 3] RGB."""
    from skimage import color, data

    found = getattr(data, name)()
    if found.ndim == 2:
        found = color.gray2rgb(found)
    height, width = found.shape[:2]
    scale = max(WIDTH_PX / width, HEIGHT_PX / height)
    size = (max(WIDTH_PX, round(width * scale)), max(HEIGHT_PX, round(height * scale)))
    shrinks = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    large = cv2.resize(found, size, interpolation=shrinks)
    return np.ascontiguousarray(large[:HEIGHT_PX, :WIDTH_PX], np.uint8)


BACKGROUNDS: Final[dict[str, Callable[[np.random.Generator], Frame]]] = {
    "plain": plain,
    "cluttered": cluttered,
    "photograph": photograph,
}


def light(frame: Frame, share: float) -> Frame:
    """Returns every grey multiplied; what exceeds white is lost, as on a sensor."""
    return rounded(frame.astype(np.float32) * share)


def haze(frame: Frame, contrast: float) -> Frame:
    """Returns the frame faded towards a bright grey."""
    return rounded(frame * np.float32(contrast) + np.float32((1 - contrast) * 170))


def blur(frame: Frame, sigma_px: float) -> Frame:
    """Returns the frame out of focus, sigma in pixels of the frame."""
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma_px), np.uint8)


def noise(frame: Frame, sigma: float, seed: int) -> Frame:
    """Returns the frame with Gaussian noise of this many grey levels, alike in each channel."""
    rng = np.random.default_rng([seed, 4242])
    return rounded(frame + rng.normal(0, sigma, (*frame.shape[:2], 1)).astype(np.float32))


def jpeg(frame: Frame, quality: int) -> Frame:
    """Returns the frame compressed and opened again; OpenCV's quality, 0–100."""
    done, file = cv2.imencode(
        ".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert done
    opened = cv2.imdecode(file, cv2.IMREAD_COLOR)
    assert opened is not None
    return np.asarray(cv2.cvtColor(opened, cv2.COLOR_BGR2RGB), np.uint8)


def rounded(values: npt.NDArray[np.float32]) -> Frame:
    """Returns values as uint8, cut at black and white."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)
