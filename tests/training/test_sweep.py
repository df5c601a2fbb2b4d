"""Sweeps: what a space refuses, what is proposed, and a sweep that is cut off and goes on."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import TrialState

from tests.training.small import small_recipe
from training import recipes
from training.errors import ConfigError
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs.checkpoint import Epoch
from training.sweep import main
from training.sweeps import report, spaces, study
from training.sweeps.spaces import applied, extremes
from training.sweeps.study import LagsBehindError, Sweep

SPACE: spaces.Space = {
    "learning_rate": FloatDistribution(0.01, 0.3, log=True),
    "batch_size": IntDistribution(8, 64),
    "augmentation.rotation_degrees": FloatDistribution(0.0, 20.0),
    "schedule": CategoricalDistribution(("plateau", "cosine")),
}


def sweep_of(
    folder: Path, *, space: spaces.Space = SPACE, prune: bool = False, **changes: Any
) -> Sweep:
    recipe = small_recipe(epochs=3, **changes)
    return study.create(folder, recipe, space, prune=prune, data="drawn")


def epochs(*accuracies: float) -> list[Epoch]:
    return [Epoch(i + 1, 0.1, 1.0, 0.5, 1.0, a, 1.0) for i, a in enumerate(accuracies)]


def try_one(
    sweep: Sweep, *accuracies: float, state: TrialState = TrialState.COMPLETE, reason: str = ""
) -> dict[str, Any]:
    """Runs a trial that reads so well after each epoch; returns its values."""
    trial = sweep.next_trial()
    sweep.watch(trial, epochs(*accuracies))
    sweep.end(trial, state, reason)
    return trial.params


@pytest.mark.parametrize(
    ("key", "distribution", "message"),
    [
        ("rate", FloatDistribution(0.1, 1), "recipe keys among name, .* got rate"),
        ("augmentation.turn", FloatDistribution(0.1, 1), "augmentation keys among .* got turn"),
        ("rate.of", FloatDistribution(0.1, 1), "a key of a recipe, got rate.of; .* no part rate"),
        ("model_options.depth", IntDistribution(1, 2), "model_options among .* for vgg, got depth"),
        ("seed", IntDistribution(0, 5), "keys that trials may differ in, got seed"),
        ("label_smoothing", FloatDistribution(0, 1.5), "label_smoothing in 0…0.99, got 1.5"),
        (
            "schedule",
            CategoricalDistribution(("cosine", "linear")),
            "schedule to be one of plateau, cosine",
        ),
    ],
)
def test_what_a_recipe_has_not_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, key: str, distribution: BaseDistribution, message: str
) -> None:
    monkeypatch.setitem(spaces.SPACES, "odd", {key: distribution})
    with pytest.raises(ConfigError, match=message):
        spaces.find("odd", small_recipe())


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
    found = spaces.find(space, loaded)
    low = applied(loaded, {key: next(extremes(d)) for key, d in found.items()})
    assert low != loaded


def test_proposals_lie_in_the_space_and_follow_from_what_came_before(tmp_path: Path) -> None:
    def walk(folder: str, seed: int) -> list[dict[str, Any]]:
        sweep = sweep_of(tmp_path / folder, seed=seed)
        seen = []
        for number in range(12):
            # As from a new process.
            sweep = study.read(sweep.folder)
            trial = sweep.next_trial()
            assert study.read(sweep.folder).next_trial().params == trial.params
            applied(sweep.recipe, trial.params)
            seen.append(trial.params)
            if number == 3:
                sweep.end(trial, TrialState.FAIL, "expected otherwise")
                continue
            sweep.watch(trial, epochs(trial.params["augmentation.rotation_degrees"] / 100))
            sweep.end(trial, TrialState.COMPLETE)
        return seen

    first = walk("first", seed=0)
    rates = [values["learning_rate"] for values in first]
    assert len(set(rates)) == 12, "a trial was proposed twice"
    assert min(rates) < 0.04 < max(rates)
    assert walk("again", seed=0) == first
    assert walk("other", seed=1)[0] != first[0]


def test_a_space_of_choices_is_walked_through_once(tmp_path: Path) -> None:
    choices = {
        "schedule": CategoricalDistribution(("plateau", "cosine")),
        "weight_decay": CategoricalDistribution((0.0, 1e-4, 1e-3)),
    }
    sweep = sweep_of(tmp_path / "grid", space=choices)
    assert [sweep.at_most(trials) for trials in (2, 6, 40)] == [2, 6, 6]
    assert sweep_of(tmp_path / "open").at_most(40) == 40
    for number in range(6):
        # Combinations that cannot be are passed by too.
        state = TrialState.FAIL if number == 1 else TrialState.COMPLETE
        assert try_one(sweep, 0.5, state=state) == {
            "schedule": ("plateau", "cosine")[number // 3],
            "weight_decay": (0.0, 1e-4, 1e-3)[number % 3],
        }
    assert len(sweep.ended) == sweep.at_most(40)


def test_a_trial_that_lags_behind_ends_only_where_that_is_wanted(tmp_path: Path) -> None:
    patient = sweep_of(tmp_path / "patient")
    sweep = sweep_of(tmp_path / "pruned", prune=True)
    for number in range(4):
        for each in (patient, sweep):
            # Before there are enough to compare with, none is ended.
            try_one(each, *((0.1, 0.1, 0.1) if number == 3 else (0.5, 0.6, 0.7)))
    patient.watch(patient.next_trial(), epochs(0.1, 0.1))
    try_one(sweep, 0.6, 0.65)
    trial = sweep.next_trial()
    sweep.watch(trial, epochs(0.05))
    with pytest.raises(LagsBehindError):
        sweep.watch(trial, epochs(0.05, 0.05))
    sweep.end(trial, TrialState.PRUNED)
    assert sweep.study.trials[trial.number].intermediate_values == {0: 0.05, 1: 0.05}


@pytest.mark.parametrize(("keep", "scores"), [("best", [0.61, 0.62]), ("last", [0.6, 0.62])])
def test_the_journal_keeps_the_state_and_the_report_shows_it(
    tmp_path: Path, keep: str, scores: list[float]
) -> None:
    sweep = sweep_of(tmp_path, keep=keep)
    first = try_one(sweep, 0.4, 0.61, 0.6)
    try_one(sweep, 0.7, state=TrialState.PRUNED)
    try_one(sweep, state=TrialState.FAIL, reason="expected otherwise")
    try_one(sweep, 0.2, 0.5, 0.62)
    sweep = study.read(tmp_path)
    assert (sweep.recipe, sweep.space, sweep.data) == (
        small_recipe(epochs=3, keep=keep),
        SPACE,
        "drawn",
    )
    assert [trial.value for trial in report.complete(sweep)] == scores
    report.write(sweep)
    lines = (tmp_path / report.TABLE).read_text().splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:6]] == ["3", "0", "1", "2"]
    shown = [report.shown(first[key]) for key in SPACE]
    assert f"| 0 | complete | 3 | {scores[0]:.4f} | {' | '.join(shown)} |" in lines
    assert "Trial 3 is the best of 4 on PublicTest (0.6200)" in lines[-1]
    assert "chosen there, so it reads higher" in lines[-1]
    with (tmp_path / report.VALUES).open() as file:
        rows = list(csv.DictReader(file))
    assert [row["val_accuracy"] for row in rows] == [str(scores[0]), "0.7", "", "0.62"]
    assert rows[2]["reason"] == "expected otherwise"
    assert (tmp_path / report.PICTURE).read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_sweep_that_is_cut_off_goes_on_with_the_same_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    monkeypatch.setitem(
        spaces.SPACES,
        "two",
        {
            "learning_rate": FloatDistribution(0.01, 0.3, log=True),
            "warmup_epochs": IntDistribution(0, 1),
        },
    )
    save, saved = checkpoint.save, 0

    def save_and_stop(*arguments: object) -> None:
        nonlocal saved
        save(*arguments)  # type: ignore[arg-type]
        saved += 1
        if saved == 3:
            raise KeyboardInterrupt

    begin = ["--synthetic", "--epochs", "2", "--space", "two", "--trials", "2"]
    with monkeypatch.context() as interrupted:
        interrupted.setattr(checkpoint, "save", save_and_stop)
        assert main([*begin, "--sweep-dir", str(folder)]) == 130
    assert f"continue with --resume {folder}" in capsys.readouterr().err
    first, second = study.read(folder).study.trials
    assert (first.state, second.state) == (TrialState.COMPLETE, TrialState.RUNNING)
    begun = (folder / "trial-001" / run_folder.CONFIG).read_text()

    assert main([*begin, "--sweep-dir", str(folder)]) == 2
    assert f"continue with --resume {folder}" in capsys.readouterr().err
    assert main(["--synthetic", "--resume", str(folder), "--trials", "2"]) == 0
    ended = study.read(folder).ended
    assert ended[0] == first
    assert ended[1].params == second.params
    assert [len(trial.intermediate_values) for trial in ended] == [2, 2]
    # The run itself went on: a new one would have another start in its config.json.
    assert (folder / "trial-001" / run_folder.CONFIG).read_text() == begun
    recipe = run_folder.read_recipe(folder / "trial-001" / run_folder.CONFIG)
    assert recipe.learning_rate == ended[1].params["learning_rate"]
    assert "is the best of 2 on PublicTest" in capsys.readouterr().out
    assert (folder / report.PICTURE).exists()
    # Another set of faces cannot be compared with the first.
    study.read(folder).study.set_user_attr("data", "other faces")
    assert main(["--synthetic", "--resume", str(folder), "--trials", "3"]) == 2
    assert "expected other faces, with which" in capsys.readouterr().err


@pytest.mark.slow
def test_values_that_cannot_be_together_are_a_failed_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    # Each may be alone; with a batch of more than all faces there is no step to take.
    monkeypatch.setitem(spaces.SPACES, "large", {"batch_size": IntDistribution(701, 702)})
    begin = ["--synthetic", "--space", "large", "--trials", "1", "--sweep-dir", str(folder)]
    assert main(begin) == 0
    [trial] = study.read(folder).ended
    assert trial.state == TrialState.FAIL
    assert "batch_size of at most the 700 Training faces" in trial.user_attrs["reason"]
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
