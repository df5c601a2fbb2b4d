"""The networks in OpenCV beside TF.js's own answers, on the same committed weights."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from reader import Reader
from reader.errors import ModelError
from reader.network.folder import open_index, open_model
from reader.network.graph import to_onnx
from reader.network.net import Net
from tests.conftest import ROOT
from tests.converter.exports import export, lively
from training.hardware.tfjs_model import TfjsModel
from training.models import voters

MODELS = ROOT / "webapp" / "public" / "models"
INDEX = json.loads((MODELS / "index.json").read_text())


@pytest.mark.parametrize("name", [*INDEX["expression"], INDEX["detector"]])
def test_opencv_and_tfjs_give_the_same(name: str) -> None:
    model = open_model(name)
    manifest = model.manifest
    outputs = manifest.get("outputs") or {"logits": manifest["output"]}
    names = [output["name"] for output in outputs.values()]
    rows = 1 if name == INDEX["detector"] else 3
    rng = np.random.default_rng(0)
    shape = (rows, *manifest["input"]["shape"][1:])
    batch = rng.uniform(*manifest["input"]["range"], shape).astype(np.float32)
    expected = TfjsModel(MODELS / name).predict(batch)
    net = Net(model, names)
    # Twice, and one row after three: what a run leaves must not change the next.
    for part in (batch, batch, batch[:1]):
        answers = net.run(np.ascontiguousarray(part.transpose(0, 3, 1, 2)))
        for answer, output in zip(answers, names, strict=True):
            wanted = expected[output][: len(part)]
            assert answer.shape == wanted.shape
            # The detector's are pixels of its 128, up to some hundreds; the others' logits.
            assert np.abs(answer - wanted).max() < 2e-4


@pytest.mark.slow
def test_a_vote_whose_members_align_faces_gives_the_same(tmp_path: Path) -> None:
    turning = lively("faceres")
    # Far from the usual place of a face, and partly beyond the picture.
    turning.get_layer("align_step").bias.assign([0.5, 3, 4, -5])
    vote = voters.vote([lively("vgg"), turning], [1, 2], ["enlarged", "none"])
    folder = export(vote, tmp_path, "uint8")
    index = {"default": folder.name, "expression": [folder.name], "detector": "none"}
    (tmp_path / "index.json").write_text(json.dumps({"schema": 1, **index}))
    faces = np.random.default_rng(0).uniform(0, 255, (3, 48, 48, 1)).astype(np.float32)
    net = Net(open_model(folder.name, tmp_path), ["logits"])
    (answer,) = net.run(np.ascontiguousarray(faces.transpose(0, 3, 1, 2)))
    expected = TfjsModel(folder).predict(faces)["logits"]
    assert expected.std() > 0.01
    assert np.abs(answer - expected).max() < 2e-4


def test_an_unknown_operation_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="got FancyOp"):
        to_onnx([{"op": "FancyOp", "name": "x", "input": []}], {}, [])


def test_a_model_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(ModelError, match=f"among {', '.join(INDEX['expression'])}, got 'best'"):
        open_model("best")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    for name in ("fast", "index.json"):
        source = MODELS / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    (weights,) = (tmp_path / "fast").glob("*.bin")
    content = bytearray(weights.read_bytes())
    content[1000] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="got other bytes"):
        open_model("fast", tmp_path)
    weights.unlink()
    with pytest.raises(ModelError, match="got none"):
        open_model("fast", tmp_path)


@pytest.mark.parametrize(
    ("file", "key", "value"),
    [
        ("index.json", "expression", None),
        ("fast/manifest.json", "files", "x"),
        ("fast/manifest.json", "labels", ["happy"]),
        ("fast/manifest.json", "crop", {}),
        ("fast/manifest.json", "output", {"name": "other"}),
        ("fast/manifest.json", "temperature", float("nan")),
        ("face_detector/manifest.json", "scoreThreshold", None),
    ],
)
def test_a_damaged_field_is_refused(tmp_path: Path, file: str, key: str, value: object) -> None:
    for name in ("fast", "face_detector"):
        shutil.copytree(MODELS / name, tmp_path / name)
    shutil.copy(MODELS / "index.json", tmp_path)
    document = json.loads((tmp_path / file).read_text(encoding="utf-8"))
    (tmp_path / file).write_text(json.dumps(document | {key: value}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"^expected .*; .*export"):
        Reader("fast", tmp_path)


def test_the_default_is_the_page_s() -> None:
    assert open_index() == INDEX
    assert open_model("").manifest["name"] == INDEX["default"]
