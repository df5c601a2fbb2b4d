"""Initial weights from another network, and frozen layers."""

import re
from pathlib import Path
from typing import Final

import keras
import numpy as np
import numpy.typing as npt

from training import models
from training.config import Recipe
from training.errors import ConfigError
from training.evaluation.predict import load_network
from training.models import aligner, dlib_resnet, face_recognition, faceres, pretrained
from training.models.centre_norms import centre_norms
from training.models.resizing import RESIZING
from training.runs import folder as run_folder

CENTRING_FACES: Final = 400
"""Faces for batch norm's initial statistics; a layer has at least 25 positions in each."""

FACE_RECOGNITION: Final = {"faceres": faceres, "dlib": dlib_resnet}
"""The networks of `face_recognition.ORIGINS`."""


def new_network(
    recipe: Recipe,
    faces: npt.NDArray[np.uint8] | None = None,
    *,
    with_weights: bool = True,
) -> keras.Model:
    """Returns the recipe's network at the start of training.

    Args:
        recipe: What to build, which weights to load, what to freeze.
        faces: uint8 [N, 48, 48], of which a start from face recognition needs a few hundred.
        with_weights: Load them; False for a resumed run, whose checkpoint has its own.

    Raises:
        ConfigError: for options, a start or layers that do not fit the network.
    """
    network = models.build_for_training(recipe)
    if recipe.start_from in FACE_RECOGNITION and with_weights:
        network.set_weights(_knowing_faces(recipe, faces).get_weights())
    elif recipe.start_from and with_weights:
        take_weights(network, recipe.start_from)
    if recipe.aligner and with_weights:
        take_aligner(network, Path(recipe.aligner))
    if recipe.frozen_layers:
        freeze(network, recipe.frozen_layers)
    return network


def _knowing_faces(recipe: Recipe, faces: npt.NDArray[np.uint8] | None) -> keras.Model:
    """Returns the recipe's network, float32, with the trunk of a face recognition network."""
    name = recipe.start_from
    network = models.build_float32(recipe)
    if network.name != FACE_RECOGNITION[name].NAME:
        raise ConfigError(
            f"expected --weights {name} with the network {FACE_RECOGNITION[name].NAME}, got "
            f"{network.name}; choose another recipe, or other weights"
        )
    if faces is None:
        raise ValueError(f"expected faces to start from {name}, got none")
    FACE_RECOGNITION[name].take(network, face_recognition.arrays_of(name))
    centre_norms(network, faces[:CENTRING_FACES])
    return network


def take_weights(network: keras.Model, name: str) -> None:
    """Loads the weights of a saved network of the same architecture, or of a trunk.

    The networks may align or resize faces differently, or only one of them may align them.

    Args:
        name: A .keras file or a run folder; for a trunk an .h5 file or "imagenet".

    Raises:
        ConfigError: if it is no face network, or its weights have other shapes.
    """
    path = Path(name)
    if name == pretrained.IMAGENET or path.suffix in pretrained.SUFFIXES:
        pretrained.load_weights(network, name)
        return
    saved = load_network(path)
    own, theirs = (_behind_the_view(each) for each in (network, saved))
    if [w.shape for w in theirs] != [w.shape for w in own]:
        raise ConfigError(
            f"expected start_from {name} to be a {network.name} with the same options, got weights "
            "of other shapes; name another file"
        )
    for mine, its in zip(own, theirs, strict=True):
        mine.assign(its)
    _copy_aligner(saved, network)


def _behind_the_view(network: keras.Model) -> list[keras.Variable]:
    """Returns the weights of what neither aligns nor resizes faces."""
    return [
        weight
        for layer in network.layers
        if not aligner.is_part(layer) and layer.name not in RESIZING
        for weight in layer.weights
    ]


def _copy_aligner(source: keras.Model, network: keras.Model) -> None:
    """Copies the weights of what aligns faces, if both networks have it."""
    parts = {layer.name: layer for layer in source.layers if aligner.is_part(layer)}
    for layer in network.layers:
        if layer.name in parts:
            layer.set_weights(parts[layer.name].get_weights())


def take_aligner(network: keras.Model, run: Path) -> None:
    """Loads the weights of what aligns faces in a network.

    Args:
        network: Changed in place.
        run: Folder that align.py wrote.

    Raises:
        ConfigError: for another folder, or a network that aligns nothing.
    """
    if not any(map(aligner.is_part, network.layers)):
        raise ConfigError(
            f"expected a network that aligns faces with the aligner {run}, got {network.name}; set "
            "its option aligns, or leave the aligner out"
        )
    if not (run / run_folder.MODEL).is_file():
        raise ConfigError(
            f"expected the aligner {run} as align.py writes it, got no network there; run "
            "training/align.py first, or name another run"
        )
    _copy_aligner(load_network(run, values=len(aligner.USUAL)), network)


def freeze(network: keras.Model, pattern: str) -> None:
    """Freezes the layers whose name contains the pattern, batch norm's statistics too.

    Raises:
        ConfigError: if no layer with weights matches, or all do.
    """
    matched = [
        layer for layer in network.layers if layer.weights and re.search(pattern, layer.name)
    ]
    names = ", ".join(layer.name for layer in network.layers if layer.weights)
    if not matched:
        raise ConfigError(
            f"expected frozen_layers to match some of {names}, got {pattern!r}; change it"
        )
    for layer in matched:
        layer.trainable = False
    if not network.trainable_weights:
        raise ConfigError(
            f"expected frozen_layers to leave some of {names}, got {pattern!r}; change it"
        )
