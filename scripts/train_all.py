"""Makes every committed model from FER2013, and continues where it stopped.

    python scripts/train_all.py --data FOLDER     or make train-all, with $FER2013
    python scripts/train_all.py --list            the steps, and which are done
    python scripts/train_all.py --jobs 1          one after the other, each on all cores

make runs as many steps at once as there are cores, each on one thread at the lowest priority. A
step starts when a core is free and all that it needs exists. On the machine measured, two runs of
one thread each do a quarter more than one run on both cores. Complete runs are kept, interrupted
ones resumed, and exports made again; each step's log is in runs/train_all. A failed step holds up
only the steps that need it. By the seconds an epoch and multiply-adds in training/LOG.md, two AVX2
cores would take two to three days, mostly for ten teachers and their student; these took nine
minutes on a GPU (KERAS_BACKEND=jax).
"""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import environment

from reader.command_line import Parser
from scripts import steps
from scripts.steps import Step, align, export, join, ridge, train
from training.commands import command
from training.recipes import fast_taught

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

FIVE_LAYER: Final = train("five_layer", 0)
NARROW: Final = train("vgg", 0)
DEEP_EMOTION: Final = train("deep_emotion", 0)
FIRST: Final = train("fast", 0)
# A cosine over 75 epochs; the first 15 of the run that is committed had the rates of 100, which are
# higher by at most a twentieth (training/LOG.md).
SECOND: Final = train("fast", 1, epochs=75)
# One cosine; the run that is committed had two, of 62 epochs and to 136 (training/LOG.md).
WIDE: Final = train("wide", 0)
# The run that is committed changed its end twice, from 60 to 36 to 28 epochs.
LEVI_HASSNER: Final = train("levi_hassner_m2048", 0, epochs=28)
# The first five epochs of the run that is committed had the rates of 18 (training/LOG.md).
FACERES: Final = train("faceres", 0)
ALIGNED: Final = train("faceres_aligned", 0)
# Each leaves another fifth of the faces out, so that it can teach what it has not seen.
TEACHERS: Final = tuple(
    train(recipe, fold, folds=fast_taught.FOLDS)
    for recipe in ("wide_vgg", "wide_residual")
    for fold in range(fast_taught.FOLDS)
)
TAUGHT: Final = train("fast_taught", 0)
FINE_TUNED: Final = train("fast_fine_tuned", 0)
# Shares and adjustment were chosen on PublicTest (training/LOG.md).
SOUP: Final = join(
    "fast_fine_soup-seed0",
    (TAUGHT, FINE_TUNED),
    "training/soup.py",
    *("--shares", "0.3", "0.7", "--logit-adjustment", "0.1"),
)
# Of the votes within 6 MB and 25 ms the one of the least cross-entropy on PublicTest
# (training/LOG.md).
ACCURATE: Final = join(
    "accurate",
    (SOUP, WIDE, ALIGNED),
    "training/ensemble.py",
    *("--mirror", "none", "enlarged", "enlarged"),
)

STEPS: Final = (
    FIVE_LAYER,
    NARROW,
    DEEP_EMOTION,
    FIRST,
    SECOND,
    WIDE,
    LEVI_HASSNER,
    ridge("faceres-aligned"),
    FACERES,
    align(),
    ALIGNED,
    *TEACHERS,
    TAUGHT,
    FINE_TUNED,
    SOUP,
    ACCURATE,
    export(SOUP, "fast", "--default"),
    export(ACCURATE, "accurate"),
    *(
        export(run, name, out="training/trained")  # Measured, but not offered by the page.
        for run, name in (
            (FIVE_LAYER, "five_layer"),
            (NARROW, "vgg"),
            (DEEP_EMOTION, "deep_emotion"),
            (LEVI_HASSNER, "levi_hassner_m2048"),
            (FIRST, "fast_seed0"),
            (SECOND, "fast_seed1"),
            (WIDE, "wide"),
            (FACERES, "faceres"),
            (ALIGNED, "faceres_aligned"),
        )
    ),
)
"""In order: each needs those before it."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the steps that are not done; returns 2 if one failed."""
    parser = Parser(__doc__)
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
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # As nohup has it.
            signal.signal(number, signal.default_int_handler)
    data = {} if arguments.data is None else {"FER2013": str(arguments.data.resolve())}
    return run(STEPS, arguments.jobs, data)


def run(queue: Sequence[Step], jobs: int, variables: Mapping[str, str]) -> int:
    """Runs the steps that are not done, so many at once; returns 2 if one failed, else 0.

    Args:
        queue: Each after those that it needs.
    """
    (steps.ROOT / LOGS).mkdir(parents=True, exist_ok=True)
    waiting = [step for step in queue if not step.is_done()]
    # If make began this script, it left options of its own.
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    make = subprocess.Popen(
        ["make", "--no-builtin-rules", "--keep-going", f"--jobs={jobs}", "--file=-"],
        cwd=steps.ROOT,
        env={**own, **(ONE_THREAD if jobs > 1 else {}), **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lowest_priority,
    )
    assert make.stdin is not None
    assert make.stdout is not None
    ended = {}
    try:
        with make.stdin as file:
            file.write(rules(waiting))
        for line in make.stdout:
            print(line, end="", flush=True)
            name, _, how = line.partition(": ")
            ended[name] = how
    except BaseException:
        os.killpg(make.pid, signal.SIGINT)  # Each step keeps the epochs that it has finished.
        raise
    finally:
        make.wait()
        make.stdout.close()
    left = [step.name for step in waiting if step.name not in ended]
    if left:
        print(f"train_all.py: not run, since a step failed: {', '.join(left)}", file=sys.stderr)
    if make.returncode != 0:
        print(f"train_all.py: see {LOGS}; run the command again to continue", file=sys.stderr)
    return make.returncode


def rules(waiting: Sequence[Step]) -> str:
    """Returns a makefile that runs steps, each after those whose folders it needs."""
    names = {step.folder: step.name for step in waiting}
    text = f".PHONY: all {' '.join(names.values())}\nall: {' '.join(names.values())}\n"
    for step in waiting:
        needs = sorted(names[folder] for folder in step.needs & names.keys())
        words = shlex.join(step.command())
        # With the trap, an interrupted shell waits until its step has ended.
        recipe = (
            f"echo {shlex.quote(words)}; trap : INT; began=$(date +%s); "
            f"{shlex.quote(sys.executable)} {words} >> {LOGS / step.name}.log 2>&1; code=$?; "
            'how=done; [ $code = 0 ] || how="failed with $code"; '
            f'echo "{step.name}: $how after $((($(date +%s) - began) / 60)) minutes"; exit $code'
        )
        text += f"{step.name}: {' '.join(needs)}\n\t@{recipe.replace('$', '$$')}\n"
    return text


def lowest_priority() -> None:
    """Lets everything else on the machine go first, and an interrupt come through from nohup."""
    os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(main())
