"""evaluate.py from the command line, on a network and faces whose figures are known."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.conftest import ROOT
from training import datasets
from training.evaluate import as_text, evaluate, main
from training.evaluation.predict import Predictor


def brightness_network(path: Path) -> Path:
    """A network that answers by the mean grey: dark is angry (0), bright is neutral (6)."""
    image = keras.Input((48, 48, 1), name="image")
    mean = keras.layers.GlobalAveragePooling2D()(image)
    logits = keras.layers.Dense(7, name="logits")(mean)
    network = keras.Model(image, logits)
    # logit_k is largest where the mean is nearest to 36 k: −(m − 36k)²/100 without the common m².
    k = np.arange(7, dtype=np.float32)
    network.layers[-1].set_weights([0.72 * k[None], -12.96 * k**2])
    network.save(path)
    return path


def grey_faces(split: list[str], labels: list[int], greys: list[int]) -> datasets.Faces:
    images = np.stack([np.full((48, 48), g, np.uint8) for g in greys])
    return datasets.Faces(
        images=images,
        labels=np.array(labels, np.uint8),
        splits=np.array(split),
        votes=None,
        source="greys",
    )


def test_figures_of_a_network_that_is_known(tmp_path: Path) -> None:
    predictor = Predictor(brightness_network(tmp_path / "net.keras"))
    labels = [k for k in range(7) for _ in range(10)]
    greys = [36 * k + j for k in range(7) for j in range(10)]
    labels[0] = 1  # one face in seventy is labelled otherwise
    faces = grey_faces(["PublicTest"] * 70 + ["Training"], [*labels, 0], [*greys, 1])
    report = evaluate(predictor, faces, "PublicTest", views="none")
    assert report["n"] == 70
    assert report["accuracy"]["value"] == pytest.approx(69 / 70, abs=1e-6)
    assert report["perClass"]["disgust"]["recall"] == pytest.approx(10 / 11)
    assert report["confusion"][1][0] == 1
    # The Training face of grey 1 is byte-identical to one face, which was right.
    assert report["identicalToTraining"] == 1
    assert report["withoutIdentical"]["accuracy"]["value"] == pytest.approx(68 / 69, abs=1e-6)
    text = as_text(report)
    assert "without the 1 faces byte-identical" in text
    assert f"{69 / 70:.4f}" in text
    flipped = evaluate(predictor, faces, "PublicTest", views="flip")
    assert flipped["accuracy"] == report["accuracy"]
    assert flipped["tta"] == "flip"


@pytest.mark.slow
def test_the_command_writes_report_and_picture(tmp_path: Path) -> None:
    brightness_network(tmp_path / "net.keras")
    command = [sys.executable, str(ROOT / "training" / "evaluate.py"), "net.keras", "--synthetic"]
    done = subprocess.run(
        [*command, "--json", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert json.loads(done.stdout) == report
    assert "synthetic" in report["data"]
    assert report["split"] == "PublicTest"
    assert (tmp_path / "out" / "confusion.png").read_bytes().startswith(b"\x89PNG")


def test_bad_input_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.keras").write_text("no", encoding="utf-8")
    assert main(["net.keras", "--synthetic"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("evaluate.py: expected net.keras to be a .keras file")
    assert said.count("\n") == 1
    assert main(["runs/fast-seed0", "--synthetic"]) == 2
    assert "expected runs/fast-seed0 to be" in (said := capsys.readouterr().err)
    assert "got no such file; name what train.py or export.py wrote" in said
    assert not Path("runs").exists()
