"""export.py from the command line: what it writes, what it proves and what it refuses."""

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import softmax

from converter import parity
from converter.manifest import write_manifest
from tests.conftest import ROOT
from tests.converter.conftest import run_command, run_converter, said
from training import datasets, models
from training.errors import TfjsError
from training.evaluation import metrics
from training.evaluation.predict import Predictor, keras_logits, load_network
from training.hardware.tfjs_model import TfjsModel
from training.labels import EXPRESSIONS


@pytest.mark.slow
def test_tfjs_computes_what_keras_computes(network: Path, exported: Path) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (300, 48, 48), dtype=np.uint8)
    expected = keras_logits(load_network(network), faces)
    for host in ("node", "chromium"):
        came = TfjsModel(exported, host).predict(faces[..., None].astype(np.float32))["logits"]
        assert came.shape == (300, 7)
        np.testing.assert_allclose(came, expected, atol=1e-4)
    np.testing.assert_allclose(Predictor(exported).logits(faces), expected, atol=1e-4)


@pytest.mark.slow
def test_the_manifest_tells_what_the_files_are(exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["schema"], manifest["kind"], manifest["name"]) == (1, "expression", "tiny")
    assert manifest["labels"] == list(EXPRESSIONS)
    assert manifest["input"]["shape"] == [None, 48, 48, 1]
    assert manifest["output"] == {"name": "logits", "shape": [None, 7], "dtype": "float32"}
    assert {entry["path"] for entry in manifest["files"]} == {
        path.name for path in exported.iterdir() if path.name != "manifest.json"
    }
    for entry in manifest["files"]:
        content = (exported / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["gzipBytes"] == min(len(content), len(gzip.compress(content, 9)))
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        if entry["path"] != "model.json":
            assert entry["path"] == f"weights-{entry['sha256'][:12]}.bin"
    assert manifest["parity"]["float32"]["node"] <= 1e-3
    assert manifest["parity"]["float32"]["chromium"] <= 1e-3


@pytest.mark.slow
def test_the_figures_are_those_of_the_shipped_files(exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    faces = datasets.synthetic(seed=0).select("PublicTest")
    logits = Predictor(exported).logits(faces.images)
    (measured,) = manifest["metrics"]
    assert measured["split"] == "PublicTest"
    assert "synthetic" in measured["data"]
    assert measured["n"] == len(faces.labels)
    assert measured["accuracy"]["value"] == pytest.approx(
        metrics.accuracy(logits, faces.labels), abs=1e-6
    )
    # A fifth of the faces lies below the threshold, at the temperature that the page divides by.
    top = softmax(logits.astype(np.float64) / manifest["temperature"], axis=1).max(axis=1)
    assert np.mean(top < manifest["notSureBelow"]) == pytest.approx(0.2, abs=0.01)


@pytest.mark.slow
def test_a_shard_with_one_wrong_byte_is_refused(exported: Path, tmp_path: Path) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (shard,) = tmp_path.glob("*.bin")
    content = bytearray(shard.read_bytes())
    content[10] ^= 1
    shard.write_bytes(content)
    with pytest.raises(TfjsError, match=rf"{shard.name} to have the sha256"):
        TfjsModel(tmp_path).predict(np.zeros((1, 48, 48, 1), np.float32))


@pytest.mark.slow
def test_weights_larger_than_chromiums_messages_reach_the_page(
    exported: Path, tmp_path: Path
) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    document = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    # Of no use to the graph. As base64, 80 MB are more than the 100 MiB of one message.
    unused = {"name": "unused", "shape": [20_000_000], "dtype": "float32"}
    document["weightsManifest"][0]["weights"].append(unused)
    (tmp_path / "model.json").write_text(json.dumps(document), encoding="utf-8")
    (shard,) = tmp_path.glob("*.bin")
    with shard.open("ab") as file:
        file.write(bytes(80_000_000))
    write_manifest(tmp_path, "expression", "large", manifest)
    faces = np.random.default_rng(0).uniform(0, 255, (2, 48, 48, 1)).astype(np.float32)
    came, expected = (
        TfjsModel(folder, "chromium").predict(faces)["logits"] for folder in (tmp_path, exported)
    )
    np.testing.assert_array_equal(came, expected)


@pytest.mark.slow
def test_uint8_keeps_biases_and_weighs_a_quarter(network: Path, exported: Path) -> None:
    out = exported.parent
    done = run_converter(
        # An untrained network's answers are all near: any of them may change.
        *("export.py", network, "--synthetic", "--quantize", "uint8", "--most-loss", "1"),
        *("--out", out, "--name", "small", "--default"),
    )
    assert done.returncode == 0, done.stderr
    document = json.loads((out / "small" / "model.json").read_text(encoding="utf-8"))
    weights = [w for group in document["weightsManifest"] for w in group["weights"]]
    stored = {len(w["shape"]) >= 2: w.get("quantization", {}).get("dtype") for w in weights}
    assert stored == {True: "uint8", False: None}
    (shard,) = (out / "small").glob("*.bin")
    (plain,) = exported.glob("*.bin")
    assert shard.stat().st_size < 0.35 * plain.stat().st_size
    manifest = json.loads((out / "small" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["quantization"] == "uint8"
    assert 0 < manifest["parity"]["shipped"]["node"] <= 1e-3
    assert 0.8 < manifest["parity"]["top1Agreement"] <= 1


@pytest.mark.slow(weight=6)
def test_coarse_weights_are_sent_as_less_and_answer_nearly_the_same(
    tmp_path: Path,
) -> None:
    keras.utils.set_random_seed(3)
    options = {"width": 16, "multipliers": (1, 2, 4), "depths": (1, 1, 1)}
    network, out = tmp_path / "wider.keras", tmp_path / "models"
    models.build("vgg", options).save(network)
    for quantization in ("uint8", "uint8-coarse"):
        done = run_converter(
            *("export.py", network, "--synthetic", "--quantize", quantization),
            *("--most-loss", "1"),
            *("--out", out, "--name", quantization),
        )
        assert done.returncode == 0, done.stderr
    even, coarse = (
        json.loads((out / name / "manifest.json").read_text(encoding="utf-8"))
        for name in ("uint8", "uint8-coarse")
    )
    assert coarse["quantization"] == "uint8-coarse"
    assert coarse["gzipBytes"] < 0.9 * even["gzipBytes"]
    assert coarse["parity"]["top1Agreement"] > 0.9
    assert coarse["parity"]["float32"]["node"] <= 1e-3


@pytest.mark.slow
def test_a_network_that_differs_leaves_the_previous_export(
    exported: Path, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in exported.iterdir()}
    # Rounding alone is beyond a limit of nothing.
    monkeypatch.setattr(parity, "FLOAT32_LIMIT", 0.0)
    done = run_converter(
        *("export.py", network, "--synthetic", "--quantize", "float32", "--out", exported.parent)
    )
    assert done.returncode == 1
    assert "the previous export stays" in said(done)
    assert {path.name: path.read_bytes() for path in exported.iterdir()} == before
    assert not list(exported.parent.glob(".*"))


@pytest.mark.slow
def test_a_full_disk_leaves_the_previous_export(exported: Path, network: Path) -> None:
    before = {path.name: path.read_bytes() for path in exported.iterdir()}
    script = (
        "import resource, sys; from converter import export;"
        # No file may grow beyond 1 kB, which ends a write as a full disk does.
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "sys.exit(export.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(network), "--synthetic", "--out", str(exported.parent)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "expected to write" in said(done)
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in exported.iterdir()} == before
    assert not list(exported.parent.glob(".*"))


def save(path: Path, inputs: keras.KerasTensor, outputs: keras.KerasTensor) -> Path:
    keras.Model(inputs, outputs).save(path)
    return path


def bad_networks(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that are no face networks TF.js could run, each with what should be said of it."""
    grey = keras.Input((48, 48, 1), name="image")
    colour = keras.Input((48, 48, 3), name="image")
    pooled = keras.layers.GlobalAveragePooling2D()(grey)
    text = folder / "text.keras"
    text.write_text("not a network", encoding="utf-8")
    seven = keras.layers.Dense(7)
    return {
        "no model": (text, "to be a .keras file"),
        "absent": (folder / "absent.keras", "to be a .keras file"),
        "colour input": (
            save(folder / "c.keras", colour, seven(keras.layers.Flatten()(colour))),
            "got [None, 48, 48, 3]",
        ),
        "six outputs": (
            save(folder / "six.keras", grey, keras.layers.Dense(6)(pooled)),
            "[None, 7]",
        ),
        "no such operation": (
            save(folder / "e.keras", grey, keras.ops.erfinv(keras.layers.Dense(7)(pooled) / 1e6)),
            "Erfinv",
        ),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", ["no model", "absent", "colour input", "six outputs", "no such operation"]
)
def test_what_cannot_be_exported_is_refused(case: str, tmp_path: Path) -> None:
    path, message = bad_networks(tmp_path)[case]
    # One as a command too, as a person sees it.
    run = run_command if case == "no model" else run_converter
    done = run("export.py", path, "--synthetic", "--out", tmp_path / "models")
    assert done.returncode == 2
    assert message in said(done)
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "models").glob("*"))


@pytest.mark.slow
def test_an_operation_that_the_kernels_lack_is_refused_by_name(tmp_path: Path) -> None:
    # TF.js has the sine; the page's kernels, which no image network asks for it, do not.
    grey = keras.Input((48, 48, 1), name="image")
    pooled = keras.layers.GlobalAveragePooling2D()(grey)
    path = save(tmp_path / "sine.keras", grey, keras.ops.sin(keras.layers.Dense(7)(pooled)))
    done = run_converter("export.py", path, "--synthetic", "--out", tmp_path / "models")
    assert done.returncode == 2, done.stderr
    assert "got Sin at" in said(done)
    assert "src/vision/compute/lean" in said(done)
    assert not list((tmp_path / "models").glob("*"))
