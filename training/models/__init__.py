"""The networks: each maps `image` float32 [N, 48, 48, 1], grey 0–255, to `logits` float32 [N, 7].

To add one, write a file that exports `build(**options) -> keras.Model` and a line in MODELS; the
tests find it.
"""

import inspect
from collections.abc import Callable
from typing import Any, Final

import keras

from training.config import Recipe
from training.errors import ConfigError
from training.hardware.precision import building_in
from training.models import (
    baseline,
    deep_emotion,
    dlib_resnet,
    faceres,
    five_layer,
    levi_hassner,
    levi_hassner_googlenet,
    residual,
    vgg,
    vgg16,
    vggface2,
)
from training.models.fast_layers import with_fast_layers

MODELS: Final[dict[str, Callable[..., keras.Model]]] = {
    "baseline": baseline.build,
    "deep_emotion": deep_emotion.build,
    "dlib_resnet": dlib_resnet.build,
    "faceres": faceres.build,
    "five_layer": five_layer.build,
    "levi_hassner": levi_hassner.build_s,
    "levi_hassner_googlenet": levi_hassner_googlenet.build,
    "levi_hassner_m2048": levi_hassner.build_m2048,
    "levi_hassner_m4096": levi_hassner.build_m4096,
    "residual": residual.build,
    "resnet50": vggface2.build_resnet50,
    "senet50": vggface2.build_senet50,
    "vgg": vgg.build,
    "vgg16": vgg16.build,
}


def build(name: str, options: dict[str, Any]) -> keras.Model:
    """Returns the network of that name, newly initialised, under the current dtype policy.

    Raises:
        ConfigError: for an unknown name (the known ones are listed) or option.
    """
    if name not in MODELS:
        raise ConfigError(f"expected model to be one of {', '.join(MODELS)}, got {name!r}")
    try:
        return MODELS[name](**options)
    except TypeError as error:
        raise ConfigError(
            f"expected model_options that {name} takes, got {options}: {error}"
        ) from error


def build_for_training(recipe: Recipe) -> keras.Model:
    """Returns the recipe's network in the form that trains fastest, with the same weights as
    `build`'s.

    With windows it takes faces of any side; a spatial transformer that learns samples by look-ups;
    batch norm over planes is one operation.

    Raises:
        ConfigError: as `build` does, and for windows with a network of one fixed side.
    """
    options = dict(recipe.model_options)
    takes = inspect.signature(MODELS[recipe.model]).parameters if recipe.model in MODELS else {}
    if "looks_up" in takes:
        options["looks_up"] = True
    if recipe.augmentation.window_px:
        if "side_px" not in takes:
            raise ConfigError(
                "expected a network without a fully connected layer over the plane for "
                f"augmentation.window_px {recipe.augmentation.window_px}, got {recipe.model}; set "
                "window_px to 0"
            )
        options["side_px"] = None
    return with_fast_layers(build(recipe.model, options))


def build_float32(recipe: Recipe) -> keras.Model:
    """Returns the recipe's network in float32, whatever precision it trains in."""
    with building_in("float32"):
        return build(recipe.model, recipe.model_options)
