"""Relights a face taken in the dark or through haze to the range of a well-lit one.

`webapp/src/vision/crops/relight.ts` implements the same steps for every crop on the page;
`tests/goldens/light.json` holds both to the same grey levels. Networks are trained and measured on
unchanged faces. On these the steps cost `fast` 0.06 points; at a quarter of the light they save 9
(training/LOG.md, 2026-11-24).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

DARK_SHARE: Final = 0.01
BRIGHT_SHARE: Final = 0.99
"""A face's darkest and brightest grey are these percentiles: a reflection in an eye says nothing
about the light."""

SPAN_GREY: Final = 160
"""If darkest and brightest are closer, the face is stretched to this span. Of 100, 130 and 160 the
last was best in haze and dusk and cost no more; normalising every face cost 1.2 points."""

BRIGHT_GREY: Final = 200
"""If the brightest is darker, the face is lifted to it; 180 and 220 differed by less than 0.3
points at a quarter of the light."""

MAX_GAIN: Final = 8
"""Largest gain of either step. More would amplify a sensor's noise into a face."""


def relight(face: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns the face stretched and lifted where it needs it: uint8 [48, 48], grey 0–255.

    Two steps, neither of which changes a well-lit face. Stretch: if the 1st and 99th percentile are
    closer than SPAN_GREY, one gain increases all distances from the 1st, which stays where it is if
    the 99th then fits below 255. Lift: if the 99th percentile is then below BRIGHT_GREY, one gain
    multiplies every grey. Percentiles are grey levels of the face (nearest rank); the result is
    rounded half up.

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
