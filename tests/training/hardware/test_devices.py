"""Several devices and several processes train as one device does, on drawn faces."""

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.conftest import ROOT
from training.errors import ConfigError
from training.hardware import cluster
from training.hardware.devices import Devices
from training.runs import folder as run_folder
from training.train import main

TOLERANCE = 1e-4
"""Of a loss. What differs is the order of float32 sums; a small rate keeps that from growing."""

DRIVER = """
import sys
from training.runs import checkpoint
from training.config import Augmentation
from training.recipes import smoke
from training.train import main

small = smoke.RECIPE.replace(epochs=2, learning_rate=0.01, augmentation=Augmentation(),
    model_options={"width": 4, "multipliers": (1, 2), "depths": (1, 1)}, whole_face_epochs=0)
KINDS = {
    "plain": small,
    "moving": small.replace(
        model_options=small.model_options | {"dropout": 0.2},
        ema_decay=0.9,
        whole_face_epochs=1,
        augmentation=Augmentation(mirror_probability=0.5, rotation_degrees=10, window_px=40),
    ),
}
save = checkpoint.save
def save_and_stop(*arguments):
    save(*arguments)
    raise KeyboardInterrupt

def train(kind, stops, *arguments):
    smoke.RECIPE = KINDS[kind]
    checkpoint.save = save_and_stop if stops == "stops" else save
    return main(arguments)

runs = [[]]
for word in sys.argv[1:]:
    runs.append([]) if word == "then" else runs[-1].append(word)
sys.exit([train(*each) for each in runs][-1])
"""


def start(cwd: Path, *arguments: str, devices: int = 1) -> subprocess.Popen[str]:
    """Starts train.py on JAX with so many virtual CPU devices; what follows `then` is trained next.

    Several in one process, because its start takes longer than such a run.
    """
    flags = f"{os.environ['XLA_FLAGS']} --xla_force_host_platform_device_count={devices}"
    env = {"KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT), "XLA_FLAGS": flags}
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, *arguments],
        cwd=cwd,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(*processes: subprocess.Popen[str]) -> list[tuple[int, str, str]]:
    """Returns each one's exit code, output and what it said of errors."""
    try:
        said = [process.communicate(timeout=400) for process in processes]
    finally:
        for process in processes:
            process.kill()
    return [(p.returncode, *texts) for p, texts in zip(processes, said, strict=True)]


def pair(cwd: Path, own: Sequence[Sequence[str]]) -> list[tuple[int, str, str]]:
    """Runs two processes that meet on loopback, each with its own arguments."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{free.getsockname()[1]}"
    both = ["--coordinator", where, "--processes", "2", "--process"]
    return finish(*(start(cwd, *own[i], *both, str(i)) for i in range(2)))


def history(folder: Path) -> list[dict[str, float]]:
    with (folder / run_folder.HISTORY).open() as file:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]


def assert_same(got: Path, expected: Path) -> None:
    rows = list(zip(history(got), history(expected), strict=True))
    assert len(rows) == 2
    for a, b in rows:
        for name in ("loss", "val_loss"):
            assert a[name] == pytest.approx(b[name], abs=TOLERANCE), name
        # A face at the edge between two classes may fall to the other side.
        assert a["accuracy"] == pytest.approx(b["accuracy"], abs=2 / 672)
        assert a["val_accuracy"] == pytest.approx(b["val_accuracy"], abs=2 / 140)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with runs of one device: plain, moving, and plain that ended after an epoch."""
    folder = tmp_path_factory.mktemp("runs")
    begin = ("--synthetic", "--run-dir")
    done = finish(
        start(
            folder,
            *("plain", "goes on", *begin, "plain", "then"),
            *("moving", "goes on", *begin, "moving", "then"),
            *("plain", "stops", *begin, "halves"),
        )
    )
    assert done[0][0] == 130, done
    assert (folder / "halves" / run_folder.CHECKPOINT).exists()
    return folder


@pytest.mark.slow(weight=5)
def test_two_devices_train_as_one(tmp_path: Path, runs: Path) -> None:
    begin = ("plain", "goes on", "--synthetic", "--run-dir")
    done = finish(start(tmp_path, *begin, "devices", "--devices", "2", devices=2))
    assert done[0][0] == 0, done
    assert_same(tmp_path / "devices", runs / "plain")
    document = json.loads((tmp_path / "devices" / run_folder.CONFIG).read_text())
    assert document["devices"] == {"count": 2, "processes": 1}


@pytest.mark.slow
def test_two_processes_go_on_with_what_one_device_began(runs: Path) -> None:
    again = ("plain", "goes on", "--synthetic", "--resume", "halves")
    done = pair(runs, [again, again])
    assert [code for code, _, _ in done] == [0, 0], done
    assert_same(runs / "halves", runs / "plain")
    assert keras.saving.load_model(runs / "halves" / run_folder.MODEL).output_shape == (None, 7)


@pytest.mark.slow(weight=5)
def test_two_processes_draw_the_views_and_average_the_weights_of_one(
    tmp_path: Path, runs: Path
) -> None:
    begin = ("moving", "goes on", "--synthetic", "--run-dir")
    done = pair(tmp_path, [(*begin, "processes")] * 2)
    assert [code for code, _, _ in done] == [0, 0], done
    assert_same(tmp_path / "processes", runs / "moving")
    assert "holds the best epoch" in done[0][1]
    assert "epoch" not in done[1][1], "process 1 spoke too"


@pytest.mark.slow
def test_what_one_process_lacks_ends_both_in_a_sentence(tmp_path: Path) -> None:
    begin = ("plain", "goes on", "--run-dir", "run")
    done = pair(tmp_path, [(*begin, "--synthetic"), (*begin, "--synthetic", "--epochs", "3")])
    for code, _, said in done:
        assert code == 2
        assert "expected the same recipe in all 2 processes" in said
    done = pair(tmp_path, [(*begin, "--synthetic"), (*begin, "--data", "nowhere")])
    assert [code for code, _, _ in done] == [2, 2]
    assert "got a failure in process 1" in done[0][2]
    assert "expected FER2013 in nowhere" in done[1][2]
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--devices", "3"), "at most the 2 cpu devices that process 0 sees, got 3"),
        (("--devices", "all", "--batch-size", "33"), "a multiple of the 2 devices, got 33"),
    ],
)
def test_devices_that_cannot_share_a_batch_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    [(code, _, said)] = finish(
        start(tmp_path, "plain", "goes on", "--synthetic", *arguments, devices=2)
    )
    assert code == 2
    assert message in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--devices", "none"), "--devices as a number from 1 or all, got 'none'"),
        (("--devices", "0"), "--devices as a number from 1 or all, got '0'"),
        (("--coordinator", "a:1"), "together, got none for --processes, --process; add it"),
        (("--processes", "2", "--process", "0"), "together, got none for --coordinator; add it"),
        (
            ("--coordinator", "a", "--processes", "2", "--process", "0"),
            "as HOST:PORT of process 0, such as node1:9876, got 'a'",
        ),
        (
            ("--coordinator", "a:70000", "--processes", "2", "--process", "0"),
            "as HOST:PORT of process 0",
        ),
        (("--coordinator", "a:1", "--processes", "1", "--process", "0"), "at least 2, got 1"),
        (("--coordinator", "a:1", "--processes", "2", "--process", "2"), "in 0…1, got 2"),
    ],
)
def test_options_that_cannot_be_end_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--synthetic", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_another_back_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "tensorflow")
    with pytest.raises(ConfigError, match=r"KERAS_BACKEND=jax .* got tensorflow; set it"):
        cluster.choose("2", None, None, None, 32)


def test_shares_make_up_the_batches_in_their_order() -> None:
    order = np.random.default_rng(0).permutation(24)
    shares = [Devices(process=i, processes=3).share_of(order, 6) for i in range(3)]
    batches = [np.concatenate([s[k * 2 : k * 2 + 2] for s in shares]) for k in range(4)]
    np.testing.assert_array_equal(np.concatenate(batches), order)


def test_alone_there_is_one_device_and_nothing_to_agree_on() -> None:
    alone = Devices()
    assert (alone.count, alone.leads) == (1, True)
    alone.agree(recipe=b"any")
    assert alone.told_by_leader(lambda: (0.1, 0.2)) == (0.1, 0.2)
    with pytest.raises(KeyError), alone.in_step():
        raise KeyError
