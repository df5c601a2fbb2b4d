"""A run folder and the cache are whole wherever the process that writes them is stopped."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.interrupts import stopped_at_each_step
from training import datasets, models
from training.config import Distillation
from training.datasets import cache
from training.files import claimed
from training.learning import distill
from training.learning.trainer import build_trainer
from training.recipes import smoke
from training.runs import checkpoint, resume
from training.runs import folder as run_folder
from training.runs.checkpoint import Epoch

TINY = {"width": 1, "multipliers": (1,), "depths": (1,)}


def test_stopped_at_any_step_a_run_is_new_or_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, folder = tmp_path / "runs", tmp_path / "runs" / "run"
    runs.mkdir()
    teaching = Distillation(("a.keras",))
    recipe = dataclasses.replace(smoke.RECIPE, distillation=teaching)
    trainer = build_trainer(models.build("vgg", TINY), smoke.RECIPE)
    history = [Epoch(number, 0.1, 1.0, 0.5, 1.0, 0.5, 1.0) for number in (1, 2)]
    content, shares = {"faces": "1", "votes": None}, np.full((3, 7), 1 / 7, np.float32)

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def work() -> None:
        with claimed(folder, "train.py"):
            run_folder.create(folder, recipe, "drawn", content=content)
            distill.write_shares(folder, teaching, shares, content)
            for done in (1, 2):
                checkpoint.save(folder / run_folder.CHECKPOINT, trainer, history[:done])

    def check(step: str) -> None:
        assert sorted(path.name for path in runs.iterdir()) in ([], ["run"]), step
        with claimed(folder, "train.py"):
            if not (folder / run_folder.CONFIG).exists():
                run_folder.refuse_used(folder)
                return
            assert resume.recorded_content(folder) == content, step
            if resume.is_begun(folder):
                found = checkpoint.restore(folder / run_folder.CHECKPOINT, trainer)
                assert found == history[: len(found)], step
                assert found, step
                read = distill.read_shares(folder, teaching, 3, content)
                assert np.array_equal(read, shares), step

    assert stopped_at_each_step(work, runs, prepare, check, monkeypatch) > 25


def test_stopped_at_any_step_the_cache_gives_whole_faces_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    faces = datasets.synthetic(seed=0).select("PublicTest")

    def check(step: str) -> None:
        found = cache.read(folder, "key", "PublicTest", faces.source)
        assert found is None or found.content_sha256() == faces.content_sha256(), step

    steps = stopped_at_each_step(
        lambda: cache.write(folder, "key", "PublicTest", faces),
        folder,
        lambda: shutil.rmtree(folder, ignore_errors=True),
        check,
        monkeypatch,
    )
    assert steps >= 5
