"""A table made by a cluster: the same, though one of its two workers is killed meanwhile."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import distributed
import pytest

from tests.conftest import ROOT
from tests.reader.films import write_film
from tests.reader.scenes import moving, portrait, put, room


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(folder: Path, out: str, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "reader" / "read.py"), "files", "--out", out, *more]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow(weight=2)
def test_a_lost_worker_costs_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tmp_path / "files"
    files.mkdir()
    cv2.imwrite(str(files / "a.png"), put(room(), portrait(), 320 + 240j)[..., ::-1])
    (files / "b.png").write_bytes(b"no picture")
    frames = moving(18)
    for number in range(8):
        write_film(files / f"film{number}.mp4", frames[: 10 + number], 10, "mp4v")
    # What the workers' processes find the reader by, as an installed one is found.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH", "0")
    monkeypatch.chdir(tmp_path)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        process = read(tmp_path, "table.csv", "--scheduler", cluster.scheduler_address)
        deadline = time.monotonic() + 120
        while not list((tmp_path / "table.csv.parts").glob("*.jsonl")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with distributed.Client(cluster) as client:
            pids = client.run(os.getpid)
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        _, said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    alone = read(tmp_path, "alone.csv", "--jobs", "1")
    alone.communicate(timeout=240)
    assert rows(tmp_path / "table.csv") == rows(tmp_path / "alone.csv")
    assert len(rows(tmp_path / "table.csv")) > 100


def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    cv2.imwrite(str(tmp_path / "files" / "a.png"), room()[..., ::-1])
    process = read(tmp_path, "table.csv", "--scheduler", "tcp://127.0.0.1:9")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "expected a Dask scheduler at tcp://127.0.0.1:9, got none" in said.splitlines()[-1]
    assert not (tmp_path / "table.csv").exists()
