"""Measures what reading and augmenting costs in a training step, and what a generator would cost.

    python benchmarks/data_path.py [--recipe five_layer] [--steps 12] [--json]

Three ways to feed the same network, in alternation in one process, so that a busy machine slows
all alike: the step on batches that are cut from memory and not augmented, this project's (batches
cut from memory in a new order, views drawn in the compiled graph), and the paper's (image by image
in Python before each step, as its Keras generator did). Prints the fastest of several rounds, which
other programs disturbed least, and the ratios; `--json` adds them as the last line.
"""

import json
import time
from collections.abc import Callable

import cv2
import keras
import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from training import models, recipes
from training.config import Augmentation
from training.hardware.precision import building_in
from training.learning.targets import one_hot
from training.learning.trainer import build_trainer

ROUNDS = 9


def main() -> None:
    """Measures and prints."""
    parser = Parser(__doc__)
    parser.add_argument("--recipe", default=recipes.DEFAULT)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="bfloat16")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    recipe = recipes.load(arguments.recipe).replace(precision=arguments.precision)
    plain = recipe.replace(augmentation=Augmentation())
    with building_in(recipe.precision):
        with_views = build_trainer(models.build(recipe.model, recipe.model_options), recipe)
        without_views = build_trainer(models.build(recipe.model, recipe.model_options), plain)

    count = arguments.steps * recipe.batch_size
    rng = np.random.default_rng(0)
    faces = rng.integers(0, 256, (count, 48, 48, 1), dtype=np.uint8)
    targets = one_hot(rng.integers(0, 7, count).astype(np.uint8))

    def fit(trainer: keras.Model, images: npt.NDArray[np.uint8]) -> None:
        trainer.fit(images, targets, batch_size=recipe.batch_size, shuffle=False, verbose=0)

    def bare() -> None:
        fit(without_views, faces)

    def ours() -> None:
        order = np.random.default_rng([0, 0]).permutation(count)
        fit(with_views, faces[order])

    def generator() -> None:
        fit(without_views, np.stack([one_view(face, rng, recipe.augmentation) for face in faces]))

    ways: dict[str, Callable[[], None]] = {"bare step": bare, "ours": ours, "generator": generator}
    best = dict.fromkeys(ways, float("inf"))
    for way in ways.values():
        way()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            best[name] = min(best[name], time.perf_counter() - started)

    base = best["bare step"]
    print(f"{recipe.name}, {recipe.precision}, batch {recipe.batch_size}")
    print(f"{keras.backend.backend()} {'':<8} ms/step   × bare   data's share")
    for name, seconds in best.items():
        print(
            f"{name:<20}{1e3 * seconds / arguments.steps:>8.1f}{seconds / base:>9.3f}"
            f"{1 - base / seconds:>13.1%}"
        )
    if arguments.json:
        print(
            json.dumps(
                {
                    "recipe": recipe.name,
                    "precision": recipe.precision,
                    "backend": keras.backend.backend(),
                    "imagesPerSecond": {n: count / s for n, s in best.items()},
                    "share": {n: max(0.0, 1 - base / s) for n, s in best.items()},
                }
            )
        )


def one_view(
    face: npt.NDArray[np.uint8], rng: np.random.Generator, strength: Augmentation
) -> npt.NDArray[np.uint8]:
    """Returns one face's random view, made alone and with OpenCV: uint8 [48, 48, 1]."""
    side = face.shape[0]
    turn = cv2.getRotationMatrix2D(
        ((side - 1) / 2, (side - 1) / 2),
        rng.uniform(-strength.rotation_degrees, strength.rotation_degrees),
        rng.uniform(1 - strength.zoom_fraction, 1 + strength.zoom_fraction),
    )
    turn[:, 2] += rng.uniform(-strength.shift_fraction, strength.shift_fraction, 2) * side
    view = cv2.warpAffine(face[..., 0], turn, (side, side), borderMode=cv2.BORDER_REPLICATE)
    if rng.uniform() < strength.mirror_probability:
        view = view[:, ::-1]
    return np.asarray(view)[..., None]


if __name__ == "__main__":
    main()
