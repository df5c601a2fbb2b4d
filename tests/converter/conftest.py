"""A small network and its export, made once for all tests here."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import keras
import numpy as np
import pytest

from converter import export, restore
from tests.conftest import ROOT
from training import models
from training.errors import TfjsError
from training.hardware.tfjs_model import find_chromium

MAINS = {"export.py": export.main, "restore.py": restore.main}


def run_converter(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs what converter/SCRIPT runs, here: in a process of its own, most would be its start."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as errors:
        code = MAINS[script]([*map(str, arguments)])
    return subprocess.CompletedProcess(script, code, out.getvalue(), errors.getvalue())


def run_command(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs converter/SCRIPT as a person would."""
    return subprocess.run(
        [sys.executable, str(ROOT / "converter" / script), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What the script itself said last; TensorFlow's C++ parts talk before it."""
    return done.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .keras file of a tiny VGG; its batch norms are not neutral, so that folding them counts."""
    keras.utils.set_random_seed(3)
    net = models.build("vgg", {"width": 4, "multipliers": (1, 2, 4), "depths": (1, 1, 1)})
    rng = np.random.default_rng(3)
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            layer.set_weights(
                [
                    rng.uniform(0.5, 2, gamma.shape),
                    rng.normal(0, 0.3, beta.shape),
                    rng.normal(0, 0.3, mean.shape),
                    rng.uniform(0.3, 2, variance.shape),
                ]
            )
    path = tmp_path_factory.mktemp("network") / "tiny.keras"
    net.save(path)
    return path


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the exports of this session go."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that exports are proved in; skips the test where there is none."""
    try:
        return find_chromium()
    except TfjsError as error:
        pytest.skip(f"no browser to prove exports in: {error}")


@pytest.fixture(scope="session")
def exported(network: Path, models_folder: Path, chromium: str) -> Path:
    """The tiny network's folder, stored as float32 so that nothing but conversion can differ."""
    done = run_converter(
        "export.py", network, "--synthetic", "--quantize", "float32", "--out", models_folder
    )
    assert done.returncode == 0, done.stderr
    return models_folder / "tiny"
