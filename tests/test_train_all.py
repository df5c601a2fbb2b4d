"""make train-all: the steps in their order, and what is done, resumed or begun."""

import subprocess
from pathlib import Path

import pytest

from scripts import train_all
from scripts.train_all import DEEP_EMOTION, FIVE_LAYER, NARROW, STEPS, Export, Soup, Train, Vote
from training import recipes


def test_each_step_needs_only_what_an_earlier_one_made() -> None:
    made: list[object] = []
    for step in STEPS:
        if isinstance(step, Soup | Vote):
            assert set(step.members) <= set(made)
        if isinstance(step, Export):
            assert step.source in made
        if isinstance(step, Train):
            recipe = recipes.load(step.recipe)
            needed = {*recipe.distillation.teachers, recipe.start_from} - {""}
            assert needed <= {str(run.folder) for run in made if isinstance(run, Train)}
        made.append(step)


@pytest.mark.parametrize(
    ("folder", "is_offered"), [("webapp/public/models", True), ("training/trained", False)]
)
def test_every_committed_model_is_made(folder: str, is_offered: bool) -> None:
    found = {path.parent.name for path in (train_all.ROOT / folder).glob("*/manifest.json")}
    exports = [step for step in STEPS if isinstance(step, Export)]
    made = {step.name for step in exports if step.is_offered is is_offered}
    assert made == found - {"face_detector"} != set()


def test_a_run_of_other_length_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_all, "ROOT", tmp_path)
    begun = ["training/train.py", "--recipe", "fast", "--seed", "1"]
    assert Train("fast", 1).command() == begun
    assert Train("fast", 1, epochs=75).command() == [*begun, "--epochs", "75"]
    left_out = ["--folds", "5", "--left-out-fold", "1"]
    assert Train("fast", 1, folds=5).command() == [*begun, *left_out]


def test_runs_are_skipped_resumed_or_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_all, "ROOT", tmp_path)
    done = ((FIVE_LAYER, "model.keras"), (NARROW, "config.json"))
    for run, file in done:
        (tmp_path / run.folder).mkdir(parents=True)
        (tmp_path / run.folder / file).touch()
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command[1:])
        return subprocess.CompletedProcess(command, 0 if len(asked) < 2 else 2)

    monkeypatch.setattr(subprocess, "run", refuse)
    assert train_all.main(["--data", str(tmp_path / "fer")]) == 2
    data = ["--data", str((tmp_path / "fer").resolve())]
    assert asked == [
        ["training/train.py", "--resume", str(NARROW.folder), *data],
        ["training/train.py", "--recipe", DEEP_EMOTION.recipe, "--seed", "0", *data],
    ]
