"""Makes every committed model from FER2013, and goes on where it stopped.

    python scripts/train_all.py --data FOLDER     or make train-all, with $FER2013
    python scripts/train_all.py --list            the steps, and which are done

A run that is there is left alone, one that was cut off is resumed, and exports are made anew. By
the seconds an epoch and multiply-adds that training/LOG.md tells of, two cores with AVX2 would take
two to three days, most of them for ten teachers and their pupil; these took nine minutes on a GPU
(KERAS_BACKEND=jax), all at once instead of one after the other as here.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import environment

from training.learning import folds
from training.recipes import fast_taught
from training.runs import folder as run_folder

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Train:
    """A run of a recipe, with a seed; a number of epochs if it is not the recipe's.

    With `folds`, the fold of the seed's number is left out, for which the run then can answer.
    """

    recipe: str
    seed: int
    epochs: int | None = None
    folds: int | None = None

    @property
    def folder(self) -> Path:
        """Where train.py puts it."""
        return Path("runs") / f"{self.recipe}-seed{self.seed}"

    def is_done(self) -> bool:
        """Whether its network is there, and what it says of the faces that it left out."""
        files = [run_folder.MODEL] if self.folds is None else [run_folder.MODEL, folds.FILE]
        return all((ROOT / self.folder / file).exists() for file in files)

    def command(self) -> list[str]:
        """Begins it, or goes on after its last whole epoch."""
        if (ROOT / self.folder / run_folder.CONFIG).exists():
            return ["training/train.py", "--resume", str(self.folder)]
        words = ["training/train.py", "--recipe", self.recipe, "--seed", str(self.seed)]
        if self.epochs is not None:
            words += ["--epochs", str(self.epochs)]
        if self.folds is not None:
            words += ["--folds", str(self.folds), "--left-out-fold", str(self.seed)]
        return words


@dataclass(frozen=True)
class Joined:
    """A network made of others, in a run folder of its own."""

    name: str
    members: tuple["Train | Joined", ...]

    @property
    def folder(self) -> Path:
        """Where the script puts it."""
        return Path("runs") / self.name

    def is_done(self) -> bool:
        """Whether its network is there."""
        return (ROOT / self.folder / run_folder.MODEL).exists()

    def joining(self, script: str, *options: str) -> list[str]:
        """Returns the script's command over the members' folders."""
        folders = [str(member.folder) for member in self.members]
        return [script, *folders, *options, "--run-dir", str(self.folder)]


@dataclass(frozen=True)
class Soup(Joined):
    """The average of the weights of runs with one start."""

    options: tuple[str, ...] = ()

    def command(self) -> list[str]:
        """Averages the runs."""
        return self.joining("training/soup.py", *self.options)


@dataclass(frozen=True)
class Vote(Joined):
    """A soft vote of networks, each face with its mirror image."""

    def command(self) -> list[str]:
        """Lets the networks vote."""
        return self.joining("training/ensemble.py", "--mirror")


@dataclass(frozen=True)
class Export:
    """A folder of the page, or of `training/trained`, whose models it does not offer."""

    source: Train | Soup | Vote
    name: str
    is_default: bool = False
    is_offered: bool = True

    def is_done(self) -> bool:
        """Never: an export takes minutes and may have other files than the run."""
        return False

    def command(self) -> list[str]:
        """Exports it."""
        words = ["converter/export.py", str(self.source.folder), "--name", self.name]
        if not self.is_offered:
            return [*words, "--out", "training/trained"]
        return [*words, "--default"] if self.is_default else words


FIVE_LAYER: Final = Train("five_layer", 0)
NARROW: Final = Train("vgg", 0)
DEEP_EMOTION: Final = Train("deep_emotion", 0)
# A cosine over 75 epochs; the first 15 of the run that is committed had the rates of 100, which are
# higher by at most a twentieth (training/LOG.md).
SECOND: Final = Train("fast", 1, epochs=75)
# One cosine; the run that is committed had two, of 62 epochs and to 136 (training/LOG.md).
WIDE: Final = Train("wide", 0)
# Each leaves another fifth of the faces out, so that it can teach what it has not seen.
TEACHERS: Final = tuple(
    Train(recipe, fold, folds=fast_taught.FOLDS)
    for recipe in ("wide_vgg", "wide_residual")
    for fold in range(fast_taught.FOLDS)
)
TAUGHT: Final = Train("fast_taught", 0)
FINE_TUNED: Final = Train("fast_fine_tuned", 0)
# Shares and adjustment were chosen on PublicTest (training/LOG.md).
SOUP: Final = Soup(
    "fast_fine_soup-seed0",
    (TAUGHT, FINE_TUNED),
    ("--shares", "0.3", "0.7", "--logit-adjustment", "0.1"),
)
# Of the votes within 6 MB the one of the least cross-entropy on PublicTest (training/LOG.md).
ACCURATE: Final = Vote("accurate", (SECOND, SOUP, WIDE))

STEPS: Final[tuple[Train | Soup | Vote | Export, ...]] = (
    FIVE_LAYER,
    NARROW,
    DEEP_EMOTION,
    SECOND,
    WIDE,
    *TEACHERS,
    TAUGHT,
    FINE_TUNED,
    SOUP,
    ACCURATE,
    Export(SOUP, "fast", is_default=True),
    Export(ACCURATE, "accurate"),
    Export(FIVE_LAYER, "five_layer", is_offered=False),
    Export(NARROW, "vgg", is_offered=False),
    Export(DEEP_EMOTION, "deep_emotion", is_offered=False),
)
"""In order: each needs those before it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the steps that are not done; returns the exit code of the first that fails, or 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, help="FER2013 file or folder (default: $FER2013)")
    parser.add_argument("--list", action="store_true", help="show the steps and end")
    arguments = parser.parse_args(argv)
    if arguments.list:
        for step in STEPS:
            print(f"{'done' if step.is_done() else 'to do':<6} {' '.join(step.command())}")
        return 0
    data = [] if arguments.data is None else ["--data", str(arguments.data.resolve())]
    for step in STEPS:
        if step.is_done():
            continue
        command = [*step.command(), *data]
        print(" ".join(command), flush=True)
        # A process each: back end, seeds and dtype policy are a process's own.
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=os.environ, check=False)
        if done.returncode != 0:
            print(f"train_all.py: stopped at {command[0]}; run me again to go on", file=sys.stderr)
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
