"""The command line of train.py, with its recipe and folder."""

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

from reader.command_line import Parser
from training import recipes
from training.config import Oversampling, Recipe
from training.errors import ConfigError
from training.hardware import precision
from training.runs import folder as run_folder

CHANGES: Final = (
    "epochs",
    "batch_size",
    "seed",
    "precision",
    "fer_plus_mix",
    "oversample",
    "teachers",
    "weights",
    "folds",
    "left_out_fold",
)
"""Options that change the recipe."""


def parse_arguments(
    argv: Sequence[str] | None, description: str | None = None
) -> argparse.Namespace:
    """Returns the values of a command line; the description is for --help."""
    parser = Parser(description)
    add = parser.add_argument
    add("--recipe", help=f"file in training/recipes (default: {recipes.DEFAULT})")
    add("--list", action="store_true", help="list the recipes and exit")
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add(
        "--auxiliary",
        type=Path,
        action="append",
        metavar="FOLDER",
        help="CK+, JAFFE or your own faces, to learn from too",
    )
    add("--synthetic", action="store_true", help="drawn faces and the recipe smoke: a quick trial")
    add("--run-dir", type=Path, help="run folder (default: runs/RECIPE-seedN)")
    add("--resume", type=Path, metavar="RUN", help="continue that run folder after its last epoch")
    add("--epochs", type=int, help="in total (default: the recipe's, or the resumed run's)")
    add("--batch-size", type=int, help="faces per step (default: the recipe's)")
    add("--seed", type=int, help="random seed (default: the recipe's)")
    add(
        "--precision",
        choices=("float32", "bfloat16", "float16"),
        help="arithmetic of the steps (default: the recipe's)",
    )
    add(
        "--fer-plus-mix",
        type=float,
        metavar="SHARE",
        help="share of FER+'s votes in the targets, 0 for none (default: the recipe's)",
    )
    add(
        "--oversample",
        choices=get_args(Oversampling),
        help="synthetic faces of rare classes (default: the recipe's)",
    )
    add("--weights", metavar="none|faceres|dlib|imagenet|PATH", help="weights to start from")
    add("--folds", type=int, metavar="K", help="leave out one of K parts of the Training faces")
    add("--left-out-fold", type=int, metavar="I", help="the part to leave out, from 0")
    add("--tensorboard", action="store_true", help="also write event files, in RUN/tensorboard")
    add("--devices", metavar="N|all", help="devices of this machine that share each batch (JAX)")
    add("--coordinator", metavar="HOST:PORT", help="address of process 0 (docs/cluster.md)")
    add("--processes", type=int, metavar="N", help="number of processes that share each batch")
    add("--process", type=int, metavar="I", help="number of this process, from 0")
    add("--teachers", nargs="+", metavar="PATH", help="networks to learn from")
    return parser.parse_args(argv)


def choose_run(arguments: argparse.Namespace) -> tuple[Recipe, Path]:
    """Returns the recipe, with the command line's changes, and the run's folder."""
    given = [key for key in (*CHANGES, "auxiliary") if getattr(arguments, key) is not None]
    if arguments.resume is not None:
        others = [key for key in ("recipe", "run_dir") if getattr(arguments, key) is not None]
        refused = [key for key in (*others, *given) if key != "epochs"]
        if refused:
            raise ConfigError(
                f"expected only --epochs beside --resume, got --"
                f"{' --'.join(refused).replace('_', '-')} too; a resumed run keeps its own recipe "
                "and faces"
            )
        recipe = run_folder.read_recipe(arguments.resume / run_folder.CONFIG)
        if arguments.epochs is not None:
            recipe = recipe.replace(epochs=arguments.epochs)
        return recipe, arguments.resume
    default = recipes.SMOKE if arguments.synthetic else recipes.DEFAULT
    recipe = recipes.load(arguments.recipe or default)
    changes = {key: getattr(arguments, key) for key in given if key in CHANGES}
    if "left_out_fold" in changes and not changes.get("folds", recipe.folds):
        raise ConfigError(
            f"expected --folds with --left-out-fold, got --left-out-fold "
            f"{changes['left_out_fold']} alone; give the number of parts with --folds"
        )
    if "teachers" in changes:
        teachers = changes.pop("teachers")
        changes["distillation"] = dataclasses.replace(recipe.distillation, teachers=teachers)
    if "weights" in changes:
        weights = changes.pop("weights")
        changes["start_from"] = "" if weights == "none" else weights
    recipe = recipe.replace(**changes)
    suited = recipe.precision if "precision" in changes else precision.suited(recipe.precision)
    if suited != recipe.precision:
        recipe = recipe.replace(precision=suited)
        print(f"this processor lacks bfloat16, so training uses {recipe.precision}")
    kind = "-synthetic" if arguments.synthetic else ""
    return recipe, arguments.run_dir or Path("runs") / f"{recipe.name}{kind}-seed{recipe.seed}"
