"""Recipes and train.py begin with a file of weights."""

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.narrow import NARROW, TRANSFER
from tests.training.models.weight_files import altered
from tests.training.small import small_recipe
from training.learning.initial_weights import new_network
from training.train import main


def test_a_recipe_begins_with_a_file_and_freezes_what_it_names(tmp_path: Path) -> None:
    path = altered(lambda _: None, tmp_path, "resnet50")
    recipe = small_recipe(
        model="resnet50",
        model_options=NARROW["resnet50"],
        start_from=path,
        frozen_layers="^conv(?!.*_bn$)",
    )
    begun = new_network(recipe)
    loaded = np.asarray(begun.get_layer("conv1_7x7_s2").kernel)
    assert loaded.min() >= 0.5
    learned = {w.path.split("/")[-2] for w in begun.trainable_weights}
    assert {"dense1", "dense2", "logits", "conv1_7x7_s2_bn"} <= learned
    assert not {"resize_across", "resize_down", "conv1_7x7_s2", "conv2_1_3x3"} & learned


@pytest.mark.parametrize(
    ("name", "first_learned", "frozen"),
    [
        ("resnet50", None, 53),
        # Index 201 of keras-vggface's layers is the convolution before the norm of index 202.
        ("senet50", "conv4_5_3x3", None),
        ("vgg16", None, 13),
    ],
)
def test_recipes_freeze_what_the_authors_froze(
    name: str, first_learned: str | None, frozen: int | None
) -> None:
    from training import recipes

    recipe = recipes.load(name)
    options = {**TRANSFER, "resized_px": 64} | recipe.model_options
    network = new_network(recipe.replace(model_options=options))
    convolutions = [
        layer
        for layer in network.layers
        if isinstance(layer, keras.layers.Conv2D) and not layer.name.startswith("resize_")
    ]
    learned = [layer.name for layer in convolutions if layer.trainable]
    assert (learned[0] if learned else None) == first_learned
    if frozen is not None:
        assert len(convolutions) == frozen
    norms = [layer for layer in network.layers if layer.name.endswith("_bn")]
    assert all(layer.trainable for layer in norms)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--weights", "nowhere.h5"), "with one of resnet50, senet50, vgg16, got vgg"),
        (("--weights", "imagenet"), "with one of resnet50, senet50, vgg16, got vgg"),
        (("--weights", "nowhere.keras"), "nowhere.keras to be a .keras file"),
    ],
)
def test_the_command_refuses_weights_in_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(("--synthetic", *arguments)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_command_names_its_weights_in_the_recipe(tmp_path: Path) -> None:
    from training.runs.options import choose_run, parse_arguments

    for given, expected in (("none", ""), ("imagenet", "imagenet"), ("a/b.h5", "a/b.h5")):
        recipe, _ = choose_run(parse_arguments(["--synthetic", "--weights", given]))
        assert recipe.start_from == expected
