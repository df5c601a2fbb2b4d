"""The face detector: rebuilt from its origin, and finding a face where there is one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage import data

from converter import detector
from tests import camera_feed
from tests.conftest import ROOT
from tests.converter.conftest import run_command, said
from training.faces.detector import (
    KEYPOINTS,
    FaceDetector,
    anchor_centres,
    decode,
    intersection_over_union,
    letterbox,
    suppress_weighted,
)
from training.hardware.tfjs_model import TfjsModel

COMMITTED = ROOT / "webapp" / "public" / "models" / "face_detector"


@pytest.mark.slow
def test_the_committed_detector_is_what_the_converter_builds(tmp_path: Path, chromium: str) -> None:
    done = run_command("detector.py", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    built = tmp_path / "face_detector"
    fresh = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    committed = json.loads((COMMITTED / "manifest.json").read_text(encoding="utf-8"))
    # TensorFlow fuses a graph as suits the processor that it runs on, so model.json may differ; the
    # weights do not, nor what is computed.
    assert weights(fresh) == weights(committed)
    images = detector.test_images()
    before, after = (TfjsModel(folder).predict(images) for folder in (COMMITTED, built))
    for name in ("boxes", "scores"):
        np.testing.assert_allclose(after[name], before[name], atol=1e-3, rtol=1e-4)
    assert fresh["parity"]["node"] <= 1e-3
    assert fresh["parity"]["chromium"] <= 1e-3


def weights(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for file in manifest["files"] if file["path"] != "model.json"]


@pytest.mark.slow
def test_what_is_no_tflite_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    path.write_bytes(b"something else entirely")
    done = run_command("detector.py", "--tflite", path, "--out", tmp_path / "models")
    assert done.returncode == 2
    assert "to be a TFLite file" in said(done)
    assert not list((tmp_path / "models").glob("*"))


@pytest.mark.slow
def test_it_finds_the_astronaut_and_no_face_in_coffee() -> None:
    squares = np.stack([letterbox(data.astronaut()), letterbox(data.coffee())])
    (faces, none) = FaceDetector(COMMITTED).detect(squares)
    assert none == []
    (face,) = faces
    x, y, height = camera_feed.ASTRONAUT_FACE
    left, top, right, bottom = face.box * 512
    assert left < x < right
    assert top < y < bottom
    assert 0.7 * height < bottom - top < 1.3 * height
    at = dict(zip(KEYPOINTS, face.keypoints * 512, strict=True))
    # Read off the enlarged photograph.
    for name, expected in {
        "rightEye": (203, 101),
        "leftEye": (246, 104),
        "mouthCentre": (223, 145),
    }.items():
        assert np.hypot(*(at[name] - expected)) < 8, name


def test_anchors_lie_in_the_middle_of_their_cells() -> None:
    centres = anchor_centres([8, 16, 16, 16], 0.5)
    assert centres.shape == (896, 2)
    assert centres[:3].tolist() == [[1 / 32, 1 / 32], [1 / 32, 1 / 32], [3 / 32, 1 / 32]]
    assert centres[512].tolist() == [1 / 16, 1 / 16]
    assert centres[-1].tolist() == [15 / 16, 15 / 16]


def test_decoding_by_hand() -> None:
    boxes, scores = np.zeros((896, 16), np.float32), np.full(896, -9, np.float32)
    # Anchor 0 lies at (4, 4) px; box centre (64, 40), 32 × 64 px; first keypoint at (60, 30).
    boxes[0, :6] = [60, 36, 32, 64, 56, 26]
    scores[0] = 2
    manifest = {
        "anchors": {"strides": [8, 16, 16, 16], "offset": 0.5},
        "scoreThreshold": 0.5,
        "iouThreshold": 0.3,
    }
    (face,) = decode(boxes, scores, manifest)
    assert face.score == pytest.approx(1 / (1 + np.exp(-2)))
    assert face.box * 128 == pytest.approx([48, 8, 80, 72])
    assert face.keypoints[0] * 128 == pytest.approx([60, 30])
    boxes[0, 2] = -1
    assert decode(boxes, scores, manifest) == []


def test_overlapping_boxes_are_averaged_by_score() -> None:
    rows = np.zeros((3, 16))
    rows[:, :4] = [[0, 0, 4, 4], [1, 0, 5, 4], [10, 10, 12, 12]]
    faces = suppress_weighted(rows, np.array([0.9, 0.6, 0.7]), 0.3)
    assert [face.score for face in faces] == [0.9, 0.7]
    assert faces[0].box == pytest.approx([0.4, 0, 4.4, 4])
    overlaps = intersection_over_union(rows[0, :4], rows[:, :4])
    assert overlaps == pytest.approx([1, 12 / 20, 0])
