"""The face detector: it finds a face where there is one, and its outputs decoded by hand."""

import dataclasses

import numpy as np
import pytest
from skimage import data

from reader.crops.frame import Frame
from reader.errors import ModelError
from reader.faces.detection import KEYPOINTS, to_picture
from reader.faces.detector import Detector, anchor_centres, decode, suppress_weighted
from reader.network.folder import open_index, open_model
from tests import camera_feed
from training.faces.framing import open_detector

ANCHORS = anchor_centres([8, 16, 16, 16], 0.5)


def test_it_finds_the_astronaut_and_no_face_in_coffee() -> None:
    detector = open_detector()
    assert detector.detect(Frame(data.coffee()).square) == []
    frame = Frame(data.astronaut())
    (found,) = detector.detect(frame.square)
    face = to_picture(*found, frame.letterbox)
    x, y, height = camera_feed.ASTRONAUT_FACE
    assert abs(face.box.middle.real - x) < face.box.width / 2
    assert abs(face.box.middle.imag - y) < face.box.height / 2
    assert 0.7 * height < face.box.height < 1.3 * height
    at = dict(zip(KEYPOINTS, face.points, strict=True))
    # Read off the enlarged photograph.
    for name, expected in {
        "right_eye": 203 + 101j,
        "left_eye": 246 + 104j,
        "mouth_centre": 223 + 145j,
    }.items():
        assert abs(at[name] - expected) < 8, name


@pytest.mark.parametrize("wrong", [{"scoreThreshold": -1}, {"iouThreshold": 1}])
def test_a_threshold_that_is_no_probability_is_refused(wrong: dict[str, float]) -> None:
    model = open_model(open_index()["detector"])
    manifest = model.manifest | wrong
    with pytest.raises(ModelError, match="thresholds of the detector between 0 and 1, got"):
        Detector(dataclasses.replace(model, manifest=manifest))


@pytest.mark.parametrize(("width", "height"), [(400, 300), (300, 400), (641, 487), (256, 256)])
def test_landmarks_find_back_through_the_letterbox(width: int, height: int) -> None:
    """A white patch's middle, found in the detector's square, is where the patch was drawn."""
    x, y = round(width * 0.7), round(height * 0.3)
    rows, columns = np.mgrid[:height, :width]
    patch = (rows - y) ** 2 + (columns - x) ** 2 <= 12**2
    frame = Frame(np.repeat(np.uint8(255) * patch[..., None], 3, axis=2).astype(np.uint8))
    grey = frame.square[..., 0].astype(np.float64)
    rows, columns = np.mgrid[:128, :128] + 0.5
    middle = np.array([np.sum(grey * columns), np.sum(grey * rows)]) / grey.sum() / 128
    face = to_picture(1.0, np.tile(middle, 8), frame.letterbox)
    # The square's pixels are 2 to 5 of the frame's; the mean over many of them is finer.
    assert np.abs(face.points - (x + 0.5 + (y + 0.5) * 1j)).max() < 0.6


def test_anchors_lie_in_the_middle_of_their_cells() -> None:
    assert ANCHORS.shape == (896, 2)
    assert ANCHORS[:3].tolist() == [[1 / 32, 1 / 32], [1 / 32, 1 / 32], [3 / 32, 1 / 32]]
    assert ANCHORS[512].tolist() == [1 / 16, 1 / 16]
    assert ANCHORS[-1].tolist() == [15 / 16, 15 / 16]


def test_decoding_by_hand() -> None:
    boxes, scores = np.zeros((896, 16)), np.full(896, -9.0)
    # Anchor 0 lies at (4, 4) px; box centre (64, 40), 32 × 64 px; first keypoint at (60, 30).
    boxes[0, :6] = [60, 36, 32, 64, 56, 26]
    scores[0] = 2
    found, shares = decode(boxes, scores, ANCHORS, 0.5)
    assert shares == pytest.approx([1 / (1 + np.exp(-2))])
    assert found[0, :6] * 128 == pytest.approx([48, 8, 80, 72, 60, 30])
    boxes[0, 2] = -1
    assert len(decode(boxes, scores, ANCHORS, 0.5)[0]) == 0


def test_overlapping_boxes_are_averaged_by_score() -> None:
    rows = np.zeros((3, 16))
    rows[:, :4] = [[0, 0, 4, 4], [1, 0, 5, 4], [10, 10, 12, 12]]
    scores = np.array([0.9, 0.6, 0.7])
    faces = suppress_weighted(rows, scores, 0.3)
    assert [score for score, _ in faces] == [0.9, 0.7]
    assert faces[0][1][:4] == pytest.approx([0.4, 0, 4.4, 4])
    # The first two overlap by 12 of 20.
    assert len(suppress_weighted(rows, scores, 0.61)) == 3
    assert len(suppress_weighted(rows, scores, 0.59)) == 2
