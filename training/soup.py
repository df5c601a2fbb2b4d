"""Averages the weights of networks fine-tuned from the same start into one network.

    python training/soup.py runs/A runs/B --data FOLDER --run-dir runs/fast_soup

A network fine-tuned on other views (here those of a bad camera) gets better on these and forgets
some of what it knew. The average of the weights before and after keeps most of both (WiSE-FT:
Wortsman et al., arXiv 2109.01903; several networks: model soups, arXiv 2203.05482). That holds for
networks that share a start; others average to noise, as the accuracy on PublicTest then shows.
Writes a run folder that evaluate.py and converter/export.py take like any other. PrivateTest is
never read here.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import environment

import keras
import numpy as np

from reader.command_line import Parser
from training.commands import add_data_options, command, load_faces
from training.config.checks import in_range
from training.datasets import Faces
from training.errors import ConfigError
from training.evaluation.predict import keras_logits, load_network
from training.learning import class_weights
from training.learning.averaging import STATISTICS_FACES, measure_statistics
from training.runs import folder as run_folder

BATCH_SIZE = 128
"""The recipes' batch size; batch norm's statistics are means over such batches."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    shares = normalised(arguments.shares, len(arguments.models))
    with run_folder.new(arguments.run_dir, "soup.py"):
        report = run(arguments, shares)
    print(as_text(report))
    print(f"\n{arguments.run_dir / run_folder.MODEL} holds the average")
    return 0


def run(arguments: argparse.Namespace, shares: Sequence[float]) -> dict[str, Any]:
    """Averages, writes the run folder and returns the report."""
    members = [load_network(path) for path in arguments.models]
    names = [str(path) for path in arguments.models]
    soup = mix(members, shares, names)
    # The recipe is that of the first network's run; a file without a run has only a name.
    first = run_folder.network_file(arguments.models[0]).with_name(run_folder.CONFIG)
    recipe = (
        run_folder.read_config(first)["recipe"]
        if first.exists()
        else {"name": arguments.run_dir.name, "seed": None}
    )
    faces = load_faces(arguments, "Training", "PublicTest")
    in_range("--logit-adjustment", arguments.logit_adjustment, 0, 10)
    if arguments.logit_adjustment:
        class_weights.counts(faces.select("Training").labels)
    settle(soup, faces)
    adjust(soup, arguments.logit_adjustment, faces)
    report = {
        "split": "PublicTest",
        "data": faces.source,
        "members": [
            {"model": name, "share": round(share, 6), "accuracy": accuracy(member, faces)}
            for name, share, member in zip(names, shares, members, strict=True)
        ],
        "logitAdjustment": arguments.logit_adjustment,
        "accuracy": accuracy(soup, faces),
    }
    run_folder.save_network(arguments.run_dir / run_folder.MODEL, soup.get_weights(), soup)
    run_folder.write_config(arguments.run_dir, recipe, soup=report)
    return report


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("models", type=Path, nargs="+", help=".keras files or run folders, two or more")
    add(
        "--shares",
        type=float,
        nargs="+",
        metavar="S",
        help="one weight per network (default: equal)",
    )
    add(
        "--logit-adjustment",
        type=float,
        default=0.0,
        metavar="T",
        help="how much of the classes' log frequencies to subtract (default: 0)",
    )
    add_data_options(parser)
    add(
        "--run-dir",
        type=Path,
        default=Path("runs") / "soup",
        help="run folder (default: %(default)s)",
    )
    return parser.parse_args(argv)


def normalised(shares: Sequence[float] | None, count: int) -> list[float]:
    """Returns one share for each network; they sum to 1.

    Raises:
        ConfigError: for fewer than two networks, another number of shares, or shares that are
            negative or all 0.
    """
    if count < 2:
        raise ConfigError(f"expected two or more networks to average, got {count}; name another")
    if shares is None:
        return [1 / count] * count
    if (
        len(shares) != count
        or not all(share >= 0 for share in shares)
        or not 0 < sum(shares) < math.inf
    ):
        raise ConfigError(
            f"expected {count} --shares, none below 0 or infinite and not all 0, got "
            f"{' '.join(map(str, shares))}; give one for each network, in the same order"
        )
    return [share / sum(shares) for share in shares]


def mix(
    members: Sequence[keras.Model], shares: Sequence[float], names: Sequence[str]
) -> keras.Model:
    """Returns a network of the members' architecture with the weighted mean of their weights.

    Batch norm's statistics are averaged too, which is wrong; `settle` measures them again.

    Raises:
        ConfigError: if a member has other weights than the first.
    """
    first = shapes(members[0])
    for member, name in zip(members[1:], names[1:], strict=True):
        if shapes(member) != first:
            raise ConfigError(
                f"expected {name} to have the weights of {names[0]}, got others; average networks "
                "of one recipe's architecture, and let others vote with training/ensemble.py"
            )
    soup = keras.models.clone_model(members[0])
    each = zip(*(member.get_weights() for member in members), strict=True)
    soup.set_weights(
        [sum(share * w for share, w in zip(shares, weights, strict=True)) for weights in each]
    )
    return soup


def shapes(network: keras.Model) -> list[tuple[str, tuple[int, ...]]]:
    """Returns the paths and shapes of a network's weights."""
    return [(weight.path, tuple(weight.shape)) for weight in network.weights]


def settle(network: keras.Model, faces: Faces) -> None:
    """Measures batch norm's statistics of averaged weights again, on Training faces.

    Dropout is off, since it adds variance that is absent when the network reads (Li et al., arXiv
    1801.05134); that gained 0.4 points on PublicTest (training/LOG.md).
    """
    images = faces.select("Training").images
    chosen = np.random.default_rng(0).permutation(len(images))[:STATISTICS_FACES]
    drops = [
        layer for layer in network._flatten_layers() if isinstance(layer, keras.layers.Dropout)
    ]
    rates = [drop.rate for drop in drops]
    for drop in drops:
        drop.rate = 0.0
    measure_statistics(network, images[chosen][..., None], BATCH_SIZE)
    for drop, rate in zip(drops, rates, strict=True):
        drop.rate = rate


def adjust(network: keras.Model, tau: float, faces: Faces) -> None:
    """Subtracts τ·log π from each logit; π is the class's share of the Training faces.

    Menon et al., arXiv 2007.07314, §4.1, after training; with τ = 1 every class would count alike.
    A small τ makes rare classes a little more frequent.

    Args:
        network: Changed in place; its last layer is `logits`.
        tau: τ.
        faces: With Training faces of every class.

    Raises:
        ConfigError: for a network without that layer or its bias.
    """
    if tau == 0:
        return
    counts = class_weights.counts(faces.select("Training").labels)
    biases = [layer.bias for layer in network.layers if layer.name == "logits"]
    if not biases or biases[0] is None:
        raise ConfigError(
            "expected a last layer logits with a bias for --logit-adjustment, got none; leave the "
            "option out"
        )
    bias = biases[0]
    bias.assign(np.asarray(bias) - tau * class_weights.log_frequencies(counts))


def accuracy(network: keras.Model, faces: Faces) -> float:
    """Returns a network's accuracy on PublicTest."""
    measured = faces.select("PublicTest")
    named = keras_logits(network, measured.images).argmax(axis=1)
    return round(float(np.mean(named == measured.labels)), 6)


def as_text(report: dict[str, Any]) -> str:
    """Returns the report as text."""
    lines = [f"{'share':>8}  {'PublicTest':>10}  network"]
    lines += [
        f"{member['share']:>8.3f}  {member['accuracy']:>10.4f}  {member['model']}"
        for member in report["members"]
    ]
    return "\n".join([*lines, f"{'':>8}  {report['accuracy']:>10.4f}  their average"])


if __name__ == "__main__":
    sys.exit(main())
