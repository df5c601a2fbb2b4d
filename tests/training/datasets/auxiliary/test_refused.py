"""Auxiliary sets that cannot be used end in a sentence."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.auxiliary_folders import read_manifest, write_manifest, write_own
from training.datasets.auxiliary.folder import read_auxiliary
from training.errors import DataError


def test_one_picture_under_two_labels_is_named(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "sent")
    shutil.copy(folder / "sad" / "004.png", folder / "happy" / "x.png")
    with pytest.raises(DataError, match=r"under one label, got .*happy/x\.png and .*sad/004\.png"):
        read_auxiliary(folder)


def break_own(folder: Path, how: str) -> None:
    entries = read_manifest(folder)
    picture = folder / entries[0]["file"]
    if how == "foreign folder":
        (folder / "bored").mkdir()
    elif how == "unreadable":
        (folder / "manifest.json").unlink()
        picture.write_bytes(b"no picture")
    elif how == "no square":
        (folder / "manifest.json").unlink()
        cv2.imwrite(str(picture), np.zeros((64, 60), np.uint8))
    elif how == "too small":
        (folder / "manifest.json").unlink()
        cv2.imwrite(str(picture), np.zeros((40, 40), np.uint8))
    elif how == "other hash":
        picture.write_bytes((folder / entries[7]["file"]).read_bytes())
    elif how == "gone":
        picture.unlink()
    elif how == "unlisted":
        write_manifest(folder, entries[1:])
    elif how == "twice":
        write_manifest(folder, [*entries, entries[0]])
    elif how == "outside":
        outside = folder.parent / "outside.png"
        outside.write_bytes(picture.read_bytes())
        write_manifest(folder, [*entries, {**entries[0], "file": "../outside.png"}])
    elif how == "no batch":
        write_manifest(folder, [{**entries[0], "batch": ""}, *entries[1:]])
    else:
        (folder / "manifest.json").write_text(how, encoding="utf-8")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("foreign folder", r"folders among angry, .* in .*sent, got bored; move"),
        ("unreadable", r"angry/000\.png to be an image, got a file that cannot be read"),
        ("no square", r"angry/000\.png to be a square of at least 48×48 pixels, got 60×64"),
        ("too small", r"a square of at least 48×48 pixels, got 40×40; cut"),
        ("other hash", r"angry/000\.png to have the sha256 [0-9a-f]{12}… of manifest.json, got"),
        ("gone", r"angry/000\.png, which manifest\.json lists, to be a picture .*, got none"),
        ("unlisted", r"to list angry/000\.png, got no such entry; add it"),
        ("twice", r"angry/000\.png once in .*manifest\.json, got it twice"),
        ("outside", r"\.\./outside\.png, which manifest\.json lists, to be a picture in a class"),
        ("no batch", r"each a string, got ValueError: batch '' in entry 0"),
        ("{", r'hold \{"pictures": .*got JSONDecodeError'),
        ('{"faces": []}', r"got KeyError: 'pictures'"),
    ],
)
def test_own_faces_that_cannot_be_used_are_named(tmp_path: Path, how: str, message: str) -> None:
    folder = write_own(tmp_path / "sent", batches=4)
    break_own(folder, how)
    with pytest.raises(DataError, match=message):
        read_auxiliary(folder)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"Emotion/S005/001/S005_001_00000006_emotion.txt": "8"}, "number in 0–7 in .*, got '8'"),
        ({"Emotion/S005/001/S005_001_00000006_emotion.txt": "1.5"}, "number in 0–7 in .* '1.5'"),
        ({"Emotion/S005/001/S005_001_00000006_emotion.txt": "joy"}, "number in 0–7 in .* 'joy'"),
        (
            {"Emotion/S005/001/S005_001_00000006_emotion.txt": "1"},
            r"more than 3 frames in .*cohn-kanade-images/S005/001, .* got 0; unpack",
        ),
        ({"Emotion/Sx/001/Sx_001_emotion.txt": "1"}, "S and three digits, got Sx; use a copy"),
        ({"cohn-kanade-images/S005/001/a.png": ""}, r"CK\+ faces in .*, got none; see docs"),
        ({"anger/face1.png": ""}, r"folders among angry, .*, got anger; rename it to angry"),
        ({"Happiness/1.png": "", "sad/2.png": ""}, "got Happiness; rename it to happy"),
        (
            {"anger/S010_004_00000017.png": "", "fear/face1.png": ""},
            r"S010_004_00000017\.png to be an image",
        ),
        (
            {"contempt/S010_004_00000017.png": "", "fear/face1.png": ""},
            r"face1\.png to name its person as CK\+ does, S and three",
        ),
        ({"anger/S010_004_00000017.png": ""}, "to be an image, got a file that cannot be read"),
        (
            {"contempt/S010_004_00000017.png": "", "bored/S010_004_00000017.png": ""},
            r"class folders among neutral, anger, .*, got bored; move it",
        ),
        ({"contempt/S010_004_00000017.png": ""}, r"CK\+48 faces in .*, got none"),
        ({"KA.XX1.39.tiff": ""}, r"named as in JAFFE, KA\.AN1\.39\.tiff, got KA\.XX1\.39\.tiff"),
        ({"KA.AN1.39.tiff": ""}, "to be an image, got a file that cannot be read"),
        ({"readme.txt": ""}, r"to hold CK\+ .*CK\+48 .*JAFFE .* got none of them; see docs"),
    ],
)
def test_other_sets_that_cannot_be_used_are_named(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_auxiliary(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere to be a folder of faces, got none of that name"):
        read_auxiliary(tmp_path / "nowhere")
