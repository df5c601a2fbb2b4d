"""Auxiliary sets: what is read of each layout, and what is refused."""

import hashlib
import os
import shutil
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage import data
from skimage.color import rgb2gray
from skimage.transform import SimilarityTransform, warp

from tests.auxiliary_folders import drawn, read_manifest, write_ck_48, write_manifest, write_own
from training.datasets.auxiliary.folder import read_auxiliary
from training.errors import DataError
from training.faces.photographs import cropped_faces
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
    path = tmp_path / "ck" / "sadness" / "S012_002_00000007.png"
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    (row,) = np.flatnonzero((found.images == picture).all(axis=(1, 2)))
    assert EXPRESSIONS[found.labels[row]] == "sad"


@pytest.mark.parametrize("emotion", CK_PLUS_EMOTIONS)
def test_every_ck_emotion_but_contempt_has_its_expression(emotion: str) -> None:
    stem = {"anger": "angry", "sadness": "sad", "contempt": None}.get(emotion, emotion)
    assert CK_PLUS_TO_EXPRESSION.get(emotion) == stem


NEAR = 0.85
"""Landmarks read off differ a little from the detector's; a shift by 3 px correlates with 0.71."""


def photograph() -> npt.NDArray[np.uint8]:
    """A head with hair and wall, 400 × 300 in colour."""
    return np.asarray(data.astronaut()[0:300, 20:420])


def warped_by_hand(frame: npt.NDArray[np.uint8], left: int) -> npt.NDArray[np.float64]:
    """The face where FER2013's pictures have theirs, from landmarks read off the photograph."""
    at = np.array([(203, 101), (246, 104), (223, 145)]) - (left, 0)
    # Medians over FER2013, converter/crop_geometry.json.
    template = np.array([(0.3148, 0.3923), (0.6852, 0.3923), (0.5, 0.7743)]) * 48 - 0.5
    fit = SimilarityTransform.from_estimate(template, at)
    smooth = cv2.GaussianBlur(frame, (0, 0), 1.2)
    return np.asarray(warp(rgb2gray(smooth), fit, output_shape=(48, 48)))


def correlation(a: npt.NDArray[np.generic], b: npt.NDArray[np.generic]) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def write_ck(folder: Path, sequences: dict[str, str]) -> None:
    """Sequences "S005/001" -> text of the emotion file; the frame before the last has no face."""
    shown = cv2.cvtColor(photograph(), cv2.COLOR_RGB2BGR)
    wall = np.full_like(shown, 90)
    for name, text in sequences.items():
        frames = folder / "cohn-kanade-images" / name
        emotions = folder / "Emotion" / name
        frames.mkdir(parents=True)
        emotions.mkdir(parents=True)
        stem = name.replace("/", "_")
        for number, frame in enumerate([shown, wall, wall, shown, wall, shown], start=1):
            cv2.imwrite(str(frames / f"{stem}_{number:08d}.png"), frame)
        if text:
            (emotions / f"{stem}_{6:08d}_emotion.txt").write_text(text, encoding="ascii")


def test_the_measure_tells_a_crop_that_is_3_px_off() -> None:
    right = warped_by_hand(photograph(), left=20)
    for down, across in ((3, 0), (-3, 0), (0, 3), (0, -3)):
        assert correlation(right, np.roll(right, (down, across), (0, 1))) < NEAR


@pytest.mark.slow
def test_ck_as_shipped_gives_neutral_and_peak_cut_out_like_the_page(tmp_path: Path) -> None:
    sequences = {
        "S005/001": "   7.0000000e+00\n",
        "S010/002": "2.0",
        "S011/001": "",
        "S010/003": "6",
    }
    write_ck(tmp_path, sequences)
    found = read_auxiliary(tmp_path)
    assert (found.kind, found.unit) == ("CK+", "people")
    # Of six frames the first is neutral and the last three show the emotion, one without a face.
    assert found.left_out == {"contempt": 4, "without a face": 2}
    rows = sorted(zip(found.groups, (EXPRESSIONS[i] for i in found.labels), strict=True))
    assert rows == sorted(
        [("S005", "neutral"), ("S010", "neutral")]
        + [("S005", "surprise")] * 2
        + [("S010", "sad")] * 2
    )
    for image in found.images:
        assert correlation(image, warped_by_hand(photograph(), left=20)) > NEAR
    plain = cv2.resize(cv2.cvtColor(photograph(), cv2.COLOR_RGB2GRAY), (48, 48))
    assert correlation(found.images[0], plain) < 0.5


@pytest.mark.slow
def test_jaffe_gives_its_seven_by_initials(tmp_path: Path) -> None:
    square = np.ascontiguousarray(data.astronaut()[0:256, 96:352])
    grey = cv2.cvtColor(square, cv2.COLOR_RGB2GRAY)
    wanted = {"AN": "angry", "DI": "disgust", "FE": "fear", "HA": "happy", "SA": "sad"}
    wanted |= {"SU": "surprise", "NE": "neutral"}
    for number, code in enumerate(wanted, start=1):
        cv2.imwrite(str(tmp_path / f"KA.{code}1.{number}.tiff"), grey)
    cv2.imwrite(str(tmp_path / "YM.HA2.60.tiff"), grey)
    cv2.imwrite(str(tmp_path / "YM.HA3.61.tiff"), np.full_like(grey, 90))
    (tmp_path / "README_FIRST.txt").write_text("ratings", encoding="ascii")
    found = read_auxiliary(tmp_path)
    assert (found.kind, found.unit) == ("JAFFE", "people")
    assert found.left_out == {"without a face": 1}
    rows = sorted(zip(found.groups, (EXPRESSIONS[i] for i in found.labels), strict=True))
    assert rows == sorted([*(("KA", name) for name in wanted.values()), ("YM", "happy")])
    assert correlation(found.images[0], warped_by_hand(square, left=96)) > NEAR


def test_no_photographs_need_no_detector() -> None:
    assert cropped_faces([]) == []


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


def test_one_picture_under_two_labels_is_named(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "sent")
    shutil.copy(folder / "sad" / "004.png", folder / "happy" / "x.png")
    with pytest.raises(DataError, match=r"under one label, got .*happy/x\.png and .*sad/004\.png"):
        read_auxiliary(folder)


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
        ("no batch", r"each a text, got ValueError: batch '' in entry 0"),
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


def test_groups_without_a_manifest_are_the_pixels_hashes(tmp_path: Path) -> None:
    found = read_auxiliary(write_own(tmp_path / "alone", pictures=7))
    wanted = [hashlib.sha256(image.tobytes()).hexdigest() for image in found.images]
    assert found.groups.tolist() == wanted
