"""Auxiliary sets: what is read of each layout."""

import hashlib
import os
import shutil
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.auxiliary_folders import drawn, read_manifest, write_ck_48, write_manifest, write_own
from training.datasets.auxiliary.folder import read_auxiliary
from training.labels import CK_PLUS_EMOTIONS, CK_PLUS_TO_EXPRESSION, EXPRESSIONS


def test_ck_48_gives_its_seven_minus_neutral_by_person(tmp_path: Path) -> None:
    found = read_auxiliary(write_ck_48(tmp_path / "ck", people=10, contempt=3))
    assert (found.kind, found.unit) == ("CK+48", "people")
    assert sorted(set(found.groups)) == [f"S{number:03d}" for number in range(10, 20)]
    assert found.left_out == {"contempt": 3}
    assert len(found.labels) == 60
    assert EXPRESSIONS.index("neutral") not in found.labels
    # Person S010 shows the second and third folder's expressions: disgust and fear.
    shown = found.labels[found.groups == "S010"]
    assert sorted(EXPRESSIONS[label] for label in shown) == ["disgust"] * 3 + ["fear"] * 3
    for each in list((tmp_path / "ck").iterdir()):
        each.rename(each.with_name(each.name.capitalize()))
    again = read_auxiliary(tmp_path / "ck")
    assert (again.kind, sorted(again.groups)) == ("CK+48", sorted(found.groups))
    path = tmp_path / "ck" / "Sadness" / "S012_002_00000007.png"
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    (row,) = np.flatnonzero((found.images == picture).all(axis=(1, 2)))
    assert EXPRESSIONS[found.labels[row]] == "sad"


@pytest.mark.parametrize("emotion", CK_PLUS_EMOTIONS)
def test_every_ck_emotion_but_contempt_has_its_expression(emotion: str) -> None:
    stem = {"anger": "angry", "sadness": "sad", "contempt": None}.get(emotion, emotion)
    assert CK_PLUS_TO_EXPRESSION.get(emotion) == stem


def test_own_faces_by_batch_or_each_by_itself(tmp_path: Path) -> None:
    found = read_auxiliary(write_own(tmp_path / "sent", batches=4))
    assert (found.kind, found.unit) == ("own", "batches")
    assert dict(zip(*np.unique(found.groups, return_counts=True), strict=True)) == {
        f"batch {number}": 7 for number in range(4)
    }
    assert np.bincount(found.labels).tolist() == [4] * 7
    alone = read_auxiliary(write_own(tmp_path / "alone"))
    assert alone.unit == "groups"
    assert len(set(alone.groups)) == 28
    np.testing.assert_array_equal(alone.images, found.images)


def test_larger_squares_are_averaged_down(tmp_path: Path) -> None:
    large = np.random.default_rng(0).integers(0, 256, (96, 96), np.uint8)
    (tmp_path / "happy").mkdir()
    colour = np.repeat(large[..., None], 3, axis=2)
    cv2.imwrite(str(tmp_path / "happy" / "a.png"), colour)
    found = read_auxiliary(tmp_path)
    wanted = large.reshape(48, 2, 48, 2).mean(axis=(1, 3))
    assert np.abs(found.images[0] - wanted).max() <= 0.5


def test_names_may_have_umlauts_capitals_and_companions(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "Bücher é 中", batches=2)
    (folder / "happy").rename(folder / "Happy")
    first = next(iter(sorted((folder / "Happy").iterdir())))
    # As macOS's older disks write it: the accent behind the letter.
    other = first.with_name(unicodedata.normalize("NFD", "Zoë.png"))
    first.rename(other)
    (folder / "Happy" / "._Zoë.png").write_bytes(b"of macOS")
    listed = [
        {
            **entry,
            "file": entry["file"]
            .replace(f"happy/{first.name}", "Happy\\Zoë.png")
            .replace("happy/", "Happy\\"),
        }
        for entry in read_manifest(folder)
    ]
    write_manifest(folder, listed)
    found = read_auxiliary(folder)
    assert np.bincount(found.labels).tolist() == [4] * 7
    assert found.left_out == {}


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "alone")
    os.rename(folder / "sad" / "004.png", os.fsencode(folder / "sad") + b"/\xff.png")
    assert len(read_auxiliary(folder).labels) == 28


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "sent")
    for name in ("happy/a.HEIC", "sad/b.heic", "sad/c.gif", "loose.png", "notes.txt", "sad/.d.png"):
        (folder / name).write_bytes(b"")
    cv2.imwrite(str(folder / "sad" / "d.webp"), drawn("sad", 5))
    found = read_auxiliary(folder)
    assert len(found.labels) == 29
    assert found.left_out == {
        ".gif, which is not read": 1,
        ".heic, which is not read": 2,
        "in no class folder": 1,
    }


def test_the_hash_is_of_every_file_read(tmp_path: Path) -> None:
    """A changed picture, name or manifest is another set; a foreign file beside it is not."""
    folder = write_own(tmp_path / "sent", batches=2)
    first = read_auxiliary(folder).files_sha256
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "notes.txt").write_text("hello", encoding="utf-8")
    assert read_auxiliary(tmp_path / "copy").files_sha256 == first
    entries = read_manifest(folder)
    write_manifest(folder, [{**entry, "batch": entry["batch"] + "x"} for entry in entries])
    assert read_auxiliary(folder).files_sha256 != first
    alone = write_own(tmp_path / "alone")
    before = read_auxiliary(alone).files_sha256
    (alone / "sad" / "004.png").rename(alone / "sad" / "other.png")
    assert read_auxiliary(alone).files_sha256 != before


def test_groups_without_a_manifest_are_the_pixels_hashes(tmp_path: Path) -> None:
    found = read_auxiliary(write_own(tmp_path / "alone", pictures=7))
    wanted = [hashlib.sha256(image.tobytes()).hexdigest() for image in found.images]
    assert found.groups.tolist() == wanted
