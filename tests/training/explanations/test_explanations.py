"""Maps of what an answer rests on, against networks of which that is known; and the command."""

from pathlib import Path

import keras
import numpy as np
import pytest

from training import explain, models
from training.explanations import mistakes
from training.explanations.differentiate import Differentiator
from training.explanations.gradient_maps import GradCam, last_plane, vanilla_gradients
from training.explanations.occlusion_map import covered, occlusion_falls
from training.explanations.tiles import AGAINST, FOR, STRONGEST, tile
from training.explanations.xrai_map import xrai_ranks
from training.models import voters
from training.runs import folder as run_folder

FACES = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)
CORNER = (slice(6, 18), slice(24, 36))
"""Where the network below looks."""


def looks_at_a_corner() -> keras.Model:
    """Logit 2 is the mean grey of CORNER, in hundreds; the others are 0."""
    image = keras.Input((48, 48, 1))
    plane = keras.layers.Conv2D(1, 1, use_bias=False, kernel_initializer="ones")(image)
    dense = keras.layers.Dense(7, use_bias=False)
    network = keras.Model(image, dense(keras.layers.Flatten()(plane)))
    kernel = np.zeros((48, 48, 7), np.float32)
    kernel[(*CORNER, 2)] = 1 / (100 * 144)
    dense.set_weights([kernel.reshape(-1, 7)])
    return network


def test_gradients_are_the_weights_of_a_linear_network() -> None:
    differentiate = Differentiator(looks_at_a_corner())
    expected = np.zeros((48, 48))
    expected[CORNER] = 1 / (100 * 144)
    found = vanilla_gradients(differentiate, FACES, np.array([2, 2, 0]))
    np.testing.assert_allclose(found[0], expected, rtol=1e-5)
    np.testing.assert_allclose(found[1], expected, rtol=1e-5)
    assert not found[2].any()


def test_gradients_are_those_of_finite_differences() -> None:
    keras.utils.set_random_seed(0)
    network = models.build("vgg", {"width": 4})
    faces = FACES[..., None].astype(np.float32)
    found = Differentiator(network)(faces, np.array([1, 4, 6]))
    along = np.random.default_rng(1).normal(0, 1, faces.shape).astype(np.float32)
    step = 0.05
    rows = np.arange(3), [1, 4, 6]
    apart = [np.asarray(network(faces + sign * step * along))[rows] for sign in (1, -1)]
    expected = (apart[0] - apart[1]) / (2 * step)
    # Float32 logits of about 1 are known to 1e-7; kinks of ReLU add the rest.
    came = (found * along).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(came, expected, rtol=0.05, atol=1e-4)


def test_grad_cam_weighs_the_plane_by_its_mean_gradient() -> None:
    network = looks_at_a_corner()
    layer = last_plane(network)
    assert layer is not None
    found = GradCam(network, layer)(FACES, np.full(3, 2))
    # The plane is the face, the mean gradient 1/100 over 48².
    np.testing.assert_allclose(found, FACES / (100 * 48 * 48), rtol=1e-4)


def test_grad_cam_takes_the_plane_behind_the_last_activation() -> None:
    assert last_plane(models.build("vgg", {"width": 4})) == "block4_2_relu"
    member = models.build("vgg", {"width": 4})
    assert last_plane(voters.vote([member], [1.0], ["none"])) is None


def test_xrai_ranks_the_region_that_counts_first() -> None:
    face = np.full((1, 48, 48), 60, np.uint8)
    face[(0, *CORNER)] = 220
    ranks = xrai_ranks(Differentiator(looks_at_a_corner()), face, np.array([2]))[0]
    inside = np.zeros((48, 48), bool)
    inside[CORNER] = True
    assert ranks[inside].min() > np.median(ranks[~inside])
    assert 0 <= ranks.min() <= ranks.max() <= 1


def test_an_even_face_has_ranks_too() -> None:
    even = np.full((1, 48, 48), 90, np.uint8)
    assert np.isfinite(xrai_ranks(Differentiator(looks_at_a_corner()), even, np.array([2]))).all()


def test_occlusion_finds_the_covered_part_that_counts() -> None:
    face = np.full((1, 48, 48), 60, np.uint8)
    face[(0, *CORNER)] = 220

    def logits_of(images: np.ndarray) -> np.ndarray:
        seen = images[(slice(None), *CORNER)].mean(axis=(1, 2)) / 100
        return np.eye(7, dtype=np.float32)[2] * seen[:, None].astype(np.float32)

    falls = occlusion_falls(logits_of, face, np.array([2]))[0]
    row, column = np.unravel_index(falls.argmax(), falls.shape)
    assert 6 <= row < 18
    assert 24 <= column < 36
    assert falls[40, 5] == 0


def test_covers_are_the_pages() -> None:
    face = np.arange(48 * 48, dtype=np.int64).reshape(48, 48).astype(np.uint8)
    parts = covered(face)
    grey = int(np.floor(face.mean() + 0.5))
    assert (parts[0][:9, :9] == grey).all()
    assert (parts[9][3:15, 3:15] == grey).all()
    assert (parts[63][39:, 39:] == grey).all()
    np.testing.assert_array_equal(parts[0][9:], face[9:])


def test_a_tile_is_coloured_for_and_against() -> None:
    values = np.zeros((48, 48))
    values[:, :16], values[:, 32:] = 2, -2
    picture = tile(np.full((48, 48), 100, np.uint8), values, 1.0)
    expected = [np.array(c) * STRONGEST + 100 * (1 - STRONGEST) for c in (FOR, AGAINST)]
    np.testing.assert_allclose(picture[70, 10], expected[0], atol=1)
    np.testing.assert_allclose(picture[70, -10], expected[1], atol=1)
    np.testing.assert_array_equal(picture[70, 72], [100, 100, 100])


def test_the_surest_mistakes_come_first() -> None:
    shares = np.full((4, 7), 0.01)
    shares[[0, 1, 2, 3], [3, 3, 0, 5]] = 0.6, 0.9, 0.8, 0.7
    found = mistakes.surest_mistakes(shares, np.array([0, 3, 1, 2], np.uint8), 2)
    assert found.tolist() == [2, 3]


def test_pairs_are_counted_from_label_to_answer() -> None:
    confusion = np.zeros((7, 7), int)
    confusion[2, 2], confusion[2, 4], confusion[4, 2], confusion[4, 4] = 6, 4, 1, 9
    first, second = mistakes.confused_pairs(confusion, 5)
    assert (first.label, first.answer, first.count) == ("fear", "sad", 4)
    assert (first.share, first.back) == (pytest.approx(0.4), pytest.approx(0.1))
    assert second.count == 1


@pytest.mark.slow
def test_the_command_writes_a_page_that_stands_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keras.utils.set_random_seed(0)
    models.build("vgg", {"width": 2}).save(tmp_path / run_folder.MODEL)
    out = tmp_path / "out"
    call = [str(tmp_path), "--synthetic", "--faces", "1", "--mistakes", "2", "--out", str(out)]
    assert explain.main(call) == 0
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "Which expressions are confused" in page
    assert "data:image/jpeg;base64," in page
    assert 'src="http' not in page
    assert "PublicTest faces" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["absent.keras", "--synthetic"], "expected absent.keras to be a .keras file"),
        (["absent.keras", "--faces", "0"], "expected --faces in 1…3589, got 0"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    call: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain.main(call) == 2
    assert capsys.readouterr().err.startswith(f"explain.py: {said}")
