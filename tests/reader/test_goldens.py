"""The crop, the light and the detector's decoding, against what the page and training share."""

import json
from typing import Any

import cv2
import numpy as np
import pytest

from reader.crops.crop import crop_face
from reader.crops.frame import Frame
from reader.crops.relight import relight
from reader.crops.similarity import fit_similarity
from reader.faces.detection import to_picture
from reader.faces.detector import anchor_centres, decode, suppress_weighted
from tests.conftest import ROOT

GOLDENS = ROOT / "tests" / "goldens"
Case = dict[str, Any]
LANDMARKS = json.loads((GOLDENS / "crop.json").read_text(encoding="utf-8"))["landmarks"]
TEMPLATE = [complex(*point) for point in LANDMARKS.values()]


def cases(name: str) -> list[Case]:
    document = json.loads((GOLDENS / name).read_text(encoding="utf-8"))
    found: list[Case] = document["cases"]
    return found


@pytest.mark.parametrize("case", cases("crop.json"), ids=lambda case: case["name"])
def test_crops_are_the_same_to_the_grey_level(case: Case) -> None:
    frame = cv2.imread(str(GOLDENS / case["frame"]))
    points = np.array([complex(*point) for point in case["landmarksPx"].values()])
    face = fit_similarity(TEMPLATE, points)
    assert face is not None
    assert face.side_px == pytest.approx(case["sidePx"], abs=1e-6)
    assert face.roll == pytest.approx(case["rollRadians"], abs=1e-6)
    assert crop_face(frame[..., ::-1], face).ravel().tolist() == case["face"]


@pytest.mark.parametrize("case", cases("light.json"), ids=lambda case: case["name"])
def test_light_is_the_same(case: Case) -> None:
    grey = np.array(case["grey"], np.uint8).reshape(48, 48)
    assert relight(grey).ravel().tolist() == case["lit"]


@pytest.mark.parametrize("case", cases("detector.json"), ids=lambda case: case["name"])
def test_faces_behind_the_detector_s_outputs_are_the_same(case: Case) -> None:
    boxes, scores = np.zeros((896, 16)), np.full(896, -20.0)
    for anchor in case["anchors"]:
        boxes[anchor["index"]], scores[anchor["index"]] = anchor["box"], anchor["score"]
    detector = json.loads((GOLDENS / "detector.json").read_text(encoding="utf-8"))
    centres = anchor_centres(**detector["anchors"])
    found, shares = decode(boxes, scores, centres, detector["scoreThreshold"])
    height, width = case["frame"]["heightPx"], case["frame"]["widthPx"]
    square = Frame(np.zeros((height, width, 3), np.uint8)).letterbox
    faces = [
        to_picture(score, coordinates, square)
        for score, coordinates in suppress_weighted(found, shares, detector["iouThreshold"])
    ]
    assert len(faces) == len(case["faces"])
    for face, golden in zip(faces, case["faces"], strict=True):
        assert face.score == pytest.approx(golden["score"], abs=1e-5)
        corner = [face.box.left, face.box.top]
        opposite = [face.box.left + face.box.width, face.box.top + face.box.height]
        points = np.stack([face.points.real, face.points.imag], axis=1)
        assert np.abs(np.array([corner, opposite]) - golden["boxPx"]).max() < 0.01
        assert np.abs(points - golden["keypointsPx"]).max() < 0.01
