"""The crop, against skimage's warp and hand-computed cases."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.transform import SimilarityTransform, estimate_transform

from training.faces.crop import crop_face, fit_similarity, samples_per_side, to_grey
from training.labels import FACE_SIDE_PX

GOLDENS = Path(__file__).resolve().parents[2] / "goldens"
TEMPLATE = np.array([[0.3, 0.36], [0.7, 0.36], [0.5, 0.74]])


def test_similarity_agrees_with_scikit_image() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = TEMPLATE @ [[80.0, 20], [-20, 80]] + [50, 40] + rng.normal(0, 4, (3, 2))
        fit = fit_similarity(TEMPLATE, points)
        oracle = estimate_transform("similarity", TEMPLATE, points)
        assert fit.side_px == pytest.approx(oracle.scale, rel=1e-9)
        assert fit.roll_radians == pytest.approx(oracle.rotation, abs=1e-9)


def test_roll_is_positive_clockwise_and_side_is_in_pixels() -> None:
    turned = SimilarityTransform(scale=100, rotation=np.deg2rad(30), translation=(7, 9))(TEMPLATE)
    fit = fit_similarity(TEMPLATE, turned)
    assert fit.side_px == pytest.approx(100)
    assert np.rad2deg(fit.roll_radians) == pytest.approx(30)
    # The subject's right eye is at the image's left; a clockwise turn lifts it.
    assert turned[0, 1] < turned[1, 1]


def test_a_48_px_frame_with_its_own_template_comes_back_unchanged() -> None:
    frame = np.random.default_rng(1).integers(0, 256, (48, 48), dtype=np.uint8)
    assert np.array_equal(crop_face(frame, TEMPLATE, TEMPLATE * FACE_SIDE_PX), frame)


def test_an_integer_enlargement_averages_each_block() -> None:
    frame = np.random.default_rng(2).integers(0, 256, (192, 192), dtype=np.uint8)
    face = crop_face(frame, TEMPLATE, TEMPLATE * 192)
    area = cv2.resize(frame.astype(np.float64), (48, 48), interpolation=cv2.INTER_AREA)
    assert np.abs(face - area).max() <= 0.5 + 1e-9


def test_a_quarter_turn_is_undone() -> None:
    frame = np.random.default_rng(3).integers(0, 256, (48, 48), dtype=np.uint8)
    clockwise = np.rot90(frame, -1)
    points = np.stack([48 - TEMPLATE[:, 1] * 48, TEMPLATE[:, 0] * 48], axis=1)
    assert np.array_equal(crop_face(clockwise, TEMPLATE, points), frame)


def test_beyond_the_frame_its_edge_repeats() -> None:
    frame = np.full((60, 60), 40, np.uint8)
    frame[:, 0] = 200
    face = crop_face(frame, TEMPLATE, TEMPLATE * 48 - [400, 0])
    assert np.all(face == 200)


def test_rows_that_lie_apart_in_memory_and_channels_in_reverse_are_read_as_they_are_seen() -> None:
    rng = np.random.default_rng(3)
    # A camera's buffer: rows of 80 pixels of which the picture has 64, BGR.
    buffer = rng.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    strided = buffer[4:52, 8:72, ::-1]
    points = TEMPLATE * 40 + [10.0, 5.0]
    whole = np.ascontiguousarray(strided)
    assert strided.strides != whole.strides
    np.testing.assert_array_equal(
        crop_face(strided, TEMPLATE, points), crop_face(whole, TEMPLATE, points)
    )


def test_grey_is_bt601_luma_and_ignores_alpha() -> None:
    rgb = np.random.default_rng(4).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    oracle = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    assert np.abs(to_grey(rgb) - oracle).max() <= 0.51
    rgba = np.dstack([rgb, np.zeros((9, 7), np.uint8)])
    assert np.array_equal(to_grey(rgba), to_grey(rgb))


@pytest.mark.parametrize(
    ("side", "count"), [(1, 1), (48, 1), (48.1, 2), (96, 2), (384, 8), (9e9, 8)]
)
def test_samples_grow_with_the_face_up_to_eight(side: float, count: int) -> None:
    assert samples_per_side(side) == count


@pytest.mark.parametrize(
    ("template", "points", "message"),
    [
        (TEMPLATE, TEMPLATE[:2], "same K"),
        (TEMPLATE[:1], TEMPLATE[:1], "K ≥ 2"),
        (np.zeros((3, 2)), TEMPLATE, "template landmarks that differ"),
        (TEMPLATE, np.ones((3, 2)), "face landmarks that differ"),
    ],
)
def test_landmarks_that_fix_no_similarity_are_refused(
    template: np.ndarray, points: np.ndarray, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_similarity(template, points)


def test_a_frame_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got float32 \[4, 4, 3\]"):
        to_grey(np.zeros((4, 4, 3), np.float32))  # type: ignore[arg-type]


def test_the_committed_goldens_are_what_the_code_gives() -> None:
    document = json.loads((GOLDENS / "crop.json").read_text(encoding="utf-8"))
    template = np.array(list(document["landmarks"].values()))
    assert len(document["cases"]) >= 12
    for case in document["cases"]:
        frame = cv2.imread(str(GOLDENS / case["frame"]), cv2.IMREAD_UNCHANGED)
        code = cv2.COLOR_BGRA2RGBA if frame.shape[2] == 4 else cv2.COLOR_BGR2RGB
        points = np.array(list(case["landmarksPx"].values()))
        face = crop_face(cv2.cvtColor(frame, code), template, points)
        difference = np.abs(face.ravel().astype(int) - np.array(case["face"]))
        assert difference.max() == 0, case["name"]
