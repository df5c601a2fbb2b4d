"""Bad data: each ends in a sentence that names the place, and leaves nothing behind."""

import gzip
import lzma
import warnings
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.datasets.test_formats import (
    csv_text,
    small,
    write_folders,
    write_tar,
    write_zip,
)
from training import datasets
from training.datasets.faces import Faces
from training.datasets.fer2013 import OFFICIAL_COUNTS, warn_of_other_counts
from training.errors import DataError
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS

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
        ("label,image\n1,2\n", "the columns emotion, pixels, Usage, got label, image"),
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
    with pytest.raises(DataError, match=rf"expected .*{name} to be a whole .*; fetch it again"):
        load(path)
    assert not (tmp_path / "cache").exists()


def test_an_archive_without_the_csv_is_named(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("README", "hello")
    with pytest.raises(DataError, match=r"fer2013\.csv inside .*, got README"):
        load(tmp_path / "x.zip")


def test_a_missing_class_folder_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "data", small())
    for path in (tmp_path / "data" / "train" / "fear").iterdir():
        path.unlink()
    (tmp_path / "data" / "train" / "fear").rmdir()
    with pytest.raises(DataError, match=r"a folder .*train/fear, got none"):
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
    ],
    ids=["text", "empty", "other size"],
)
def test_an_unreadable_image_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    write_folders(tmp_path / "data", small())
    victim = next(iter((tmp_path / "data" / "train" / "sad").iterdir()))
    victim.write_bytes(content)
    with pytest.raises(DataError, match=f"{victim.name} {message}"):
        load(tmp_path / "data")


def test_a_test_image_of_no_split_is_named(tmp_path: Path) -> None:
    write_folders(tmp_path / "data", small())
    cv2.imwrite(str(tmp_path / "data" / "test" / "sad" / "im3.png"), small().images[0])
    with pytest.raises(DataError, match=r"im3\.png to begin with PublicTest_ or PrivateTest_"):
        load(tmp_path / "data")


def votes_text(counts: dict[str, int]) -> str:
    rows = [
        f"{split},fer{i:07d}.png,{','.join(str((i + c) % 4) for c in range(10))}"
        for split, n in counts.items()
        for i in range(n)
    ]
    return "\n".join([f"Usage,Image name,{','.join(FER_PLUS_COLUMNS)}", *rows]) + "\n"


def test_votes_line_up_within_each_split(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    text = votes_text({"Training": 21, "PublicTest": 21, "PrivateTest": 21})
    (tmp_path / "fer2013new.csv").write_text(text, encoding="utf-8")
    faces = load(tmp_path / "fer2013.csv", votes=True)
    assert faces.votes is not None
    assert faces.votes[22].tolist() == [(1 + c) % 4 for c in range(10)]
    shares = datasets.vote_distribution(faces.votes)
    # Row 1 votes 1,2,3,0,1,2,3 for neutral…fear and 0,1,2 for what has no counterpart.
    wanted = dict(zip(FER_PLUS_COLUMNS[:7], (1, 2, 3, 0, 1, 2, 3), strict=True))
    assert shares[22, EXPRESSIONS.index("surprise")] == pytest.approx(wanted["surprise"] / 12)
    assert shares[22, EXPRESSIONS.index("neutral")] == pytest.approx(wanted["neutral"] / 12)
    assert shares.sum(axis=1) == pytest.approx(np.ones(63))


def test_votes_for_none_of_the_seven_leave_zeros() -> None:
    votes = np.zeros((1, 10), np.float32)
    votes[0, FER_PLUS_COLUMNS.index("NF")] = 10
    assert datasets.vote_distribution(votes).tolist() == [[0.0] * 7]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (votes_text({"Training": 21, "PublicTest": 20}), "21 PublicTest faces, got 20"),
        ("a,b\n1,2\n", "to have FER.'s column Usage, got a, b"),
        (votes_text({"Training": 21}).replace("Training", "Other"), "row 1 .* got 'Other'"),
        (votes_text({"Training": 21}).replace(",0,", ",x,", 1), "ten counts in row 1"),
    ],
    ids=["too few", "other columns", "other split", "no number"],
)
def test_votes_that_do_not_fit_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    (tmp_path / "fer2013new.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load(tmp_path / "fer2013.csv", votes=True)


@pytest.mark.filterwarnings("ignore:the class counts of")
def test_a_wanted_split_without_faces_is_named(tmp_path: Path) -> None:
    text = csv_text(small())
    kept = [line for line in text.splitlines() if not line.endswith("PublicTest")]
    (tmp_path / "fer2013.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert len(datasets.load(tmp_path, splits=("Training",)).labels) == 21
    with pytest.raises(DataError, match=r"expected PublicTest faces in .*, got none"):
        datasets.load(tmp_path, splits=("Training", "PublicTest"))


def test_absent_votes_are_named(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    with pytest.raises(DataError, match=r"votes as .*fer2013new\.csv, got no such file"):
        load(tmp_path / "fer2013.csv", votes=True)


def faces_with_counts(counts: tuple[int, ...]) -> Faces:
    labels = np.repeat(np.arange(7, dtype=np.uint8), counts)
    return Faces(
        images=np.zeros((len(labels), 48, 48), np.uint8),
        labels=labels,
        splits=np.full(len(labels), "PublicTest", "U11"),
        votes=None,
        source="counted",
    )


def test_other_class_counts_are_shown_in_a_table() -> None:
    counts = (467, 56, 496, 895, 600, 415, 607)
    with pytest.warns(UserWarning, match="class counts of counted") as caught:
        warn_of_other_counts(faces_with_counts(counts), ("PublicTest",))
    table = str(caught[0].message).splitlines()
    assert table[1].split() == list(EXPRESSIONS)
    assert table[2].split() == ["PublicTest", *map(str, counts)]
    assert table[3].split() == ["official", *map(str, OFFICIAL_COUNTS["PublicTest"])]


def test_counts_within_one_face_are_fer2013s() -> None:
    warn_of_other_counts(faces_with_counts((467, 56, 497, 895, 653, 415, 606)), ("PublicTest",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": np.zeros((2, 48, 47), np.uint8)}, r"images as uint8 \[2, 48, 48\]"),
        ({"images": np.zeros((2, 48, 48), np.float32)}, "got float32"),
        ({"labels": np.array([0, 7], np.uint8)}, "labels in 0–6, got 7"),
        ({"splits": np.array(["Training", "Other"])}, "2 splits among"),
        ({"votes": np.zeros((2, 7), np.float32)}, r"votes of shape \[2, 10\], got \[2, 7\]"),
    ],
)
def test_faces_check_themselves(change: dict[str, np.ndarray], message: str) -> None:
    values = {
        "images": np.zeros((2, 48, 48), np.uint8),
        "labels": np.zeros(2, np.uint8),
        "splits": np.array(["Training", "Training"]),
        "votes": None,
        "source": "x",
    }
    with pytest.raises(ValueError, match=message):
        Faces(**(values | change))  # type: ignore[arg-type]
