"""Tries a recipe with many values and shows which do best on PublicTest.

    python training/sweep.py --recipe vgg --trials 20 --epochs 15 --data FOLDER
    python training/sweep.py --recipe deep_emotion --space lambda --epochs 12 --data FOLDER
    python training/sweep.py --resume runs/sweep-vgg --trials 40 --data FOLDER
    python training/sweep.py --synthetic --trials 3       drawn faces: a quick trial

Optuna's tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011) proposes values from a
space (training/sweeps/spaces.py). If the space has choices only, each combination is tried once.
Each trial is a run folder as train.py writes it. Trials are compared on PublicTest, so the best of
many has too high a figure there; PrivateTest is not read. Ctrl-C loses the current epoch; --resume
continues with the same values.
"""

import argparse
import functools
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

# Without AVX-512, TensorFlow turns its fast CPU kernels (oneDNN) off. With AVX2, the steps of an
# epoch of the recipe fast take 88 s with them and 132 to 143 s without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import environment

import keras
from optuna.trial import TrialState

from reader.command_line import Parser
from training import recipes
from training.commands import INTERRUPTED_EXIT, add_data_options, command, load_faces
from training.config import Recipe
from training.config.checks import whole_in_range
from training.datasets import Faces
from training.errors import ConfigError, DivergedError
from training.files import claimed
from training.hardware import precision
from training.learning.run import train
from training.runs import folder as run_folder
from training.runs import resume as resuming
from training.sweeps import report, spaces, study
from training.sweeps.spaces import Space, applied
from training.sweeps.study import LagsBehindError, Sweep

CONTENT = "content"
"""The study's attribute that holds digests of its faces."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    whole_in_range("--trials", arguments.trials, 1, 100_000)
    if arguments.resume is not None:
        refuse_changes(arguments)
        folder = arguments.resume
    else:
        recipe, space, folder = chosen(arguments)
    try:
        with claimed(folder, "sweep.py"):
            if arguments.resume is not None:
                sweep = study.read(folder)
                faces = faces_for(arguments, sweep.recipe, sweep.space)
                check_data(sweep, faces)
            else:
                faces = faces_for(arguments, recipe, space)
                sweep = study.create(
                    folder, recipe, space, prune=arguments.prune, data=faces.source
                )
                sweep.study.set_user_attr(CONTENT, resuming.content_of(faces, ()))
            while len(sweep.ended) < sweep.at_most(arguments.trials):
                run_trial(sweep, faces)
                report.write(sweep)
    except KeyboardInterrupt:
        print(
            f"\nstopped; the finished epochs are saved: continue with --resume {folder}",
            file=sys.stderr,
        )
        return INTERRUPTED_EXIT
    print(report.table(sweep))
    print(report.conclusion(sweep))
    return 0


def check_data(sweep: Sweep, faces: Faces) -> None:
    """Refuses faces other than those with which the sweep began.

    Raises:
        ConfigError: naming both.
    """
    if sweep.data != faces.source:
        raise ConfigError(
            f"expected {sweep.data}, with which {sweep.folder} began, got {faces.source}; name "
            "the same data"
        )
    if sweep.study.user_attrs.get(CONTENT, content := resuming.content_of(faces, ())) != content:
        raise ConfigError(
            f"expected the faces and votes with which {sweep.folder} began, got others of the same "
            f"name, {faces.source}; restore them or begin again with another --sweep-dir"
        )


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("--recipe", help=f"recipe to vary (default: {recipes.DEFAULT})")
    add("--space", help=f"search space in training/sweeps/spaces.py (default: {spaces.DEFAULT})")
    add("--trials", type=int, default=10, help="total number of trials, including earlier ones")
    add_data_options(parser)
    add("--epochs", type=int, help="epochs of each trial (default: the recipe's)")
    add("--seed", type=int, help="seed of proposals and trials (default: the recipe's)")
    add("--prune", action="store_true", help="stop trials that lag behind the others' median")
    add("--sweep-dir", type=Path, help="folder of the sweep (default: runs/sweep-RECIPE)")
    add("--resume", type=Path, metavar="SWEEP", help="resume that folder's sweep")
    return parser.parse_args(argv)


def refuse_changes(arguments: argparse.Namespace) -> None:
    """Refuses options that a resumed sweep cannot change.

    Raises:
        ConfigError: naming the options.
    """
    fixed = ("recipe", "space", "epochs", "seed", "sweep_dir")
    given = [key for key in fixed if getattr(arguments, key) is not None]
    given += ["prune"] if arguments.prune else []
    if given:
        raise ConfigError(
            f"expected only --trials and the data beside --resume, got "
            f"--{' --'.join(given).replace('_', '-')} too; a sweep keeps its own"
        )


def chosen(arguments: argparse.Namespace) -> tuple[Recipe, Space, Path]:
    """Returns a new sweep's recipe, space and folder.

    Raises:
        ConfigError: for a combination that cannot be run.
    """
    default = recipes.SMOKE if arguments.synthetic else recipes.DEFAULT
    recipe = recipes.load(arguments.recipe or default)
    changes = {k: v for k in ("epochs", "seed") if (v := getattr(arguments, k)) is not None}
    recipe = recipe.replace(precision=precision.suited(recipe.precision), **changes)
    folder = arguments.sweep_dir or Path("runs") / f"sweep-{recipe.name}"
    if (folder / study.JOURNAL).exists():
        raise ConfigError(
            f"expected {folder} to hold no sweep yet, got one; continue with --resume {folder} or "
            "name another folder with --sweep-dir"
        )
    return recipe, spaces.find(arguments.space or spaces.DEFAULT, recipe), folder


def faces_for(arguments: argparse.Namespace, recipe: Recipe, space: Space) -> Faces:
    """Returns the faces of a sweep, with FER+'s votes if a trial may need them."""
    votes = recipe.fer_plus_mix > 0 or "fer_plus_mix" in space
    return load_faces(arguments, "Training", "PublicTest", votes=votes)


def run_trial(sweep: Sweep, faces: Faces) -> None:
    """Runs the next trial to its end, or resumes it if it was interrupted.

    A combination that the recipe refuses is a failed trial, recorded with the reason.
    """
    trial = sweep.next_trial()
    folder = sweep.trial_folder(trial.number)
    print(f"trial {trial.number}: {report.in_words(trial.params)}")
    keras.backend.clear_session()
    try:
        recipe = applied(sweep.recipe, trial.params)
        resume = is_begun(folder, recipe)
        if not resume and folder.exists():
            shutil.rmtree(folder)
        watch = functools.partial(sweep.watch, trial)
        train(recipe, faces, folder, resume=resume, watchers=[watch])
    except LagsBehindError:
        print(f"trial {trial.number} lags behind")
        sweep.end(trial, TrialState.PRUNED)
    except (ConfigError, DivergedError) as error:
        print(f"trial {trial.number} failed: {error}")
        sweep.end(trial, TrialState.FAIL, str(error))
    else:
        sweep.end(trial, TrialState.COMPLETE)


def is_begun(folder: Path, recipe: Recipe) -> bool:
    """Returns whether a folder has complete epochs of the recipe, to resume."""
    if not (folder / run_folder.CHECKPOINT).exists():
        return False
    return run_folder.read_recipe(folder / run_folder.CONFIG) == recipe


if __name__ == "__main__":
    sys.exit(main())
