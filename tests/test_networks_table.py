"""docs/networks.md says what the networks and the manifests say."""

import hashlib
import json
from pathlib import Path

import pytest

from scripts import networks, results
from scripts.results import manifest, private_test, table, with_table
from training import recipes

QUICK = ["five_layer", "vgg", "deep_emotion", "wide_residual"]


@pytest.mark.parametrize("name", QUICK)
def test_a_row_is_the_networks(name: str) -> None:
    line = networks.by_recipe([name]).splitlines()[-1]
    assert line in networks.DOCUMENT.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_the_document_is_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert networks.main(["--check"]) == 0, capsys.readouterr().out


def test_every_recipe_but_the_smoke_run_has_one_row() -> None:
    lines = networks.DOCUMENT.read_text(encoding="utf-8").splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert named == [name for name in recipes.names() if name != recipes.SMOKE]


def test_figures_of_others_belong_to_recipes() -> None:
    assert set(networks.REPORTED) <= set(recipes.names())


def test_a_file_that_was_measured_apart_has_its_figures_and_another_a_dash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "new"}')
    (tmp_path / "model.json").write_text("{}")
    figures = tmp_path / "private_test.json"
    monkeypatch.setattr(results, "PRIVATE_TEST", figures)
    measured = {"accuracy": 0.7, "interval": [0.685, 0.715], "accuracyWithoutCopies": 0.68}
    digest = hashlib.sha256(b"{}").hexdigest()
    figures.write_text(json.dumps({"files": {digest: measured}}))
    assert private_test(manifest(tmp_path)) == ("0.700 [0.685, 0.715]", "0.680")
    (tmp_path / "model.json").write_text("{ }")
    assert private_test(manifest(tmp_path)) == ("–", "–")


def test_a_table_goes_between_its_marks_only() -> None:
    text = "before\n<!-- t: scripts/results.py -->\nold\n<!-- /t -->\nafter\n"
    new = table(["A"], [["1"]])
    assert with_table(text, "t", new) == text.replace("old", new)
    with pytest.raises(ValueError, match=r"<!-- u: scripts/results\.py --> … <!-- /u -->, got"):
        with_table(text, "u", new)
