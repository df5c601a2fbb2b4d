"""The disturbances: one at a time, from an easy base."""

from dataclasses import astuple, dataclass, replace
from typing import Any, Final

from benchmarks.framing import scenes
from benchmarks.framing.scenes import Face, Frame


@dataclass(frozen=True)
class Condition:
    """How a face appears before the camera.

    Attributes:
        group: Which disturbance; one curve of the plot.
        value: Its strength, in the group's unit.
        background: A key of `scenes.BACKGROUNDS`.
        side_px: Of the 48×48 picture in the frame.
        clockwise_degrees: Of the head, as seen.
        light: Share of the light; above 1, over-exposed.
        contrast: 1 for clear, less for haze.
        blur_face_px: Sigma in pixels of the 48×48 picture; 0 for sharp.
        noise: Sigma in grey levels.
        jpeg_quality: 0–100; 0 for no compression.
    """

    group: str
    value: float | str
    background: str = "plain"
    side_px: float = 160
    clockwise_degrees: float = 0
    light: float = 1
    contrast: float = 1
    blur_face_px: float = 0
    noise: float = 0
    jpeg_quality: int = 0

    @property
    def scene(self) -> tuple[object, ...]:
        """The scene, whichever curve it belongs to: equal scenes are read only once."""
        return astuple(self)[2:]

    def centre(self, seed: int) -> tuple[float, float]:
        """Returns the face's centre in the frame, (x, y) in pixels."""
        return scenes.place(self.side_px, self.clockwise_degrees, seed)

    def frame(self, face: Face, seed: int) -> Frame:
        """Returns the frame, uint8 [480, 640, 3] RGB."""
        frame = scenes.compose(face, self.side_px, self.clockwise_degrees, self.background, seed)
        if self.contrast != 1:
            frame = scenes.haze(frame, self.contrast)
        if self.light != 1:
            frame = scenes.light(frame, self.light)
        if self.blur_face_px:
            frame = scenes.blur(frame, self.blur_face_px * self.side_px / scenes.FACE_PX)
        if self.noise:
            frame = scenes.noise(frame, self.noise, seed)
        if self.jpeg_quality:
            frame = scenes.jpeg(frame, self.jpeg_quality)
        return frame


UNITS: Final = {
    "background": "behind the face",
    "size": "side of the picture, px",
    "roll": "clockwise, degrees",
    "light": "share of the light",
    "over-exposure": "share of the light",
    "haze": "share of the contrast",
    "blur": "sigma, px of 48",
    "noise": "sigma, grey levels",
    "compression": "JPEG quality",
}
"""The unit of a group's values."""

BASE: Final = Condition("background", "plain")


def _curve(group: str, field: str, values: tuple[float, ...]) -> list[Condition]:
    changes: list[dict[str, Any]] = [{field: value} for value in values]
    return [
        replace(BASE, group=group, value=value, **change)
        for value, change in zip(values, changes, strict=True)
    ]


CONDITIONS: Final = [
    BASE,
    replace(BASE, value="cluttered", background="cluttered"),
    replace(BASE, value="photograph", background="photograph"),
    *_curve("size", "side_px", (32, 40, 48, 64, 96, 128, 160, 240, 320)),
    *_curve("roll", "clockwise_degrees", (-75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75)),
    *_curve("light", "light", (0.03, 0.06, 0.125, 0.25, 0.5, 1)),
    *_curve("over-exposure", "light", (1, 1.5, 2, 3)),
    *_curve("haze", "contrast", (0.1, 0.2, 0.3, 0.5, 1)),
    *_curve("blur", "blur_face_px", (0, 0.5, 1, 1.5, 2, 3)),
    *_curve("noise", "noise", (0, 5, 10, 20, 40)),
    *_curve("compression", "jpeg_quality", (10, 20, 40, 75)),
]
"""The base is repeated in each curve that passes through it, so that curves are complete."""

GOALS: Final[dict[tuple[str, float | str], float]] = {
    ("background", "plain"): 1.0,
    ("roll", -30): 3.0,
    ("roll", 30): 3.0,
    ("roll", -45): 5.0,
    ("roll", 45): 5.0,
    ("light", 0.25): 3.0,
}
"""The most points that may be lost, by group and value. These are measured on more faces."""

MOST_GOAL_DEGREES: Final = 45
"""There is no goal for heads that tilt more; the curve shows them."""

FRAMED: Final = {
    c.scene
    for c in CONDITIONS
    if c.group in ("background", "roll") and abs(c.clockwise_degrees) <= MOST_GOAL_DEGREES
}
"""The scenes in which crops are compared, all on the same faces."""

COMPARED: Final = FRAMED | {c.scene for c in CONDITIONS if c.group == "light"}
"""The scenes in which other crops than the page's are tried."""
