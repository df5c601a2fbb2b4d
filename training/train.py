"""Trains one network on FER2013.

    python training/train.py --data FOLDER            the default recipe
    python training/train.py --recipe vgg --seed 1    another one (--list shows all)
    python training/train.py --resume runs/vgg-seed1  goes on where it stopped
    python training/train.py --synthetic              drawn faces: a smoke run, half a minute

Reads the Training split to learn and the PublicTest split to choose; PrivateTest is never read
here. Leaves a run folder with config.json, history.csv, curves.png and model.keras.
KERAS_BACKEND=jax trains the same recipe with JAX.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import keras
import numpy as np
import numpy.typing as npt

from training import checkpoint, datasets, models, recipes, run_folder, schedule, targets
from training.augment import RandomView
from training.checkpoint import CheckpointError, Epoch
from training.config import ConfigError, Precision, Recipe, read_recipe
from training.datasets import DataError, Faces
from training.models.blocks import face_input
from training.progress import TrainingProgress

BAD_INPUT_EXIT = 2
INTERRUPTED_EXIT = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    if arguments.list:
        print(recipes.describe())
        return 0
    try:
        recipe, folder = choose_run(arguments)
        faces = load_faces(arguments, needs_votes=recipe.fer_plus_mix > 0)
        train(recipe, faces, folder, resume=arguments.resume is not None)
    except (DataError, ConfigError, CheckpointError) as error:
        print(f"train.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    except KeyboardInterrupt:
        print(
            f"\nstopped; the finished epochs are kept: --resume {folder} goes on after them",
            file=sys.stderr,
        )
        return INTERRUPTED_EXIT
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--recipe", help=f"file in training/recipes (default: {recipes.DEFAULT})")
    add("--list", action="store_true", help="show the recipes and end")
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--synthetic", action="store_true", help="drawn faces and the recipe smoke: a smoke run")
    add("--run-dir", type=Path, help="run folder (default: runs/RECIPE-seedN)")
    add("--resume", type=Path, metavar="RUN", help="continue that run folder after its last epoch")
    add("--epochs", type=int, help="instead of the recipe's")
    add("--batch-size", type=int, help="instead of the recipe's")
    add("--seed", type=int, help="instead of the recipe's")
    add("--precision", choices=("float32", "bfloat16", "float16"), help="instead of the recipe's")
    return parser.parse_args(argv)


def choose_run(arguments: argparse.Namespace) -> tuple[Recipe, Path]:
    """Returns the recipe, with the command line's changes, and the run's folder."""
    changes = {
        key: getattr(arguments, key)
        for key in ("epochs", "batch_size", "seed", "precision")
        if getattr(arguments, key) is not None
    }
    if arguments.resume is not None:
        if changes:
            raise ConfigError(
                f"expected --resume alone, got --{' --'.join(changes).replace('_', '-')} too; a "
                "resumed run keeps its own recipe"
            )
        return read_recipe(arguments.resume / run_folder.CONFIG), arguments.resume
    default = recipes.SMOKE if arguments.synthetic else recipes.DEFAULT
    recipe = recipes.load(arguments.recipe or default).replace(**changes)
    kind = "-synthetic" if arguments.synthetic else ""
    return recipe, arguments.run_dir or Path("runs") / f"{recipe.name}{kind}-seed{recipe.seed}"


def load_faces(arguments: argparse.Namespace, needs_votes: bool) -> Faces:
    """Returns the Training and PublicTest faces, and no others."""
    if arguments.synthetic:
        return datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    return datasets.load(arguments.data, splits=("Training", "PublicTest"), votes=needs_votes)


def train(recipe: Recipe, faces: Faces, folder: Path, *, resume: bool = False) -> list[Epoch]:
    """Trains a network and leaves it in the run folder; returns the history.

    Args:
        recipe: What to do.
        faces: With the splits Training and PublicTest.
        folder: New, or with `resume` that of an earlier call with the same recipe.
        resume: Continue after the last whole epoch.

    Raises:
        ConfigError: for a folder in use, or a batch larger than the Training split.
        CheckpointError: for a checkpoint that does not fit.
    """
    learn, choose = faces.select("Training"), faces.select("PublicTest")
    steps = len(learn.labels) // recipe.batch_size
    if steps == 0:
        raise ConfigError(
            f"expected batch_size of at most the {len(learn.labels)} Training faces, got "
            f"{recipe.batch_size}"
        )
    wanted = training_targets(learn, recipe)
    keras.utils.set_random_seed(recipe.seed)
    set_precision(recipe.precision)
    network = models.build_for_training(recipe)
    trainer = build_trainer(network, recipe)
    float32_network = models.build_float32(recipe)
    if resume:
        history = checkpoint.restore(folder / run_folder.CHECKPOINT, trainer)
    else:
        run_folder.create(folder, recipe, faces.source)
        history = []

    images = learn.images[..., None]
    validation = (choose.images[..., None], targets.one_hot(choose.labels))
    with TrainingProgress(recipe.epochs, steps, len(history)) as progress:
        for index in range(len(history), recipe.epochs):
            started = time.monotonic()
            rate = schedule.learning_rate(recipe, index, [e.val_accuracy for e in history])
            trainer.optimizer.learning_rate = rate
            show_whole_faces(trainer, index >= recipe.epochs - recipe.whole_face_epochs)
            # The order is a function of seed and epoch, so that a resumed run repeats it.
            order = np.random.default_rng([recipe.seed, index]).permutation(len(images))
            order = order[: steps * recipe.batch_size]
            logs = trainer.fit(
                images[order],
                wanted[order],
                batch_size=recipe.batch_size,
                shuffle=False,
                verbose=0,
                validation_data=validation,
                validation_batch_size=512,
                callbacks=[progress.callback(index)],
            ).history
            history.append(
                Epoch(
                    epoch=index + 1,
                    learning_rate=rate,
                    loss=logs["loss"][0],
                    accuracy=logs["accuracy"][0],
                    val_loss=logs["val_loss"][0],
                    val_accuracy=logs["val_accuracy"][0],
                    seconds=round(time.monotonic() - started, 3),
                )
            )
            best = max(e.val_accuracy for e in history)
            if history[-1].val_accuracy == best:
                run_folder.save_network(folder / run_folder.BEST, network, float32_network)
            checkpoint.save(folder / run_folder.CHECKPOINT, trainer, history)
            run_folder.write_history(folder, history)
            progress.finish(history[-1], best)

    finish(recipe, network, float32_network, folder)
    return history


def build_trainer(network: keras.Model, recipe: Recipe) -> keras.Model:
    """Returns the compiled model that augments, then applies the network."""
    image = face_input()
    view = RandomView(recipe.augmentation, recipe.seed, name="view")
    trainer = keras.Model(image, network(view(image)), name="trainer")
    optimizer = keras.optimizers.SGD(
        recipe.learning_rate,
        momentum=recipe.momentum,
        nesterov=recipe.nesterov,
        # Keras decays weights apart from the gradient. The papers' decay passes through the
        # momentum, which multiplies it by 1/(1 − momentum) in the steady state.
        weight_decay=recipe.weight_decay / (1 - recipe.momentum) or None,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    trainer.compile(
        optimizer,
        keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    optimizer.build(trainer.trainable_variables)
    return trainer


def show_whole_faces(trainer: keras.Model, whole: bool) -> None:
    """Trains on whole views from now on, or on the windows that the recipe names."""
    view = trainer.get_layer("view")
    window_px = 0 if whole else view.augmentation.window_px
    if view.window_px != window_px:
        view.window_px = window_px
        trainer.make_train_function(force=True)


def training_targets(learn: Faces, recipe: Recipe) -> npt.NDArray[np.float32]:
    """Returns the Training faces' targets, float32 [N, 7]."""
    shares = None if learn.votes is None else datasets.vote_distribution(learn.votes)
    return targets.soft_targets(learn.labels, shares, recipe.fer_plus_mix, recipe.label_smoothing)


def set_precision(precision: Precision) -> None:
    """Sets the arithmetic of networks built from now on; weights stay float32."""
    keras.config.set_dtype_policy(precision if precision == "float32" else f"mixed_{precision}")


def finish(
    recipe: Recipe, network: keras.Model, float32_network: keras.Model, folder: Path
) -> None:
    """Writes model.keras: the best or the last epoch, as the recipe says."""
    if recipe.keep == "best":
        shutil.copyfile(folder / run_folder.BEST, folder / run_folder.MODEL)
    else:
        run_folder.save_network(folder / run_folder.MODEL, network, float32_network)
    print(f"{folder / run_folder.MODEL} holds the {recipe.keep} epoch")


if __name__ == "__main__":
    sys.exit(main())
