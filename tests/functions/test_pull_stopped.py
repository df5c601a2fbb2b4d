"""A pull that is cut off, stopped, damaged or second goes on or says so."""

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.development.storage import Fault, StorageServer, local_bucket
from tests.conftest import ROOT
from tests.functions.conftest import Clock, Page, face, page_on_storage
from tests.functions.gathering import command, files, manifest, send
from tests.interrupts import stopped_at_each_step
from training import contributions
from training.datasets.auxiliary.own_folder import read_own_folder
from training.gather.pull import pull


def test_a_pull_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = []

    def breaking(method: str, path: str) -> Fault:
        if "/download/" in path:
            downloads.append(path)
            if len(downloads) > 5:
                raise_now.append(True)
        return Fault.NONE

    raise_now: list[bool] = []
    folder = tmp_path / "gathered"
    with StorageServer(fault=breaking) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        page_today = page_on_storage(Clock(datetime.now(UTC).timestamp()))
        for seed in range(12):
            send(page_today, face(seed))

        def interrupted(steps: Any, total: int) -> Any:
            for number, step in enumerate(steps):
                if number == 4:
                    raise KeyboardInterrupt
                yield step

        monkeypatch.setattr(contributions, "show_progress", interrupted)
        assert command("pull", folder) == 130
        assert "to continue" in capsys.readouterr().err
        assert manifest(folder) == []
        monkeypatch.undo()
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        before = len(downloads)
        assert before >= 4
        assert command("pull", folder) == 0

    assert "12 new" in capsys.readouterr().out
    assert len(files(folder)) == 12
    assert len(downloads) == 12  # None came twice.


def test_a_pull_that_is_stopped_at_any_step_loses_nothing(
    page_today: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = tmp_path / "gathered", tmp_path / "before"
    receipts = [send(page_today, face(seed)) for seed in range(2)]
    assert command("pull", before) == 0
    page_today.take_back(receipts[0])
    send(page_today, face(5))
    assert command("pull", folder) == 0
    wanted = manifest(folder)

    def prepare() -> None:
        shutil.rmtree(folder)
        shutil.copytree(before, folder)

    def work() -> None:
        pull(local_bucket(), folder, lambda steps, total: steps, date(2026, 11, 28))

    def check(step: str) -> None:
        for entry in manifest(folder):  # Always whole; what it lists is whole or taken back.
            file = folder / entry["file"]
            if file.exists():
                assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"], step
        work()
        assert manifest(folder) == wanted, step
        assert files(folder) == {entry["file"] for entry in wanted}, step
        assert {path.name for path in folder.iterdir()} <= {
            ".lock", "gathered.json", "happy", "manifest.json"
        }, step  # fmt: skip

    assert stopped_at_each_step(work, folder, prepare, check, monkeypatch) > 20


def test_the_first_pull_goes_on_wherever_it_was_stopped(
    page_today: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "gathered"
    send(page_today, face(1))

    def work() -> None:
        pull(local_bucket(), folder, lambda steps, total: steps, date(2026, 11, 28))

    def check(step: str) -> None:
        work()
        assert len(files(folder)) == 1, step

    def prepare() -> None:
        shutil.rmtree(folder.parent, ignore_errors=True)

    assert stopped_at_each_step(work, folder.parent, prepare, check, monkeypatch) > 10


def test_of_two_pulls_at_once_the_second_is_told_who_is_first(
    page_today: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    send(page_today, face(1))
    holding = (
        "import sys, time; from pathlib import Path; from training.files import held\n"
        "with held(Path(sys.argv[1]), 'pull'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        assert command("pull", folder) == 2
        said = capsys.readouterr().err
        assert f"expected nobody else to work in {folder}, got pull, process {first.pid} on" in said
        assert said.count("\n") == 1
        assert {path.name for path in folder.iterdir()} == {".lock"}
        first.kill()
    # A dead process holds nothing.
    assert command("pull", folder) == 0
    assert len(files(folder)) == 1


@pytest.mark.parametrize("full_after", [0, 1, 3, 6])
def test_a_full_disk_is_one_sentence_and_the_next_pull_goes_on(
    page_today: Page,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    full_after: int,
) -> None:
    """The disk is one of /dev/full's kind: each write is refused with ENOSPC."""
    folder = tmp_path / "gathered"
    for seed in range(3):
        send(page_today, face(seed))
    written = []
    write = Path.write_bytes

    def filling(path: Path, data: bytes) -> int:
        written.append(path)
        return write(path if len(written) <= full_after else Path("/dev/full"), data)

    monkeypatch.setattr(Path, "write_bytes", filling)
    assert command("pull", folder) == (2 if full_after < 6 else 0)
    if full_after < 6:
        said = capsys.readouterr().err
        assert "got: No space left on device; make room" in said
        assert said.count("\n") == 1
    monkeypatch.setattr(Path, "write_bytes", write)
    assert command("pull", folder) == 0
    assert len(read_own_folder(folder).labels) == 3


@pytest.mark.parametrize("damage", ["cut", "gone", "unlisted", "lists lost"])
def test_a_damaged_folder_mends_itself(page_today: Page, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "gathered"
    for seed in range(4):
        send(page_today, face(seed))
    command("pull", folder)
    whole = manifest(folder)
    victim = folder / whole[1]["file"]
    if damage == "cut":
        victim.write_bytes(victim.read_bytes()[:50])
    elif damage == "gone":
        victim.unlink()
    elif damage == "unlisted":
        (folder / "manifest.json").write_text(json.dumps({"pictures": whole[2:]}))
    else:
        (folder / "manifest.json").unlink()

    assert command("pull", folder) == 0
    assert manifest(folder) == whole
    assert len(read_own_folder(folder).labels) == 4


@pytest.mark.parametrize("name", ["gathered.json", "manifest.json"])
@pytest.mark.parametrize(
    "content",
    [
        b"[" * 99_999,
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"schema": 9, "pictures": 3}',
        b'{"schema": 1, "dropped": 3, "deleted": 4, "pictures": [{"file": 5}]}',
        b'{"schema": 1, "dropped": {}, "deleted": [], "pictures": [{"file": "../x.png"}]}',
    ],
)
def test_damaged_lists_are_one_sentence_and_stay(
    page_today: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    send(page_today, face(1))
    folder = tmp_path / "gathered"
    assert command("pull", folder) == 0
    capsys.readouterr()
    (folder / name).write_bytes(content)
    before = files(folder)
    assert command("pull", folder) == (0 if b'"deleted": []' in content and name[0] == "g" else 2)
    said = capsys.readouterr().err
    assert said.count("\n") <= 1
    assert files(folder) == before
