"""Recipes: round trip, and each refusal by its message."""

import json
from pathlib import Path

import pytest

from tests.training.small import small_recipe
from training import models, recipes
from training.config import (
    Augmentation,
    Distillation,
    recipe_from_dict,
    retired,
)
from training.errors import ConfigError
from training.runs.folder import read_recipe


def test_a_recipe_survives_json() -> None:
    recipe = small_recipe(
        augmentation=Augmentation(rotation_degrees=10, window_px=40),
        ema_decay=0.99,
        distillation=Distillation(teachers=("runs/a", "b.keras"), mirrored=False),
        fer_plus_mix=0.25,
    )
    assert recipe_from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": 0}, "epochs in 1…"),
        ({"batch_size": 23.7}, "batch_size as a whole number, got 23.7"),
        ({"plateau_patience_epochs": 4.3}, "plateau_patience_epochs as a whole number"),
        ({"nesterov": "yes"}, "nesterov to be true or false"),
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
        ({"warmup_epochs": 1.5}, "warmup_epochs as a whole number, got 1.5"),
        ({"warmup_epochs": 3}, "warmup_epochs of at most the 2 epochs, got 3"),
        ({"oversample": "twice"}, "oversample to be one of none, smote, adasyn, got 'twice'"),
        ({"class_weights": "root"}, "class_weights to be one of none, inverse"),
        ({"start_from": None}, "start_from as text, got None"),
        ({"frozen_layers": "("}, r"frozen_layers as a regular expression, got '\('"),
        ({"ema_decay": 1}, r"ema_decay in 0…0\.999999"),
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


@pytest.mark.parametrize(
    ("part", "values", "message"),
    [
        (Distillation, {"teachers": "runs/a"}, r"distillation\.teachers as a list .* 'runs/a'"),
        (Distillation, {"weight": 1.1}, r"distillation\.weight in 0…1"),
        (Distillation, {"temperature": 0}, r"distillation\.temperature in 0\.1…100"),
        (Distillation, {"mirrored": 1}, r"distillation\.mirrored to be true or false, got 1"),
    ],
)
def test_an_impossible_value_of_a_part_is_refused_by_name(
    part: type, values: dict[str, object], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        part(**values)


def test_a_run_from_before_the_switches_is_read_with_all_of_them_off(tmp_path: Path) -> None:
    """A config.json of a run that may be resumed."""
    old = {
        "name": "small",
        "model": "vgg",
        "epochs": 2,
        "batch_size": 8,
        "learning_rate": 0.1,
        "augmentation": {"mirror_probability": 0.5, "window_px": 40},
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"recipe": old}), encoding="utf-8")
    recipe = read_recipe(path)
    assert recipe == small_recipe(augmentation=Augmentation(mirror_probability=0.5, window_px=40))
    assert recipe.distillation.teachers == ()


def test_a_retired_option_that_was_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retired, "RETIRED", {"bold": False, "augmentation.turn": 0.0})
    recipe = small_recipe(augmentation=Augmentation(window_px=40))
    old = recipe.to_dict() | {"bold": False}
    old["augmentation"]["turn"] = 0
    assert recipe_from_dict(old) == recipe
    with pytest.raises(ConfigError, match=r"expected bold False, .* got True; continue the run"):
        recipe_from_dict(old | {"bold": True})
    old["augmentation"]["turn"] = 0.3
    with pytest.raises(ConfigError, match=r"expected augmentation\.turn 0\.0, .* got 0\.3"):
        recipe_from_dict(old)


def test_an_average_is_read_from_the_part_that_it_had() -> None:
    old = small_recipe().to_dict()
    del old["ema_decay"]
    old["averaging"] = {"ema_decay": 0.9, "swa_epochs": 0, "swa_learning_rate": 0.05}
    assert recipe_from_dict(old) == small_recipe(ema_decay=0.9)


def test_an_unknown_key_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="got learning_rat; remove it"):
        recipe_from_dict(small_recipe().to_dict() | {"learning_rat": 1})
    with pytest.raises(ConfigError, match=r"augmentation keys among .* got turn"):
        recipe_from_dict(small_recipe().to_dict() | {"augmentation": {"turn": 1}})
    with pytest.raises(ConfigError, match=r"distillation keys among .* got teacher"):
        recipe_from_dict(small_recipe().to_dict() | {"distillation": {"teacher": "a"}})


def test_a_missing_key_is_refused_by_name() -> None:
    values = small_recipe().to_dict()
    del values["epochs"]
    with pytest.raises(ConfigError, match="to have epochs"):
        recipe_from_dict(values)


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_names_itself_a_known_model_and_its_command(name: str) -> None:
    recipe = recipes.load(name)
    assert recipe.model in models.MODELS
    assert f"--recipe {name}" in (__import__(f"training.recipes.{name}", fromlist=["_"]).__doc__)


def test_an_unknown_recipe_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"one of .*five_layer.* got 'nonesuch'"):
        recipes.load("nonesuch")
