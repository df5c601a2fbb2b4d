"""The figures in the committed manifests are those of the committed files."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from training import datasets
from training.evaluate import evaluate
from training.predict import Predictor

MODELS = ROOT / "webapp" / "public" / "models"
NAMES = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))["expression"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_public_test_figures_are_measured_on_the_committed_files(name: str, fer2013: str) -> None:
    manifest = json.loads((MODELS / name / "manifest.json").read_text(encoding="utf-8"))
    faces = datasets.load(fer2013, splits=("Training", "PublicTest"))
    report = evaluate(Predictor(MODELS / name), faces, "PublicTest", views="none")
    (measured,) = manifest["metrics"]
    assert measured["n"] == report["n"] == 3589
    # WebAssembly rounds the same everywhere; a face or two may still tip on another processor.
    assert measured["accuracy"]["value"] == pytest.approx(report["accuracy"]["value"], abs=6e-4)
    assert measured["macroF1"]["value"] == pytest.approx(report["macroF1"]["value"], abs=2e-3)
    assert manifest["temperature"] == pytest.approx(report["temperature"], rel=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_of_real_faces_was_measured_on_real_faces(name: str) -> None:
    path = Path(MODELS / name / "manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (measured,) = manifest["metrics"]
    assert "synthetic" not in measured["data"]
    assert (
        measured["accuracy"]["low"] < measured["accuracy"]["value"] < measured["accuracy"]["high"]
    )
