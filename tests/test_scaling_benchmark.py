"""The benchmark of several devices, as a person calls it: what it prints, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import scaling
from tests.conftest import ROOT

SMALL = ("--recipe", "smoke", "--batch-size", "16", "--steps", "2")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs benchmarks/scaling.py in a folder, in a process of its own: JAX counts devices once."""
    return subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "scaling.py"), *arguments],
        cwd=folder,
        env={**os.environ, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
def test_two_virtual_devices_are_compared_with_one(tmp_path: Path) -> None:
    done = run(tmp_path, *SMALL, "--virtual", "2", "--json")
    assert done.returncode == 0, done.stderr
    *told, last = done.stdout.splitlines()
    assert told[0] == "recipe smoke, batch 16, float32; 2 virtual cpu devices"
    figures = json.loads(last)
    assert (figures["recipe"], figures["devices"], figures["kind"]) == ("smoke", 2, "virtual cpu")
    rows = figures["rows"]
    assert {name: row["batch"] for name, row in rows.items()} == {
        "one device": 16,
        "same batch": 16,
        "same share": 32,
    }
    alone = rows["one device"]["facesPerSecond"]
    for name, row in rows.items():
        assert row["ratio"] == pytest.approx(row["facesPerSecond"] / alone)
        assert row["share"] == pytest.approx(row["ratio"] / (1 if name == "one device" else 2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--steps", "0"), "expected --steps in 1…10000, got 0; "),
        (("--virtual", "1"), "expected --virtual in 2…64, got 1; "),
        (("--virtual", "2", "--recipe", "nonesuch"), "expected --recipe to be one of baseline, "),
        (("--virtual", "2", "--batch-size", "0"), "expected batch_size in 1…"),
        (("--virtual", "2", "--devices", "some"), "expected --devices as a number from 1 or all, "),
    ],
)
def test_bad_input_ends_in_a_sentence_and_writes_nothing(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    # What it sets for JAX is undone with what is set here.
    for name in ("KERAS_BACKEND", "XLA_FLAGS", "JAX_PLATFORMS"):
        monkeypatch.setenv(name, "")
    assert scaling.main(arguments) == 2
    out, said = capsys.readouterr()
    assert_refused(out, said, message, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--virtual", "2", "--batch-size", "3"), "expected batch_size to be a multiple of the 2 "),
        (("--virtual", "2", "--devices", "3"), "expected --devices of at most the 2 cpu devices"),
        ((), "expected at least 2 devices to compare with one, got 1; run it where there are more"),
    ],
)
def test_devices_that_do_not_fit_are_refused(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2, done.stderr
    assert_refused(done.stdout, done.stderr, message, tmp_path)


def assert_refused(out: str, said: str, message: str, folder: Path) -> None:
    assert said.startswith(f"scaling.py: {message}")
    assert said.count("\n") == 1
    assert out == ""
    assert not list(folder.iterdir())
