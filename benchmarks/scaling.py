"""Measures faces a second in training on one and on N devices, and the efficiency.

    python benchmarks/scaling.py                                the GPUs of this machine
    python benchmarks/scaling.py --virtual 2 --recipe vgg       two virtual devices of one CPU

Both train the same network in the same process in alternation, so that a busy machine slows both
alike; each figure is the fastest of several rounds, which other programs disturbed least. Two ways
to count, each of which asks something else of the link between the devices:

- same batch: the recipe's, divided among the devices, as `train.py --devices` does;
- same share: each device has the recipe's batch to itself, so the whole is N times as large.

Efficiency is the N devices' rate over N times that of one device. Virtual devices share the cores
of one processor, most of which one device already takes: there the N together are hardly faster
than one, efficiency is about 1/N at best, and what can be read is the ratio of the two rates: about
1 less what dividing the step costs.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from reader.command_line import Parser
from training.config.checks import whole_in_range
from training.errors import ConfigError

if TYPE_CHECKING:
    from training.config import Recipe
    from training.hardware.devices import Devices

ROUNDS: Final = 5
MOST_STEPS: Final = 10_000
MOST_VIRTUAL: Final = 64


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--devices", default="all", metavar="N|all", help="to compare with one")
    parser.add_argument("--virtual", type=int, metavar="N", help="make N devices of one CPU")
    parser.add_argument(
        "--recipe", help="recipe with network, batch size and views (default: fast)"
    )
    parser.add_argument("--batch-size", type=int, help="instead of the recipe's")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--steps", type=int, default=10, help="of a round")
    parser.add_argument(
        "--json", action="store_true", help="also print the figures as the last line"
    )
    arguments = parser.parse_args(argv)
    try:
        whole_in_range("--steps", arguments.steps, 1, MOST_STEPS)
        if arguments.virtual is not None:
            whole_in_range("--virtual", arguments.virtual, 2, MOST_VIRTUAL)
        choose_jax(arguments.virtual)
        figures = measure(arguments)
    except ConfigError as error:
        print(f"scaling.py: {error}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(figures))
    return 0


def choose_jax(virtual: int | None) -> None:
    """Has Keras run on JAX, and JAX see so many CPU devices: it counts them once, at its import."""
    os.environ["KERAS_BACKEND"] = "jax"
    if virtual is not None:
        os.environ["XLA_FLAGS"] = (
            f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count={virtual}"
        )
        os.environ["JAX_PLATFORMS"] = "cpu"


def measure(arguments: argparse.Namespace) -> dict[str, object]:
    """Returns the figures, having printed them.

    Raises:
        ConfigError: for a recipe or devices that cannot be.
    """
    import jax

    from training import recipes
    from training.hardware import cluster
    from training.hardware.devices import Devices

    recipe = recipes.load(arguments.recipe or recipes.DEFAULT)
    recipe = recipe.replace(precision=arguments.precision)
    if arguments.batch_size is not None:
        recipe = recipe.replace(batch_size=arguments.batch_size)
    one = Devices()
    all_of_them = cluster.choose(arguments.devices, None, None, None, recipe.batch_size)
    count = all_of_them.count
    if count == 1:
        raise ConfigError(
            "expected at least 2 devices to compare with one, got 1; run it where there are more, "
            "or make some of one CPU with --virtual 2"
        )
    batch = recipe.batch_size
    ways = {
        "one device": round_of(recipe, one, batch, arguments.steps),
        "same batch": round_of(recipe, all_of_them, batch, arguments.steps),
        "same share": round_of(recipe, all_of_them, batch * count, arguments.steps),
    }
    faces = {"one device": batch, "same batch": batch, "same share": batch * count}
    best = dict.fromkeys(ways, float("inf"))
    for turn in range(ROUNDS + 1):
        for name, run in ways.items():
            started = time.perf_counter()
            run()
            # The first compiles.
            if turn:
                best[name] = min(best[name], time.perf_counter() - started)
    rates = {name: faces[name] * arguments.steps / best[name] for name in ways}
    device = jax.devices()[0]
    kind = f"virtual {device.platform}" if arguments.virtual else device.device_kind
    print(f"recipe {recipe.name}, batch {batch}, {recipe.precision}; {count} {kind} devices")
    print(f"{'':<12}{'batch':>7}{'faces/s':>10}{'ratio':>8}{'efficiency':>12}")
    rows = {}
    for name, rate in rates.items():
        ratio = rate / rates["one device"]
        share = ratio / (1 if name == "one device" else count)
        rows[name] = {"batch": faces[name], "facesPerSecond": rate, "ratio": ratio, "share": share}
        print(f"{name:<12}{faces[name]:>7}{rate:>10.1f}{ratio:>8.3f}{share:>12.3f}")
    return {"recipe": recipe.name, "devices": count, "kind": kind, "rows": rows}


def round_of(
    recipe: "Recipe", devices: "Devices", batch_size: int, steps: int
) -> Callable[[], None]:
    """Returns a call that trains for so many steps on the devices."""
    import keras
    import numpy as np

    from training import models
    from training.hardware.precision import building_in
    from training.learning.targets import one_hot
    from training.learning.trainer import build_trainer

    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 7, steps * batch_size).astype(np.uint8)
    labels[:7] = np.arange(7)
    images = rng.integers(0, 256, (len(labels), 48, 48, 1), dtype=np.uint8)
    with devices.scope(), building_in(recipe.precision):
        trainer = build_trainer(models.build_for_training(recipe), recipe, labels)

    def run() -> None:
        with devices.scope():
            trainer.fit(images, one_hot(labels), batch_size=batch_size, shuffle=False, verbose=0)

    return run


if __name__ == "__main__":
    sys.exit(main())
