"""A training run, from recipe and faces to its folder."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training import datasets, models
from training.config import Recipe
from training.datasets.faces import Faces
from training.datasets.oversample import training_faces
from training.errors import ConfigError
from training.files import replacing
from training.hardware import accelerator
from training.hardware.devices import Devices
from training.hardware.precision import building_in
from training.learning import distill, epochs, folds, initial_weights
from training.learning.epochs import Watcher
from training.learning.targets import one_hot, soft_targets
from training.learning.trainer import build_trainer
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs import resume as resuming
from training.runs.checkpoint import Epoch

ALONE: Final = Devices()


def train(
    recipe: Recipe,
    faces: Faces,
    folder: Path,
    *,
    auxiliary_records: Sequence[dict[str, Any]] = (),
    resume: bool = False,
    devices: Devices = ALONE,
    watchers: Sequence[Watcher] = (),
) -> list[Epoch]:
    """Trains a network and leaves it in the run folder; returns the history.

    Args:
        faces: With the splits Training and PublicTest.
        folder: New, or with `resume` that of an earlier call with the same recipe; the number of
            epochs may differ, and the schedule continues as if it always had.
        auxiliary_records: What config.json keeps of the auxiliary sets among the Training faces.
        resume: Continue after the last whole epoch, or from the start if there is none yet.
        devices: Who takes part; all processes call this with the same recipe and faces.
        watchers: Called after each epoch, and once before them in a run that is resumed.

    Raises:
        ConfigError: for a folder in use, a batch larger than the Training split, a teacher or
            start that is no face network, teachers that do not answer for every face, a fold
            without faces, or data or an end that a resumed run cannot have.
        DataError: for votes or a class that the recipe needs and the faces lack, or too few faces
            to oversample.
        CheckpointError: for a checkpoint that does not fit.
    """
    with devices.in_step():
        begun = resume and resuming.is_begun(folder)
        # What the teachers of a run that is begun said is kept beside it.
        teachers = [] if begun else distill.files_of(recipe.distillation)
        content = resuming.content_of(faces, teachers)
        if resume:
            resuming.check_data(folder, faces.source, content)
        else:
            run_folder.refuse_used(folder)
        validation = faces.select("PublicTest")
        source = faces.source
        faces, left_out = folds.split(faces, recipe)
        learn = training_faces(faces, recipe)
        if len(learn.labels) < recipe.batch_size:
            raise ConfigError(
                f"expected batch_size of at most the {len(learn.labels)} Training faces, got "
                f"{recipe.batch_size}"
            )
        targets = training_targets(learn, recipe)
        taught = teachers_shares(learn, recipe, folder if begun else None)
    devices.agree(recipe=repr(recipe).encode(), faces=learn.images.tobytes() + targets.tobytes())
    keras.utils.set_random_seed(recipe.seed)
    with devices.scope(), building_in(recipe.precision):
        network = initial_weights.new_network(recipe, learn.images, with_weights=not begun)
        trainer = build_trainer(network, recipe, learn.labels)
    float32_network = models.build_float32(recipe)
    history: list[Epoch] = []
    if begun:
        history = checkpoint.restore(folder / run_folder.CHECKPOINT, trainer)
        resuming.check_end(folder, recipe, len(history))
        if history and recipe.keep == "best":
            resuming.check_best(folder, float32_network)
    if devices.leads:
        if resume:
            resuming.change_epochs(folder, recipe.epochs, len(history))
        else:
            run_folder.create(folder, recipe, source, auxiliary_records, devices, content)
        if taught is not None and not begun:
            recorded = resuming.recorded_content(folder)
            distill.write_shares(folder, recipe.distillation, taught, recorded)
    images = learn.images[..., None]
    targets = targets if taught is None else np.concatenate([targets, taught], axis=1)
    quick = None
    if accelerator.is_there(devices):
        quick = accelerator.Accelerator(trainer, images, targets, recipe.batch_size)
    run = epochs.Run(
        recipe=recipe,
        folder=folder,
        network=network,
        trainer=trainer,
        float32_network=float32_network,
        images=images,
        targets=targets,
        validation=(validation.images[..., None], one_hot(validation.labels)),
        devices=devices,
        accelerator=quick,
    )
    epochs.learn(run, history, watchers)
    if devices.leads:
        finish(recipe, run.kept_network(), float32_network, folder)
        if left_out is not None:
            folds.answer(recipe, folder, left_out.images)
    return history


def training_targets(learn: Faces, recipe: Recipe) -> npt.NDArray[np.float32]:
    """Returns the Training faces' targets, float32 [N, 7]."""
    shares = None if learn.votes is None else datasets.vote_distribution(learn.votes)
    return soft_targets(learn.labels, shares, recipe.fer_plus_mix, recipe.label_smoothing)


def teachers_shares(
    learn: Faces, recipe: Recipe, resumed: Path | None
) -> npt.NDArray[np.float32] | None:
    """Returns the teachers' answers for the Training faces, float32 [N, 7]; None without
    teachers."""
    if not recipe.distillation.teachers:
        return None
    if resumed is not None:
        recorded = resuming.recorded_content(resumed)
        return distill.read_shares(resumed, recipe.distillation, len(learn.labels), recorded)
    return distill.taught_shares(recipe.distillation, learn.images)


def finish(
    recipe: Recipe, network: keras.Model, float32_network: keras.Model, folder: Path
) -> None:
    """Writes model.keras: the best or the last epoch, as the recipe says."""
    if recipe.keep == "best":
        with replacing(folder / run_folder.MODEL) as temporary:
            shutil.copyfile(folder / run_folder.BEST, temporary)
    else:
        run_folder.save_network(folder / run_folder.MODEL, network.get_weights(), float32_network)
    print(f"{folder / run_folder.MODEL} holds the {recipe.keep} epoch")
