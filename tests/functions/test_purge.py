"""What is too old leaves the bucket, whole; and what is in it, counted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.development.storage import local_bucket
from functions.intake import layout
from functions.intake.purge import purge
from tests.functions.conftest import Page, face
from tests.functions.gathering import command, files, send
from tests.interrupts import stopped_at_each_step


def test_purge_ends_what_is_old_and_pull_follows(
    page_today: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gathered"
    now_s = page_today.clock.now_s
    for seed, age_days in enumerate((400, 366, 365, 31, 28, 10, 0)):
        page_today.clock.now_s = now_s - timedelta(days=age_days).total_seconds()
        page_today.new_token()
        receipt = send(page_today, face(seed))
        if age_days in (31, 28):
            page_today.take_back(receipt)
    command("pull", folder)
    assert len(files(folder)) == 5
    capsys.readouterr()

    assert command("purge", "--dry-run") == 0
    assert len(page_today.stored()) == 7
    assert command("purge") == 0
    said = capsys.readouterr().out
    assert "would delete 3 pictures" in said
    assert "deleted 3 pictures of 365 days and older" in said
    assert "deleted 1 records of deletions, 30 days and older" in said
    assert len(page_today.stored()) == 3

    assert command("purge", "--days", "10") == 0
    assert command("pull", folder) == 0
    assert "1 kept, 4 deleted" in capsys.readouterr().out
    assert len(files(folder)) == 1


def test_stats(page_today: Page, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(3):
        send(page_today, face(seed), "sad")
    page_today.new_token()
    page_today.take_back(send(page_today, face(9), "fear"))
    page_today.bucket.blob("faces/" + "0" * 40).upload_from_string(b"?")
    capsys.readouterr()

    assert command("stats") == 0
    said = capsys.readouterr().out
    assert "3 pictures in 1 batches" in said
    assert "the largest batch has 3" in said
    assert "sad            3" in said
    assert "model fast: 3" in said
    assert "1 taken back" in said
    assert "1 unusable" in said


def test_a_purge_that_is_stopped_at_any_request_leaves_pictures_whole_or_none(
    page_today: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromtimestamp(page_today.clock.now_s, UTC)
    for seed, age_days in enumerate((400, 366, 10)):
        page_today.clock.now_s = (now - timedelta(days=age_days)).timestamp()
        page_today.new_token()
        send(page_today, face(seed))
    page_today.take_back(send(page_today, face(9)))
    page_today.clock.now_s = now.timestamp()

    def stored() -> Mapping[str, tuple[bytes, dict[str, str]]]:
        return {
            blob.name: (blob.download_as_bytes(), blob.metadata) for blob in page_today.stored()
        }

    before = stored()
    first = (now - timedelta(days=364)).date().isoformat()
    young = {name for name, (_, metadata) in before.items() if metadata[layout.DAY] >= first}

    def prepare() -> None:
        for blob in page_today.stored():
            blob.delete()
        for name, (pixels, metadata) in before.items():
            blob = page_today.bucket.blob(name)
            blob.metadata = metadata
            blob.upload_from_string(pixels)

    def work() -> None:
        purge(local_bucket(), 365, now.date())

    def check(step: str) -> None:
        left = stored()
        assert all(before[name] == kept for name, kept in left.items()), step
        assert young <= left.keys(), step
        work()
        assert stored().keys() == young, step

    # The list, and a deletion for each of the two.
    assert stopped_at_each_step(work, None, prepare, check, monkeypatch) == 3
