"""restore.py: what ships, back as a network that can vote, teach and be trained on."""

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import softmax

from converter.errors import ExportError
from converter.restore import main, recipe_of, restore, voters_of
from tests.conftest import ROOT
from tests.converter.conftest import run_command, run_converter, said
from training import datasets, models
from training.errors import ConfigError
from training.evaluation.predict import Predictor, load_network
from training.hardware.tfjs_model import TfjsModel
from training.learning import initial_weights
from training.models.voters import views_of
from training.runs import folder as run_folder

SHIPPED = ROOT / "webapp" / "public" / "models"
TRAINED = ROOT / "training" / "trained"
FACES = datasets.synthetic(seed=0).select("Training").images[:256]


VOTE = TfjsModel(SHIPPED / "accurate").manifest["training"]
VOTERS = VOTE["voters"]


@pytest.fixture(scope="module")
def voters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The restored runs of a vote's voters."""
    return restore(SHIPPED / "accurate", tmp_path_factory.mktemp("voters"), FACES)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An export and its restored run."""
    target = tmp_path_factory.mktemp("runs") / "vgg"
    return [TRAINED / "vgg", *restore(TRAINED / "vgg", target, FACES)]


@pytest.mark.slow
def test_it_computes_what_tfjs_computes(pair: list[Path]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 48, 48), dtype=np.uint8)
    expected, came = (softmax(Predictor(path).logits(noise), axis=1) for path in pair)
    np.testing.assert_allclose(came, expected, atol=1e-5)


@pytest.mark.slow
def test_the_voters_vote_as_tfjs_does(voters: list[Path]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 48, 48), dtype=np.uint8)
    expected = softmax(Predictor(SHIPPED / "accurate").logits(noise), axis=1)
    shares = [
        np.mean(
            [softmax(Predictor(run).logits(view), axis=1) for view in views_of(noise, mirror)], 0
        )
        for run, mirror in zip(voters, VOTE["mirrors"], strict=True)
    ]
    np.testing.assert_allclose(np.mean(shares, axis=0), expected, atol=1e-5)
    assert max(abs(share - expected).max() for share in shares) > 0.01
    assert [run.name for run in voters] == VOTERS
    for run in voters:
        recipe = run_folder.read_recipe(run / "config.json")
        assert recipe.model == load_network(run / "model.keras").name


@pytest.fixture(scope="module")
def restored(voters: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The voters' runs and that of five_layer by their names."""
    target = tmp_path_factory.mktemp("restored") / "five_layer"
    runs = [*voters, *restore(TRAINED / "five_layer", target, FACES)]
    return {run.name: run for run in runs}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*VOTERS, "five_layer"])
def test_its_batch_norms_are_neutral_while_training_too(
    restored: dict[str, Path], name: str
) -> None:
    """Behind convolutions, and in five_layer behind a fully connected layer."""
    network = load_network(restored[name] / "model.keras")
    norms = [x for x in network.layers if isinstance(x, keras.layers.BatchNormalization)]
    for norm in (norms[0], norms[-1]):
        reached = keras.Model(network.input, norm.input)(FACES[..., None].astype(np.float32))
        still = np.asarray(norm(reached, training=False))
        assert np.ptp(still) > 1
        np.testing.assert_allclose(np.asarray(norm(reached, training=True)), still, atol=1e-3)


@pytest.mark.slow
def test_it_is_a_start_for_its_recipe(pair: list[Path]) -> None:
    recipe = run_folder.read_recipe(pair[1] / "config.json")
    network = models.build_float32(recipe)
    initial_weights.take_weights(network, str(pair[1]))
    for ours, saved in zip(
        network.get_weights(), load_network(pair[1] / "model.keras").get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, saved)


@pytest.mark.slow
def test_a_run_is_never_overwritten(pair: list[Path]) -> None:
    before = (pair[1] / "model.keras").read_bytes()
    with pytest.raises(ConfigError, match="to hold no run yet"):
        restore(pair[0], pair[1], FACES)
    assert (pair[1] / "model.keras").read_bytes() == before


@pytest.mark.slow
def test_of_a_vote_none_is_made_where_one_is_there(tmp_path: Path) -> None:
    (tmp_path / VOTERS[-1]).mkdir()
    (tmp_path / VOTERS[-1] / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"expected .*{VOTERS[-1]} to hold no run yet"):
        restore(SHIPPED / "accurate", tmp_path, FACES)
    assert [path.name for path in tmp_path.iterdir()] == [VOTERS[-1]]


@pytest.mark.slow
def test_an_export_of_another_network_is_refused(exported: Path, tmp_path: Path) -> None:
    """The tiny network's layers are not those of the recipe that its manifest names here."""
    folder = tmp_path / "odd"
    folder.mkdir()
    for path in exported.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["training"] = {"recipe": "vgg", "seed": 0, "date": ""}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = run_converter("restore.py", folder, "--to", tmp_path / "run", "--synthetic")
    assert done.returncode == 2
    assert "to hold layer block1_1_conv as [[3, 3, 1, 16]], got [[3, 3, 1, 4]]" in said(done)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("run", "named", "recipe", "seed"),
    [
        ("fast-seed1", "fast", "fast", 1),
        ("fast-seed1", None, "fast", 1),
        ("fast-seedNone", "fast", "fast", 0),
        (f"fast-seed{'9' * 5000}", "fast", "fast", 0),
        ("fast_fine_soup-seed2", "fast_taught", "fast_taught", 2),
        ("soup", "vgg", "vgg", 0),
    ],
)
def test_a_voters_recipe_is_told_or_in_its_name(
    run: str, named: str | None, recipe: str, seed: int
) -> None:
    found = recipe_of(run, named, SHIPPED)
    assert (found.name, found.seed) == (recipe, seed)


@pytest.mark.parametrize(
    "voters",
    [
        ["fast-seed0", "../outside-seed0"],
        ["fast-seed0", "/outside-seed0"],
        ["fast-seed0", "a/../../fast-seed1"],
        ["fast-seed0", "..\\outside-seed0"],
        ["fast-seed0", ".."],
        ["fast-seed0", "con.seed0"],
        ["fast-seed0", ""],
        ["fast-seed0", "fast-seed0"],
        ["fast-seed0", "FAST-seed0"],
        ["fast-seed0", 7],
        "fast-seed0",
        {"fast-seed0": 1},
    ],
)
def test_voters_that_would_be_written_elsewhere_are_refused(voters: object) -> None:
    with pytest.raises(ExportError, match=r"^expected .* got .*(\.\.|seed0|7|'')"):
        voters_of({"voters": voters, "recipes": ["fast", "fast"]}, SHIPPED / "accurate")


@pytest.mark.parametrize("mirrors", [7, ["none"], ["none", "both"], ["none", ["none"]], None])
def test_mirror_images_that_no_vote_has_are_refused(mirrors: object) -> None:
    trained = {"voters": ["a-seed0", "b-seed0"], "recipes": ["fast", "fast"], "mirrors": mirrors}
    with pytest.raises(ExportError, match="one of none, plain, enlarged for each voter's mirror"):
        voters_of(trained, SHIPPED / "accurate")


def test_of_a_manifest_that_leads_outside_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "odd"
    shutil.copytree(SHIPPED / "accurate", folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["training"]["voters"][1] = "../outside-seed0"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert main([str(folder), "--to", str(tmp_path / "a" / "runs"), "--synthetic"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("restore.py: expected a name of at most 120")
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["odd"]


def test_an_export_of_no_recipe_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = [str(SHIPPED / "face_detector"), "--to", str(tmp_path / "run"), "--synthetic"]
    assert main(command) == 2
    error = capsys.readouterr().err
    assert "expected an expression model of one of the recipes" in error
    assert "face_detector of no recipe; name another export" in error
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    done = run_command("restore.py", tmp_path, "--to", tmp_path / "run", "--synthetic")
    assert done.returncode == 2
    assert "to hold a manifest.json, got FileNotFoundError" in said(done)
