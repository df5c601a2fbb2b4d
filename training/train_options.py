"""The command line of train.py."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from training import recipes
from training.config import Oversampling


def parse_arguments(
    argv: Sequence[str] | None, description: str | None = None
) -> argparse.Namespace:
    """Returns the values of a command line; the description is for --help."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    add("--recipe", help=f"file in training/recipes (default: {recipes.DEFAULT})")
    add("--list", action="store_true", help="show the recipes and end")
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--extra", type=Path, action="append", metavar="FOLDER", help="CK+, JAFFE or own faces too")
    add("--synthetic", action="store_true", help="drawn faces and the recipe smoke: a smoke run")
    add("--run-dir", type=Path, help="run folder (default: runs/RECIPE-seedN)")
    add("--resume", type=Path, metavar="RUN", help="continue that run folder after its last epoch")
    add("--epochs", type=int, help="instead of the recipe's, or of a resumed run's")
    add("--batch-size", type=int, help="instead of the recipe's")
    add("--seed", type=int, help="instead of the recipe's")
    add("--precision", choices=("float32", "bfloat16", "float16"), help="instead of the recipe's")
    add("--fer-plus-mix", type=float, metavar="SHARE", help="of FER+'s votes; 0 needs none")
    add("--oversample", choices=get_args(Oversampling), help="instead of the recipe's")
    add("--weights", metavar="none|imagenet|PATH", help="what to start from, not the recipe's")
    add("--folds", type=int, metavar="K", help="leave one of K parts of the faces out")
    add("--left-out-fold", type=int, metavar="I", help="which of the parts, from 0")
    add("--tensorboard", action="store_true", help="event files too, in RUN/tensorboard")
    add("--devices", metavar="N|all", help="of this machine, to share each batch (JAX)")
    add("--coordinator", metavar="HOST:PORT", help="of process 0, for several (docs/cluster.md)")
    add("--processes", type=int, metavar="N", help="how many processes share each batch")
    add("--process", type=int, metavar="I", help="which of them this one is, from 0")
    add("--teachers", nargs="+", metavar="PATH", help="networks to learn from, not the recipe's")
    return parser.parse_args(argv)
