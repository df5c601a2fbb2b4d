"""Writes the films that a fake camera shows to the page, and a photo and a clip to choose.

    python tests/camera_feed.py FOLDER

One .y4m file each: `one` face, one at the `side`, `two` faces, `four`, `none`, `dark`, `small`.
clip.webm is a face that crosses the picture in two seconds, photo.png two faces. The face is
scikit-image's astronaut(): Eileen Collins, smiling, photographed by NASA (public domain).
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 480
FRAMES_PER_SECOND: Final = 30
FRAMES: Final = 10
"""Chromium plays a film over and over."""

CLIP_SECONDS: Final = 2
CLIP_FRAMES_PER_SECOND: Final = 15

ASTRONAUT_FACE: Final = (223.0, 115.0, 110.0)
"""Centre x, y and height in pixels of the face in astronaut(), 512×512."""

DARK_SHARE: Final = 0.08
"""Share of the light that is left in `dark`."""


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    if len(argv) != 1:
        print(f"camera_feed.py: expected one folder to write to, got {len(argv)}", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in FILMS.items():
            write_film(folder / f"{name}.y4m", draw())
        write_clip(folder / "clip.webm", crossing())
        cv2.imwrite(str(folder / "photo.png"), cv2.cvtColor(two(), cv2.COLOR_RGB2BGR))
    except OSError as error:
        print(
            f"camera_feed.py: expected a folder to write films to, got {folder}: {error.strerror}",
            file=sys.stderr,
        )
        return 1
    return 0


def one() -> Frame:
    """Returns a face of 200 px in the middle."""
    return place_face(blank(), 320, 230, 200)


def side() -> Frame:
    """Returns a face of 120 px left of the middle, still within what a phone shows."""
    return place_face(blank(), 250, 240, 120)


def two() -> Frame:
    """Returns two faces side by side, 150 px each."""
    left = place_face(blank(), 160, 240, 150)[:, : WIDTH_PX // 2]
    right = place_face(blank(), 480, 240, 150)[:, WIDTH_PX // 2 :]
    return np.concatenate([left, right], axis=1)


def four() -> Frame:
    """Returns four faces of 130 px, each in its quarter."""
    columns, rows = (160, 480), (130, 370)
    quarters = [[quarter(place_face(blank(), x, y, 130), x, y) for x in columns] for y in rows]
    return np.concatenate([np.concatenate(row, axis=1) for row in quarters], axis=0)


def quarter(frame: Frame, x_px: int, y_px: int) -> Frame:
    """Returns the quarter of a frame in which that place lies."""
    left, top = x_px // (WIDTH_PX // 2), y_px // (HEIGHT_PX // 2)
    width, height = WIDTH_PX // 2, HEIGHT_PX // 2
    return frame[top * height :, left * width :][:height, :width]


def none() -> Frame:
    """Returns a cup of coffee."""
    from skimage import data

    return np.asarray(cv2.resize(data.coffee(), (WIDTH_PX, HEIGHT_PX)), np.uint8)


def dark() -> Frame:
    """Returns `one` with hardly any light."""
    return np.asarray(one() * DARK_SHARE, np.uint8)


def small() -> Frame:
    """Returns a face of 28 px before a camera of 160×120, as the poorest ones are."""
    quarter = cv2.resize(
        place_face(blank(), 320, 240, 112), (160, 120), interpolation=cv2.INTER_AREA
    )
    return np.asarray(quarter, np.uint8)


def crossing() -> list[Frame]:
    """Returns a face of 160 px on its way from left to right, for CLIP_SECONDS."""
    count = CLIP_SECONDS * CLIP_FRAMES_PER_SECOND
    return [place_face(blank(), x, 240, 160) for x in np.linspace(160, 480, count)]


FILMS: Final[dict[str, Callable[[], Frame]]] = {
    "one": one,
    "side": side,
    "two": two,
    "four": four,
    "none": none,
    "dark": dark,
    "small": small,
}


def blank() -> Frame:
    """Returns a plain wall: uint8 [480, 640, 3] RGB."""
    return np.full((HEIGHT_PX, WIDTH_PX, 3), 190, np.uint8)


def place_face(frame: Frame, x_px: float, y_px: float, height_px: float) -> Frame:
    """Returns the frame with the astronaut's picture put so that her face lies there."""
    from skimage import data

    centre_x, centre_y, height = ASTRONAUT_FACE
    scale = height_px / height
    matrix = np.array([[scale, 0, x_px - scale * centre_x], [0, scale, y_px - scale * centre_y]])
    placed = cv2.warpAffine(
        data.astronaut(),
        matrix,
        (WIDTH_PX, HEIGHT_PX),
        dst=frame.copy(),
        flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return np.asarray(placed, np.uint8)


def write_film(path: Path, frame: Frame) -> None:
    """Writes a still film: YUV4MPEG2, 4:2:0, BT.601.

    Args:
        path: Ends in .y4m.
        frame: uint8 [H, W, 3] RGB, H and W even.
    """
    height, width = frame.shape[:2]
    planes = cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420).tobytes()
    header = f"YUV4MPEG2 W{width} H{height} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(header.encode() + (b"FRAME\n" + planes) * FRAMES)


def write_clip(path: Path, frames: Sequence[Frame]) -> None:
    """Writes a moving film: WebM with VP8, which every browser plays.

    Args:
        path: Ends in .webm.
        frames: uint8 [480, 640, 3] RGB each.

    Raises:
        OSError: if OpenCV cannot write it.
    """
    codec = cv2.VideoWriter.fourcc(*"VP80")
    writer = cv2.VideoWriter(str(path), codec, CLIP_FRAMES_PER_SECOND, (WIDTH_PX, HEIGHT_PX))
    if not writer.isOpened():
        raise OSError(0, "this OpenCV writes no WebM")
    for frame in frames:
        writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    writer.release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
