"""The figures in the committed manifests are those of the committed files."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from training import datasets
from training.evaluate import evaluate
from training.evaluation.metrics import wilson_interval
from training.evaluation.predict import Predictor

MODELS = ROOT / "webapp" / "public" / "models"
INDEX = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))
FOLDERS = [MODELS / name for name in INDEX["expression"]]
FOLDERS += [path.parent for path in sorted((ROOT / "training/trained").glob("*/manifest.json"))]

each_model = pytest.mark.parametrize("folder", FOLDERS, ids=[path.name for path in FOLDERS])


@pytest.mark.slow(weight=10)
@each_model
def test_public_test_figures_are_measured_on_the_committed_files(
    folder: Path, fer2013: str
) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    faces = datasets.load(fer2013, splits=("Training", "PublicTest"))
    report = evaluate(Predictor(folder), faces, "PublicTest", views="none")
    (measured,) = manifest["metrics"]
    assert measured["n"] == report["n"] == 3589
    # WebAssembly rounds the same everywhere; a face or two may still tip on another processor.
    assert measured["accuracy"]["value"] == pytest.approx(report["accuracy"]["value"], abs=6e-4)
    assert measured["macroF1"]["value"] == pytest.approx(report["macroF1"]["value"], abs=2e-3)
    assert manifest["temperature"] == pytest.approx(report["temperature"], rel=0.01)


@each_model
def test_a_model_of_real_faces_was_measured_on_real_faces(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (measured,) = manifest["metrics"]
    assert "synthetic" not in measured["data"]
    told = measured["accuracy"]
    right = round(told["value"] * measured["n"])
    assert wilson_interval(right, measured["n"]).to_dict() == pytest.approx(told, abs=2e-6)
