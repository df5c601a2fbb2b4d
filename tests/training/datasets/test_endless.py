"""Small files that unpack to ever more: each is refused in a sentence, in the memory that
archives.py states."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.damage import MOST_MEMORY, read_or_refuse
from tests.training.datasets.forms import csv_text, small, tar_bytes, zip_bytes
from training.datasets import archives
from training.datasets.fer2013 import read_csv
from training.datasets.image_folder import open_tree

HEADER = "emotion,pixels,Usage\n"
PACKINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "gz": lambda text: gzip.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode(), preset=0),
    "bz2": lambda text: bz2.compress(text.encode()),
    "zip": lambda text: zip_bytes({"fer2013.csv": text}),
    "tar.gz": tar_bytes,
    "zip in zip": lambda text: zip_bytes({"fer2013.csv.zip": zip_bytes({"fer2013.csv": text})}),
}


def said_of(folder: Path, content: bytes) -> str:
    """What is said of a file, with every split wanted but PublicTest."""
    path = folder / "fer2013.csv"
    path.write_bytes(content)
    return read_or_refuse(lambda: read_csv(path, ("Training", "PrivateTest")))


def test_what_is_stated_is_what_is_measured() -> None:
    assert archives.MOST_MEMORY == MOST_MEMORY


@pytest.mark.parametrize("form", PACKINGS)
def test_rows_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(archives, "MOST_ROWS", 20_000)
    content = PACKINGS[form](HEADER + "\n" * archives.MOST_ROWS)
    assert "at most 20000 rows in" in said_of(tmp_path, content)


@pytest.mark.parametrize("form", PACKINGS)
def test_bytes_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(archives._Bounded.__init__, "__defaults__", (1 << 21,))
    # A split that is not wanted is not looked at.
    rows = f"0,{'1' * (1 << 19)},PublicTest\n" * 5
    assert "to hold at most 2 MiB unpacked, got more" in said_of(
        tmp_path, PACKINGS[form](HEADER + rows)
    )


def test_an_archive_behind_endless_zeros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .zip is looked for from its end."""
    monkeypatch.setattr(archives._Bounded.__init__, "__defaults__", (1 << 21,))
    content = gzip.compress(b"PK" + bytes(1 << 23))
    assert "to hold at most 2 MiB unpacked, got more" in said_of(tmp_path, content)


def test_a_list_of_files_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = bytes(archives.LONGEST_READ + 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), 2, 0)
    zipped = b"PK" + directory + end
    for content in (zipped, gzip.compress(zipped)):
        assert "list of files in" in said_of(tmp_path, content)
    path = tmp_path / "pictures.zip"
    path.write_bytes(zipped)

    def look() -> None:
        with open_tree(path):
            pass

    assert "to have at most 8 MiB, got more; unpack it by hand" in read_or_refuse(look)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2000)
    header = tarfile.TarInfo("a").tobuf()
    content = gzip.compress(header * (archives.MOST_MEMBERS + 1), 1)
    assert "at most 2000 files in" in said_of(tmp_path, content)


def test_a_name_without_end(tmp_path: Path) -> None:
    header = tarfile.TarInfo("a")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 25
    content = gzip.compress(header.tobuf() + b"a" * (1 << 25), 1)
    assert "to have at most 8 MiB" in said_of(tmp_path, content)


def test_a_dictionary_without_end(tmp_path: Path) -> None:
    text = csv_text(small()).encode()
    # An .xz block's header: its size, flags, LZMA2, one byte of properties, the dictionary's size.
    packed = bytearray(lzma.compress(text))
    assert packed[14:16] == b"\x21\x01"
    packed[16] = 36  # 1 GiB.
    end = 12 + 4 * packed[12]
    packed[end : end + 4] = zlib.crc32(packed[12:end]).to_bytes(4, "little")
    assert "Memory usage limit exceeded" in said_of(tmp_path, bytes(packed))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("fer2013.csv", text)
    zipped = bytearray(written.getvalue())
    assert said_of(tmp_path, bytes(zipped)) == "expected"
    at = 30 + len("fer2013.csv") + 5
    zipped[at : at + 4] = (1 << 30).to_bytes(4, "little")
    assert "a dictionary of 1073741824 bytes; unpack it by hand" in said_of(tmp_path, bytes(zipped))
