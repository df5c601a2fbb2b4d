"""From people's pages to a folder that training reads, and out of it again."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from functions.development.storage import BUCKET, StorageServer
from functions.intake.receipts import object_name
from tests.conftest import ROOT
from tests.functions.conftest import Page, face
from tests.functions.gathering import command, files, manifest, send
from training import contributions
from training.datasets.auxiliary.own_folder import read_own_folder
from training.gather.alike import Seen
from training.labels import EXPRESSIONS


def variant(picture: bytes, change: Any) -> bytes:
    image = np.frombuffer(picture, np.uint8).reshape(48, 48).astype(np.float64)
    return np.clip(change(image), 0, 255).astype(np.uint8).tobytes()


def test_contribute_pull_take_back_pull(
    page_today: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    receipts = [send(page_today, face(seed), label) for seed, label in enumerate(EXPRESSIONS)]

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

    assert page_today.take_back(receipts[3]).status_code == 204
    assert command("pull", folder) == 0
    said = capsys.readouterr().out
    assert "0 new, 6 kept, 1 deleted" in said
    (gone,) = {entry["file"] for entry in entries} - {entry["file"] for entry in manifest(folder)}
    assert f"deleted {gone}" in said
    assert gone not in files(folder)
    assert json.loads((folder / "gathered.json").read_text())["deleted"][0]["file"] == gone


def test_duplicates_are_dropped_and_come_back_when_their_twin_goes(
    page_today: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    rng = np.random.default_rng(5)
    first = face(1)
    receipts = {
        send(page_today, first): "same",
        send(page_today, first): "same",
        send(page_today, variant(first, lambda image: image * 1.08)): "brighter",
        send(
            page_today, variant(first, lambda image: image + rng.normal(0, 4, image.shape))
        ): "noise",
        send(page_today, face(2)): "other",
    }
    assert command("pull", folder) == 0
    assert "2 new, 0 kept, 0 deleted, 3 left out as duplicates" in capsys.readouterr().out
    assert command("pull", folder) == 0
    assert "0 new, 2 kept, 0 deleted, 3 left out as duplicates" in capsys.readouterr().out

    kept = {Path(file).stem for file in files(folder)}
    twin = next(r for r in receipts if Path(object_name(r)).stem in kept and receipts[r] != "other")
    page_today.take_back(twin)
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


def test_one_page_s_pictures_are_one_batch(page_today: Page, tmp_path: Path) -> None:
    for visitor in range(2):
        page_today.new_token()
        for number in range(3):
            send(page_today, face(10 * visitor + number))
    command("pull", tmp_path / "gathered")
    batches = [entry["batch"] for entry in manifest(tmp_path / "gathered")]
    assert sorted(batches.count(batch) for batch in set(batches)) == [3, 3]


def test_what_is_no_contribution_is_not_taken_in(page_today: Page, tmp_path: Path) -> None:
    send(page_today, face(1))
    (good,) = page_today.stored()
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
        blob = page_today.bucket.blob(f"faces/{number:040d}")
        blob.metadata = {**good.metadata, **change}
        blob.upload_from_string(content)
    page_today.bucket.blob("faces/elsewhere/outside").upload_from_string(face(3))

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
