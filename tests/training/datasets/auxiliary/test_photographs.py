"""CK+ and JAFFE: heads in photographs, cropped like the page crops them."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage import data
from skimage.color import rgb2gray
from skimage.transform import SimilarityTransform, warp

from training.datasets.auxiliary.folder import read_auxiliary
from training.faces.photographs import cropped_faces
from training.labels import EXPRESSIONS

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
