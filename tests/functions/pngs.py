"""PNG files, good and bad, written chunk by chunk."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ROWS = b"".join(bytes([0, *range(40, 88)]) for _ in range(48))
"""48 rows without a filter."""


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def header(
    width: int = 48, height: int = 48, depth: int = 8, colour: int = 0, interlace: int = 0
) -> bytes:
    values = (width, height, depth, colour, 0, 0, interlace)
    return chunk(b"IHDR", struct.pack(">IIBBBBB", *values))


def data(rows: bytes = ROWS) -> bytes:
    return chunk(b"IDAT", zlib.compress(rows))


END = chunk(b"IEND")
GOOD = SIGNATURE + header() + data() + END
