"""Recipes: round trip, and each refusal by its message."""

import json
from pathlib import Path

import pytest

from training import models, recipes
from training.config import Augmentation, ConfigError, Recipe, read_recipe, recipe_from_dict


def small_recipe(**changes: object) -> Recipe:
    values: dict[str, object] = {
        "name": "small",
        "model": "vgg",
        "epochs": 2,
        "batch_size": 8,
        "learning_rate": 0.1,
    }
    return Recipe(**(values | changes))  # type: ignore[arg-type]


def test_a_recipe_survives_json() -> None:
    recipe = small_recipe(augmentation=Augmentation(rotation_degrees=10), fer_plus_mix=0.25)
    assert recipe_from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": 0}, "epochs in 1…"),
        ({"batch_size": -1}, "batch_size in 1…"),
        ({"learning_rate": float("nan")}, "learning_rate in"),
        ({"learning_rate": "fast"}, "learning_rate in .* got 'fast'"),
        ({"momentum": 1.0}, "momentum in 0…0.9999"),
        ({"fer_plus_mix": 1.5}, "fer_plus_mix in 0…1"),
        ({"label_smoothing": 1.0}, "label_smoothing in"),
        ({"schedule": "linear"}, "schedule to be one of plateau, cosine"),
        ({"precision": "int8"}, "precision to be one of float32"),
        ({"keep": "worst"}, "keep to be one of best, last"),
        ({"seed": True}, "seed in"),
    ],
)
def test_an_impossible_value_is_refused_by_name(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        small_recipe(**changes)


def test_an_impossible_augmentation_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"augmentation\.rotation_degrees in 0…180"):
        Augmentation(rotation_degrees=-1)
    with pytest.raises(ConfigError, match=r"window_px to be even and below 48, got 41"):
        Augmentation(window_px=41)


def test_an_unknown_key_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="got learning_rat; remove it"):
        recipe_from_dict(small_recipe().to_dict() | {"learning_rat": 1})
    with pytest.raises(ConfigError, match=r"augmentation keys among .* got turn"):
        recipe_from_dict(small_recipe().to_dict() | {"augmentation": {"turn": 1}})


def test_a_missing_key_is_refused_by_name() -> None:
    values = small_recipe().to_dict()
    del values["epochs"]
    with pytest.raises(ConfigError, match="to have epochs"):
        recipe_from_dict(values)


def test_a_config_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.json that train.py writes"):
        read_recipe(tmp_path / "config.json")
    (tmp_path / "config.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json that train.py writes"):
        read_recipe(tmp_path / "config.json")


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_names_itself_a_known_model_and_its_command(name: str) -> None:
    recipe = recipes.load(name)
    assert recipe.model in models.MODELS
    assert f"--recipe {name}" in (__import__(f"training.recipes.{name}", fromlist=["_"]).__doc__)


def test_an_unknown_recipe_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"one of .*five_layer.* got 'nonesuch'"):
        recipes.load("nonesuch")
