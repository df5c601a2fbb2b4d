"""Sweeps: what a space refuses, what is proposed, and a sweep that is cut off and goes on."""

import csv
import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.training.config.test_recipe import small_recipe
from training import recipes
from training.errors import ConfigError
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs.checkpoint import Epoch
from training.sweep import main
from training.sweeps import report as sweep_report
from training.sweeps.space import Dimension, applied, read_space
from training.sweeps.trials import FILE, LagsBehindError, Proposal, Sweep, Trial

SPACE = (
    Dimension("learning_rate", "log", (0.01, 0.3)),
    Dimension("batch_size", "whole", (8, 64)),
    Dimension("augmentation.rotation_degrees", "uniform", (0.0, 20.0)),
    Dimension("schedule", "choice", ("plateau", "cosine")),
)
VALUES = {
    "learning_rate": 0.05,
    "batch_size": 16,
    "augmentation.rotation_degrees": 3.0,
    "schedule": "cosine",
}


def sweep_of(folder: Path, *trials: Trial, prune: bool = False) -> Sweep:
    return Sweep(folder, small_recipe(epochs=3), SPACE, prune, "drawn", trials)


def epochs(*accuracies: float) -> list[Epoch]:
    return [Epoch(i + 1, 0.1, 1.0, 0.5, 1.0, a, 1.0) for i, a in enumerate(accuracies)]


def test_a_space_is_read_in_the_order_of_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "space.toml"
    path.write_text(
        "learning_rate.log = [0.01, 0.3]\nbatch_size.whole = [8, 64]\n"
        "augmentation.rotation_degrees.uniform = [0.0, 20.0]\n"
        'schedule.choice = ["plateau", "cosine"]\n'
    )
    assert read_space(str(path), small_recipe()) == SPACE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "to name at least one key, got none"),
        ("learning_rate", "to be a TOML file, got"),
        ("learning_rate = 0.1", r"KEY.KIND = \[...\] .* got learning_rate = 0.1"),
        ("learning_rate.even = [0, 1]", "a kind among log, uniform, whole, choice, got learning"),
        ("log = [0.1, 1]", "KEY.KIND"),
        ("rate.log = [0.1, 1]", "recipe keys among name, .* got rate"),
        ("augmentation.turn.log = [0.1, 1]", "augmentation keys among .* got turn"),
        ("rate.of.log = [0.1, 1]", "expected a key of a recipe, got rate.of; it has no part rate"),
        ("model_options.depth.whole = [1, 2]", "model_options among .* for vgg, got depth"),
        ("seed.whole = [0, 5]", "keys that trials may differ in, got seed"),
        ("learning_rate.log = [0.3, 0.01]", "learning_rate.log as two rising numbers"),
        ("learning_rate.log = [0.3]", "learning_rate.log as two rising numbers"),
        ("weight_decay.log = [0, 0.1]", "weight_decay.log to begin above 0, got 0"),
        ("batch_size.whole = [1.5, 3]", "batch_size.whole as whole numbers"),
        ("label_smoothing.uniform = [0, 1.5]", "label_smoothing in 0…0.99, got 1.5"),
        ('schedule.choice = ["cosine"]', "at least two choices of schedule"),
        ('schedule.choice = ["cosine", "linear"]', "schedule to be one of plateau, cosine"),
        ("augmentation.choice = [[1], [2]]", "choices of augmentation as numbers, words or"),
    ],
)
def test_what_a_recipe_has_not_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "space.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        read_space(str(path), small_recipe())


@pytest.mark.parametrize(
    ("space", "recipe"),
    [
        ("default", "smoke"),
        ("with_votes", "vgg"),
        ("with_votes", "levi_hassner_m2048"),
        ("deep_emotion", "deep_emotion"),
        ("lambda", "deep_emotion"),
    ],
)
def test_the_spaces_that_are_here_fit_their_recipes(space: str, recipe: str) -> None:
    loaded = recipes.load(recipe)
    dimensions = read_space(space, loaded)
    low = applied(loaded, {d.key: d.values[0] for d in dimensions})
    assert low != loaded


def test_proposals_lie_in_the_space_and_follow_from_what_came_before(tmp_path: Path) -> None:
    seen = []
    sweep = sweep_of(tmp_path)
    for number in range(12):
        proposal = Proposal(sweep)
        assert Proposal(sweep).values == proposal.values
        applied(sweep.recipe, proposal.values)
        seen.append(proposal.values["learning_rate"])
        accuracy = proposal.values["augmentation.rotation_degrees"] / 100
        state = "failed" if number == 3 else "complete"
        trial = Trial(state, proposal.values, () if number == 3 else (accuracy,))
        sweep = dataclasses.replace(sweep, trials=(*sweep.trials, trial))
    assert len(set(seen)) == 12, "a trial was proposed twice"
    assert min(seen) < 0.04 < max(seen)
    other = dataclasses.replace(sweep, recipe=sweep.recipe.replace(seed=1))
    assert Proposal(other).values != Proposal(sweep).values


def test_a_space_of_choices_is_walked_through_once(tmp_path: Path) -> None:
    space = (
        Dimension("schedule", "choice", ("plateau", "cosine")),
        Dimension("weight_decay", "choice", (0.0, 1e-4, 1e-3)),
    )
    sweep = Sweep(tmp_path, small_recipe(epochs=3), space, False, "drawn")
    assert [sweep.at_most(trials) for trials in (2, 6, 40)] == [2, 6, 6]
    assert sweep_of(tmp_path).at_most(40) == 40
    for number in range(6):
        values = Proposal(sweep).values
        assert values == {
            "schedule": ("plateau", "cosine")[number // 3],
            "weight_decay": (0.0, 1e-4, 1e-3)[number % 3],
        }
        # Combinations that cannot be are passed by too.
        trial = Trial("failed" if number == 1 else "complete", values, (0.5,))
        sweep = dataclasses.replace(sweep, trials=(*sweep.trials, trial))


def test_the_estimator_learns_where_the_best_lie(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    trials = []
    for degrees in rng.uniform(0, 20, 40):
        values = VALUES | {"augmentation.rotation_degrees": float(degrees)}
        trials.append(Trial("complete", values, (float(1 - abs(degrees - 5) / 20),)))
    sweep = sweep_of(tmp_path)
    proposed = []
    for seed in range(5):
        recipe = sweep.recipe.replace(seed=seed)
        proposal = Proposal(dataclasses.replace(sweep, recipe=recipe, trials=tuple(trials)))
        proposed.append(proposal.values["augmentation.rotation_degrees"])
    assert abs(np.median(proposed) - 5) < 2.5


def test_a_trial_that_lags_behind_ends_only_where_that_is_wanted(tmp_path: Path) -> None:
    others = [Trial("complete", VALUES, (0.5, 0.6, 0.7))] * 4
    for prune, accuracies in ((False, (0.1, 0.1)), (True, (0.6, 0.65))):
        Proposal(sweep_of(tmp_path, *others, prune=prune)).watch(epochs(*accuracies))
    Proposal(sweep_of(tmp_path, *others[:3], prune=True)).watch(epochs(0.1, 0.1))
    lagging = Proposal(sweep_of(tmp_path, *others, prune=True))
    lagging.watch(epochs(0.1))
    with pytest.raises(LagsBehindError):
        lagging.watch(epochs(0.1, 0.1))
    assert lagging.accuracies == (0.1, 0.1)


def test_state_survives_its_file_and_the_report_shows_it(tmp_path: Path) -> None:
    trials = (
        Trial("complete", VALUES, (0.4, 0.61, 0.6)),
        Trial("pruned", VALUES | {"learning_rate": 0.3}, (0.7,)),
        Trial("failed", VALUES, (), "expected otherwise"),
        Trial("complete", VALUES | {"batch_size": 8}, (0.2, 0.5, 0.62)),
    )
    sweep = sweep_of(tmp_path, *trials)
    sweep.write()
    assert Sweep.read(tmp_path) == sweep
    assert sweep.best() == 3
    last = dataclasses.replace(sweep, recipe=sweep.recipe.replace(keep="last"))
    assert [last.score(trial) for trial in trials] == [0.6, 0.7, 0.0, 0.62]
    sweep_report.write(sweep)
    lines = (tmp_path / sweep_report.TABLE).read_text().splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:6]] == ["3", "0", "1", "2"]
    assert "| 3 | complete | 3 | 0.6200 | 0.05 | 8 | 3 | cosine |" in lines
    assert "Trial 3 is the best of 4 on PublicTest (0.6200)" in lines[-1]
    assert "chosen there, so it reads higher" in lines[-1]
    with (tmp_path / sweep_report.VALUES).open() as file:
        rows = list(csv.DictReader(file))
    assert [row["val_accuracy"] for row in rows] == ["0.61", "0.7", "", "0.62"]
    assert rows[2]["reason"] == "expected otherwise"
    assert (tmp_path / sweep_report.PICTURE).read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_sweep_that_is_cut_off_goes_on_with_the_same_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    space = tmp_path / "space.toml"
    space.write_text("learning_rate.log = [0.01, 0.3]\nwarmup_epochs.whole = [0, 1]\n")
    save, saved = checkpoint.save, 0

    def save_and_stop(*arguments: object) -> None:
        nonlocal saved
        save(*arguments)  # type: ignore[arg-type]
        saved += 1
        if saved == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save", save_and_stop)
    begin = ["--synthetic", "--epochs", "2", "--space", str(space), "--trials", "2"]
    assert main([*begin, "--sweep-dir", str(folder)]) == 130
    assert f"--resume {folder} goes on" in capsys.readouterr().err
    assert len(Sweep.read(folder).trials) == 1
    first = json.loads((folder / FILE).read_text())["trials"][0]
    begun = (folder / "trial-001" / run_folder.CONFIG).read_text()
    monkeypatch.undo()

    assert main([*begin, "--sweep-dir", str(folder)]) == 2
    assert f"go on with --resume {folder}" in capsys.readouterr().err
    assert main(["--synthetic", "--resume", str(folder), "--trials", "2"]) == 0
    sweep = Sweep.read(folder)
    assert json.loads((folder / FILE).read_text())["trials"][0] == first
    assert [len(trial.accuracies) for trial in sweep.trials] == [2, 2]
    # The run itself went on: a new one would have another start in its config.json.
    assert (folder / "trial-001" / run_folder.CONFIG).read_text() == begun
    document = json.loads(begun)["recipe"]
    assert document["learning_rate"] == sweep.trials[1].values["learning_rate"]
    assert "is the best of 2 on PublicTest" in capsys.readouterr().out
    assert (folder / sweep_report.PICTURE).exists()
    # Another set of faces cannot be compared with the first.
    path = folder / FILE
    path.write_text(path.read_text().replace(sweep.data, "other faces"))
    assert main(["--synthetic", "--resume", str(folder), "--trials", "3"]) == 2
    assert "expected other faces, with which" in capsys.readouterr().err


@pytest.mark.slow
def test_values_that_cannot_be_together_are_a_failed_trial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, space = tmp_path / "sweep", tmp_path / "space.toml"
    # Each may be alone; with a batch of more than all faces there is no step to take.
    space.write_text("batch_size.whole = [701, 702]\n")
    begin = ["--synthetic", "--space", str(space), "--trials", "1", "--sweep-dir", str(folder)]
    assert main(begin) == 0
    [trial] = Sweep.read(folder).trials
    assert trial.state == "failed"
    assert "batch_size of at most the 700 Training faces" in trial.reason
    assert "No trial is complete." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--trials", "0"), "--trials in 1…"),
        (("--space", "nonesuch"), "--space to be one of deep_emotion, default, lambda, with_votes"),
        (("--recipe", "nonesuch"), "--recipe to be one of"),
        (("--epochs", "0"), "epochs in 1…"),
        (("--resume", "nowhere"), "as sweep.py writes it, got FileNotFoundError"),
        (("--resume", "nowhere", "--epochs", "2", "--prune"), "got --epochs --prune too"),
        (("--space", "deep_emotion"), "model_options among .* for vgg, got l2"),
    ],
)
def test_bad_input_ends_in_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--synthetic", *arguments]) == 2
    said = capsys.readouterr().err
    assert re.search(message, said)
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
