"""One frozen recipe object: everything that decides what a training run yields."""

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from training.preprocess import FACE_SIDE_PX

Schedule = Literal["plateau", "cosine"]
Precision = Literal["float32", "bfloat16", "float16"]
Keep = Literal["best", "last"]


class ConfigError(ValueError):
    """A recipe that cannot be: names the key, what it accepts and what came."""


@dataclass(frozen=True)
class Augmentation:
    """Random views of a training face; all zero leaves the faces as they are.

    Attributes:
        mirror_probability: Chance that a face is flipped left to right, 0–1.
        rotation_degrees: Rotation is uniform in ± this many degrees.
        zoom_fraction: Scale is uniform in 1 ± this fraction.
        shift_fraction: Shift along each axis is uniform in ± this fraction of the side.
        window_px: Side of the middle of each view that the network is trained on, even; 0 for the
            whole view. Khaireddin & Chen (arXiv 2105.03588) train on windows of 40 of the 48 px;
            a step then costs 0.70 of one on whole faces (measured, recipe fast).
    """

    mirror_probability: float = 0.0
    rotation_degrees: float = 0.0
    zoom_fraction: float = 0.0
    shift_fraction: float = 0.0
    window_px: int = 0

    def __post_init__(self) -> None:
        _in_range("augmentation.mirror_probability", self.mirror_probability, 0, 1)
        _in_range("augmentation.rotation_degrees", self.rotation_degrees, 0, 180)
        _in_range("augmentation.zoom_fraction", self.zoom_fraction, 0, 0.9)
        _in_range("augmentation.shift_fraction", self.shift_fraction, 0, 0.9)
        if self.window_px not in range(0, FACE_SIDE_PX, 2):
            raise ConfigError(
                "expected augmentation.window_px to be even and below "
                f"{FACE_SIDE_PX}, got {self.window_px!r}; change it"
            )


@dataclass(frozen=True)
class Recipe:
    """One training run.

    Attributes:
        name: The recipe's file in training/recipes.
        model: A key of training.models.MODELS.
        model_options: Keyword arguments of that model's `build`.
        epochs: Passes over the Training split; the last, partial batch of each is left out.
        batch_size: Faces a step.
        learning_rate: Rate of the first epoch.
        momentum: SGD's momentum.
        nesterov: Nesterov's form of it.
        schedule: "plateau" halves after epochs without gain, "cosine" falls to zero.
        plateau_factor: What the plateau schedule multiplies the rate by.
        plateau_patience_epochs: Epochs without gain in validation accuracy before it does.
        weight_decay: L2 coupled to the gradient, as in the papers (the loss gains
            weight_decay/2·‖w‖² over kernels; biases and batch norm are spared).
        label_smoothing: Mass spread evenly over the seven classes, 0–1.
        fer_plus_mix: Share of the FER+ vote distribution in the target, 0–1; 0 needs no votes.
        augmentation: Random views.
        whole_face_epochs: How many of the last epochs see whole views after all, where
            `augmentation.window_px` trains the others on their middle.
        precision: Of the step's arithmetic; weights stay float32.
        keep: Which epoch becomes the result: the "best" on PublicTest, or the "last".
        seed: Of initialisation, data order, augmentation and dropout.
    """

    name: str
    model: str
    epochs: int
    batch_size: int
    learning_rate: float
    model_options: dict[str, Any] = field(default_factory=dict)
    momentum: float = 0.9
    nesterov: bool = False
    schedule: Schedule = "plateau"
    plateau_factor: float = 0.5
    plateau_patience_epochs: int = 10
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    fer_plus_mix: float = 0.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    whole_face_epochs: int = 0
    precision: Precision = "float32"
    keep: Keep = "best"
    seed: int = 0

    def __post_init__(self) -> None:
        _in_range("epochs", self.epochs, 1, 100_000)
        _in_range("batch_size", self.batch_size, 1, 65_536)
        _in_range("learning_rate", self.learning_rate, 1e-8, 100)
        _in_range("momentum", self.momentum, 0, 0.9999)
        _in_range("plateau_factor", self.plateau_factor, 1e-4, 0.9999)
        _in_range("plateau_patience_epochs", self.plateau_patience_epochs, 1, 100_000)
        _in_range("weight_decay", self.weight_decay, 0, 1)
        _in_range("label_smoothing", self.label_smoothing, 0, 0.99)
        _in_range("fer_plus_mix", self.fer_plus_mix, 0, 1)
        _in_range("whole_face_epochs", self.whole_face_epochs, 0, 100_000)
        _in_range("seed", self.seed, 0, 2**31 - 1)
        _one_of("schedule", self.schedule, get_args(Schedule))
        _one_of("precision", self.precision, get_args(Precision))
        _one_of("keep", self.keep, get_args(Keep))

    def replace(self, **changes: Any) -> "Recipe":
        """Returns the recipe with some values changed, checked again."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Returns the recipe as JSON-ready values."""
        return dataclasses.asdict(self)


def recipe_from_dict(values: dict[str, Any]) -> Recipe:
    """Returns the recipe that `Recipe.to_dict` described.

    Raises:
        ConfigError: naming any unknown or missing key, or an impossible value.
    """
    values = dict(values)
    _known_keys("recipe", values, Recipe)
    if isinstance(values.get("augmentation"), dict):
        _known_keys("augmentation", values["augmentation"], Augmentation)
        values["augmentation"] = Augmentation(**values["augmentation"])
    return Recipe(**values)


def read_recipe(path: Path) -> Recipe:
    """Returns the recipe in a run's config.json.

    Raises:
        ConfigError: if the file is absent or is not what train.py wrote.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        values = document["recipe"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"expected {path} to be the config.json that train.py writes into a run folder, got "
            f"{type(error).__name__}: {error}; name a run folder"
        ) from error
    return recipe_from_dict(values)


_REQUIRED: Final = ("name", "model", "epochs", "batch_size", "learning_rate")


def _known_keys(what: str, values: dict[str, Any], cls: type) -> None:
    known = [f.name for f in dataclasses.fields(cls)]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ConfigError(
            f"expected {what} keys among {', '.join(known)}, got {', '.join(unknown)}; remove it"
        )
    missing = [key for key in _REQUIRED if cls is Recipe and key not in values]
    if missing:
        raise ConfigError(f"expected {what} to have {', '.join(missing)}, got none; add it")


def _in_range(key: str, value: float, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigError(f"expected {key} in {low}…{high}, got {value!r}; change it")


def _one_of(key: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise ConfigError(f"expected {key} to be one of {', '.join(accepted)}, got {value!r}")
