"""The recipe: everything that determines a training run, in one frozen object, checked by name."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from training.config.checks import (
    in_range,
    is_pattern,
    is_text,
    one_of,
    true_or_false,
    whole_in_range,
)
from training.config.parts import Augmentation as Augmentation
from training.config.parts import Distillation as Distillation
from training.config.retired import without_retired
from training.errors import ConfigError

Schedule = Literal["plateau", "cosine"]
Precision = Literal["float32", "bfloat16", "float16"]
Keep = Literal["best", "last"]
ClassWeights = Literal["none", "inverse"]
Oversampling = Literal["none", "smote", "adasyn"]
Optimizer = Literal["sgd", "adam"]


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
        optimizer: "sgd", or "adam" (Kingma & Ba, arXiv 1412.6980, with its own two momenta).
        momentum: SGD's momentum.
        nesterov: Nesterov's form of it.
        schedule: "plateau" halves after epochs without gain, "cosine" falls to zero.
        warmup_epochs: The rate rises linearly over this many epochs before the schedule begins
            (Goyal et al., arXiv 1706.02677).
        plateau_factor: What the plateau schedule multiplies the rate by.
        plateau_patience_epochs: Epochs without a gain in validation accuracy before that.
        weight_decay: L2 coupled to the gradient, as in the papers (the loss gains
            weight_decay/2·‖w‖² over kernels; biases and batch norm are spared). With Adam it is
            decoupled (arXiv 1711.05101).
        label_smoothing: Mass spread evenly over the seven classes, 0–1.
        fer_plus_mix: Share of the FER+ vote distribution in the target, 0–1; 0 needs no votes.
        class_weights: "inverse" weighs each class's part of the loss by 1/(its count), scaled to
            a mean of 1 over the Training faces (Khanzada et al., arXiv 2004.11823).
        oversample: "smote" or "adasyn" adds synthetic Training faces until every class has about as
            many as the largest (see training/datasets/oversample.py).
        augmentation: Random views.
        whole_face_epochs: How many of the last epochs see whole views if `augmentation.window_px`
            trains the others on windows.
        start_from: Initial weights: a .keras file or run folder, an .h5 file, "imagenet" (see
            training/models/pretrained.py), "faceres" or "dlib" (see
            training/models/face_recognition.py); "" for nothing.
        aligner: Run folder of training/align.py, for a network that aligns faces; "" for none.
        frozen_layers: Regular expression; layers whose name contains it are not trained. "" for
            none.
        ema_decay: Of the exponential moving average of the weights over steps, which is validated
            and kept in place of the weights; 0 for none. 0.999 remembers about a thousand steps.
        distillation: Teachers.
        precision: Of the step's arithmetic; weights stay float32.
        folds: Into how many parts the Training faces are divided; one is left out; 0 for none (see
            training/learning/folds.py).
        left_out_fold: Which of them, from 0.
        keep: Which epoch becomes the result: the "best" on PublicTest, or the "last".
        seed: Of initialisation, data order, augmentation and dropout.
    """

    name: str
    model: str
    epochs: int
    batch_size: int
    learning_rate: float
    model_options: dict[str, Any] = field(default_factory=dict)
    optimizer: Optimizer = "sgd"
    momentum: float = 0.9
    nesterov: bool = False
    schedule: Schedule = "plateau"
    plateau_factor: float = 0.5
    plateau_patience_epochs: int = 10
    warmup_epochs: int = 0
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    fer_plus_mix: float = 0.0
    class_weights: ClassWeights = "none"
    oversample: Oversampling = "none"
    augmentation: Augmentation = field(default_factory=Augmentation)
    whole_face_epochs: int = 0
    start_from: str = ""
    aligner: str = ""
    frozen_layers: str = ""
    ema_decay: float = 0.0
    distillation: Distillation = field(default_factory=Distillation)
    folds: int = 0
    left_out_fold: int = 0
    precision: Precision = "float32"
    keep: Keep = "best"
    seed: int = 0

    def __post_init__(self) -> None:
        is_text("name", self.name)
        is_text("model", self.model)
        whole_in_range("epochs", self.epochs, 1, 100_000)
        whole_in_range("batch_size", self.batch_size, 1, 65_536)
        in_range("learning_rate", self.learning_rate, 1e-8, 100)
        in_range("momentum", self.momentum, 0, 0.9999)
        in_range("plateau_factor", self.plateau_factor, 1e-4, 0.9999)
        whole_in_range("plateau_patience_epochs", self.plateau_patience_epochs, 1, 100_000)
        whole_in_range("warmup_epochs", self.warmup_epochs, 0, 100_000)
        in_range("weight_decay", self.weight_decay, 0, 1)
        in_range("label_smoothing", self.label_smoothing, 0, 0.99)
        in_range("fer_plus_mix", self.fer_plus_mix, 0, 1)
        one_of("class_weights", self.class_weights, get_args(ClassWeights))
        one_of("oversample", self.oversample, get_args(Oversampling))
        whole_in_range("whole_face_epochs", self.whole_face_epochs, 0, 100_000)
        true_or_false("nesterov", self.nesterov)
        is_text("start_from", self.start_from)
        is_text("aligner", self.aligner)
        is_pattern("frozen_layers", self.frozen_layers)
        in_range("ema_decay", self.ema_decay, 0, 0.999999)
        whole_in_range("seed", self.seed, 0, 2**31 - 1)
        one_of("optimizer", self.optimizer, get_args(Optimizer))
        one_of("schedule", self.schedule, get_args(Schedule))
        one_of("precision", self.precision, get_args(Precision))
        one_of("keep", self.keep, get_args(Keep))
        whole_in_range("folds", self.folds, 0, 100)
        whole_in_range("left_out_fold", self.left_out_fold, 0, 99)
        if self.folds == 1 or self.left_out_fold >= max(self.folds, 1):
            raise ConfigError(
                "expected folds of 0 or at least 2 and left_out_fold below it, got "
                f"{self.folds} and {self.left_out_fold}; change one"
            )
        if self.warmup_epochs > self.epochs:
            raise ConfigError(
                f"expected warmup_epochs of at most the {self.epochs} epochs, got "
                f"{self.warmup_epochs}; change one"
            )
        if self.optimizer == "adam" and self.ema_decay:
            raise ConfigError(
                "expected optimizer sgd with ema_decay, which is a form of it, got adam; change one"
            )

    def replace(self, **changes: Any) -> "Recipe":
        """Returns the recipe with some values changed, checked again."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Returns the recipe as JSON-ready values."""
        return dataclasses.asdict(self)


def recipe_from_dict(values: dict[str, Any]) -> Recipe:
    """Returns the recipe that `Recipe.to_dict` described.

    Raises:
        ConfigError: naming any unknown or missing key, an impossible value, or an option that an
            older recipe used and that is gone.
    """
    values = without_retired(values)
    if isinstance(values.get("averaging"), dict):  # Where it was beside SWA.
        values |= values.pop("averaging")
    _known_keys("recipe", values, Recipe)
    for key, part in _PARTS.items():
        if isinstance(values.get(key), dict):
            _known_keys(key, values[key], part)
            values[key] = part(**values[key])
    return Recipe(**values)


_REQUIRED: Final = ("name", "model", "epochs", "batch_size", "learning_rate")
_PARTS: Final[dict[str, Callable[..., Any]]] = {
    "augmentation": Augmentation,
    "distillation": Distillation,
}


def _known_keys(what: str, values: dict[str, Any], cls: Any) -> None:
    known = [f.name for f in dataclasses.fields(cls)]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ConfigError(
            f"expected {what} keys among {', '.join(known)}, got {', '.join(unknown)}; remove it"
        )
    missing = [key for key in _REQUIRED if cls is Recipe and key not in values]
    if missing:
        raise ConfigError(f"expected {what} to have {', '.join(missing)}, got none; add it")
