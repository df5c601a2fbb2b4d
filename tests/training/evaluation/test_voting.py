"""Soft votes against hand-made ones, and the ensemble as one network."""

import json
from pathlib import Path
from typing import get_args

import cv2
import keras
import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import log_softmax, softmax

from converter.provenance import training_of
from training import datasets, ensemble, models
from training.evaluation import answers, voting
from training.evaluation.predict import Predictor, load_network
from training.models import voters
from training.models.cost import multiply_adds
from training.runs import folder as run_folder

TRAINED = Path(__file__).parents[3] / "training" / "trained"

FACES = np.random.default_rng(0).integers(0, 256, (16, 48, 48), dtype=np.uint8)


def as_batch(faces: np.ndarray) -> np.ndarray:
    return faces[..., None].astype(np.float32)


@pytest.fixture(scope="module")
def members() -> list[keras.Model]:
    keras.utils.set_random_seed(1)
    options = {"width": 4, "multipliers": (1, 2), "depths": (1, 1)}
    return [models.build("vgg", options), models.build("vgg", options | {"width": 5})]


def test_a_vote_is_the_weighted_mean() -> None:
    shares = np.array([[[0.8, 0.2], [0.4, 0.6]], [[0.2, 0.8], [0.4, 0.6]]])
    np.testing.assert_allclose(
        voting.soft_vote(shares, np.array([3.0, 1.0])), [[0.65, 0.35], [0.4, 0.6]]
    )
    with pytest.raises(ValueError, match="a weight above 0"):
        voting.soft_vote(shares, np.zeros(2))


def pretend_shares(accuracies: list[float], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Networks that are right with the given chances, independently, and half sure."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 7, 4000).astype(np.uint8)
    shares = []
    for accuracy in accuracies:
        right = generator.random(4000) < accuracy
        said = np.where(right, labels, (labels + generator.integers(1, 7, 4000)) % 7)
        shares.append(0.5 * np.eye(7)[said] + 0.5 / 7)
    return np.stack(shares), labels


@pytest.mark.parametrize("kind", ["random", "greedy", "cross-entropy"])
def test_a_search_finds_the_good_network_among_bad_ones(kind: str) -> None:
    shares, labels = pretend_shares([0.3, 0.8, 0.3])
    found = voting.search(kind, shares, labels)
    assert found.weights.shape == (3,)
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights.argmax() == 1
    equal = voting.vote_accuracy(shares, np.ones(3), labels)
    assert found.accuracy >= equal
    assert found.held_out_accuracy > equal
    # Chosen on other faces it cannot be better but by chance.
    assert found.held_out_accuracy <= found.accuracy + 0.01


def test_equal_weights_need_no_faces_to_be_found() -> None:
    shares, labels = pretend_shares([0.6, 0.6, 0.6])
    found = voting.search("equal", shares, labels)
    np.testing.assert_allclose(found.weights, 1 / 3)
    assert found.held_out_accuracy == pytest.approx(found.accuracy)
    # Three that err independently are better than each.
    assert found.accuracy > 0.65


@pytest.mark.parametrize(
    "mirrors", [*((each, each) for each in get_args(voters.Mirror)), ("none", "enlarged")]
)
def test_the_network_votes_as_its_members_do(
    members: list[keras.Model], tmp_path: Path, mirrors: tuple[voters.Mirror, voters.Mirror]
) -> None:
    network = voters.vote(members, [0.25, 0.75], mirrors)
    views = {
        "none": [FACES],
        "plain": [FACES, FACES[:, :, ::-1]],
        "enlarged": [FACES, np.stack(list(map(enlarged, FACES[:, :, ::-1])))],
    }
    expected = np.log(
        sum(
            weight * softmax(np.asarray(member(as_batch(view)), np.float64), axis=1) / len(seen)
            for member, weight, mirror in zip(members, (0.25, 0.75), mirrors, strict=True)
            for seen in [views[mirror]]
            for view in seen
        )
    )
    network.save(tmp_path / "vote.keras")
    got = load_network(tmp_path / "vote.keras")(as_batch(FACES))
    np.testing.assert_allclose(log_softmax(np.asarray(got), axis=1), expected, atol=1e-5)
    # Enlarging is a product with a matrix across and one down.
    products = 2 * 48**3 * ("enlarged" in mirrors)
    costs = [
        multiply_adds(member) * len(views[mirror])
        for member, mirror in zip(members, mirrors, strict=True)
    ]
    assert multiply_adds(network) == sum(costs) + products
    matrices = 2 * 48**2 * ("enlarged" in mirrors)
    assert network.count_params() == sum(m.count_params() for m in members) + matrices


def enlarged(face: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Returns the middle of a face, as OpenCV enlarges it."""
    around = cv2.getRotationMatrix2D((23.5, 23.5), 0, 1.1)
    return np.asarray(cv2.warpAffine(face.astype(np.float32), around, (48, 48)), np.float32)


def test_a_member_without_weight_is_left_out(members: list[keras.Model]) -> None:
    network = voters.vote(members, [1.0, 0.0], ["none", "none"])
    assert network.count_params() == members[0].count_params()


def test_the_command_leaves_a_run_folder(
    members: list[keras.Model],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").mkdir()
    for name, member in zip(("a.keras", "b/model.keras"), members, strict=True):
        member.save(tmp_path / name)
    (tmp_path / "b" / run_folder.CONFIG).write_text('{"recipe": {"name": "vgg", "seed": 3}}')
    views = ["--mirror", "none", "enlarged"]
    command = ["a.keras", "b", "--synthetic", "--vote", "greedy", *views, "--run-dir", "both"]
    assert ensemble.main(command) == 0
    report = json.loads((tmp_path / "both" / run_folder.CONFIG).read_text())["ensemble"]
    assert [member["model"] for member in report["members"]] == ["a.keras", "b"]
    told = training_of(tmp_path / "both")
    assert (told["voters"], told["recipes"]) == (["a.keras", "b"], [None, "vgg"])
    assert told["mirrors"] == ["none", "enlarged"]
    assert f"{report['accuracy']:.4f}" in capsys.readouterr().out
    faces = datasets.synthetic(seed=0).select("PublicTest")
    logits = Predictor(tmp_path / "both").logits(faces.images)
    assert np.mean(logits.argmax(axis=1) == faces.labels) == pytest.approx(report["accuracy"])
    # Nothing is overwritten.
    assert ensemble.main(command) == 2
    assert "name another folder with --run-dir" in capsys.readouterr().err
    assert ensemble.main(["nowhere.keras", "--synthetic", "--run-dir", "other"]) == 2
    words = ["--mirror", "none", "plain", "none"]
    assert ensemble.main([*command[:3], *words, "--run-dir", "other"]) == 2
    assert "one word for all models, or for each of 2, got 3" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_an_export_votes_beside_a_network(members: list[keras.Model], tmp_path: Path) -> None:
    members[0].save(tmp_path / "a.keras")
    both = tmp_path / "both"
    command = [str(TRAINED / "vgg"), str(tmp_path / "a.keras"), "--synthetic", "--mirror"]
    assert ensemble.main([*command, "--run-dir", str(both)]) == 0
    assert not (both / run_folder.MODEL).exists()
    faces = datasets.synthetic(seed=0).select("PublicTest").images
    shares = [
        softmax(Predictor(path).logits(view).astype(np.float64), axis=1)
        for path in (TRAINED / "vgg", tmp_path / "a.keras")
        for view in (faces, faces[:, :, ::-1])
    ]
    known = answers.read(both, answers.PUBLIC_TEST)
    assert known is not None
    voted, _ = known.of(faces)
    np.testing.assert_allclose(softmax(voted, axis=1), np.mean(shares, axis=0), atol=1e-5)
