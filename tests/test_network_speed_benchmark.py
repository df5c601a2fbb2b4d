"""The benchmark of the networks in the browser: it times the graph that ships; what it refuses."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks import network_speed
from tests.conftest import ROOT
from tests.narrow import narrow
from training import models, recipes
from training.errors import TfjsError

PAGE = ROOT / "webapp" / "public" / "models"
TRAINED = ROOT / "training" / "trained"


def operations(folder: Path) -> Counter[str]:
    """How often each operation stands in an exported graph."""
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return Counter(node["op"] for node in document["modelTopology"]["node"])


@pytest.mark.slow
@pytest.mark.parametrize("trained", [PAGE / "fast", TRAINED / "five_layer"])
def test_the_graph_that_is_timed_is_that_of_the_trained_model(
    trained: Path, tmp_path: Path
) -> None:
    name = trained.name
    network = network_speed.as_if_trained(models.build_float32(recipes.load(name)))
    network_speed.export(network, tmp_path / name)
    assert operations(tmp_path / name) == operations(trained)


@pytest.mark.parametrize("name", ["deep_emotion", "residual", "senet50"])
def test_no_weights_are_left_that_a_converter_could_leave_out(name: str) -> None:
    network = network_speed.as_if_trained(narrow(name))
    for weight in network.weights:
        values = np.asarray(weight)
        assert np.ptp(values) > 0 or values.flat[0] not in (0, 1), weight.path
        if "variance" in weight.path:
            assert (values > 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--recipes", "nonesuch", "--out", "new/speed.json"],
            "expected --recipe to be one of baseline, ",
        ),
        (["--turns", "0", "--out", "new/speed.json"], "expected --turns in 1…10000, got 0; "),
        (["--out", "."], "expected --out to be a file that can be written, got .; "),
        (["--out", "file/x.json"], "expected --out to be a file that can be written, got file/x"),
        (["--recipes", "vgg"], "expected --out with --recipes, since networks-speed.json holds "),
    ],
)
def test_bad_input_ends_in_a_sentence_and_writes_nothing(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("a file\n")
    before = network_speed.OUT.read_bytes()
    assert network_speed.main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"network_speed.py: {message}")
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert network_speed.OUT.read_bytes() == before


def test_a_large_network_that_tfjs_cannot_run_loses_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_node: str, _chromium: str, folders: list[Path], _turns: int) -> dict[str, object]:
        if folders[0].name == "five_layer":
            raise TfjsError("page.evaluate: no such operation")
        return {"browser": "Chromium 1", "timesMs": [[3.0, 2.0, 4.0] for _ in folders]}

    # Between the two networks' sizes; what Chromium does is played here.
    monkeypatch.setattr(network_speed, "LARGE_PARAMETERS", 1_000_000)
    monkeypatch.setattr(network_speed, "export", lambda _network, _folder: None)
    monkeypatch.setattr(network_speed, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(network_speed, "run", run)
    out = tmp_path / "speed.json"
    names = ["five_layer", "five_layer_paper", "vgg"]
    assert network_speed.main(["--recipes", *names, "--out", str(out)]) == 0
    assert "five_layer is left out: page.evaluate: no such operation" in capsys.readouterr().err
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["recipes"] == {"vgg": {"fastestMs": 2.0, "medianMs": 3.0}}


def test_a_missing_browser_is_told_before_anything_is_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert network_speed.main(["--recipes", "vgg", "--out", "speed.json"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("network_speed.py: expected Node 20.19 or newer to run TF.js in, got ")
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
