"""Trains one network on FER2013.

    python training/train.py --data FOLDER            the default recipe
    python training/train.py --recipe vgg --seed 1    another one (--list shows all)
    python training/train.py --resume runs/vgg-seed1  continues where it stopped; with --epochs 40
                                                      to another end
    python training/train.py --auxiliary CK+48            mixes other faces in (docs/data.md)
    python training/train.py --synthetic              drawn faces: a quick trial, half a minute
    python training/train.py --devices all            shares each batch (docs/cluster.md)

Reads the Training split to learn and the PublicTest split to choose; PrivateTest is never read
here. Leaves a run folder with config.json, history.csv, curves.png and model.keras.
KERAS_BACKEND=jax trains the same recipe with JAX.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

# Without AVX-512, TensorFlow turns its fast CPU kernels (oneDNN) off. With AVX2, the steps of an
# epoch of the recipe fast take 88 s with them and 132 to 143 s without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import environment

from training import recipes
from training.commands import INTERRUPTED_EXIT, command, load_faces
from training.datasets.auxiliary import mix as auxiliary_mix
from training.files import claimed
from training.hardware import cluster
from training.learning import auxiliary
from training.learning.run import train
from training.runs.options import choose_run, parse_arguments
from training.runs.tensorboard import Board


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv, __doc__.split("\n\n")[0])
    if arguments.list:
        print(recipes.describe())
        return 0
    recipe, folder = choose_run(arguments)
    watchers = [Board(folder)] if arguments.tensorboard else []
    devices = cluster.choose(
        arguments.devices,
        arguments.coordinator,
        arguments.processes,
        arguments.process,
        recipe.batch_size,
    )
    resume = arguments.resume is not None
    try:
        with ExitStack() as stack:
            with devices.in_step():
                if devices.leads:
                    stack.enter_context(claimed(folder, f"train.py {recipe.name}"))
                votes = recipe.fer_plus_mix > 0
                faces = load_faces(arguments, "Training", "PublicTest", votes=votes)
                if resume:
                    parts = auxiliary.read_recorded(folder, faces)
                else:
                    parts = auxiliary.read(arguments.auxiliary or (), faces)
            train(
                recipe,
                auxiliary_mix.mixed(faces, parts),
                folder,
                auxiliary_records=[part.record() for part in parts],
                resume=resume,
                devices=devices,
                watchers=watchers,
            )
            if devices.leads:
                auxiliary.measure(folder, parts)
    except KeyboardInterrupt:
        print(
            f"\nstopped; the finished epochs are saved: continue with --resume {folder}",
            file=sys.stderr,
        )
        return INTERRUPTED_EXIT
    devices.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main())
