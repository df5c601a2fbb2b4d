"""A sweep: Optuna's study of a recipe, in a journal in the sweep's folder."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import optuna
from optuna.distributions import CategoricalDistribution, distribution_to_json, json_to_distribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, TrialState

from training.config import Recipe, recipe_from_dict
from training.errors import ConfigError
from training.runs.checkpoint import Epoch
from training.sweeps.spaces import Space

JOURNAL: Final = "study.journal"
NAME: Final = "sweep"

RANDOM_TRIALS: Final = 10
"""Trials drawn uniformly from the space before the estimator proposes; Optuna's default."""
COMPARED_TRIALS: Final = 4
"""Trials that must be complete before another one is pruned for lagging behind their median."""

optuna.logging.set_verbosity(optuna.logging.WARNING)


class LagsBehindError(Exception):
    """A trial that is ended before its last epoch."""


@dataclass(frozen=True)
class Sweep:
    """What is tried; the study holds the results.

    Attributes:
        folder: Holds the journal and a run folder for each trial.
        prune: End trials that lag behind.
        data: What the faces were read from.
        study: Optuna's; its trials' values are PublicTest accuracies.
    """

    folder: Path
    recipe: Recipe
    space: Space
    prune: bool
    data: str
    study: optuna.Study

    @property
    def ended(self) -> list[FrozenTrial]:
        """The trials that are over, in order."""
        return [trial for trial in self.study.trials if trial.state.is_finished()]

    def at_most(self, trials: int) -> int:
        """Returns how many of the wanted trials are possible: a grid ends with its combinations."""
        return min(trials, len(grid(self.space)) or trials)

    def trial_folder(self, number: int) -> Path:
        """Returns the run folder of a trial."""
        return self.folder / f"trial-{number:03d}"

    def next_trial(self) -> optuna.Trial:
        """Returns the interrupted trial, or else a new one.

        Its values follow from the sweep's seed and the trials before it. A generator of its own
        for each: a shared one would start again with every resume.
        """
        for trial in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            # Optuna has no public way to resume a trial of another process.
            return optuna.Trial(self.study, trial._trial_id)
        seed = (self.recipe.seed * 1_000_003 + len(self.ended)) % 2**32
        self.study.sampler = optuna.samplers.TPESampler(n_startup_trials=RANDOM_TRIALS, seed=seed)
        return self.study.ask(self.space)

    def watch(self, trial: optuna.Trial, history: Sequence[Epoch]) -> None:
        """Reports the epochs so far; with the trial, a watcher of `learning.run.train`.

        Raises:
            LagsBehindError: if the sweep prunes, a third of the epochs are done, and the trial is
                below the median of the others at the same epoch.
        """
        reported = self.study.trials[trial.number].intermediate_values
        for epoch in history[len(reported) :]:
            trial.report(epoch.val_accuracy, epoch.epoch - 1)
        if self.prune and trial.should_prune():
            raise LagsBehindError

    def end(self, trial: optuna.Trial, state: TrialState, reason: str = "") -> None:
        """Notes that a trial is over.

        Args:
            trial: Whose value is the accuracy of the epoch that the recipe keeps.
            state: COMPLETE, PRUNED or, for values that cannot be, FAIL.
        """
        if reason:
            trial.set_user_attr("reason", reason)
        if state == TrialState.COMPLETE:
            reported = sorted(self.study.trials[trial.number].intermediate_values.items())
            accuracies = [accuracy for _, accuracy in reported]
            best = max(accuracies) if self.recipe.keep == "best" else accuracies[-1]
            self.study.tell(trial, best, state)
        else:
            self.study.tell(trial, state=state)


def create(folder: Path, recipe: Recipe, space: Space, *, prune: bool, data: str) -> Sweep:
    """Starts the journal of a new sweep and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=storage(folder), study_name=NAME, direction="maximize", pruner=pruner(recipe)
    )
    study.set_user_attr("recipe", recipe.to_dict())
    study.set_user_attr("space", {key: distribution_to_json(d) for key, d in space.items()})
    study.set_user_attr("prune", prune)
    study.set_user_attr("data", data)
    for combination in grid(space):
        study.enqueue_trial(combination)
    return Sweep(folder, recipe, space, prune, data, study)


def read(folder: Path) -> Sweep:
    """Returns the sweep that a folder holds.

    Raises:
        ConfigError: if it holds none.
    """
    try:
        # Optuna would create a missing journal.
        (folder / JOURNAL).read_bytes()
        study = optuna.load_study(storage=storage(folder), study_name=NAME)
        known = study.user_attrs
        recipe = recipe_from_dict(known["recipe"])
        study.pruner = pruner(recipe)
        space = {key: json_to_distribution(text) for key, text in known["space"].items()}
        return Sweep(folder, recipe, space, known["prune"], known["data"], study)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"expected {folder / JOURNAL} as sweep.py writes it, got {type(error).__name__}: "
            f"{error}; name a sweep's folder"
        ) from error


def grid(space: Space) -> list[dict[str, Any]]:
    """Returns each combination of a space of choices only, in order; none of any other space."""
    choices = [d.choices for d in space.values() if isinstance(d, CategoricalDistribution)]
    if len(choices) < len(space):
        return []
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*choices)]


def storage(folder: Path) -> JournalStorage:
    """Returns Optuna's storage in one file, to which it only appends."""
    path = str(folder / JOURNAL)
    # Its usual lock is a symbolic link, which most Windows users may not create.
    return JournalStorage(JournalFileBackend(path, lock_obj=JournalFileOpenLock(path)))


def pruner(recipe: Recipe) -> optuna.pruners.BasePruner:
    """Returns what ends a trial below the others' median, after a third of its epochs."""
    return optuna.pruners.MedianPruner(
        n_startup_trials=COMPARED_TRIALS, n_warmup_steps=recipe.epochs // 3
    )
