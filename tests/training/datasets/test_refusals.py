"""Bad data: each ends in a sentence that names the place, and leaves nothing behind."""

import gzip
import lzma
import os
import shutil
import struct
import warnings
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.datasets.forms import (
    csv_text,
    small,
    write_folders,
    write_tar,
    write_zip,
    zip_bytes,
)
from training import datasets
from training.datasets.faces import Faces
from training.errors import DataError
from training.faces.pictures import pictures_below

PNG_32_BY_64 = cv2.imencode(".png", np.zeros((64, 32), np.uint8))[1].tobytes()
SPLITS = ("Training", "PublicTest", "PrivateTest")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIEN_CACHE", str(tmp_path / "cache"))


def load(path: Path, **options: bool) -> Faces:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="the class counts of")
        return datasets.load(path, splits=SPLITS, **options)


ROWS = csv_text(small()).splitlines()


def with_second_pixel(value: str) -> str:
    """The second data row with another second pixel."""
    first, _, rest = ROWS[2].split(" ", 2)
    return f"{first} {value} {rest}"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0,1 2 3,Training", r"2304 pixels in row 2 of .*fer2013\.csv, got 3"),
        (
            ROWS[2].replace(" ", " -1 ", 1).rsplit(" ", 1)[0] + ",Training",
            r"0–255 in row 2.*got -1",
        ),
        (ROWS[2].replace(" ", " 256 ", 1).rsplit(" ", 1)[0] + ",Training", r"0–255 in row 2.*256"),
        (ROWS[2].replace(" ", " x ", 1).rsplit(" ", 1)[0] + ",Training", "whole numbers as pixels"),
        ("7" + ROWS[2][1:], r"label \(emotion\) in 0–6 in row 2 of .*, got '7'"),
        ("happy" + ROWS[2][1:], r"0–6 in row 2 of .*, got 'happy'"),
        (ROWS[2].replace("Training", "Test"), r"Usage in row 2 .* among Training.*, got 'Test'"),
        ("0,1 2 3", r"3 values in row 2 of .*, got 2"),
        ("9" * 5000 + ROWS[2][1:], r"label \(emotion\) in 0–6 in row 2 of .*, got '9{40}'$"),
        ("٣" + ROWS[2][1:], r"0–6 in row 2 of .*, got '٣'"),
        (ROWS[2].replace(" ", " 0.0 ", 1).rsplit(" ", 1)[0] + ",Training", "whole numbers"),
        (ROWS[2].replace(",", ',"', 1) + "\n" + ROWS[2] * 150, "to be a CSV file|rows of at most"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text("\n".join([*ROWS[:2], row, *ROWS[3:]]), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load(path)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got an empty file"),
        ("emotion,pixels,Usage\n", "got only a header"),
        ("label,image\n1,2\n", "the columns emotion, pixels, Usage, each once, got label, image"),
        ("emotion,Emotion,pixels,Usage\n", "each once, got emotion, Emotion, pixels, Usage"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load(path)


@pytest.mark.parametrize("name", ["fer2013.csv.gz", "fer2013.csv.xz", "x.zip", "fer2013.tar.gz"])
@pytest.mark.parametrize("share", [0.5, 0.98])
def test_a_truncated_archive_is_named(tmp_path: Path, name: str, share: float) -> None:
    path, text = tmp_path / name, csv_text(small())
    if name.endswith(".csv.gz"):
        path.write_bytes(gzip.compress(text.encode()))
    elif name.endswith(".xz"):
        path.write_bytes(lzma.compress(text.encode()))
    elif name.endswith(".zip"):
        write_zip(path, text)
    else:
        write_tar(path, text)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(DataError, match=rf"expected .*{name} to be a complete .*; fetch it again"):
        load(path)
    assert not (tmp_path / "cache").exists()


def test_an_archive_without_the_csv_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zip_bytes({"README": "hello"}))
    with pytest.raises(DataError, match=r"fer2013\.csv inside .*, got README"):
        load(tmp_path / "x.zip")


def patched(content: bytes, at: dict[bytes, int], change: Callable[[int], int]) -> bytes:
    """A .zip whose 16 bits at an offset in each of its headers are others."""
    data = bytearray(content)
    for signature, offset in at.items():
        place = data.find(signature) + offset
        struct.pack_into("<H", data, place, change(struct.unpack_from("<H", data, place)[0]))
    return bytes(data)


@pytest.mark.parametrize(
    ("at", "change", "message"),
    [
        ({b"PK\x03\x04": 8, b"PK\x01\x02": 10}, lambda _: 9, "compression method is not supported"),
        ({b"PK\x03\x04": 6, b"PK\x01\x02": 8}, lambda flags: flags | 1, "is encrypted"),
    ],
    ids=["Deflate64", "encrypted"],
)
@pytest.mark.parametrize("of", ["csv", "pictures"])
def test_a_locked_archive_is_named(
    tmp_path: Path, at: dict[bytes, int], change: Callable[[int], int], message: str, of: str
) -> None:
    members: dict[str, str | bytes] = {"fer2013.csv": csv_text(small())}
    if of == "pictures":
        write_folders(tmp_path / "data", small())
        members = {
            path.relative_to(tmp_path / "data").as_posix(): path.read_bytes()
            for path in (tmp_path / "data").rglob("*.png")
        }
    (tmp_path / "archive.zip").write_bytes(patched(zip_bytes(members), at, change))
    with pytest.raises(DataError, match=rf"archive\.zip: .*{message}.*; unpack it by hand"):
        load(tmp_path / "archive.zip")


def test_other_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_bytes(csv_text(small()).encode("utf-16"))
    with pytest.raises(DataError, match=r"UTF-8 text, .*, got .*; unpack it by hand, or save"):
        load(tmp_path)
    (tmp_path / "fer2013.csv").write_text(csv_text(small()).replace(",", ";"), encoding="utf-8")
    with pytest.raises(DataError, match=r"emotion, pixels, Usage, .* got emotion;pixels;Usage"):
        load(tmp_path)


def test_another_file_of_the_challenge_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("emotion,pixels\n0,1 2\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"FER2013 under one of Kaggle's names .*, got train\.csv; name"
    ):
        load(tmp_path)
    with pytest.raises(DataError, match=r"each once, got emotion, pixels; use fer2013\.csv"):
        load(tmp_path / "train.csv")


def test_what_is_packed_too_often_or_never_ends_is_named(tmp_path: Path) -> None:
    content = csv_text(small()).encode()
    for _ in range(6):
        content = gzip.compress(content)
    (tmp_path / "fer2013.csv.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"packed at most 4 times over, got more"):
        load(tmp_path)
    # 64 MiB of one row in 64 kB.
    (tmp_path / "fer2013.csv.gz").write_bytes(gzip.compress(b"1" * (1 << 26)))
    with pytest.raises(DataError, match="rows of at most 1048576 characters"):
        load(tmp_path)


def test_more_faces_than_memory_is_for_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.datasets.fer2013.MOST_FACES", 40)
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    with pytest.raises(DataError, match=r"at most 40 faces in fer2013\.csv, got more"):
        load(tmp_path)


def test_a_missing_class_folder_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "data", small())
    for path in (tmp_path / "data" / "train" / "fear").iterdir():
        path.unlink()
    (tmp_path / "data" / "train" / "fear").rmdir()
    with pytest.raises(DataError, match=r"a folder .*train/fear, got none"):
        load(tmp_path / "data")


@pytest.mark.parametrize("twin", ["Training", "Train"])
def test_a_part_that_is_there_twice_is_not_read_twice(tmp_path: Path, twin: str) -> None:
    write_folders(tmp_path / "data", small())
    try:
        shutil.copytree(tmp_path / "data" / "train", tmp_path / "data" / twin)
    except FileExistsError:
        pytest.skip("this disk does not tell upper from lower case")
    with pytest.raises(DataError, match=rf"one folder of Training faces in .*, got {twin} and tra"):
        load(tmp_path / "data")


def test_a_foreign_class_folder_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "data", small())
    (tmp_path / "data" / "train" / "bored").mkdir()
    cv2.imwrite(str(tmp_path / "data" / "train" / "bored" / "a.png"), small().images[0])
    with pytest.raises(DataError, match="got bored with"):
        load(tmp_path / "data")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not an image", "to be an image, got a file that cannot be read"),
        (b"", "to be an image, got a file that cannot be read"),
        (
            cv2.imencode(".png", np.zeros((64, 32), np.uint8))[1].tobytes(),
            "to be 48×48 pixels, got 32×64",
        ),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
            + struct.pack(">II", 40000, 40000)
            + b"\x08\0\0\0\0" * 9,
            "to be an image, got",
        ),
    ],
    ids=["text", "empty", "other size", "1.6 gigapixels"],
)
def test_an_unreadable_image_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    write_folders(tmp_path / "data", small())
    victim = next(iter((tmp_path / "data" / "train" / "sad").iterdir()))
    victim.write_bytes(content)
    with pytest.raises(DataError, match=f"{victim.name} {message}"):
        load(tmp_path / "data")


@pytest.mark.parametrize("how", ["pipe", "device", "link to nothing", "link to itself"])
def test_what_is_no_file_is_named_and_not_opened(tmp_path: Path, how: str) -> None:
    write_folders(tmp_path, small())
    strange = tmp_path / "train" / "happy" / "zz.png"
    if how == "pipe":
        os.mkfifo(strange)
    else:
        targets = {"device": "/dev/zero", "link to itself": "zz.png"}
        strange.symlink_to(targets.get(how, "nowhere.png"))
    with pytest.raises(DataError, match=r"zz\.png to be a file, got .*; remove it"):
        load(tmp_path)
    # The readers of other sets do not open it either.
    with pytest.raises(DataError, match=r"zz\.png to be a file, got .*; remove it"):
        pictures_below(tmp_path, (".png",))


def test_a_picture_that_an_archive_has_twice_is_named(tmp_path: Path) -> None:
    name = "train/happy/Training_1.png"
    members: dict[str, str | bytes] = {f"a/{name}": PNG_32_BY_64, f"b/{name}": PNG_32_BY_64 + b"0"}
    (tmp_path / "archive.zip").write_bytes(zip_bytes(members))
    with pytest.raises(DataError, match=r"one picture train/happy/Training_1\.png in .*, got two"):
        load(tmp_path / "archive.zip")


def test_a_test_image_of_no_split_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "data", small())
    cv2.imwrite(str(tmp_path / "data" / "test" / "sad" / "im3.png"), small().images[0])
    with pytest.raises(DataError, match=r"im3\.png to begin with PublicTest_ or PrivateTest_"):
        load(tmp_path / "data")


@pytest.mark.filterwarnings("ignore:the class counts of")
def test_a_wanted_split_without_faces_is_named(tmp_path: Path) -> None:
    text = csv_text(small())
    kept = [line for line in text.splitlines() if not line.endswith("PublicTest")]
    (tmp_path / "fer2013.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert len(datasets.load(tmp_path, splits=("Training",)).labels) == 21
    with pytest.raises(DataError, match=r"expected PublicTest faces in .*, got none"):
        datasets.load(tmp_path, splits=("Training", "PublicTest"))
