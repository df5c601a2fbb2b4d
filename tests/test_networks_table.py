"""docs/networks.md and README say what the networks and the manifests say."""

import pytest

from scripts import networks
from scripts.results import table, with_table
from training import recipes

QUICK = ["five_layer", "vgg", "deep_emotion", "rep_vgg"]


@pytest.mark.parametrize("name", QUICK)
def test_a_row_is_the_networks(name: str) -> None:
    rows = networks.counted([name])
    line = networks.by_recipe(rows).splitlines()[-1]
    assert line in networks.DOCUMENT.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_the_documents_are_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert networks.main(["--check"]) == 0, capsys.readouterr().out


def test_every_recipe_but_the_smoke_run_has_one_row() -> None:
    lines = networks.DOCUMENT.read_text(encoding="utf-8").splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert named == [name for name in recipes.names() if name != recipes.SMOKE]


def test_figures_of_others_belong_to_recipes() -> None:
    assert set(networks.REPORTED) <= set(recipes.names())


def test_recipes_of_one_network_share_readmes_line() -> None:
    def row(recipe: str, ours: str) -> networks.Row:
        return networks.Row(recipe, "five_layer", 2_439_463, 42_039_296, 2.4, ours)

    rows = [row("five_layer", "0.663 [0.648, 0.679]"), row("five_layer_paper", networks.NONE)]
    assert networks.by_network(rows).splitlines()[2:] == [
        "| `five_layer` | 2,439,463 | 42 | 2.4 | 66.3 % PrivateTest; 63.6 and 65.1 % PublicTest "
        "(Khanzada et al.) | 0.663 [0.648, 0.679] |"
    ]


def test_a_network_that_was_not_timed_has_a_dash() -> None:
    row = networks.Row("vgg16", "vgg16", 94_437_671, 23_322_000_000, None, networks.NONE)
    assert networks.costs(row) == ["94,437,671", "23,322", "–"]


def test_a_table_goes_between_its_marks_only() -> None:
    text = "before\n<!-- t: a.py -->\nold\n<!-- /t -->\nafter\n"
    new = table(["A"], [["1"]])
    assert with_table(text, "t", "a.py", new, "X.md") == text.replace("old", new)
    with pytest.raises(ValueError, match=r"expected <!-- t: b\.py --> … <!-- /t --> in X\.md"):
        with_table(text, "t", "b.py", new, "X.md")
