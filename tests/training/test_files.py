"""Files are complete or absent, wherever a process is stopped, and folders have one owner."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.interrupts import stopped_at_each_step
from training.errors import InUseError
from training.files import LOCK, cache_folder, claimed, held, replacing, write_text


def test_stopped_at_any_step_a_file_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "runs"
    file = folder / "deep" / "config.json"

    def prepare() -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("old", encoding="utf-8")

    def work() -> None:
        write_text(file, "new" * 100_000)

    def check(step: str) -> None:
        assert file.read_text(encoding="utf-8") in ("old", "new" * 100_000), step
        others = [path.name for path in file.parent.iterdir() if path != file]
        # Only a killed process leaves its part, hidden.
        assert not others or step.startswith("_die"), (step, others)
        for name in others:
            assert name.startswith(".config-"), step
            (file.parent / name).unlink()
        work()
        assert file.read_text(encoding="utf-8") == "new" * 100_000, step

    assert stopped_at_each_step(work, folder, prepare, check, monkeypatch) >= 6


def test_content_is_on_the_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def logged_fsync(file: int) -> None:
        calls.append("folder" if os.path.isdir(f"/proc/self/fd/{file}") else "file")
        fsync(file)

    def logged_replace(source: Path, target: Path) -> None:
        calls.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", logged_fsync)
    monkeypatch.setattr(os, "replace", logged_replace)
    write_text(tmp_path / "a.json", "{}")
    assert calls == ["file", "rename", "folder"]


def test_a_full_disk_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    def fill() -> None:
        with replacing(file) as temporary:
            temporary.write_text("n")
            Path("/dev/full").write_text("n" * 9999)

    with pytest.raises(OSError, match="No space left"):
        fill()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert file.read_text() == "old"


HOLD = """
import sys, time
from pathlib import Path
from training.files import held
with held(Path(sys.argv[1]), "train.py fast"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_a_folder_and_a_dead_one_holds_none(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    says = rf"nobody else to work in .*, got train\.py fast, process {holder.pid} on .* since 20"
    try:
        with pytest.raises(InUseError, match=says), held(tmp_path, "evaluate.py"):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with held(tmp_path, "evaluate.py"):
        assert "evaluate.py, process" in (tmp_path / LOCK).read_text()


def test_a_claim_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    own = folder / ".notes-of-mine.npz"
    own.touch()
    with replacing(folder / "checkpoint.npz") as temporary:
        name = temporary.name
    for left in (name, ".model-" + "0" * 32):
        (folder / left).write_bytes(b"half")
    (folder / "checkpoint.npz").unlink()
    with claimed(folder, "train.py"):
        assert {path.name for path in folder.iterdir()} == {own.name, LOCK}


def test_one_process_holds_a_folder_again_and_again(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for _ in range(3):
        with held(tmp_path, "a"):
            with pytest.raises(InUseError), held(tmp_path, "b"):
                pass
            with pytest.raises(ZeroDivisionError), held(other, "c"):
                raise ZeroDivisionError


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"MIEN_CACHE": "/own", "XDG_CACHE_HOME": "/xdg", "HOME": "/home/a"}, "/own"),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home/a"}, "/xdg/mien"),
        ({"HOME": "/home/a b/Übung"}, "/home/a b/Übung/.cache/mien"),
        ({}, ".cache/mien"),
    ],
)
def test_the_cache_has_a_place_for_users_without_a_home_too(
    environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MIEN_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
        if name in environment:
            monkeypatch.setenv(name, environment[name])
    # As for the number of a user whom the system does not know.
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert cache_folder() == Path(folder)
