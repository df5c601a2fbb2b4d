"""Light: a face taken in the dark or through haze, brought to the range of a well-lit one.

The same steps as the page's and as training's, which says where the numbers come from;
`tests/goldens/light.json` holds all to the same grey levels.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

DARK_SHARE: Final = 0.01
BRIGHT_SHARE: Final = 0.99
SPAN_GREY: Final = 160
"""A face whose 1st and 99th percentile are closer is stretched to this span."""
BRIGHT_GREY: Final = 200
"""A face whose 99th percentile lies below is lifted to it."""
MAX_GAIN: Final = 8
"""Of either step. More would show a sensor's noise as a face."""


def relight(face: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns the face stretched and lifted where it needs it: uint8 [48, 48].

    Args:
        face: uint8 [48, 48].
    """
    counted = np.cumsum(np.bincount(face.ravel(), minlength=256))
    dark = float(np.searchsorted(counted, DARK_SHARE * face.size))
    bright = float(np.searchsorted(counted, BRIGHT_SHARE * face.size))
    span = bright - dark
    stretch = max(1.0, SPAN_GREY / max(span, SPAN_GREY / MAX_GAIN))
    darkest = min(dark, 255 - span * stretch)
    brightest = darkest + span * stretch
    lift = max(1.0, BRIGHT_GREY / max(brightest, BRIGHT_GREY / MAX_GAIN))
    if stretch == 1 and lift == 1:
        return face
    lit = ((face.astype(np.float64) - dark) * stretch + darkest) * lift
    return np.asarray(np.clip(np.floor(lit + 0.5), 0, 255), np.uint8)
