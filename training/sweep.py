"""Tries a recipe with many values and shows which do best on PublicTest.

    python training/sweep.py --recipe vgg --trials 20 --epochs 15 --data FOLDER
    python training/sweep.py --recipe deep_emotion --space lambda --epochs 12 --data FOLDER
    python training/sweep.py --resume runs/sweep-vgg --trials 40 --data FOLDER
    python training/sweep.py --synthetic --trials 3       drawn faces: a smoke run

Optuna's tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011) proposes values from a
space, a table in training/spaces; of a space of choices only, each combination is tried once. Each
trial is a run folder as train.py leaves it. Trials are compared on PublicTest, so the best of many
reads higher there than it is; PrivateTest is not read. Ctrl-C loses the epoch under way; --resume
goes on with the same values.
"""

import argparse
import dataclasses
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# TensorFlow leaves its quick CPU kernels off without AVX-512. With AVX2, an epoch of gradients of
# the recipe fast takes 88 s with them and 136 s without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import environment

import keras

from training import recipes
from training.commands import INTERRUPTED_EXIT, add_data_options, command, load_faces
from training.config import Recipe, read_recipe
from training.config.checks import whole_in_range
from training.datasets import Faces
from training.errors import ConfigError, DivergedError
from training.hardware import precision
from training.learning.run import train
from training.runs import folder as run_folder
from training.sweeps import report as sweep_report
from training.sweeps import space as sweep_space
from training.sweeps import trials as sweep_trials
from training.sweeps.space import applied
from training.sweeps.trials import LagsBehindError, Proposal, Sweep, Trial


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    whole_in_range("--trials", arguments.trials, 1, 100_000)
    sweep = opened(arguments)
    needs_votes = any(d.key == "fer_plus_mix" for d in sweep.space) or sweep.recipe.fer_plus_mix > 0
    faces = load_faces(arguments, "Training", "PublicTest", votes=needs_votes)
    sweep = begun(sweep, faces)
    try:
        while len(sweep.trials) < sweep.at_most(arguments.trials):
            sweep = sweep.with_trial(run_trial(sweep, faces))
            sweep_report.write(sweep)
    except KeyboardInterrupt:
        print(
            f"\nstopped; the finished epochs are kept: --resume {sweep.folder} goes on after them",
            file=sys.stderr,
        )
        return INTERRUPTED_EXIT
    print(sweep_report.table(sweep))
    print(sweep_report.conclusion(sweep))
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--recipe", help=f"what is changed (default: {recipes.DEFAULT})")
    add("--space", help=f"file in training/spaces, or a .toml (default: {sweep_space.DEFAULT})")
    add("--trials", type=int, default=10, help="how many in all, those of before included")
    add_data_options(parser)
    add("--epochs", type=int, help="of each trial, instead of the recipe's")
    add("--seed", type=int, help="of the proposals and of every trial, instead of the recipe's")
    add("--prune", action="store_true", help="end trials that lag behind the others' median")
    add("--sweep-dir", type=Path, help="folder of the sweep (default: runs/sweep-RECIPE)")
    add("--resume", type=Path, metavar="SWEEP", help="go on with that folder's sweep")
    return parser.parse_args(argv)


def opened(arguments: argparse.Namespace) -> Sweep:
    """Returns the sweep that the command line names, new or as it was left.

    Raises:
        ConfigError: for what cannot be.
    """
    if arguments.resume is not None:
        fixed = ("recipe", "space", "epochs", "seed", "sweep_dir")
        given = [key for key in fixed if getattr(arguments, key) is not None]
        given += ["prune"] if arguments.prune else []
        if given:
            raise ConfigError(
                f"expected --resume with --trials and the data only, got "
                f"--{' --'.join(given).replace('_', '-')} too; a sweep keeps its own"
            )
        return Sweep.read(arguments.resume)
    default = recipes.SMOKE if arguments.synthetic else recipes.DEFAULT
    recipe = recipes.load(arguments.recipe or default)
    changes = {k: v for k in ("epochs", "seed") if (v := getattr(arguments, k)) is not None}
    recipe = recipe.replace(precision=precision.suited(recipe.precision), **changes)
    folder = arguments.sweep_dir or Path("runs") / f"sweep-{recipe.name}"
    if (folder / sweep_trials.FILE).exists():
        raise ConfigError(
            f"expected {folder} to hold no sweep yet, got one; go on with --resume {folder} or "
            "name another folder with --sweep-dir"
        )
    space = sweep_space.read_space(arguments.space or sweep_space.DEFAULT, recipe)
    return Sweep(folder, recipe, space, arguments.prune, data="")


def begun(sweep: Sweep, faces: Faces) -> Sweep:
    """Returns the sweep with what the faces were read from, having written it.

    Raises:
        ConfigError: if it began with others.
    """
    if sweep.data and sweep.data != faces.source:
        raise ConfigError(
            f"expected {sweep.data}, with which {sweep.folder} began, got {faces.source}; name the "
            "same data"
        )
    sweep = dataclasses.replace(sweep, data=faces.source)
    sweep.write()
    return sweep


def run_trial(sweep: Sweep, faces: Faces) -> Trial:
    """Runs the next trial to its end, or goes on with it where it was cut off.

    A combination of values that the recipe refuses is a failed trial, with the reason beside it.
    """
    number, proposal = len(sweep.trials), Proposal(sweep)
    folder = sweep.trial_folder(number)
    print(f"trial {number}: {sweep_report.in_words(proposal.values)}")
    keras.backend.clear_session()
    try:
        recipe = applied(sweep.recipe, proposal.values)
        resume = is_begun(folder, recipe)
        if not resume and folder.exists():
            shutil.rmtree(folder)
        history = train(recipe, faces, folder, resume=resume, watchers=[proposal.watch])
    except LagsBehindError:
        print(f"trial {number} lags behind")
        return Trial("pruned", proposal.values, proposal.accuracies)
    except (ConfigError, DivergedError) as error:
        print(f"trial {number} cannot be: {error}")
        return Trial("failed", proposal.values, (), str(error))
    return Trial("complete", proposal.values, tuple(epoch.val_accuracy for epoch in history))


def is_begun(folder: Path, recipe: Recipe) -> bool:
    """Returns whether a folder holds whole epochs of the recipe, to go on with."""
    if not (folder / run_folder.CHECKPOINT).exists():
        return False
    return read_recipe(folder / run_folder.CONFIG) == recipe


if __name__ == "__main__":
    sys.exit(main())
