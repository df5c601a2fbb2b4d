"""From people's pages to a folder that training reads, and out of it again."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from functions.development.storage import BUCKET, Fault, StorageServer, local_bucket
from functions.intake.receipts import object_name
from tests.conftest import ROOT
from tests.functions.conftest import Clock, Page, face, page_on_storage
from tests.interrupts import stopped_at_each_step
from training import contributions
from training.datasets.auxiliary.own_folder import read_own_folder
from training.gather.alike import Seen
from training.gather.pull import pull
from training.labels import EXPRESSIONS


@pytest.fixture
def page(storage_server: StorageServer) -> Page:
    return page_on_storage(Clock(datetime.now(UTC).timestamp()))


def command(*arguments: str | Path) -> int:
    return contributions.main(
        [str(a) for a in arguments[:1]] + ["--bucket", BUCKET] + [str(a) for a in arguments[1:]]
    )


def send(page: Page, picture: bytes, label: str = "happy") -> str:
    answer = page.contribute(face=base64.b64encode(picture).decode(), label=label)
    assert answer.status_code == 201, answer.text
    return str(answer.json["receipt"])


def manifest(folder: Path) -> list[dict[str, str]]:
    return list(json.loads((folder / "manifest.json").read_text())["pictures"])


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.png")}


def variant(picture: bytes, change: Any) -> bytes:
    image = np.frombuffer(picture, np.uint8).reshape(48, 48).astype(np.float64)
    return np.clip(change(image), 0, 255).astype(np.uint8).tobytes()


def test_contribute_pull_take_back_pull(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    receipts = [send(page, face(seed), label) for seed, label in enumerate(EXPRESSIONS)]

    assert command("pull", folder) == 0
    assert "7 new, 0 kept, 0 deleted, 0 left out" in capsys.readouterr().out
    entries = manifest(folder)
    assert {entry["file"].split("/")[0] for entry in entries} == set(EXPRESSIONS)
    assert all(set(entry) == {"file", "sha256", "batch"} for entry in entries)
    # What training itself makes of it.
    read = read_own_folder(folder)
    assert len(read.labels) == 7
    happy = read.images[list(read.labels).index(EXPRESSIONS.index("happy"))]
    assert happy.tobytes() == face(EXPRESSIONS.index("happy"))

    assert page.take_back(receipts[3]).status_code == 204
    assert command("pull", folder) == 0
    said = capsys.readouterr().out
    assert "0 new, 6 kept, 1 deleted" in said
    (gone,) = {entry["file"] for entry in entries} - {entry["file"] for entry in manifest(folder)}
    assert f"deleted {gone}" in said
    assert gone not in files(folder)
    assert json.loads((folder / "gathered.json").read_text())["deleted"][0]["file"] == gone


def test_duplicates_are_dropped_and_come_back_when_their_twin_goes(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    rng = np.random.default_rng(5)
    first = face(1)
    receipts = {
        send(page, first): "same",
        send(page, first): "same",
        send(page, variant(first, lambda image: image * 1.08)): "brighter",
        send(page, variant(first, lambda image: image + rng.normal(0, 4, image.shape))): "noise",
        send(page, face(2)): "other",
    }
    assert command("pull", folder) == 0
    assert "2 new, 0 kept, 0 deleted, 3 left out as duplicates" in capsys.readouterr().out
    assert command("pull", folder) == 0
    assert "0 new, 2 kept, 0 deleted, 3 left out as duplicates" in capsys.readouterr().out

    kept = {Path(file).stem for file in files(folder)}
    twin = next(r for r in receipts if Path(object_name(r)).stem in kept and receipts[r] != "other")
    page.take_back(twin)
    assert command("pull", folder) == 0
    assert "1 new, 1 kept, 1 deleted, 2 left out as duplicates" in capsys.readouterr().out


def test_alike_counts_within_one_label_and_the_same_everywhere() -> None:
    images = [np.frombuffer(face(seed), np.uint8).reshape(48, 48) for seed in range(40)]
    seen = Seen()
    for number, image in enumerate(images):
        assert seen.find("happy", image) is None
        seen.add(str(number), "happy", image)
    blurred = cv2.GaussianBlur(images[17], (3, 3), 0)

    assert seen.find("happy", blurred) == "17"
    assert seen.find("sad", blurred) is None
    assert seen.find("sad", images[17]) == "17"


def test_one_page_s_pictures_are_one_batch(page: Page, tmp_path: Path) -> None:
    for visitor in range(2):
        page.new_token()
        for number in range(3):
            send(page, face(10 * visitor + number))
    command("pull", tmp_path / "gathered")
    batches = [entry["batch"] for entry in manifest(tmp_path / "gathered")]
    assert sorted(batches.count(batch) for batch in set(batches)) == [3, 3]


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
        page = page_on_storage(Clock(datetime.now(UTC).timestamp()))
        for seed in range(12):
            send(page, face(seed))

        def interrupted(steps: Any, total: int) -> Any:
            for number, step in enumerate(steps):
                if number == 4:
                    raise KeyboardInterrupt
                yield step

        monkeypatch.setattr(contributions, "show_progress", interrupted)
        assert command("pull", folder) == 130
        assert "goes on" in capsys.readouterr().err
        assert manifest(folder) == []
        monkeypatch.undo()
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        before = len(downloads)
        assert before >= 4
        assert command("pull", folder) == 0

    assert "12 new" in capsys.readouterr().out
    assert len(files(folder)) == 12
    assert len(downloads) == 12  # None came twice.


@pytest.mark.parametrize("damage", ["cut", "gone", "unlisted", "lists lost"])
def test_a_damaged_folder_mends_itself(page: Page, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "gathered"
    for seed in range(4):
        send(page, face(seed))
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


def test_a_pull_that_is_stopped_at_any_step_loses_nothing(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = tmp_path / "gathered", tmp_path / "before"
    receipts = [send(page, face(seed)) for seed in range(2)]
    assert command("pull", before) == 0
    page.take_back(receipts[0])
    send(page, face(5))
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
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "gathered"
    send(page, face(1))

    def work() -> None:
        pull(local_bucket(), folder, lambda steps, total: steps, date(2026, 11, 28))

    def check(step: str) -> None:
        work()
        assert len(files(folder)) == 1, step

    def prepare() -> None:
        shutil.rmtree(folder.parent, ignore_errors=True)

    assert stopped_at_each_step(work, folder.parent, prepare, check, monkeypatch) > 10


def test_of_two_pulls_at_once_the_second_is_told_who_is_first(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    send(page, face(1))
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
    page: Page,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    full_after: int,
) -> None:
    """The disk is one of /dev/full's kind: each write is refused with ENOSPC."""
    folder = tmp_path / "gathered"
    for seed in range(3):
        send(page, face(seed))
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


def test_purge_ends_what_is_old_and_pull_follows(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    now_s = page.clock.now_s
    for seed, age_days in enumerate((400, 366, 365, 31, 28, 10, 0)):
        page.clock.now_s = now_s - timedelta(days=age_days).total_seconds()
        page.new_token()
        receipt = send(page, face(seed))
        if age_days in (31, 28):
            page.take_back(receipt)
    command("pull", folder)
    assert len(files(folder)) == 5
    capsys.readouterr()

    assert command("purge", "--dry-run") == 0
    assert len(page.stored()) == 7
    assert command("purge") == 0
    said = capsys.readouterr().out
    assert "would delete 3 pictures" in said
    assert "deleted 3 pictures of 365 days and older" in said
    assert "deleted 1 marks of deletions, 30 days and older" in said
    assert len(page.stored()) == 3

    assert command("purge", "--days", "10") == 0
    assert command("pull", folder) == 0
    assert "1 kept, 4 deleted" in capsys.readouterr().out
    assert len(files(folder)) == 1


def test_stats(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(3):
        send(page, face(seed), "sad")
    page.new_token()
    page.take_back(send(page, face(9), "fear"))
    page.bucket.blob("faces/" + "0" * 40).upload_from_string(b"?")
    capsys.readouterr()

    assert command("stats") == 0
    said = capsys.readouterr().out
    assert "3 pictures in 1 batches" in said
    assert "the largest batch has 3" in said
    assert "sad            3" in said
    assert "model fast: 3" in said
    assert "1 taken back" in said
    assert "1 unusable" in said


def test_what_is_no_contribution_is_not_taken_in(page: Page, tmp_path: Path) -> None:
    send(page, face(1))
    (good,) = page.stored()
    for number, (content, change) in enumerate(
        [
            (b"not a picture", {}),
            (face(2), {}),  # Not the picture that its metadata names.
            (face(1), {"label": "../../outside"}),
            (face(1), {"consent": "never asked"}),
            (face(1), {"batch": "Ann's"}),
            (face(1), {"state": ""}),
        ]
    ):
        blob = page.bucket.blob(f"faces/{number:040d}")
        blob.metadata = {**good.metadata, **change}
        blob.upload_from_string(content)
    page.bucket.blob("faces/elsewhere/outside").upload_from_string(face(3))

    folder = tmp_path / "a" / "gathered"
    assert command("pull", folder) == 0
    assert files(tmp_path) == {f"a/gathered/happy/{Path(good.name).name}.png"}


REFUSED: list[tuple[str, Sequence[str], str]] = [
    ("no such bucket", ["stats", "--bucket", "elsewhere"], "expected a bucket elsewhere"),
    ("no bucket", ["stats"], "--bucket or MIEN_BUCKET"),
    ("negative days", ["purge", "--bucket", BUCKET, "--days", "-1"], "--days from 0"),
    ("endless days", ["purge", "--bucket", BUCKET, "--days", "99999999999"], "--days from 0 to"),
    ("somebody's folder", ["pull", "--bucket", BUCKET, "FOLDER"], "new or an earlier pull"),
]


@pytest.mark.parametrize(
    ("arguments", "says"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_bad_input_is_one_sentence(
    storage_server: StorageServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    says: str,
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    given = [str(tmp_path) if a == "FOLDER" else a for a in arguments]
    assert contributions.main(given) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


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
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    send(page, face(1))
    folder = tmp_path / "gathered"
    assert command("pull", folder) == 0
    capsys.readouterr()
    (folder / name).write_bytes(content)
    before = files(folder)
    assert command("pull", folder) == (0 if b'"deleted": []' in content and name[0] == "g" else 2)
    said = capsys.readouterr().err
    assert said.count("\n") <= 1
    assert files(folder) == before


def test_without_credentials_it_says_what_to_do(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if "STORAGE" not in k}
    environment |= {"HOME": str(tmp_path), "NO_GCE_CHECK": "true"}
    environment["GOOGLE_APPLICATION_CREDENTIALS"] = str(tmp_path / "none.json")
    done = subprocess.run(
        [sys.executable, "training/contributions.py", "stats", "--bucket", "x"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "set GOOGLE_APPLICATION_CREDENTIALS" in done.stderr
    assert len(done.stderr.splitlines()) == 1
