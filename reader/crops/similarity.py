"""The rotation, scale and translation between a face frame and a picture.

Pixel k's centre lies at k + 0.5, so a picture of width W spans 0 to W. A point x + iy is one
complex number; a rotation with scale is one complex factor.
"""

import cmath
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Similarity:
    """A map from fractions of a square to pixels: f goes to `origin + z · (f − centre)`.

    Attributes:
        z: |z| is the square's side in pixels; its argument the roll, positive clockwise as seen.
        centre: Fraction of the square that lies at `origin`.
        origin: In pixels.
    """

    z: complex
    centre: complex
    origin: complex

    @property
    def side_px(self) -> float:
        """The square's side in pixels."""
        return abs(self.z)

    @property
    def roll(self) -> float:
        """Radians, 0 upright, positive clockwise as seen, −π to π."""
        return cmath.phase(self.z)

    @property
    def middle(self) -> complex:
        """Where the square's middle lies, in pixels."""
        return self.at(0.5 + 0.5j)

    def at(self, fraction: complex) -> complex:
        """Returns where a fraction of the square lies, in pixels."""
        return self.origin + self.z * (fraction - self.centre)

    def scaled(self, scale: float) -> "Similarity":
        """Returns the same square in a picture `scale` times as large."""
        return Similarity(self.z * scale, self.centre, self.origin * scale)

    def corners(self) -> tuple[complex, complex, complex, complex]:
        """Returns the corners, clockwise from the upright square's top left."""
        return self.at(0), self.at(1), self.at(1 + 1j), self.at(1j)


def fit_similarity(
    template: Sequence[complex], points: npt.NDArray[np.complex128]
) -> Similarity | None:
    """Returns the map that fits a template's points to others by least squares: Umeyama (1991,
    doi:10.1109/34.88573) in the plane.

    Args:
        template: [K] fractions of the face frame.
        points: complex128 [K] in pixels.

    Returns:
        None if the points coincide, which leaves the scale undefined.
    """
    fractions = np.asarray(template)
    centre, origin = complex(fractions.mean()), complex(points.mean())
    apart = fractions - centre
    product = complex((apart.conj() * (points - origin)).sum())
    if product == 0:
        return None
    return Similarity(product / float((abs(apart) ** 2).sum()), centre, origin)
