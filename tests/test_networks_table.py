"""docs/networks.md says what the networks and the manifests say, for a few of its rows."""

import pytest

from scripts import networks
from training import recipes


@pytest.mark.parametrize("name", ["five_layer", "vgg", "deep_emotion", "rep_vgg"])
def test_a_row_is_the_networks(name: str) -> None:
    row = networks.networks([name]).splitlines()[-1]
    assert row in networks.DOCUMENT.read_text(encoding="utf-8").splitlines()


def test_every_recipe_but_the_smoke_run_has_one_row() -> None:
    lines = networks.DOCUMENT.read_text(encoding="utf-8").splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert named == [name for name in recipes.names() if name != recipes.SMOKE]


def test_figures_of_others_belong_to_recipes() -> None:
    assert set(networks.REPORTED) <= set(recipes.names())
