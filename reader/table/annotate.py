"""Draws readings on pictures and videos, to check a table by eye."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.errors import ReaderError
from reader.media.sources import plain_name
from reader.reading import Reading

BOX: Final = (0, 190, 255)
UNSURE: Final = (160, 160, 160)
"""RGB of a sure face's marks, and of an unsure one's."""

MOST_NAME_BYTES: Final = 200
"""Kept of a path; file systems allow names of 255 bytes, and a digest and endings follow."""
FALLBACK_FPS: Final = 25.0
"""Frame rate for a video that does not state its own."""

Rgb = npt.NDArray[np.uint8]


def annotated(rgb: Rgb, reading: Reading) -> Rgb:
    """Returns a copy with boxes, numbers and what is shown: uint8 [H, W, 3] RGB."""
    marked = rgb.copy()
    thickness = max(1, round(min(rgb.shape[:2]) / 240))
    for face in reading:
        colour = BOX if face.sure else UNSURE
        box = face.box
        left, top = round(box.left), round(box.top)
        right, bottom = round(box.left + box.width), round(box.top + box.height)
        cv2.rectangle(marked, (left, top), (right, bottom), colour, thickness)
        text = f"{face.id} {face.shown.replace('_', ' ')} {face.certainty:.2f}"
        at = (max(0, left), max(12 * thickness, top - 4 * thickness))
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(marked, text, at, font, 0.45 * thickness, (0, 0, 0), 3 * thickness)
        cv2.putText(marked, text, at, font, 0.45 * thickness, colour, thickness)
    return marked


def annotate_picture(rgb: Rgb, reading: Reading, folder: Path, file: Path) -> None:
    """Writes a picture with marks as JPEG, completely or not at all.

    Raises:
        OSError: if it cannot be written.
    """
    bgr = cv2.cvtColor(annotated(rgb, reading), cv2.COLOR_RGB2BGR)
    _, content = cv2.imencode(".jpg", bgr)
    with _replacing(folder, file, ".jpg") as scratch:
        scratch.write_bytes(content.tobytes())


@contextmanager
def film_annotator(
    folder: str | None, file: Path, every_ms: float
) -> Iterator[Callable[[Rgb, Reading], None]]:
    """Yields a function that takes each frame of a video with its reading, and writes a WebM.

    Keeps the video's clock: each frame is shown until the next one's time, at the video's own rate
    or one frame per step. The file appears only once it is complete.

    Args:
        folder: For the WebM; None writes nothing.
        every_ms: Step between the frames read; 0 for every frame.

    Raises:
        MediaError: for a video that OpenCV cannot name.
        ReaderError: if the WebM cannot be written.
    """
    if folder is None:
        yield lambda rgb, reading: None
        return
    rate = _rate(file, every_ms)
    with _replacing(Path(folder), file, ".webm") as scratch:
        writer = _Writer(scratch, rate)
        try:
            yield writer.add
        finally:
            writer.close()
        writer.prove()


class _Writer:
    """Writes a video with a clock."""

    def __init__(self, path: Path, fps: float) -> None:
        self._path = path
        self._fps = fps
        self._film: Any = None
        self._start_ms = 0.0
        self._written = 0

    def add(self, rgb: Rgb, reading: Reading) -> None:
        bgr = cv2.cvtColor(annotated(rgb, reading), cv2.COLOR_RGB2BGR)
        time_ms = reading.time_ms or 0.0
        if self._film is None:
            size = (bgr.shape[1], bgr.shape[0])
            code = cv2.VideoWriter.fourcc(*"VP80")
            self._film = cv2.VideoWriter(str(self._path), code, self._fps, size)
            self._start_ms = time_ms
            if not self._film.isOpened():
                raise ReaderError(
                    f"expected to write a video to {self._path.parent}, got no file; make room or "
                    "name another folder with --annotate"
                )
        due = max(self._written + 1, 1 + round((time_ms - self._start_ms) / 1000 * self._fps))
        while self._written < due:
            self._film.write(bgr)
            self._written += 1

    def close(self) -> None:
        if self._film is not None:
            self._film.release()

    def prove(self) -> None:
        """Refuses a closed file that lacks frames: OpenCV does not report a full disk."""
        capture = cv2.VideoCapture(str(self._path))
        found = 0
        while capture.grab():
            found += 1
        capture.release()
        if found != self._written:
            raise ReaderError(
                f"expected to write {self._written} frames to {self._path.parent}, got {found}; "
                "make room or name another folder with --annotate"
            )


def _rate(file: Path, every_ms: float) -> float:
    if every_ms > 0:
        return 1000 / every_ms
    capture = cv2.VideoCapture(plain_name(file))
    fps = capture.get(cv2.CAP_PROP_FPS)
    capture.release()
    return float(fps) if 1 <= fps <= 240 else FALLBACK_FPS


@contextmanager
def _replacing(folder: Path, file: Path, ending: str) -> Iterator[Path]:
    """Yields a temporary path that becomes a file's copy on success and is gone on any error."""
    folder = Path(os.path.abspath(folder))
    folder.mkdir(parents=True, exist_ok=True)
    name = copy_name(file)
    scratch = folder / f"{name}.{os.getpid()}.tmp{ending}"
    try:
        yield scratch
        os.replace(scratch, folder / f"{name}{ending}")
    finally:
        scratch.unlink(missing_ok=True)


def copy_name(file: PurePath) -> str:
    """Returns the name of a file's copy: the end of its path, and a digest that distinguishes it
    from other files, also where upper and lower case are the same."""
    digest = hashlib.sha256(os.fsencode(file)).hexdigest()[:8]
    parts = [part for part in file.relative_to(file.anchor).parts if part != ".."]
    # Bytes that are not text are left out, and so are those of a letter that is cut.
    end = "__".join(parts).encode(errors="ignore")[-MOST_NAME_BYTES:]
    return f"{end.decode(errors='ignore')}-{digest}"
