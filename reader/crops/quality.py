"""Problems that make a face hard to read.

The thresholds are the page's; `quality.ts` says how each was measured.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

Hint = Literal["too_small", "too_dark", "too_bright", "noisy", "turned", "tilted", "blurred"]
"""Hints, the most limiting problem first."""

TOO_SMALL_SIDE_PX: Final = 32
TOO_DARK_GREY: Final = 16
TOO_BRIGHT_GREY: Final = 195
BLURRED_SHARPNESS: Final = 0.06
UNREADABLE_SHARPNESS: Final = 0.022
NOISY_GREY: Final = 13
TILTED_RADIANS: Final = math.pi / 4
TURNED_RATIO: Final = 0.7
"""Offset of the nose tip from the middle of the eyes, in eye distances."""

LAPLACIAN: Final = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], np.float64)
GRAIN: Final = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float64)
"""A filter that ignores edges and slopes (Immerkaer 1996, doi:10.1006/cviu.1996.0060)."""
GRAIN_TO_DEVIATION: Final = math.sqrt(math.pi / 2) / 6
"""Converts the mean of its response to the deviation of normal noise."""


@dataclass(frozen=True)
class Quality:
    """Measurements of a crop.

    Attributes:
        side_px: Side of the crop in the picture; below 48 it was magnified.
        mean_grey: 0 to 255.
        sharpness: Variance of the Laplacian divided by that of the grey levels; 0 is flat or
            blurred.
        noise: Deviation of the noise in grey levels, in the crop that the network gets.
    """

    side_px: float
    mean_grey: float
    sharpness: float
    noise: float


def measure_quality(
    cropped: npt.NDArray[np.uint8], lit: npt.NDArray[np.uint8], side_px: float
) -> Quality:
    """Returns a crop's measurements.

    Args:
        cropped: uint8 [48, 48] as the camera saw it.
        lit: The same, as the network gets it.
        side_px: Of the crop in the picture.
    """
    variance = float(cropped.var())
    sharpness = float(_filtered(cropped, LAPLACIAN).var()) / variance if variance > 0 else 0.0
    noise = float(np.abs(_filtered(lit, GRAIN)).mean()) * GRAIN_TO_DEVIATION
    return Quality(side_px, float(cropped.mean()), sharpness, noise)


def find_hints(
    quality: Quality, roll: float, keypoints: npt.NDArray[np.complex128]
) -> tuple[Hint, ...]:
    """Returns the hints for a face, the most limiting problem first.

    Args:
        roll: Radians.
        keypoints: complex128 [6].
    """
    right_eye, left_eye, nose = (complex(point) for point in keypoints[:3])
    along = left_eye - right_eye
    off = nose - (right_eye + left_eye) / 2
    turn = (off * along.conjugate()).real / abs(along) ** 2 if along else math.inf
    hints: dict[Hint, bool] = {
        "too_small": quality.side_px < TOO_SMALL_SIDE_PX,
        "too_dark": quality.mean_grey < TOO_DARK_GREY,
        "too_bright": quality.mean_grey > TOO_BRIGHT_GREY,
        # Relighting makes a dim face noisy; more light helps with both.
        "noisy": quality.noise > NOISY_GREY and quality.mean_grey >= TOO_DARK_GREY,
        "turned": abs(turn) > TURNED_RATIO,
        "tilted": abs(roll) > TILTED_RADIANS,
        # Magnifying blurs a face that is too small; coming closer helps with both.
        "blurred": (quality.sharpness < BLURRED_SHARPNESS and quality.side_px >= TOO_SMALL_SIDE_PX),
    }
    return tuple(hint for hint, applies in hints.items() if applies)


def unreadable(quality: Quality) -> Hint | None:
    """Returns why a face is unsure whatever the network says; None if the network decides."""
    if quality.side_px < TOO_SMALL_SIDE_PX:
        return "too_small"
    if quality.mean_grey < TOO_DARK_GREY:
        return "too_dark"
    return "blurred" if quality.sharpness < UNREADABLE_SHARPNESS else None


def _filtered(
    grey: npt.NDArray[np.uint8], kernel: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The inner 46 × 46 pixels, filtered."""
    whole = cv2.filter2D(grey, cv2.CV_64F, kernel)
    return np.asarray(whole[1:-1, 1:-1], np.float64)
