"""Films for tests: drawn frames, each of which carries its number, at times of one's choice."""

import struct
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

BITS = 8
CELL_PX = 16


def numbered_frame(number: int) -> npt.NDArray[np.uint8]:
    """Returns a frame with its number as black and white cells: uint8 [64, 128, 3]."""
    frame = np.full((64, BITS * CELL_PX, 3), 128, np.uint8)
    for bit in range(BITS):
        grey = 235 if number >> bit & 1 else 20
        frame[16:48, bit * CELL_PX : (bit + 1) * CELL_PX] = grey
    return frame


def number_of(rgb: npt.NDArray[np.uint8]) -> int:
    """Returns the number that a frame carries."""
    cells = rgb[32, CELL_PX // 2 :: CELL_PX].mean(axis=-1)
    return sum(1 << bit for bit, grey in enumerate(cells) if grey > 128)


def write_film(path: Path, frames: Sequence[npt.NDArray[np.uint8]], fps: float, code: str) -> None:
    """Writes RGB frames at one rate, as OpenCV's encoders do."""
    height, width = frames[0].shape[:2]
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), fps, (width, height))
    assert film.isOpened()
    for frame in frames:
        film.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    film.release()


def write_matroska(
    path: Path, frames: Sequence[npt.NDArray[np.uint8]], times_ms: Sequence[int]
) -> None:
    """Writes RGB frames as JPEGs in Matroska (RFC 9559), each at a time of its own."""
    height, width = frames[0].shape[:2]
    video = _element(0xE0, _number(0xB0, width) + _number(0xBA, height))
    track = _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 1)
    track += _element(0x86, b"V_MJPEG") + video
    clusters = b""
    for frame, time_ms in zip(frames, times_ms, strict=True):
        bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 98])
        block = b"\x81\x00\x00\x80" + jpeg.tobytes()
        clusters += _element(0x1F43B675, _number(0xE7, time_ms) + _element(0xA3, block))
    info = _element(0x1549A966, _number(0x2AD7B1, 1_000_000))
    head = _number(0x4286, 1) + _number(0x42F7, 1) + _number(0x42F2, 4) + _number(0x42F3, 8)
    head += _element(0x4282, b"matroska") + _number(0x4287, 4) + _number(0x4285, 2)
    tracks = _element(0x1654AE6B, _element(0xAE, track))
    segment = _element(0x18538067, info + tracks + clusters)
    path.write_bytes(_element(0x1A45DFA3, head) + segment)


def write_webm(
    path: Path,
    frames: Sequence[npt.NDArray[np.uint8]],
    times_ms: Sequence[int],
    matrix: int | None = None,
) -> None:
    """Writes RGB frames as VP8 in WebM, which browsers play, each at a time of its own.

    The encoder turns them into luma and chroma by BT.601's matrix; the file says `matrix`, by its
    number in ITU-T H.273, or nothing.
    """
    height, width = frames[0].shape[:2]
    plain = path.with_suffix(".ivf")
    write_film(plain, frames, 30, "VP80")
    coded = _ivf_frames(plain.read_bytes())
    plain.unlink()
    # A film's length is told, as cameras and editors do.
    info = _number(0x2AD7B1, 1_000_000) + _element(0x4489, struct.pack(">d", times_ms[-1] + 100))
    colour = b"" if matrix is None else _element(0x55B0, _number(0x55B1, matrix))
    video = _element(0xE0, _number(0xB0, width) + _number(0xBA, height) + colour)
    track = _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 1)
    track += _element(0x86, b"V_VP8") + video
    clusters = b""
    for frame, time_ms in zip(coded, times_ms, strict=True):
        # The lowest bit of a VP8 frame is 0 for a key frame (RFC 6386, section 9.1).
        block = b"\x81\x00\x00" + (b"\x00" if frame[0] & 1 else b"\x80") + frame
        clusters += _element(0x1F43B675, _number(0xE7, time_ms) + _element(0xA3, block))
    head = _number(0x4286, 1) + _number(0x42F7, 1) + _number(0x42F2, 4) + _number(0x42F3, 8)
    head += _element(0x4282, b"webm") + _number(0x4287, 4) + _number(0x4285, 2)
    tracks = _element(0x1654AE6B, _element(0xAE, track))
    segment = _element(0x18538067, _element(0x1549A966, info) + tracks + clusters)
    path.write_bytes(_element(0x1A45DFA3, head) + segment)


def _ivf_frames(ivf: bytes) -> list[bytes]:
    """An IVF file's frames: a header of 32 bytes, then each after its size and its time."""
    frames, at = [], 32
    while at < len(ivf):
        size = int.from_bytes(ivf[at : at + 4], "little")
        frames.append(ivf[at + 12 : at + 12 + size])
        at += 12 + size
    return frames


def _element(identifier: int, content: bytes) -> bytes:
    name = identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
    return name + (1 << 56 | len(content)).to_bytes(8, "big") + content


def _number(identifier: int, value: int) -> bytes:
    return _element(identifier, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
