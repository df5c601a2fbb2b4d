"""Pictures and films of NASA's photograph of Eileen Collins (scikit-image's `astronaut`)."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from skimage import data

Picture = npt.NDArray[np.uint8]


def portrait() -> Picture:
    """Returns her head and shoulders: uint8 [260, 220, 3] RGB."""
    return np.ascontiguousarray(data.astronaut()[0:260, 120:340])


def room(width: int = 640, height: int = 480) -> Picture:
    """Returns a scene without a face: uint8 [height, width, 3] RGB."""
    table = cv2.resize(data.coffee(), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(table // 2 + 60, np.uint8)


def put(
    scene: Picture, picture: Picture, middle: complex, scale: float = 1.0, degrees: float = 0.0
) -> Picture:
    """Returns the scene with a picture before it, its middle at x + iy, turned clockwise."""
    height, width = picture.shape[:2]
    reach = math.ceil(math.hypot(width, height) * scale / 2) + 1
    left, top = max(0, round(middle.real) - reach), max(0, round(middle.imag) - reach)
    right = min(scene.shape[1], round(middle.real) + reach)
    bottom = min(scene.shape[0], round(middle.imag) + reach)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, scale)
    turn[:, 2] += [middle.real - width / 2 - left, middle.imag - height / 2 - top]
    size = (right - left, bottom - top)
    # An oval, so that what is before another hides no more than a head does.
    mask = np.zeros((height, width), np.float32)
    cv2.ellipse(mask, (width // 2, height // 2), (width // 2, height // 2), 0, 0, 360, 1.0, -1)
    share = cv2.warpAffine(mask, turn, size)[..., None]
    shown = cv2.warpAffine(picture, turn, size)
    whole = scene.copy()
    behind = scene[top:bottom, left:right]
    whole[top:bottom, left:right] = np.rint(behind * (1 - share) + shown * share)
    return whole


def noisy(frames: Sequence[Picture], deviation: float = 2.0) -> list[Picture]:
    """Returns the frames with a sensor's noise, the same in each run."""
    rng = np.random.default_rng(0)
    grain = np.rint(rng.normal(0, deviation, 1 << 20)).astype(np.int16)
    shifts = rng.integers(0, len(grain), len(frames))
    return [
        np.asarray(np.clip(frame + np.resize(np.roll(grain, shift), frame.shape), 0, 255), np.uint8)
        for frame, shift in zip(frames, shifts, strict=True)
    ]


def moving(count: int, fps: float = 30.0) -> list[Picture]:
    """Returns frames of a face that sways, nears and tilts."""
    frames = []
    scene = room()
    for number in range(count):
        s = number / fps
        middle = complex(330 + 60 * math.sin(2 * s), 240 + 15 * math.cos(3 * s))
        scale = 0.9 + 0.15 * math.sin(s)
        frames.append(put(scene, portrait(), middle, scale, 9 * math.sin(2 * s)))
    return noisy(frames)
