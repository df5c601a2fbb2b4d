"""Where a face lies in its picture: what align.py teaches, and that it is learned."""

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.training.kernel_ridge.test_alignment import USUAL, picture, turned
from training import align
from training.datasets import Faces
from training.errors import ConfigError
from training.kernel_ridge.alignment import moved, to_aligned
from training.models import aligner
from training.models.affine_sampler import affine_sample
from training.runs import folder as run_folder

Landmarks = list[np.ndarray | None]


def turned_faces(count: int) -> tuple[np.ndarray, Landmarks]:
    """Pictures of blots at the places of landmarks, and the landmarks; the last is no face."""
    rng = np.random.default_rng(2)
    landmarks: Landmarks = [
        turned(rng.normal(0, 10), np.exp(rng.normal(0, 0.1)), tuple(rng.normal(0, 2, 2)))
        for _ in range(count - 1)
    ]
    # Eyes, nose and mouth; one eye's corner is missing, so that a mirror image is another picture.
    pictures = [picture(each[1:8]) for each in landmarks if each is not None]
    return np.stack([*pictures, np.zeros((48, 48), np.uint8)]), [*landmarks, None]


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, Landmarks]:
    """`turned_faces`, whose landmarks align.py finds."""
    pictures, landmarks = turned_faces(300)
    known = {each.tobytes(): found for each, found in zip(pictures, landmarks, strict=True)}
    monkeypatch.setattr(
        align, "landmarks_of", lambda images: [known[each.tobytes()] for each in images]
    )
    return pictures, landmarks


def test_what_a_view_teaches_aligns_it(faces: tuple[np.ndarray, Landmarks]) -> None:
    pictures, landmarks = faces
    images, scales, shifts = align.with_similarities(pictures)
    np.testing.assert_array_equal(images, pictures[:-1])
    views, values = align.random_views(images, scales, shifts, np.random.default_rng(0))
    theta = aligner.theta(values, 48)
    came = np.asarray(affine_sample(views, theta, repeats_edge=True))[..., 0]
    mirrored = 0
    for face, points, view in zip(images, landmarks, came, strict=False):
        wanted = moved(face, to_aligned(points)).astype(float)
        as_it_is, as_in_a_mirror = (
            np.corrcoef(view.ravel(), each.ravel())[0, 1] for each in (wanted, wanted[:, ::-1])
        )
        # Lower where a blot has left the picture.
        assert max(as_it_is, as_in_a_mirror) > 0.7
        mirrored += as_in_a_mirror > as_it_is
    assert 0.3 < mirrored / len(images) < 0.7
    # The views differ from the faces, and from each other.
    assert np.corrcoef(views[0].ravel(), images[0].ravel())[0, 1] < 0.9


def test_the_network_starts_with_a_face_in_its_usual_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(align, "landmarks_of", lambda images: [USUAL] * len(images))
    blank = np.zeros((align.BATCH_SIZE, 48, 48), np.uint8)
    _, scales, shifts = align.with_similarities(blank)
    face = np.zeros((1, 48, 48, 1), np.float32)
    expected = align.as_values(scales, shifts)[:1]
    np.testing.assert_allclose(aligner.build()(face), expected, atol=1e-5)


def test_it_learns_where_faces_lie(
    faces: tuple[np.ndarray, Landmarks], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, _ = faces
    splits = np.repeat(["Training", "PublicTest"], [200, 100])
    data = Faces(pictures, np.zeros(300, np.uint8), splits, votes=None, source="blots")
    monkeypatch.setattr(align, "BATCH_SIZE", 16)
    before, after = (align.run(data, tmp_path, epochs, 0)["medianPx"] for epochs in (1, 12))
    assert after < 0.6 * before
    saved = keras.models.load_model(tmp_path / run_folder.MODEL)
    assert saved.output_shape == (None, 4)


def test_pictures_without_faces_are_refused(faces: tuple[np.ndarray, Landmarks]) -> None:
    pictures, _ = faces
    with pytest.raises(ConfigError, match="expected at least 128 faces with landmarks, got 0 of 4"):
        align.with_similarities(pictures[[-1] * 4])


def test_bad_options_end_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert align.main(["--epochs", "0", "--run-dir", str(tmp_path / "run")]) == 2
    assert capsys.readouterr().err.startswith("align.py: expected --epochs")
    assert not (tmp_path / "run").exists()
