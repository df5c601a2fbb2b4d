"""The one definition of model input: how a face in a frame becomes 48×48 grey.

`webapp/src/vision/crops/crop.ts` implements the same; `tests/goldens/crop.json` holds both to one
grey level. Pixel k's centre lies at k + 0.5, so a frame of width W spans [0, W].
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.labels import FACE_SIDE_PX

LUMA_BT601: Final = (0.299, 0.587, 0.114)
"""Weights of R, G and B in grey (ITU-R BT.601), which OpenCV and Pillow use and FER2013 was made
with."""

MAX_SAMPLES_PER_SIDE: Final = 8
"""Largest number of samples along one side of an output pixel. 8 avoids aliasing in faces of up to
384 px and bounds the work to 48²·8² samples, about 4 ms in a browser."""

_ROUNDING: Final = 1e-9
"""Keeps a side of 96 px, which may be computed as 96.00000000000001, at 2 samples."""


@dataclass(frozen=True)
class Similarity:
    """A map from fractions of the face frame to pixels of the camera frame.

    A fraction f = x + iy goes to `origin_px + z_px · (f − centre)`. No reflection.

    Attributes:
        z_px: Complex; |z| is the crop's side in pixels, arg z its roll in radians, positive
            clockwise as seen (y points down).
        centre: Complex fraction of the face frame that the fit leaves at `origin_px`.
        origin_px: Complex pixel position in the camera frame.
    """

    z_px: complex
    centre: complex
    origin_px: complex

    @property
    def side_px(self) -> float:
        """The crop's side in pixels of the camera frame."""
        return abs(self.z_px)

    @property
    def roll_radians(self) -> float:
        """The head's roll, 0 when upright, positive clockwise as seen."""
        return float(np.angle(self.z_px))


def fit_similarity(
    template: npt.NDArray[np.float64], points_px: npt.NDArray[np.float64]
) -> Similarity:
    """Returns the similarity that fits the template's points to a face's by least squares.

    Closed form of Umeyama (1991, doi:10.1109/34.88573) in the plane, where a rotation with scale
    is one complex factor.

    Args:
        template: [K, 2] fractions (x, y) of the face frame, K ≥ 2.
        points_px: [K, 2] the same landmarks in the camera frame, in pixels.

    Raises:
        ValueError: if the shapes differ, or the points coincide, which leaves the scale undefined.
    """
    if template.shape != points_px.shape or template.ndim != 2 or len(template) < 2:
        raise ValueError(
            f"expected two [K, 2] arrays of the same K ≥ 2 landmarks, got {template.shape} and "
            f"{points_px.shape}"
        )
    t = template[:, 0] + 1j * template[:, 1]
    p = points_px[:, 0] + 1j * points_px[:, 1]
    t_mean, p_mean = complex(t.mean()), complex(p.mean())
    spread = float(np.sum(np.abs(t - t_mean) ** 2))
    if spread == 0.0:
        raise ValueError("expected template landmarks that differ, got one point several times")
    z = complex(np.sum(np.conj(t - t_mean) * (p - p_mean)) / spread)
    if z == 0:
        raise ValueError("expected face landmarks that differ, got one point several times")
    return Similarity(z, t_mean, p_mean)


def samples_per_side(side_px: float) -> int:
    """Returns how many samples an output pixel averages along each side: ceil(side/48) in 1..8."""
    return int(np.clip(np.ceil(side_px / FACE_SIDE_PX - _ROUNDING), 1, MAX_SAMPLES_PER_SIDE))


def crop_face(
    frame: npt.NDArray[np.uint8],
    template: npt.NDArray[np.float64],
    points_px: npt.NDArray[np.float64],
) -> npt.NDArray[np.uint8]:
    """Returns the face, upright and framed as the template says: uint8 [48, 48], grey 0–255.

    Each output pixel is the mean of S×S bilinear samples (see `samples_per_side`); beyond the
    frame its edge pixels repeat; alpha is ignored; the mean is rounded half up.

    Args:
        frame: uint8 [H, W], [H, W, 3] RGB or [H, W, 4] RGBA.
        template: [K, 2] landmarks as fractions of the face frame.
        points_px: [K, 2] the same landmarks in the frame, in pixels.
    """
    fit = fit_similarity(template, points_px)
    s = samples_per_side(fit.side_px)
    fractions = (np.arange(FACE_SIDE_PX * s) + 0.5) / (FACE_SIDE_PX * s)
    f = fractions[None, :] + 1j * fractions[:, None]
    at_px = fit.origin_px + fit.z_px * (f - fit.centre)
    grey = _sample_grey(frame, at_px.real - 0.5, at_px.imag - 0.5)
    mean = grey.reshape(FACE_SIDE_PX, s, FACE_SIDE_PX, s).mean(axis=(1, 3))
    return np.asarray(np.floor(mean + 0.5), np.uint8)


def to_grey(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Returns BT.601 luma, float64 [H, W] in 0–255, of a grey, RGB or RGBA frame.

    Raises:
        ValueError: for any other shape or dtype.
    """
    if frame.dtype != np.uint8 or not (
        frame.ndim == 2 or (frame.ndim == 3 and frame.shape[2] in (3, 4))
    ):
        raise ValueError(
            "expected a uint8 frame of shape [H, W], [H, W, 3] or [H, W, 4], got "
            f"{frame.dtype} {list(frame.shape)}"
        )
    if frame.ndim == 2:
        return frame.astype(np.float64)
    return np.asarray(frame[..., :3].astype(np.float64) @ np.array(LUMA_BT601))


def _sample_grey(
    frame: npt.NDArray[np.uint8],
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Bilinear luma at pixel-index coordinates (0 is the first pixel's centre), clamped."""
    grey = to_grey(frame)
    height, width = grey.shape
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    x0, y0 = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
    x1, y1 = np.minimum(x0 + 1, width - 1), np.minimum(y0 + 1, height - 1)
    u, v = x - x0, y - y0
    top = grey[y0, x0] * (1 - u) + grey[y0, x1] * u
    bottom = grey[y1, x0] * (1 - u) + grey[y1, x1] * u
    return np.asarray(top * (1 - v) + bottom * v)
