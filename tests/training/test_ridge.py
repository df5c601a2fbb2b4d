"""Dense SIFT, Fisher vectors and kernel ridge regression against slow, plain ways."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import norm

from tests.training.models.test_face_recognition import faceres_arrays
from training import datasets, ensemble, evaluate, ridge
from training.config import Distillation
from training.datasets.faces import Faces
from training.evaluation import answers
from training.kernel_ridge import activations, dense_sift, fisher_vectors, regression
from training.learning import distill
from training.models import face_recognition
from training.runs import folder as run_folder

FACES = np.random.default_rng(0).integers(0, 256, (24, 48, 48), dtype=np.uint8)


def ramp(down: float, across: float) -> np.ndarray:
    """A face that grows brighter in one direction, around its middle."""
    y, x = np.mgrid[:48, :48] - 23.5
    return np.clip(np.round(128 + 4 * (down * y + across * x)), 0, 255).astype(np.uint8)[None]


@pytest.mark.parametrize(
    ("down", "across", "orientation"), [(0, 1, 0), (1, 0, 2), (0, -1, 4), (-1, 0, 6)]
)
def test_edges_of_one_direction_are_in_its_eighth_alone(
    down: float, across: float, orientation: int
) -> None:
    found = dense_sift.descriptors(ramp(down, across))
    middle = np.abs(dense_sift.positions()).max(axis=1) < 0.2
    cells = found[0, middle].reshape(-1, 16, 8)
    assert (cells[..., orientation] > 0.2).all()
    assert np.delete(cells, orientation, axis=2).max() == 0


def test_an_edge_between_two_directions_is_shared_evenly() -> None:
    cells = dense_sift.descriptors(ramp(0.7, 0.7))[0].reshape(-1, 16, 8)
    middle = np.abs(dense_sift.positions()).max(axis=1) < 0.1
    np.testing.assert_allclose(cells[middle][..., 0], cells[middle][..., 2], atol=0.02)
    assert cells[middle][..., 1].min() > cells[middle][..., 0].max()


def test_there_is_a_descriptor_a_place_of_norm_one_or_less() -> None:
    found = dense_sift.descriptors(FACES)
    places = dense_sift.positions()
    assert found.shape == (len(FACES), len(places), 128)
    assert np.linalg.norm(found, axis=-1).max() <= 1
    assert np.abs(places).max() < 0.5
    assert len(np.unique(places, axis=0)) > len(places) / 2


def test_neither_light_nor_contrast_changes_much_and_a_flat_face_is_nothing() -> None:
    plain = 100 + FACES // 8
    brighter = 60 + FACES // 8
    np.testing.assert_allclose(
        dense_sift.descriptors(plain), dense_sift.descriptors(brighter), atol=1e-5
    )
    assert dense_sift.descriptors(np.full((1, 48, 48), 90, np.uint8)).max() == 0


def test_an_edge_is_in_the_patches_that_it_runs_through_and_in_no_others() -> None:
    face = np.full((1, 48, 48), 60, np.uint8)
    face[0, :, 40:] = 200
    strength = dense_sift.descriptors(face)[0].sum(axis=1)
    # The largest patch reaches 12 px, and smoothing 6 px more.
    far = dense_sift.positions()[:, 0] < (40 - 20) / 48 - 0.5
    near = np.abs(dense_sift.positions()[:, 0] - (40 / 48 - 0.5)) < 2 / 48
    assert strength[far].max() == 0
    assert strength[near].min() > 0


@pytest.fixture(scope="module")
def encoder() -> fisher_vectors.Encoder:
    return fisher_vectors.fit(FACES, seed=0, gaussians=5, components=6)


def test_a_vector_is_the_gradient_of_the_likelihood(encoder: fisher_vectors.Encoder) -> None:
    """Against Perronnin's equations, one patch after the other, with SciPy's densities."""
    face = FACES[:1]
    total = 0
    for view in (face, face[:, :, ::-1]):
        reduced = encoder.pca.transform(dense_sift.descriptors(view)[0])
        patches = np.concatenate([reduced, dense_sift.positions()], axis=1)
        weights = encoder.mixture.weights_
        means, deviations = encoder.mixture.means_, np.sqrt(encoder.mixture.covariances_)
        by_weight = -len(patches) * np.sqrt(weights)
        by_mean, by_spread = np.zeros_like(means), np.zeros_like(means)
        for patch in patches:
            density = weights * np.exp(norm.logpdf(patch, means, deviations).sum(axis=1))
            share = (density / density.sum())[:, None]
            distance = (patch - means) / deviations
            by_weight += share[:, 0] / np.sqrt(weights)
            by_mean += share * distance / np.sqrt(weights)[:, None]
            by_spread -= share * (distance**2 - 1) / np.sqrt(2 * weights)[:, None]
        parts = [by_weight, by_mean.ravel(), by_spread.ravel()]
        total = total + np.concatenate(parts) / len(patches)
    rooted = np.sign(total) * np.sqrt(np.abs(total))
    found = fisher_vectors.encode([encoder], face)[0][0]
    assert found.shape == (5 + 2 * 5 * (6 + 2),)
    np.testing.assert_allclose(found, rooted / np.linalg.norm(rooted), atol=1e-4)


def test_a_mirror_image_has_the_same_vector_and_another_face_another(
    encoder: fisher_vectors.Encoder,
) -> None:
    (found,) = fisher_vectors.encode([encoder], FACES)
    np.testing.assert_allclose(
        fisher_vectors.encode([encoder], FACES[:, :, ::-1])[0], found, atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 0.01


def slowly(
    learn: np.ndarray, targets: np.ndarray, others: np.ndarray, scale: float, ridge: float
) -> np.ndarray:
    """The regression, by its definition."""

    def kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.exp(-scale * ((first[:, None] - second[None]) ** 2).sum(axis=2))

    weights = np.linalg.inv(kernel(learn, learn) + ridge * np.eye(len(learn)))
    base = targets.mean(axis=0)
    return base + kernel(others, learn) @ weights @ (targets - base)


def test_the_regression_answers_as_its_definition_does() -> None:
    generator = np.random.default_rng(0)
    learn = generator.normal(size=(60, 9)).astype(np.float32) + 3
    others = generator.normal(size=(20, 9)).astype(np.float32) + 3
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 60)]
    found = regression.answers(
        *regression.distances([learn], [others]), targets, np.arange(60), gamma=0.7, ridge=0.2
    )
    scale = 0.7 / np.mean(np.sum((learn - learn.mean(axis=0)) ** 2, axis=1))
    np.testing.assert_allclose(found.others, slowly(learn, targets, others, scale, 0.2), atol=1e-4)


def test_what_is_left_out_is_answered_as_if_it_had_not_been_there() -> None:
    generator = np.random.default_rng(1)
    learn = generator.normal(size=(40, 5)).astype(np.float32)
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 40)]
    # 7 and 20 are copies with other labels; 30, 31 and 32 belong together.
    learn[20] = learn[7]
    groups = np.arange(40)
    groups[20], groups[31:33] = 7, 30
    found = regression.answers(
        *regression.distances([learn], [learn[:1]]), targets, groups, gamma=1, ridge=0.1
    )
    mean = learn.mean(axis=0)
    scale = 1 / np.mean(np.sum((learn - mean) ** 2, axis=1))
    base = targets.mean(axis=0)
    for group in np.unique(groups):
        rest, gone = groups != group, groups == group
        distances = ((learn[:, None] - learn[None]) ** 2).sum(axis=2)
        kernel = np.exp(-scale * distances)
        weights = np.linalg.inv(kernel[np.ix_(rest, rest)] + 0.1 * np.eye(rest.sum()))
        wanted = base + kernel[np.ix_(gone, rest)] @ weights @ (targets[rest] - base)
        np.testing.assert_allclose(found.left_out[gone], wanted, atol=2e-4)


def test_a_kernel_without_an_inverse_is_refused() -> None:
    learn = np.ones((4, 2), np.float32)
    learn[0] = 2
    with pytest.raises(ValueError, match="a ridge that the kernel can be inverted with, got -1"):
        regression.answers(
            *regression.distances([learn], [learn]),
            np.eye(4, dtype=np.float32),
            np.arange(4),
            gamma=1,
            ridge=-1,
        )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ridge") / "ridge"
    with pytest.MonkeyPatch.context() as patch:
        # Drawn faces need no more, and the mixtures would take half a minute.
        patch.setattr(ridge, "ENCODERS", ((4, 8), (6, 10)))
        assert ridge.main(["--synthetic", "--run-dir", str(folder)]) == 0
    return folder


@pytest.mark.slow(weight=6)
def test_the_run_reads_drawn_faces_and_says_what_it_did(run: Path) -> None:
    report = json.loads((run / run_folder.CONFIG).read_text())["report"]
    assert report["accuracy"] > 0.9
    assert report["leftOutAccuracy"] > 0.9
    known = answers.read(run)
    assert known is not None
    faces = datasets.synthetic(seed=0)
    learn = faces.select("Training")
    logits, _ = known.of(learn.images)
    assert np.mean(logits.argmax(axis=1) == learn.labels) == pytest.approx(
        report["leftOutAccuracy"], abs=1e-6
    )


def test_it_teaches_beside_networks(run: Path) -> None:
    learn = datasets.synthetic(seed=0).select("Training")
    taught = distill.taught_shares(
        Distillation(teachers=(str(run),), weight=0.5, temperature=1), learn.images
    )
    np.testing.assert_allclose(taught.sum(axis=1), 1, atol=1e-5)
    assert np.mean(taught.argmax(axis=1) == learn.labels) > 0.9


def test_a_vote_with_it_is_measured_and_written_as_answers(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = tmp_path / "both"
    command = [str(run), str(run), "--synthetic", "--mirror", "--run-dir", str(both)]
    assert ensemble.main(command) == 0
    assert f"{both / answers.PUBLIC_TEST} holds the vote" in capsys.readouterr().out
    assert not (both / run_folder.MODEL).exists()
    alone, voted = answers.read(run, answers.PUBLIC_TEST), answers.read(both, answers.PUBLIC_TEST)
    assert alone is not None
    assert voted is not None
    faces = datasets.synthetic(seed=0).select("PublicTest")
    shares = ensemble.probabilities(alone, faces, mirrored=True)
    np.testing.assert_allclose(ensemble.probabilities(voted, faces, False), shares, atol=1e-6)


def test_its_answers_are_measured_as_a_network_is(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [str(run), "--synthetic", "--out", str(tmp_path / "report")]
    assert evaluate.main(command) == 0
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    own = json.loads((run / run_folder.CONFIG).read_text())["report"]
    assert report["kind"] == "answers"
    assert report["accuracy"]["value"] == pytest.approx(own["accuracy"], abs=1e-6)
    assert 0 < report["n"] < len(datasets.synthetic(seed=0).labels)
    capsys.readouterr()
    assert evaluate.main([*command, "--split", "PrivateTest"]) == 2
    assert "got none for" in capsys.readouterr().err
    assert evaluate.main([*command, "--tta", "flip"]) == 2
    assert evaluate.main([str(tmp_path / "report"), "--synthetic"]) == 2


def test_what_cannot_be_used_ends_in_a_sentence(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ridge.main(["--synthetic", "--run-dir", str(run)]) == 2
    assert "to hold no run yet" in capsys.readouterr().err
    assert ridge.main(["--data", str(tmp_path / "nowhere"), "--run-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("ridge.py: expected")
    known = answers.read(run, answers.PUBLIC_TEST)
    assert known is not None
    others = Faces(FACES, np.zeros(24, np.uint8), np.full(24, "PublicTest"), None, "x")
    with pytest.raises(ValueError, match="answers for all 24 faces, got none for 24"):
        ensemble.probabilities(known, others, mirrored=False)


@pytest.mark.parametrize("block", [3, 7, 1024])
def test_distances_are_those_of_scipy_whatever_the_block(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(regression, "BLOCK", block)
    generator = np.random.default_rng(2)
    learn = [generator.normal(2, size, (11, width)) for size, width in ((1, 4), (30, 6))]
    others = [generator.normal(2, size, (5, width)) for size, width in ((1, 4), (30, 6))]
    learn, others = ([part.astype(np.float32) for part in parts] for parts in (learn, others))
    within, across = regression.distances(learn, others)
    # Each description counts in units of its own spread among the faces to learn from.
    spreads = [np.mean(np.sum((part - part.mean(axis=0)) ** 2, axis=1)) for part in learn]
    for came, faces in ((within, learn), (across, others)):
        wanted = sum(
            cdist(first, second, "sqeuclidean") / spread
            for first, second, spread in zip(faces, learn, spreads, strict=True)
        )
        np.testing.assert_allclose(came, wanted / 2, rtol=1e-4, atol=1e-4)
    assert (np.diagonal(within) == 0).all()


@pytest.fixture
def random_trunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """HSE-FaceRes with weights drawn at random, on faces of 64 px."""
    arrays = faceres_arrays(13)
    monkeypatch.setattr(face_recognition, "arrays_of", lambda _: arrays)
    monkeypatch.setattr(activations, "RESIZED_PX", 64)


@pytest.mark.usefixtures("random_trunk")
def test_a_mirror_image_is_described_as_its_face_is() -> None:
    plain, mirrored = activations.describe(FACES, FACES[:, :, ::-1])
    assert [part.shape[0] for part in plain] == [24, 24, 24]
    for part, other in zip(plain, mirrored, strict=True):
        lengths = np.linalg.norm(part.astype(np.float32), axis=1)
        np.testing.assert_allclose(lengths, np.sqrt(part.shape[1]), rtol=1e-2)
        np.testing.assert_allclose(part, other, rtol=0.02, atol=0.02)
        assert np.abs(part[0] - part[1]).max() > 0.1


@pytest.mark.slow(weight=2)
@pytest.mark.usefixtures("random_trunk")
def test_faces_are_read_by_what_a_network_makes_of_them_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "faceres"
    monkeypatch.setattr(ridge, "ENCODERS", ((4, 8),))
    options = ["--features", "sift", "faceres", "--run-dir", str(folder)]
    assert ridge.main(["--synthetic", *options]) == 0
    assert f"{folder} holds what it says" in capsys.readouterr().out
    document = json.loads((folder / run_folder.CONFIG).read_text())
    assert document["recipe"]["name"] == "ridge-sift-faceres"
    side = 64 // 32
    wide = 4 * (1 + 2 * (8 + 2)) + (2 * side) ** 2 * 2 * 512 + side**2 * 1024
    assert document["report"]["values"] == wide
    # Even a network that knows nothing tells drawn faces apart.
    assert document["report"]["accuracy"] > 0.6
