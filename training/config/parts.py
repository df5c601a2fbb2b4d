"""The optional parts of a recipe; all are off by default."""

from dataclasses import dataclass

from training.config.checks import in_range, true_or_false, whole_in_range
from training.errors import ConfigError
from training.labels import FACE_SIDE_PX


@dataclass(frozen=True)
class Augmentation:
    """Random views of a training face; with all values zero the faces stay as they are.

    Attributes:
        mirror_probability: Chance that a face is flipped left to right, 0–1.
        rotation_degrees: Rotation is uniform in ± this many degrees.
        zoom_fraction: Scale is uniform in 1 ± this fraction.
        shift_fraction: Shift along each axis is uniform in ± this fraction of the side.
        window_px: Side of the middle of each view that the network is trained on, even; 0 for the
            whole view. Khaireddin & Chen (arXiv 2105.03588) train on windows of 40 of the 48 px;
            a step then costs 0.70 of one on whole faces (measured, recipe fast).
        camera_probability: Chance that a view passes through the five steps below, 0–1; at 0 none
            of them counts.
        light_fraction: Grey is multiplied by a factor uniform in 1 ± this fraction.
        contrast_fraction: Contrast about the mean is uniform in 1 − this fraction to 1.
        blur_px: Sigma of a Gaussian blur is uniform in 0 to this, in pixels.
        noise_grey: Sigma of normal noise is uniform in 0 to this, in grey levels.
        jpeg_quality_least: JPEG quality is uniform in this to 100; 0 for no compression.
    """

    mirror_probability: float = 0.0
    rotation_degrees: float = 0.0
    zoom_fraction: float = 0.0
    shift_fraction: float = 0.0
    window_px: int = 0
    camera_probability: float = 0.0
    light_fraction: float = 0.0
    contrast_fraction: float = 0.0
    blur_px: float = 0.0
    noise_grey: float = 0.0
    jpeg_quality_least: int = 0

    def __post_init__(self) -> None:
        in_range("augmentation.mirror_probability", self.mirror_probability, 0, 1)
        in_range("augmentation.rotation_degrees", self.rotation_degrees, 0, 180)
        in_range("augmentation.zoom_fraction", self.zoom_fraction, 0, 0.9)
        in_range("augmentation.shift_fraction", self.shift_fraction, 0, 0.9)
        if self.window_px not in range(0, FACE_SIDE_PX, 2):
            raise ConfigError(
                "expected augmentation.window_px to be even and below "
                f"{FACE_SIDE_PX}, got {self.window_px!r}; change it"
            )
        in_range("augmentation.camera_probability", self.camera_probability, 0, 1)
        in_range("augmentation.light_fraction", self.light_fraction, 0, 1)
        in_range("augmentation.contrast_fraction", self.contrast_fraction, 0, 1)
        in_range("augmentation.blur_px", self.blur_px, 0, 24)
        in_range("augmentation.noise_grey", self.noise_grey, 0, 255)
        whole_in_range("augmentation.jpeg_quality_least", self.jpeg_quality_least, 0, 100)

    @property
    def warps(self) -> bool:
        """Whether views differ from the faces in position, size or rotation."""
        return any(
            (
                self.mirror_probability,
                self.rotation_degrees,
                self.zoom_fraction,
                self.shift_fraction,
                self.window_px,
            )
        )


@dataclass(frozen=True)
class Distillation:
    """Distillation: trained networks teach a new one (Hinton et al., arXiv 1503.02531).

    A teacher of the same architecture makes it a born-again network (arXiv 1805.04770).

    Attributes:
        teachers: .keras files or run folders, whose probabilities are averaged; none for off.
        weight: w of (1 − w)·(cross-entropy with the targets) + w·T²·KL(teachers ‖ network), 0–1.
        temperature: T, by which the logits of teachers and network are divided.
        mirrored: Let the teachers see each face's mirror image too, and take the mean.
    """

    teachers: tuple[str, ...] = ()
    weight: float = 0.5
    temperature: float = 2.0
    mirrored: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.teachers, list | tuple):
            raise ConfigError(
                "expected distillation.teachers as a list of .keras files or run folders, got "
                f"{self.teachers!r}; change it"
            )
        # JSON has only lists.
        object.__setattr__(self, "teachers", tuple(self.teachers))
        in_range("distillation.weight", self.weight, 0, 1)
        in_range("distillation.temperature", self.temperature, 0.1, 100)
        true_or_false("distillation.mirrored", self.mirrored)
