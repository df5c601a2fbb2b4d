"""Trains one network on FER2013.

    python training/train.py --data FOLDER            the default recipe
    python training/train.py --recipe vgg --seed 1    another one (--list shows all)
    python training/train.py --resume runs/vgg-seed1  goes on where it stopped; with --epochs 40
                                                      to another end than was planned
    python training/train.py --extra CK+48            mixes other faces in (docs/data.md)
    python training/train.py --synthetic              drawn faces: a smoke run, half a minute
    python training/train.py --devices all            shares each batch (docs/cluster.md)

Reads the Training split to learn and the PublicTest split to choose; PrivateTest is never read
here. Leaves a run folder with config.json, history.csv, curves.png and model.keras.
KERAS_BACKEND=jax trains the same recipe with JAX.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# TensorFlow leaves its quick CPU kernels off without AVX-512. With AVX2, an epoch of gradients of
# the recipe fast takes 88 s with them and 136 s without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import keras
import numpy as np
import numpy.typing as npt

from training import (
    accelerator,
    beginning,
    checkpoint,
    cluster,
    datasets,
    distill,
    epochs,
    extra,
    extra_run,
    folds,
    models,
    recipes,
    resuming,
    run_folder,
    targets,
)
from training.atomic import replacing
from training.board import Board
from training.checkpoint import CheckpointError, Epoch
from training.config import ConfigError, Precision, Recipe
from training.datasets import DataError, Faces
from training.devices import Devices
from training.epochs import Watcher
from training.equalise import equalised_faces, with_equalisation
from training.oversample import training_faces
from training.tfjs_model import TfjsError
from training.train_options import choose_run, parse_arguments
from training.trainer import build_trainer

BAD_INPUT_EXIT = 2
INTERRUPTED_EXIT = 130

ALONE: Final = Devices()


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv, __doc__.split("\n\n")[0])
    if arguments.list:
        print(recipes.describe())
        return 0
    try:
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
        with devices.in_step():
            faces = load_faces(arguments, needs_votes=recipe.fer_plus_mix > 0)
            if resume:
                parts = extra_run.read_recorded(folder, faces)
            else:
                parts = extra_run.read(arguments.extra or (), faces)
        records = [part.record() for part in parts]
        mixed = extra.mixed(faces, parts)
        train(
            recipe,
            mixed,
            folder,
            extra_records=records,
            resume=resume,
            devices=devices,
            watchers=watchers,
        )
        if devices.leads:
            extra_run.measure(folder, parts)
        devices.leave()
    except (DataError, ConfigError, CheckpointError, TfjsError) as error:
        print(f"train.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    except KeyboardInterrupt:
        print(
            f"\nstopped; the finished epochs are kept: --resume {folder} goes on after them",
            file=sys.stderr,
        )
        return INTERRUPTED_EXIT
    return 0


def load_faces(arguments: argparse.Namespace, needs_votes: bool) -> Faces:
    """Returns the Training and PublicTest faces, and no others."""
    if arguments.synthetic:
        return datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    return datasets.load(arguments.data, splits=("Training", "PublicTest"), votes=needs_votes)


def train(
    recipe: Recipe,
    faces: Faces,
    folder: Path,
    *,
    extra_records: Sequence[dict[str, Any]] = (),
    resume: bool = False,
    devices: Devices = ALONE,
    watchers: Sequence[Watcher] = (),
) -> list[Epoch]:
    """Trains a network and leaves it in the run folder; returns the history.

    Args:
        recipe: What to do.
        faces: With the splits Training and PublicTest.
        folder: New, or with `resume` that of an earlier call with the same recipe; its number of
            epochs may be another, and the schedule goes on as if it always had been.
        extra_records: What config.json keeps of the auxiliary sets among the Training faces.
        resume: Continue after the last whole epoch, or from the start if there is none yet.
        devices: Who takes part; all processes call this with the same recipe and faces.
        watchers: Called after each epoch, and once before them in a run that is resumed.

    Raises:
        ConfigError: for a folder in use, a batch larger than the Training split, a teacher or
            start that is no face network, teachers that do not answer for every face, a fold
            without faces, or a resumed run's other data or unfit end.
        DataError: for votes or a class that the recipe needs and the faces lack, or too few faces
            to oversample.
        CheckpointError: for a checkpoint that does not fit.
    """
    with devices.in_step():
        choose = faces.select("PublicTest")
        faces, left_out = folds.split(faces, recipe)
        learn = training_faces(faces, recipe)
        if len(learn.labels) < recipe.batch_size:
            raise ConfigError(
                f"expected batch_size of at most the {len(learn.labels)} Training faces, got "
                f"{recipe.batch_size}"
            )
        wanted = training_targets(learn, recipe)
        begun = resume and resuming.is_begun(folder)
        taught = teachers_shares(learn, recipe, folder if begun else None)
        if resume:
            resuming.check_data(folder, faces.source)
        else:
            run_folder.refuse_used(folder)
    devices.agree(recipe=repr(recipe).encode(), faces=learn.images.tobytes() + wanted.tobytes())
    keras.utils.set_random_seed(recipe.seed)
    set_precision(recipe.precision)
    with devices.scope():
        network = beginning.new_network(recipe, with_weights=not begun)
        trainer = build_trainer(network, recipe, learn.labels)
    float32_network = models.build_float32(recipe)
    history: list[Epoch] = []
    if begun:
        history = checkpoint.restore(folder / run_folder.CHECKPOINT, trainer)
        resuming.check_end(folder, recipe, len(history))
    if devices.leads:
        if resume:
            resuming.change_epochs(folder, recipe.epochs, len(history))
        else:
            run_folder.create(folder, recipe, faces.source, extra_records, devices)
        if taught is not None and not begun:
            distill.write_shares(folder, recipe.distillation, taught)
    images = network_images(learn, recipe)
    wanted = wanted if taught is None else np.concatenate([wanted, taught], axis=1)
    quick = None
    if accelerator.is_there(devices):
        quick = accelerator.Accelerator(trainer, images, wanted, recipe.batch_size)
    run = epochs.Run(
        recipe=recipe,
        folder=folder,
        network=network,
        trainer=trainer,
        float32_network=float32_network,
        written=with_equalisation(float32_network) if recipe.equalise else float32_network,
        images=images,
        wanted=wanted,
        validation=(network_images(choose, recipe), targets.one_hot(choose.labels)),
        devices=devices,
        accelerator=quick,
    )
    epochs.learn(run, history, watchers)
    if devices.leads:
        finish(recipe, run.network_after(recipe.epochs - 1), run.written, folder)
        if left_out is not None:
            folds.answer(recipe, folder, left_out.images)
    return history


def training_targets(learn: Faces, recipe: Recipe) -> npt.NDArray[np.float32]:
    """Returns the Training faces' targets, float32 [N, 7]."""
    shares = None if learn.votes is None else datasets.vote_distribution(learn.votes)
    return targets.soft_targets(learn.labels, shares, recipe.fer_plus_mix, recipe.label_smoothing)


def teachers_shares(
    learn: Faces, recipe: Recipe, resumed: Path | None
) -> npt.NDArray[np.float32] | None:
    """Returns what the teachers say of the Training faces, float32 [N, 7]; None without any."""
    if not recipe.distillation.teachers:
        return None
    if resumed is not None:
        return distill.read_shares(resumed, recipe.distillation, len(learn.labels))
    return distill.taught_shares(recipe.distillation, learn.images)


def network_images(faces: Faces, recipe: Recipe) -> npt.NDArray[np.uint8]:
    """Returns the faces as the network in training sees them, uint8 [N, 48, 48, 1]."""
    return (equalised_faces(faces.images) if recipe.equalise else faces.images)[..., None]


def set_precision(name: Precision) -> None:
    """Sets the arithmetic of networks built from now on; weights stay float32."""
    keras.config.set_dtype_policy(name if name == "float32" else f"mixed_{name}")


def finish(
    recipe: Recipe, network: keras.Model, float32_network: keras.Model, folder: Path
) -> None:
    """Writes model.keras: the best or the last epoch, as the recipe says."""
    if recipe.keep == "best":
        with replacing(folder / run_folder.MODEL) as temporary:
            shutil.copyfile(folder / run_folder.BEST, temporary)
    else:
        run_folder.save_network(folder / run_folder.MODEL, network, float32_network)
    print(f"{folder / run_folder.MODEL} holds the {recipe.keep} epoch")


if __name__ == "__main__":
    sys.exit(main())
