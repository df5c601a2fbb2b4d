"""Light: a face taken in the dark or through haze, brought to the range of a well-lit one.

`webapp/src/vision/crops/relight.ts` implements the same steps, which every crop on the page takes;
`tests/goldens/light.json` holds both to the same grey levels. Networks are trained and their
PublicTest figures measured on faces as they are: on those, the steps cost the network `fast` 0.06
points, where at a quarter of the light they save it 9 (training/LOG.md, 2026-11-24).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

DARK_SHARE: Final = 0.01
BRIGHT_SHARE: Final = 0.99
"""The face's darkest and brightest grey, but for this share of its pixels: a single reflection in
an eye says nothing of the light."""

SPAN_GREY: Final = 160
"""A face whose darkest and brightest are closer is stretched to this span. Of 100, 130 and 160 the
last was best in haze and dusk, and cost as little; normalising every face cost 1.2 points."""

BRIGHT_GREY: Final = 200
"""A face whose brightest lies below is lifted to it; 180 and 220 differed by less than 0.3 points
at a quarter of the light."""

MAX_GAIN: Final = 8
"""Of either step. More would show a sensor's noise as a face."""


def relight(face: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns the face stretched and lifted where it needs it: uint8 [48, 48], grey 0–255.

    Two steps, each of which leaves a well-lit face alone. Stretch: where the 1st and 99th
    percentile are closer than SPAN_GREY, distances from the 1st grow by one gain; the 1st stays
    where it is, if the 99th then fits below 255. Lift: where the 99th percentile is then below
    BRIGHT_GREY, every grey is multiplied by one gain. Percentiles are grey levels of the face
    (nearest rank); the result is rounded half up.

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
