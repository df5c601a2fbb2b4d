"""A 48×48 8-bit grey PNG, read by hand and written anew.

An image library would read far more than this one kind of file, and each thing more that it reads
is a way in. Everything but the pixels is dropped: times, places, names, colour profiles. Format:
W3C Recommendation, Portable Network Graphics (Second Edition).
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from .layout import FACE_SIDE_PX

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
PIXELS: Final = FACE_SIDE_PX * FACE_SIDE_PX
INFLATED_BYTES: Final = (FACE_SIDE_PX + 1) * FACE_SIDE_PX
"""Each row begins with a byte that names its filter."""
ANIMATION: Final = (b"acTL", b"fcTL", b"fdAT")


class PngError(Exception):
    """Bytes that are no 48×48 8-bit grey PNG; the text is a sentence for people."""


class NotPngError(PngError):
    """Bytes of another kind of file."""


def read_grey(data: bytes) -> bytes:
    """Returns the 2,304 grey values of a 48×48 PNG, row by row.

    Raises:
        NotPngError: if the signature is missing.
        PngError: for another size, depth or colour type, interlacing, animation, a wrong checksum,
            data that is cut, too long or out of order.
    """
    if not data.startswith(SIGNATURE):
        raise NotPngError("The face must be a PNG picture.")
    chunks = list(_chunks(data[len(SIGNATURE) :]))
    kinds = [kind for kind, _ in chunks]
    if not kinds or kinds[0] != b"IHDR":
        raise PngError("The PNG must begin with its header.")
    _check_header(chunks[0][1])
    if any(kind in ANIMATION for kind in kinds):
        raise PngError("The PNG must be a still picture.")
    # An upper-case first letter marks a chunk that a reader may not pass over.
    if any(kind[:1].isupper() and kind not in (b"IHDR", b"IDAT", b"IEND") for kind in kinds):
        raise PngError("The PNG has a part that a grey picture does not have.")
    if kinds.count(b"IHDR") != 1 or kinds[-1] != b"IEND" or kinds.count(b"IEND") != 1:
        raise PngError("The PNG must have one header and one end.")
    if chunks[-1][1]:
        raise PngError("The PNG's end must be empty.")
    places = [place for place, kind in enumerate(kinds) if kind == b"IDAT"]
    if not places or places[-1] - places[0] != len(places) - 1:
        raise PngError("The PNG's picture data must stand in one piece.")
    return _unfilter(_inflate(b"".join(content for kind, content in chunks if kind == b"IDAT")))


def write_grey(pixels: bytes) -> bytes:
    """Returns a PNG of 2,304 grey values with nothing else in it."""
    if len(pixels) != PIXELS:
        raise ValueError(f"expected {PIXELS} grey values, got {len(pixels)}")
    rows = (pixels[start : start + FACE_SIDE_PX] for start in range(0, PIXELS, FACE_SIDE_PX))
    header = struct.pack(">IIBBBBB", FACE_SIDE_PX, FACE_SIDE_PX, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + _checksum(kind, content)


def _checksum(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(kind + content))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place < len(data):
        if len(data) - place < 12:
            raise PngError("The PNG is cut off.")
        (length,) = struct.unpack_from(">I", data, place)
        kind = data[place + 4 : place + 8]
        end = place + 8 + length
        if end + 4 > len(data):
            raise PngError("The PNG is cut off.")
        if not (kind.isalpha() and kind.isascii()):
            raise PngError("The PNG has a part without a name.")
        content = data[place + 8 : end]
        if data[end : end + 4] != _checksum(kind, content):
            raise PngError("The PNG's checksum is wrong.")
        yield kind, content
        place = end + 4


def _check_header(content: bytes) -> None:
    if len(content) != 13:
        raise PngError("The PNG's header must have 13 bytes.")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(
        ">IIBBBBB", content
    )
    if (width, height) != (FACE_SIDE_PX, FACE_SIDE_PX):
        raise PngError(f"The PNG must be {FACE_SIDE_PX}×{FACE_SIDE_PX} pixels.")
    if (depth, colour) != (8, 0):
        raise PngError("The PNG must be grey with 8 bits a pixel and no transparency.")
    if (compression, filtering, interlace) != (0, 0, 0):
        raise PngError("The PNG must not be interlaced or packed in an unknown way.")


def _inflate(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        # One byte more than is due shows that there is too much, and no more is ever unpacked.
        rows = unpacker.decompress(data, INFLATED_BYTES + 1)
    except zlib.error as error:
        raise PngError("The PNG's picture data cannot be unpacked.") from error
    if len(rows) != INFLATED_BYTES or not unpacker.eof or unpacker.unused_data:
        raise PngError("The PNG's picture data must be exactly one 48×48 picture.")
    return rows


def _unfilter(rows: bytes) -> bytes:
    pixels = bytearray()
    above = bytearray(FACE_SIDE_PX)
    for start in range(0, INFLATED_BYTES, FACE_SIDE_PX + 1):
        kind = rows[start]
        row = bytearray(rows[start + 1 : start + 1 + FACE_SIDE_PX])
        if kind > 4:
            raise PngError("The PNG has a row with an unknown filter.")
        for column in range(FACE_SIDE_PX) if kind else ():
            left = row[column - 1] if column else 0
            corner = above[column - 1] if column else 0
            row[column] = (row[column] + _predict(kind, left, above[column], corner)) & 0xFF
        pixels += row
        above = row
    return bytes(pixels)


def _predict(kind: int, left: int, above: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return above
    if kind == 3:
        return (left + above) // 2
    # Paeth's: the neighbour that is nearest to left + above - corner, in this order on a tie.
    return min((left, above, corner), key=lambda value: abs(left + above - corner - value))
