"""Turns an exported model back into a .keras file, for those who lack its run.

    python converter/restore.py webapp/public/models/fast --to runs/fast-seed0 --data FOLDER
    python converter/restore.py webapp/public/models/accurate --to runs --data FOLDER

The second is a vote: each voter gets its own run folder in --to. A restored network can be a voter
of `training/ensemble.py`, a teacher (`--teachers`) or a start (`--weights`) like any run. It
computes the same as the exported files, quantization included; TF.js proves this before anything is
written. The converter has folded batch norms into the layers before them. Here each batch norm gets
the mean and variance of its inputs from Training faces, and a scale and shift that undo them, so
that the network also computes the same in training.
"""

import itertools
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, get_args

import environment

import keras
import numpy as np
import numpy.typing as npt

from converter.errors import ExportError
from converter.folding import folded_norm
from converter.model_folder import MANIFEST, require_name
from converter.parity import FLOAT32_LIMIT, largest_difference, tfjs_logits
from converter.reference import read_arrays
from reader.command_line import Parser
from training import models, recipes
from training.commands import add_data_options, command, load_faces
from training.config import Recipe
from training.errors import ConfigError
from training.evaluation.predict import keras_logits
from training.files import claimed
from training.hardware.tfjs_model import TfjsModel
from training.models import voters
from training.models.centre_norms import centre_norms
from training.models.resizing import RESIZING
from training.runs import folder as run_folder

FACES: Final = 2048
"""Training faces that give the batch norms' means and variances. A layer has at least 36 positions
in each, so a mean's standard error is below 0.5 % of the deviation."""

LONGEST_RUN: Final = 120
"""Characters of a run folder's name."""

PROOF_FACES: Final = 64
"""How many of them TF.js and the restored network must agree on."""

Array = npt.NDArray[np.float32]


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("model", type=Path, help="folder that export.py wrote")
    add("--to", type=Path, required=True, help="new run folder; for a vote, its parent")
    add_data_options(parser)
    arguments = parser.parse_args(argv)
    faces = load_faces(arguments, "Training")
    made = restore(arguments.model, arguments.to, faces.images[:FACES])
    give = "gives" if len(made) == 1 else "together give"
    print(f"{', '.join(map(str, made))} {give} the same answers as {arguments.model}")
    return 0


def restore(folder: Path, target: Path, images: npt.NDArray[np.uint8]) -> list[Path]:
    """Writes a run folder whose network computes the same as an exported one, or one for each
    voter.

    Args:
        target: New run folder; for a vote, the parent of new ones that have its voters' names.
        images: [N, 48, 48], grey, of the Training split.

    Returns:
        The run folders.

    Raises:
        ExportError: for an export whose layers are not its recipe's, or whose restored network
            computes something else.
        ConfigError: for a target in use, or an unknown recipe.
        TfjsError: if TF.js cannot run the export.
    """
    manifest = TfjsModel(folder).manifest
    trained = manifest.get("training", {})
    if not isinstance(trained, dict):
        raise ExportError(
            f"expected {folder / MANIFEST} to describe the training, got {str(trained)[:80]}; "
            "export the model again"
        )
    voting, named, mirrors = voters_of(trained, folder)
    chosen = [
        recipe_of(run, name, folder)
        for run, name in itertools.zip_longest(voting or [run_name(trained)], named)
    ]
    targets = [target / run for run in voting] or [target]
    for each in targets:
        if (each / run_folder.CONFIG).exists():
            raise ConfigError(
                f"expected {each} to hold no run yet, got one; name another with --to"
            )
    arrays = read_arrays(folder)
    parts = [own_arrays(arrays, number) for number in range(len(voting))] or [arrays]
    networks = []
    for recipe, part in zip(chosen, parts, strict=True):
        network = models.build_float32(recipe)
        take_exported(network, part, folder)
        centre_norms(network, images)
        networks.append(network)
    whole = vote_of(networks, mirrors, arrays, folder) if voting else networks[0]
    prove(whole, folder, images[:PROOF_FACES])
    restored = {
        "from": str(folder),
        "version": manifest.get("version"),
        "quantization": manifest.get("quantization"),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    for each, recipe, network in zip(targets, chosen, networks, strict=True):
        with claimed(each, "restore.py"):
            run_folder.refuse_used(each)
            run_folder.save_network(each / run_folder.MODEL, network.get_weights(), network)
            run_folder.write_config(
                each, recipe.to_dict(), started=trained.get("date"), restored=restored
            )
    return targets


def voters_of(
    trained: dict[str, Any], folder: Path
) -> tuple[list[str], list[str | None], list[voters.Mirror]]:
    """Returns the run names of a vote's voters (none for one network), the recipes' names, and the
    mirror image that each voter sees.

    Raises:
        ExportError: unless the voters' names are distinct and valid as folder names, and each has
            a word for its mirror image.
    """
    voting, named = trained.get("voters", []), trained.get("recipes", [trained.get("recipe")])
    names = isinstance(voting, list) and all(isinstance(run, str) for run in voting)
    recipes_fit = isinstance(named, list) and len(named) <= max(1, len(voting))
    if not names or not recipes_fit or len({run.lower() for run in voting}) < len(voting):
        raise ExportError(
            f"expected {folder / MANIFEST} to name its voters once each, with a recipe for each, "
            f"got {voting} and {named}; export the model again"
        )
    for run in voting:
        require_name(run, f"another export: a voter of {folder} has this one", LONGEST_RUN)
    mirrors = trained.get("mirrors", [])
    known = get_args(voters.Mirror)
    words = mirrors if isinstance(mirrors, list) else [mirrors]
    if len(words) != len(voting) or not all(word in known for word in words):
        raise ExportError(
            f"expected {folder / MANIFEST} to name one of {', '.join(known)} for each voter's "
            f"mirror image, got {mirrors}; use the commit that it was exported from"
        )
    return voting, named, words


def run_name(trained: dict[str, Any]) -> str:
    """Returns the name that train.py gave to the run in a manifest's `training`."""
    return (
        f"{trained['recipe']}-seed{trained.get('seed')}" if trained.get("recipe") else "no recipe"
    )


def recipe_of(run: str, named: str | None, folder: Path) -> Recipe:
    """Returns the recipe of a run, with its seed.

    Args:
        named: The recipe's name in the manifest. Manifests before 2026-11-27 lack it for voters;
            their run names contain it.

    Raises:
        ExportError: if no recipe fits the run.
    """
    match = re.fullmatch(r"(.+)-seed(\d{1,9})", run)
    known = [name for name in (named, match and match[1]) if name in recipes.names()]
    if not known:
        raise ExportError(
            f"expected an expression model of one of the recipes {', '.join(recipes.names())}, or "
            f"a vote of such, got {folder} of {run}; name another export"
        )
    return recipes.load(known[0]).replace(seed=int(match[2]) if match else 0)


def vote_of(
    networks: list[keras.Model],
    mirrors: list[voters.Mirror],
    arrays: list[tuple[str, Array]],
    folder: Path,
) -> keras.Model:
    """Returns the restored vote.

    Raises:
        ExportError: naming the layer that has no array of its shape.
    """
    whole = voters.vote(networks, vote_weights(arrays)[: len(networks)], mirrors)
    # The shares of pixels in an enlarged mirror image may be quantized.
    for layer in whole.layers:
        own = [array for name, array in arrays if f"/{layer.name}_1/" in name]
        if layer.name in RESIZING and own:
            layer.set_weights(_fitting([layer.kernel.shape], own, layer, folder))
    return whole


def prove(whole: keras.Model, folder: Path, images: npt.NDArray[np.uint8]) -> None:
    """Compares a restored network with the export in TF.js.

    Args:
        images: [N, 48, 48], grey.

    Raises:
        ExportError: if they differ.
    """
    exported = tfjs_logits(folder, images)
    apart = largest_difference(keras_logits(whole, images), exported)
    if not apart <= FLOAT32_LIMIT:
        raise ExportError(
            f"expected the network restored from {folder} to compute the same within "
            f"{FLOAT32_LIMIT}, got {apart:.3g} apart; use the commit whose recipe it was exported "
            "from"
        )


def own_arrays(arrays: list[tuple[str, Array]], voter: int) -> list[tuple[str, Array]]:
    """Returns the arrays of one voter of a vote (`training.models.voters`)."""
    return [(name, array) for name, array in arrays if f"/member{voter}_" in name]


def vote_weights(arrays: list[tuple[str, Array]]) -> list[float]:
    """Returns a vote's weights in the voters' order, followed by its other constants."""
    found = [(re.search(r"/vote\w*/Const(?:_(\d+))?$", name), array) for name, array in arrays]
    numbered = [
        (int(match[1] or 0), float(array)) for match, array in found if match and array.size == 1
    ]
    return [weight for _, weight in sorted(numbered)]


def take_exported(network: keras.Model, arrays: list[tuple[str, Array]], folder: Path) -> None:
    """Sets the layers' arrays; each batch norm then only adds the folded shift.

    Raises:
        ExportError: naming the layer that has no array of its shape.
    """
    biases: dict[str, list[Array]] = {}
    for layer in network.layers:
        if not layer.weights:
            continue
        # Names in the graph are paths, in which a layer's name may end in a number.
        own = [a for name, a in arrays if {layer.name, f"{layer.name}_1"} & set(name.split("/"))]
        if isinstance(layer, keras.layers.BatchNormalization):
            still = np.full(layer.gamma.shape, 1 - layer.epsilon, np.float32)
            # The converter folds the scale into convolutions, but not into fully connected layers.
            scale = [a for name, a in arrays if name.endswith(f"{layer.name}_1/batchnorm/mul")]
            own = own[len(scale) :] or biases.get(layer.name, [])
            (shift,) = _fitting([still.shape], own, layer, folder)
            layer.set_weights([scale[0] if scale else np.ones_like(still), shift, 0 * still, still])
        else:
            layer.set_weights(_fitting([w.shape for w in layer.weights], own, layer, folder))
            # What a norm adds is the bias of the depthwise layer that it was folded into.
            if norm := folded_norm(layer):
                biases[norm.name] = own


def _fitting(shapes: list[Any], own: list[Array], layer: keras.Layer, folder: Path) -> list[Array]:
    found = [next((a for a in own if a.shape == tuple(shape)), None) for shape in shapes]
    if any(array is None for array in found):
        raise ExportError(
            f"expected {folder} to hold layer {layer.name} as {[list(s) for s in shapes]}, got "
            f"{[list(a.shape) for a in own]}; use the commit whose recipe it was exported from"
        )
    return [array for array in found if array is not None]


if __name__ == "__main__":
    sys.exit(main())
