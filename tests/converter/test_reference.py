"""TensorFlow's reading of shipped files, and files that are none."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from converter.errors import ExportError
from converter.manifest import write_manifest
from converter.model_folder import MODELS, read_manifest
from converter.parity import prove_shipped
from converter.reference import read_arrays, shipped_outputs
from training.hardware.tfjs_model import ROOT, TfjsModel

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 48, 48), dtype=np.uint8)
TRAINED = ROOT / "training" / "trained" / "vgg"


@pytest.mark.parametrize("folder", [MODELS / "fast", TRAINED], ids=["fast", "vgg"])
def test_tensorflow_computes_what_ships_as_tfjs_does(folder: Path) -> None:
    batch = IMAGES[..., None].astype(np.float32)
    expected = shipped_outputs(folder, batch, "logits")
    np.testing.assert_allclose(TfjsModel(folder).predict(batch)["logits"], expected, atol=1e-4)


def test_the_proof_of_what_ships_is_no_comparison_of_a_host_with_itself(chromium: str) -> None:
    off = prove_shipped(TRAINED, IMAGES)
    assert 0 < off["node"] <= 1e-3
    assert 0 < off["chromium"] <= 1e-3


def change(document: Any, how: str) -> Any:
    [group] = document["weightsManifest"]
    if how == "outside":
        group["paths"] = ["../" + group["paths"][0]]
    elif how == "unlisted":
        group["paths"] = ["other.bin"]
    elif how == "short":
        group["weights"][0]["shape"] = [10**9]
    elif how == "no weights":
        del document["weightsManifest"]
    elif how == "a list":
        return [document]
    elif how == "other types":
        group["weights"][0]["dtype"] = {"a": 1}
    return document


@pytest.mark.parametrize(
    "how", ["outside", "unlisted", "short", "no weights", "a list", "other types", "nested"]
)
def test_damaged_exports_are_one_sentence(tmp_path: Path, how: str) -> None:
    folder = shutil.copytree(TRAINED, tmp_path / "vgg")
    document = change(json.loads((folder / "model.json").read_text()), how)
    text = "[" * 100_000 if how == "nested" else json.dumps(document)
    (folder / "model.json").write_text(text)
    manifest = read_manifest(folder)
    assert manifest is not None
    write_manifest(folder, "expression", "vgg", manifest)
    (tmp_path / "other.bin").write_bytes(b"")
    with pytest.raises(ExportError, match=r"model\.json and its weights .*; export the"):
        read_arrays(folder)
