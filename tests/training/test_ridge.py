"""The regression as a run, on drawn faces."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.models.random_weights import faceres_arrays
from tests.training.small import NOISE
from training import datasets, ensemble, evaluate, ridge
from training.config import Distillation
from training.datasets.faces import Faces
from training.evaluation import answers
from training.kernel_ridge import activations
from training.learning import distill
from training.models import face_recognition
from training.runs import folder as run_folder


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
    shares = ensemble.probabilities(alone, faces, "plain")
    np.testing.assert_allclose(ensemble.probabilities(voted, faces, "none"), shares, atol=1e-6)
    # It has not seen enlarged mirror images, so it votes with those of the same size.
    np.testing.assert_array_equal(ensemble.probabilities(alone, faces, "enlarged"), shares)


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
    others = Faces(NOISE, np.zeros(24, np.uint8), np.full(24, "PublicTest"), None, "x")
    with pytest.raises(ValueError, match="answers for all 24 faces, got none for 24"):
        ensemble.probabilities(known, others, "none")


@pytest.fixture
def random_trunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """HSE-FaceRes with weights drawn at random, on faces of 64 px."""
    arrays = faceres_arrays(13)
    monkeypatch.setattr(face_recognition, "arrays_of", lambda _: arrays)
    monkeypatch.setattr(activations, "RESIZED_PX", 64)


@pytest.mark.usefixtures("random_trunk")
def test_a_mirror_image_is_described_as_its_face_is() -> None:
    plain, mirrored = activations.describe(NOISE, NOISE[:, :, ::-1])
    assert [part.shape[0] for part in plain] == [24, 24, 24]
    for part, other in zip(plain, mirrored, strict=True):
        lengths = np.linalg.norm(part.astype(np.float32), axis=1)
        np.testing.assert_allclose(lengths, np.sqrt(part.shape[1]), rtol=1e-2)
        np.testing.assert_allclose(part, other, rtol=0.02, atol=0.02)
        assert np.abs(part[0] - part[1]).max() > 0.05


@pytest.mark.slow(weight=2)
@pytest.mark.usefixtures("random_trunk")
def test_faces_are_read_by_what_a_network_makes_of_them_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "faceres"
    monkeypatch.setattr(ridge, "ENCODERS", ((4, 8),))
    options = ["--features", "sift", "faceres", "--run-dir", str(folder)]
    assert ridge.main(["--synthetic", *options]) == 0
    assert f"{folder} holds its scores" in capsys.readouterr().out
    document = json.loads((folder / run_folder.CONFIG).read_text())
    assert document["recipe"]["name"] == "ridge-sift-faceres"
    side = 64 // 32
    wide = 4 * (1 + 2 * (8 + 2)) + (2 * side) ** 2 * 2 * 512 + side**2 * 1024
    assert document["report"]["values"] == wide
    # Even a network that knows nothing tells drawn faces apart.
    assert document["report"]["accuracy"] > 0.6
