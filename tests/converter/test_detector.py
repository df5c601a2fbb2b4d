"""The face detector, rebuilt from its origin."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from converter import detector
from converter.errors import ExportError
from converter.tflite_graph import TfliteGraph
from tests.conftest import ROOT
from tests.converter.conftest import run_command, said
from training.hardware.tfjs_model import TfjsModel

COMMITTED = ROOT / "webapp" / "public" / "models" / "face_detector"


@pytest.mark.slow
def test_the_committed_detector_is_what_the_converter_builds(tmp_path: Path, chromium: str) -> None:
    done = run_command("detector.py", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    built = tmp_path / "face_detector"
    fresh = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    committed = json.loads((COMMITTED / "manifest.json").read_text(encoding="utf-8"))
    # TensorFlow fuses a graph as suits the processor that it runs on, so model.json may differ; the
    # weights do not, nor what is computed.
    assert weights(fresh) == weights(committed)
    images = detector.test_images()
    before, after = (TfjsModel(folder).predict(images) for folder in (COMMITTED, built))
    for name in ("boxes", "scores"):
        np.testing.assert_allclose(after[name], before[name], atol=1e-3, rtol=1e-4)
    assert fresh["parity"]["node"] <= 1e-3
    assert fresh["parity"]["chromium"] <= 1e-3


def weights(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for file in manifest["files"] if file["path"] != "model.json"]


@pytest.mark.slow
def test_what_is_no_tflite_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    path.write_bytes(b"something else entirely")
    done = run_command("detector.py", "--tflite", path, "--out", tmp_path / "models")
    assert done.returncode == 2
    assert "to be a TFLite file" in said(done)
    assert not list((tmp_path / "models").glob("*"))


@pytest.mark.parametrize("end", [12, 1000, -10])
def test_a_damaged_tflite_file_is_refused(tmp_path: Path, end: int) -> None:
    path = tmp_path / "net.tflite"
    path.write_bytes(detector.TFLITE.read_bytes()[:end])
    with pytest.raises(ExportError, match=r"to be a whole TFLite file, got a damaged one; run npm"):
        TfliteGraph(path)
