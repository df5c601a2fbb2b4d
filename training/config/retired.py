"""Options that recipes no longer have, which config.json of an older run may hold."""

from typing import Any, Final

from training.errors import ConfigError

RETIRED: Final[dict[str, Any]] = {
    "sam_radius": 0.0,
    "averaging.swa_epochs": 0,
    "averaging.swa_learning_rate": 0.05,
    "averaging.swa_cycle_epochs": 1,
    "averaging.swa_cycle_start_rate": 0.1,
    "augmentation.erasing_probability": 0.0,
    "augmentation.erasing_smallest_share": 0.02,
    "augmentation.erasing_largest_share": 0.4,
    "augmentation.mixup_alpha": 0.0,
    "augmentation.cutmix_alpha": 0.0,
    "augmentation.mixing_probability": 1.0,
    "logit_adjustment": 0.0,
    "equalise": False,
}
"""Each with its default, which changed nothing; with a dot, an option of a part."""


def without_retired(values: dict[str, Any], part: str = "") -> dict[str, Any]:
    """Returns a recipe's values without the retired options.

    Args:
        part: What precedes their names: "" or the part of the recipe that they are, with a dot.

    Raises:
        ConfigError: for an option that is not at its default.
    """
    kept = {}
    for key, value in values.items():
        name = part + key
        if name in RETIRED:
            if value != RETIRED[name]:
                raise ConfigError(
                    f"expected {name} {RETIRED[name]!r}, since recipes no longer have this option, "
                    f"got {value!r}; continue the run with the commit that began it"
                )
            continue
        if isinstance(value, dict) and not part:
            value = without_retired(value, f"{name}.")
        kept[key] = value
    return kept
