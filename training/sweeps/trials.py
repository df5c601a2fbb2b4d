"""A sweep's state: one JSON file, from which the next trial's values follow."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import optuna

from training.config import Recipe, recipe_from_dict
from training.errors import ConfigError
from training.files import write_text
from training.runs.checkpoint import Epoch
from training.sweeps.space import Dimension, Space, grid, space_from_dicts

FILE: Final = "sweep.json"

State = Literal["complete", "pruned", "failed"]

RANDOM_TRIALS: Final = 10
"""So many trials draw evenly from the space before the estimator proposes; Optuna's own number."""
COMPARED_TRIALS: Final = 4
"""So many must be complete before another one is ended for lagging behind their median."""

_OPTUNA_STATES: Final[dict[State, optuna.trial.TrialState]] = {
    "complete": optuna.trial.TrialState.COMPLETE,
    "pruned": optuna.trial.TrialState.PRUNED,
    "failed": optuna.trial.TrialState.FAIL,
}


class LagsBehindError(Exception):
    """A trial that is ended before its last epoch."""


@dataclass(frozen=True)
class Trial:
    """One trial that has ended.

    Attributes:
        state: "complete", "pruned" for one that lagged behind, "failed" for impossible values.
        values: By the recipe's key.
        accuracies: On PublicTest after each epoch.
        reason: Why it failed.
    """

    state: State
    values: dict[str, Any]
    accuracies: tuple[float, ...]
    reason: str = ""


@dataclass(frozen=True)
class Sweep:
    """What is tried, and what came of it so far.

    Attributes:
        folder: Holds sweep.json and a run folder for each trial.
        recipe: What is changed.
        space: How.
        prune: End trials that lag behind.
        data: What the faces were read from.
        trials: Those that have ended, in order.
    """

    folder: Path
    recipe: Recipe
    space: Space
    prune: bool
    data: str
    trials: tuple[Trial, ...] = ()

    @staticmethod
    def read(folder: Path) -> "Sweep":
        """Returns the sweep that a folder holds.

        Raises:
            ConfigError: if it holds none.
        """
        path = folder / FILE
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            recipe = recipe_from_dict(document["recipe"])
            return Sweep(
                folder=folder,
                recipe=recipe,
                space=space_from_dicts(document["space"], recipe),
                prune=document["prune"],
                data=document["data"],
                trials=tuple(_trial(entry) for entry in document["trials"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"expected {path} as sweep.py writes it, got {type(error).__name__}: {error}; "
                "name a sweep's folder"
            ) from error

    def write(self) -> None:
        """Writes sweep.json, atomically."""
        document = {
            "recipe": self.recipe.to_dict(),
            "space": [dimension.to_dict() for dimension in self.space],
            "prune": self.prune,
            "data": self.data,
            "trials": [dataclasses.asdict(trial) for trial in self.trials],
        }
        write_text(self.folder / FILE, json.dumps(document, indent=2) + "\n")

    def with_trial(self, trial: Trial) -> "Sweep":
        """Returns the sweep with one more trial, having written it."""
        sweep = dataclasses.replace(self, trials=(*self.trials, trial))
        sweep.write()
        return sweep

    def at_most(self, trials: int) -> int:
        """Returns how many trials of so many there can be: a grid ends with its combinations."""
        return min(trials, len(grid(self.space)) or trials)

    def trial_folder(self, number: int) -> Path:
        """Returns the run folder of a trial."""
        return self.folder / f"trial-{number:03d}"

    def score(self, trial: Trial) -> float:
        """Returns the PublicTest accuracy of the epoch that the recipe keeps; 0 without any."""
        if not trial.accuracies:
            return 0.0
        return max(trial.accuracies) if self.recipe.keep == "best" else trial.accuracies[-1]

    def best(self) -> int | None:
        """Returns the number of the complete trial with the highest score; None without any."""
        complete = [i for i, trial in enumerate(self.trials) if trial.state == "complete"]
        return max(complete, key=lambda i: self.score(self.trials[i]), default=None)


class Proposal:
    """The next trial of a sweep.

    Its values follow from the sweep's seed and the trials before it, so that a sweep that was cut
    off proposes what it had proposed. A grid's combinations come one after the other.

    Attributes:
        values: By the recipe's key.
        accuracies: On PublicTest, as far as `watch` was told.
    """

    def __init__(self, sweep: Sweep) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        number = len(sweep.trials)
        # A generator of its own for each trial: one for all would begin anew with every resume.
        seed = (sweep.recipe.seed * 1_000_003 + number) % 2**32
        distributions = {d.key: distribution(d) for d in sweep.space}
        study = optuna.create_study(
            direction="maximize",
            sampler=optuna.samplers.TPESampler(n_startup_trials=RANDOM_TRIALS, seed=seed),
            pruner=optuna.pruners.MedianPruner(
                n_startup_trials=COMPARED_TRIALS, n_warmup_steps=sweep.recipe.epochs // 3
            ),
        )
        for trial in sweep.trials:
            failed = trial.state == "failed"
            study.add_trial(
                optuna.trial.create_trial(
                    state=_OPTUNA_STATES[trial.state],
                    value=None if failed else sweep.score(trial),
                    params=trial.values,
                    distributions=distributions,
                    intermediate_values=dict(enumerate(trial.accuracies)),
                )
            )
        combinations = grid(sweep.space)
        if combinations:
            study.enqueue_trial(combinations[number])
        self._trial = study.ask(distributions)
        self._prune = sweep.prune
        self.values: dict[str, Any] = self._trial.params
        self.accuracies: tuple[float, ...] = ()

    def watch(self, history: Sequence[Epoch]) -> None:
        """Takes note of the epochs so far; a watcher of `train.train`.

        Raises:
            LagsBehindError: if the sweep prunes, a third of the epochs are done, and the trial is
                below the median of the others at the same epoch.
        """
        for epoch in history[len(self.accuracies) :]:
            self._trial.report(epoch.val_accuracy, epoch.epoch - 1)
        self.accuracies = tuple(epoch.val_accuracy for epoch in history)
        if self._prune and self._trial.should_prune():
            raise LagsBehindError


def distribution(dimension: Dimension) -> optuna.distributions.BaseDistribution:
    """Returns Optuna's form of a dimension."""
    if dimension.kind == "choice":
        return optuna.distributions.CategoricalDistribution(dimension.values)
    low, high = dimension.values
    if dimension.kind == "whole":
        return optuna.distributions.IntDistribution(low, high)
    return optuna.distributions.FloatDistribution(low, high, log=dimension.kind == "log")


def _trial(entry: dict[str, Any]) -> Trial:
    if entry["state"] not in get_args(State):
        raise ValueError(f"a trial is {entry['state']}")
    return Trial(entry["state"], entry["values"], tuple(entry["accuracies"]), entry["reason"])
