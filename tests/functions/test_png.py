"""The PNG reader against OpenCV's, and what it drops."""

import cv2
import numpy as np
import pytest

from functions.intake.png import PngError, read_grey, write_grey
from tests.functions import pngs


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4, None])
def test_reads_every_row_filter_as_opencv_does(kind: int | None) -> None:
    rng = np.random.default_rng(1)
    # Any bytes are some picture once a filter is named; None takes another one in each row.
    kinds = rng.integers(0, 5, 48) if kind is None else np.full(48, kind)
    rows = np.column_stack([kinds, rng.integers(0, 256, (48, 48))]).astype(np.uint8).tobytes()
    picture = pngs.SIGNATURE + pngs.header() + pngs.data(rows) + pngs.END

    expected = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED)

    assert expected.shape == (48, 48)
    assert read_grey(picture) == expected.tobytes()


def test_writes_what_opencv_reads() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (48, 48), dtype=np.uint8)

    found = cv2.imdecode(
        np.frombuffer(write_grey(pixels.tobytes()), np.uint8), cv2.IMREAD_UNCHANGED
    )

    np.testing.assert_array_equal(found, pixels)


def test_metadata_and_split_data_are_read_past_and_not_written() -> None:
    packed = pngs.data()[8:-4]
    picture = (
        pngs.SIGNATURE
        + pngs.header()
        + pngs.chunk(b"tEXt", b"Author\0somebody")
        + pngs.chunk(b"eXIf", b"52.5 N 13.4 E")
        + pngs.chunk(b"tIME", b"\x07\xea\x0b\x18\x0c\0\0")
        + pngs.chunk(b"IDAT", packed[:20])
        + pngs.chunk(b"IDAT", packed[20:])
        + pngs.END
    )

    written = write_grey(read_grey(picture))

    assert read_grey(written) == read_grey(pngs.GOOD)
    for trace in (b"somebody", b"13.4", b"tEXt", b"eXIf", b"tIME"):
        assert trace not in written


def test_a_bomb_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    import tracemalloc

    bomb = pngs.SIGNATURE + pngs.header() + pngs.data(bytes(8_000_000)) + pngs.END
    tracemalloc.start()
    with pytest.raises(PngError, match="exactly one 48×48"):
        read_grey(bomb)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(bomb) < 10_000
    assert peak_bytes < 500_000


@pytest.mark.parametrize("cut", [8, 20, 40, len(pngs.GOOD) - 1, len(pngs.GOOD) - 12])
def test_every_cut_is_noticed(cut: int) -> None:
    with pytest.raises(PngError):
        read_grey(pngs.GOOD[:cut])


def test_writing_refuses_another_size() -> None:
    with pytest.raises(ValueError, match="2304"):
        write_grey(bytes(2303))
