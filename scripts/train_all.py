"""Makes every committed model from FER2013, and continues where it stopped.

    python scripts/train_all.py --data FOLDER     or make train-all, with $FER2013
    python scripts/train_all.py --list            the steps, and which are done
    python scripts/train_all.py --jobs 1          one after the other, each on all cores

A queue: as many steps at once as there are cores, each on one thread and at the lowest priority,
the next as soon as one ends and what it needs is there. Two runs of one thread each do a quarter
more than one run on both cores of the machine that was measured (training/LOG.md). A run that is
there is left alone, one that was cut off is resumed, exports are made again; each step has its log
in runs/train_all. A step that fails holds up nothing but what needs it. By the seconds an epoch and
multiply-adds in training/LOG.md, two cores with AVX2 would take two to three days, most of them for
ten teachers and their pupil; these took nine minutes on a GPU (KERAS_BACKEND=jax).
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import environment

from training import recipes
from training.evaluation import answers
from training.models import face_recognition
from training.recipes import fast_taught
from training.runs import folder as run_folder

ROOT: Final = Path(__file__).resolve().parents[1]
LOGS: Final = Path("runs") / "train_all"

ONE_THREAD: Final = {
    name: "1"
    for name in (
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
    )
}
"""What keeps TensorFlow and NumPy to a core each."""


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
    def name(self) -> str:
        """Of the run."""
        return f"{self.recipe}-seed{self.seed}"

    @property
    def folder(self) -> Path:
        """Where train.py puts it."""
        return Path("runs") / self.name

    def needs(self) -> set[Path]:
        """Run folders that it learns from or starts at."""
        recipe = recipes.load(self.recipe)
        names = {*recipe.distillation.teachers, recipe.start_from} - {"", *face_recognition.ORIGINS}
        return set(map(Path, names))

    def is_done(self) -> bool:
        """Whether its network is there, and what it says of the faces that it left out."""
        files = [run_folder.MODEL] if self.folds is None else [run_folder.MODEL, answers.FILE]
        return all((ROOT / self.folder / file).exists() for file in files)

    def command(self) -> list[str]:
        """Begins it, or continues after its last whole epoch."""
        if (ROOT / self.folder / run_folder.CONFIG).exists():
            return ["training/train.py", "--resume", str(self.folder)]
        words = ["training/train.py", "--recipe", self.recipe, "--seed", str(self.seed)]
        if self.epochs is not None:
            words += ["--epochs", str(self.epochs)]
        if self.folds is not None:
            words += ["--folds", str(self.folds), "--left-out-fold", str(self.seed)]
        return words


@dataclass(frozen=True)
class Ridge:
    """A regression without a network."""

    features: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the run."""
        return f"ridge-{'-'.join(self.features)}"

    @property
    def folder(self) -> Path:
        """Where ridge.py puts it."""
        return Path("runs") / self.name

    def needs(self) -> set[Path]:
        """Nothing."""
        return set()

    def is_done(self) -> bool:
        """Whether what it says is there."""
        return (ROOT / self.folder / answers.PUBLIC_TEST).exists()

    def command(self) -> list[str]:
        """Solves it; an hour of one core, and 11 GB."""
        return ["training/ridge.py", "--features", *self.features]


@dataclass(frozen=True)
class Joined:
    """A network made of others, in a run folder of its own."""

    name: str
    members: tuple["Train | Joined", ...]

    @property
    def folder(self) -> Path:
        """Where the script puts it."""
        return Path("runs") / self.name

    def needs(self) -> set[Path]:
        """The members' folders."""
        return {member.folder for member in self.members}

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

    def needs(self) -> set[Path]:
        """The run that it exports."""
        return {self.source.folder}

    def is_done(self) -> bool:
        """Never: an export takes minutes and may have other files than the run."""
        return False

    def command(self) -> list[str]:
        """Exports it."""
        words = ["converter/export.py", str(self.source.folder), "--name", self.name]
        if not self.is_offered:
            return [*words, "--out", "training/trained"]
        return [*words, "--default"] if self.is_default else words


Step: TypeAlias = Train | Ridge | Soup | Vote | Export

POLL_SECONDS: Final = 0.5

FIVE_LAYER: Final = Train("five_layer", 0)
NARROW: Final = Train("vgg", 0)
DEEP_EMOTION: Final = Train("deep_emotion", 0)
FIRST: Final = Train("fast", 0)
# A cosine over 75 epochs; the first 15 of the run that is committed had the rates of 100, which are
# higher by at most a twentieth (training/LOG.md).
SECOND: Final = Train("fast", 1, epochs=75)
# One cosine; the run that is committed had two, of 62 epochs and to 136 (training/LOG.md).
WIDE: Final = Train("wide", 0)
REGRESSION: Final = Ridge(("sift", "faceres"))
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

STEPS: Final[tuple[Step, ...]] = (
    FIVE_LAYER,
    NARROW,
    DEEP_EMOTION,
    FIRST,
    SECOND,
    WIDE,
    REGRESSION,
    *TEACHERS,
    TAUGHT,
    FINE_TUNED,
    SOUP,
    ACCURATE,
    Export(SOUP, "fast", is_default=True),
    Export(ACCURATE, "accurate"),
    *(
        Export(member, name, is_offered=False)
        for member, name in (
            (FIVE_LAYER, "five_layer"),
            (NARROW, "vgg"),
            (DEEP_EMOTION, "deep_emotion"),
            (FIRST, "fast_seed0"),
            (SECOND, "fast_seed1"),
            (WIDE, "wide"),
        )
    ),
)
"""In order: each needs those before it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the steps that are not done; returns the exit code of the first that failed, or 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013)")
    add(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="parallel steps (default: the number of cores)",
    )
    add("--list", action="store_true", help="list the steps and exit")
    arguments = parser.parse_args(argv)
    if arguments.list:
        for step in STEPS:
            print(f"{'done' if step.is_done() else 'to do':<6} {' '.join(step.command())}")
        return 0
    if arguments.jobs < 1:
        parser.error(f"expected --jobs of at least 1, got {arguments.jobs}")
    # Whoever ends the queue ends its steps, which then keep their finished epochs.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    data = [] if arguments.data is None else ["--data", str(arguments.data.resolve())]
    return run(STEPS, data, arguments.jobs)


@dataclass(frozen=True)
class Running:
    """A step under way: its process, and when it began, in seconds."""

    step: Step
    process: subprocess.Popen[bytes]
    began: float


def run(steps: Sequence[Step], data: Sequence[str], jobs: int) -> int:
    """Runs the steps that are not done, so many at once; returns the first failure's code, or 0.

    Args:
        steps: Each after those that it needs.
        data: Options of every command.
        jobs: How many at once.
    """
    waiting = [step for step in steps if not step.is_done()]
    unmade = {step.folder for step in waiting if not isinstance(step, Export)}
    running: list[Running] = []
    failed = 0
    try:
        while True:
            for step in [step for step in waiting if not step.needs() & unmade]:
                if len(running) < jobs:
                    waiting.remove(step)
                    running.append(start(step, data, jobs))
            if not running:
                break
            time.sleep(POLL_SECONDS)
            for each in [each for each in running if each.process.poll() is not None]:
                running.remove(each)
                code = each.process.returncode
                print(f"{told(each, code)}", flush=True)
                failed = failed or code
                if code == 0 and not isinstance(each.step, Export):
                    unmade.discard(each.step.folder)
    finally:
        # Each keeps the epochs that it has finished.
        for each in running:
            each.process.send_signal(signal.SIGINT)
        for each in running:
            each.process.wait()
    if waiting:
        print(f"train_all.py: {len(waiting)} steps wait for one that failed", file=sys.stderr)
    if failed:
        print(f"train_all.py: see {LOGS}; run me again to go on", file=sys.stderr)
    return failed


def start(step: Step, data: Sequence[str], jobs: int) -> Running:
    """Begins a step in a process of its own, whose words go into a log."""
    command = [*step.command(), *data]
    print(" ".join(command), flush=True)
    log = ROOT / LOGS / f"{step.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | (ONE_THREAD if jobs > 1 else {}),
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=lowest_priority,
        )
    return Running(step, process, time.monotonic())


def lowest_priority() -> None:
    """Lets everything else on the machine go first, and an interrupt come through from nohup."""
    os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def told(ended: Running, code: int) -> str:
    """Returns a line about a step that has ended."""
    minutes = (time.monotonic() - ended.began) / 60
    how = "done" if code == 0 else f"failed with {code}"
    return f"{ended.step.name}: {how} after {minutes:.0f} minutes"


if __name__ == "__main__":
    sys.exit(main())
