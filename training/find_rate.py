"""Finds a learning rate: raises it step by step and watches where the loss falls fastest.

    python training/find_rate.py --recipe vgg --data FOLDER
    python training/find_rate.py --recipe vgg --synthetic --steps 60

Smith, arXiv 1506.01186. Trains a new network of the recipe on Training faces, the rate growing by
the same factor each step, until the loss leaves for good. Writes rate.csv and rate.png and names
the rate of the steepest fall; the recipe's own rate should be about that, or a little above.
"""

import argparse
import csv
import io
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# TensorFlow leaves its quick CPU kernels off without AVX-512. With AVX2, an epoch of gradients of
# the recipe fast takes 88 s with them and 136 s without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import keras
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from training import beginning, precision, recipes
from training.atomic import replacing, write_text
from training.config import ConfigError, Distillation, Recipe
from training.datasets import DataError, Faces
from training.oversample import training_faces
from training.train import load_faces, network_images, set_precision, training_targets
from training.trainer import build_trainer

BAD_INPUT_EXIT = 2
SMOOTHING = 0.9
"""Weight of the past in the smoothed loss: about ten steps."""
WINDOWS = 5
"""A slope is that of the straight line through a fifth of the steps: batches are noisy."""
LEAVES_AT = 4.0
"""The search ends where the smoothed loss is this many times its least."""


@dataclass(frozen=True)
class Search:
    """What the steps showed.

    Attributes:
        rates: float64 [K], of each step.
        losses: float64 [K], before each step's update.
        smoothed: float64 [K], their running mean.
        steepest: Index of the step around which the loss falls fastest per decade of the rate.
    """

    rates: npt.NDArray[np.float64]
    losses: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]
    steepest: int


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    try:
        recipe = recipes.load(arguments.recipe).replace(seed=arguments.seed)
        recipe = recipe.replace(precision=precision.suited(recipe.precision))
        check_range(arguments)
        faces = load_faces(arguments, needs_votes=recipe.fer_plus_mix > 0)
        rates = np.geomspace(arguments.low, arguments.high, arguments.steps)
        found = search(recipe, training_faces(faces, recipe), rates)
    except (DataError, ConfigError) as error:
        print(f"find_rate.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    folder = arguments.out or Path("runs") / "rates" / recipe.name
    write_csv(folder / "rate.csv", found)
    write_plot(folder / "rate.png", found, recipe)
    print(
        f"{recipe.name}: the loss falls fastest at {found.rates[found.steepest]:.3g} "
        f"({len(found.rates)} steps, {found.rates[0]:.3g} to {found.rates[-1]:.3g}); the recipe "
        f"has {recipe.learning_rate:g}\n{folder}/rate.csv and rate.png hold the curve"
    )
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--recipe", default=recipes.DEFAULT, help="file in training/recipes (default: %(default)s)")
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--synthetic", action="store_true", help="drawn faces: a smoke run")
    add("--low", type=float, default=1e-4, help="first rate (default: %(default)s)")
    add("--high", type=float, default=10.0, help="last rate (default: %(default)s)")
    add("--steps", type=int, default=200, help="batches at most (default: %(default)s)")
    add("--seed", type=int, default=0, help="default: %(default)s")
    add("--out", type=Path, help="folder (default: runs/rates/RECIPE)")
    return parser.parse_args(argv)


def check_range(arguments: argparse.Namespace) -> None:
    """Refuses a range of rates that does not rise, or too few steps to see a slope.

    Raises:
        ConfigError: naming the option.
    """
    if not 0 < arguments.low < arguments.high:
        raise ConfigError(
            f"expected --low above 0 and below --high, got {arguments.low:g} and {arguments.high:g}"
        )
    if arguments.steps < 10:
        raise ConfigError(f"expected --steps of at least 10, got {arguments.steps}")


def search(recipe: Recipe, faces: Faces, rates: npt.NDArray[np.float64]) -> Search:
    """Returns the loss at each rate, as far as the loss stays within reason.

    Teachers are left out; every other switch of the recipe is as in training.

    Args:
        recipe: What to train.
        faces: Of the Training split.
        rates: [K], rising by one factor.

    Raises:
        ConfigError: for a batch larger than the split.
    """
    recipe = recipe.replace(distillation=Distillation())
    images, wanted = network_images(faces, recipe), training_targets(faces, recipe)
    batches = len(images) // recipe.batch_size
    if batches == 0:
        raise ConfigError(
            f"expected batch_size of at most the {len(images)} Training faces, got "
            f"{recipe.batch_size}"
        )
    keras.utils.set_random_seed(recipe.seed)
    set_precision(recipe.precision)
    trainer = build_trainer(beginning.new_network(recipe), recipe, faces.labels)
    losses: list[float] = []
    for step, rate in enumerate(rates):
        if step % batches == 0:
            order = np.random.default_rng([recipe.seed, step]).permutation(len(images))
        start = step % batches * recipe.batch_size
        rows = order[start : start + recipe.batch_size]
        trainer.optimizer.learning_rate = float(rate)
        trainer.reset_metrics()
        logs = trainer.train_on_batch(images[rows], wanted[rows], return_dict=True)
        losses.append(float(logs["loss"]))
        if not math.isfinite(losses[-1]) or smooth(losses)[-1] > LEAVES_AT * min(smooth(losses)):
            losses.pop()
            break
    return steepest_fall(rates[: len(losses)], np.array(losses))


def smooth(losses: Sequence[float]) -> list[float]:
    """Returns the exponential mean up to each loss, free of the bias of its start."""
    means, total = [], 0.0
    for step, loss in enumerate(losses, start=1):
        total = SMOOTHING * total + (1 - SMOOTHING) * loss
        means.append(total / (1 - SMOOTHING**step))
    return means


def steepest_fall(rates: npt.NDArray[np.float64], losses: npt.NDArray[np.float64]) -> Search:
    """Returns the search's result from its rates and losses, each [K].

    Raises:
        ConfigError: if fewer than three steps stayed within reason.
    """
    if len(losses) < 3:
        raise ConfigError(
            f"expected a loss that stays finite for a few steps, got {len(losses)}; lower --low"
        )
    smoothed = np.array(smooth(losses.tolist()))
    half = max(1, len(losses) // (2 * WINDOWS))
    slopes = [
        np.polyfit(np.log10(rates[middle - half :][: 2 * half + 1]), window, 1)[0]
        for middle, window in enumerate(sliding_window_view(losses, 2 * half + 1), start=half)
    ]
    return Search(rates, losses, smoothed, half + int(np.argmin(slopes)))


def write_csv(path: Path, found: Search) -> None:
    """Writes one line for each step."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["step", "learning_rate", "loss", "smoothed_loss"])
    for step, row in enumerate(zip(found.rates, found.losses, found.smoothed, strict=True)):
        writer.writerow([step, *(f"{value:.6g}" for value in row)])
    write_text(path, text.getvalue())


def write_plot(path: Path, found: Search, recipe: Recipe) -> None:
    """Draws the losses over the rates into a PNG, with the steepest fall and the recipe's rate."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained", dpi=110)
    axes = figure.subplots()
    axes.plot(found.rates, found.losses, color="0.8", label="batch")
    axes.plot(found.rates, found.smoothed, label="smoothed")
    at = found.rates[found.steepest]
    axes.plot(at, found.smoothed[found.steepest], "o", label=f"steepest at {at:.3g}")
    axes.axvline(recipe.learning_rate, color="0.5", linestyle=":", label="the recipe's rate")
    axes.set(title=f"{recipe.name}: loss while the rate grows", xlabel="learning rate")
    axes.set(ylabel="loss", xscale="log")
    axes.grid(alpha=0.3)
    axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary)


if __name__ == "__main__":
    sys.exit(main())
