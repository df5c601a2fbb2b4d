"""Trains the small network that finds where a face lies, so that others see it aligned.

    python training/align.py --data FOLDER

It learns from MediaPipe's face mesh, which is larger and not needed afterwards: the map that brings
a Training face's landmarks to their usual places (training/kernel_ridge/alignment.py), in random
views. Writes a run folder that a recipe names as its `aligner`. PublicTest only measures it;
PrivateTest is never read here.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import environment

import keras
import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from training.augmentation.geometry import RandomView
from training.commands import add_data_options, command, load_faces
from training.config import Augmentation
from training.config.checks import whole_in_range
from training.datasets import Faces
from training.errors import ConfigError
from training.kernel_ridge.alignment import (
    landmarks_of,
    moved,
    similarity_to_places,
    to_aligned,
)
from training.labels import FACE_SIDE_PX
from training.models import aligner
from training.runs import folder as run_folder

Complex = npt.NDArray[np.complex128]

CENTRE: Final = aligner.CENTRE_PX * (1 + 1j)

BATCH_SIZE: Final = 128
LEARNING_RATE: Final = 2e-3
WEIGHT_DECAY: Final = 1e-3

ROTATION_DEGREES: Final = 10.0
ZOOM_LOGARITHM: Final = 0.1
SHIFT_PX: Final = 3.0
"""Deviations of the random views."""

CAMERA: Final = Augmentation(
    camera_probability=0.3,
    light_fraction=0.5,
    contrast_fraction=0.5,
    blur_px=1.6,
    noise_grey=20,
    jpeg_quality_least=25,
)

RADIUS_PX: Final = FACE_SIDE_PX / 6**0.5
"""The root mean square distance of a square's points from its middle: how far a similarity's first
two values move an average point of the aligned face."""

WEIGHTS: Final = np.array([RADIUS_PX, RADIUS_PX, 1, 1], np.float32)
"""What makes pixels of each value of a similarity."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    with run_folder.new(arguments.run_dir, "align.py"):
        faces = load_faces(arguments, "Training", "PublicTest")
        report = run(faces, arguments.run_dir, arguments.epochs, arguments.seed)
    print(
        f"{report['medianPx']:.2f} px between its aligned faces and the landmarks', median of "
        f"{report['faces']} PublicTest faces\n{arguments.run_dir} holds the network"
    )
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add_data_options(parser)
    add("--epochs", type=int, default=40, help="passes over the Training faces (default: 40)")
    add("--seed", type=int, default=0, help="of initial weights and views")
    add("--run-dir", type=Path, default=Path("runs/aligner"), help="default: runs/aligner")
    arguments = parser.parse_args(argv)
    whole_in_range("--epochs", arguments.epochs, 1, 100_000)
    whole_in_range("--seed", arguments.seed, 0, 2**31 - 1)
    return arguments


def run(faces: Faces, folder: Path, epochs: int, seed: int) -> dict[str, Any]:
    """Trains, writes the run folder and returns the report.

    Args:
        faces: Of Training and PublicTest.
        folder: New.
        epochs: How many.
        seed: Of initial weights and views.

    Raises:
        ConfigError: if the face mesh finds hardly a face, or cannot be fetched.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    clock = time.monotonic()
    keras.utils.set_random_seed(seed)
    # Both before training, which takes long.
    images, scales, shifts = with_similarities(faces.select("Training").images)
    others, *where = with_similarities(faces.select("PublicTest").images)
    steps = len(images) // BATCH_SIZE
    network = aligner.build()
    image = keras.Input(network.input_shape[1:])
    trainer = keras.Model(image, network(RandomView(CAMERA, seed)(image)))
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, epochs * steps)
    trainer.compile(keras.optimizers.AdamW(rate, WEIGHT_DECAY), distance_loss)
    generator = np.random.default_rng(seed)
    for _ in range(epochs):
        views, targets = random_views(images, scales, shifts, generator)
        trainer.fit(views, targets, batch_size=BATCH_SIZE, verbose=0)
    found = network.predict(others[..., None].astype(np.float32), batch_size=512, verbose=0)
    off = (found - as_values(*where)) * WEIGHTS
    report = {
        "data": faces.source,
        "faces": len(others),
        "medianPx": round(float(np.median(np.sqrt((off**2).sum(axis=1)))), 4),
        "seconds": round(time.monotonic() - clock),
    }
    run_folder.save_network(folder / run_folder.MODEL, network.get_weights(), network)
    recipe = {"name": "aligner", "seed": seed, "epochs": epochs}
    run_folder.write_config(folder, recipe, started=started, report=report)
    return report


def distance_loss(expected: keras.KerasTensor, found: keras.KerasTensor) -> keras.KerasTensor:
    """Returns Huber's loss of each similarity, in pixels of the aligned face: float32 [N]."""
    return keras.losses.huber(expected * WEIGHTS, found * WEIGHTS)


def with_similarities(
    images: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.uint8], Complex, Complex]:
    """Returns the faces whose landmarks are known, with where they lie.

    Args:
        images: uint8 [N, 48, 48], grey.

    Returns:
        The faces, uint8 [M, 48, 48]; scales α and shifts β, [M] each: what lies at w from the
        middle of an aligned face lies at α·w + β from the middle of the picture, in pixels, across
        + i·down.

    Raises:
        ConfigError: for less than a batch of such faces.
    """
    landmarks = landmarks_of(images)
    known = [similarity_to_places(each) is not None for each in landmarks]
    if sum(known) < BATCH_SIZE:
        raise ConfigError(
            f"expected at least {BATCH_SIZE} faces with landmarks, got {sum(known)} of "
            f"{len(images)} pictures; name FER2013"
        )
    maps = np.array(
        [to_aligned(each) for each, is_known in zip(landmarks, known, strict=True) if is_known]
    )
    scale = maps[:, 0, 0] + 1j * maps[:, 1, 0]
    shift = maps[:, 0, 2] + 1j * maps[:, 1, 2] + scale * CENTRE - CENTRE
    return images[known], 1 / scale, -shift / scale


def random_views(
    images: npt.NDArray[np.uint8],
    scales: Complex,
    shifts: Complex,
    generator: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Returns each face mirrored or not, turned, resized and moved, float32 [N, 48, 48, 1], and
    where it then lies, float32 [N, 4].

    Args:
        images: uint8 [N, 48, 48].
        scales: [N], and
        shifts: [N], from `with_similarities`.
        generator: Draws.
    """
    count = len(images)
    mirrored = generator.random(count) < 0.5
    images = np.where(mirrored[:, None, None], images[:, :, ::-1], images)
    scales = np.where(mirrored, scales.conj(), scales)
    shifts = np.where(mirrored, -shifts.conj(), shifts)
    radians = np.deg2rad(generator.normal(0, ROTATION_DEGREES, count))
    zoom = np.exp(generator.normal(0, ZOOM_LOGARITHM, count) + 1j * radians)
    # A face's point p from the middle comes to lie at zoom · (p − by).
    by = generator.normal(0, SHIFT_PX, count) + 1j * generator.normal(0, SHIFT_PX, count)
    to = CENTRE - zoom * (CENTRE + by)
    maps = np.array([[zoom.real, -zoom.imag, to.real], [zoom.imag, zoom.real, to.imag]])
    views = np.stack(
        [moved(image, each) for image, each in zip(images, maps.transpose(2, 0, 1), strict=True)]
    )
    return views[..., None].astype(np.float32), as_values(scales * zoom, (shifts - by) * zoom)


def as_values(scales: Complex, shifts: Complex) -> npt.NDArray[np.float32]:
    """Returns similarities as `aligner.build` gives them, float32 [N, 4]."""
    values = (scales.real, scales.imag, shifts.real, shifts.imag)
    return np.stack(values, axis=1).astype(np.float32)


if __name__ == "__main__":
    sys.exit(main())
