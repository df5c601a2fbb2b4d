"""Where a network came from, according to its run folder."""

from pathlib import Path
from typing import Any

from training import recipes
from training.errors import ConfigError
from training.models.face_recognition import ORIGINS
from training.runs import folder as run_folder


def training_of(model: Path) -> dict[str, Any]:
    """Returns recipe, seed and date of a network's training; None for what its folder lacks.

    `restored` is the quantization of the export from which converter/restore.py made the network.
    For a network made of others, `averaged` (training/soup.py) or `voters` (training/ensemble.py)
    names their folders; the recipe of an average is that of its first network, `recipes` has the
    voters', and `mirrors` which mirror image each voter sees beside the face. `initialWeights`
    names weights of others from which a network was trained, with their licence.
    """
    try:
        config = run_folder.read_config(model)
        recipe = config["recipe"]
        told = {"recipe": recipe["name"], "seed": recipe["seed"], "date": config["started"]}
        if "restored" in config:
            told["restored"] = config["restored"]["quantization"]
        for part, key in (("soup", "averaged"), ("ensemble", "voters")):
            if part in config:
                told[key] = [Path(member["model"]).name for member in config[part]["members"]]
        starts = {_first(recipe.get("start_from"))}
        if "ensemble" in config:
            told["recipes"] = [member.get("recipe") for member in config["ensemble"]["members"]]
            told["mirrors"] = [member.get("mirror") for member in config["ensemble"]["members"]]
            starts = {
                _first(recipes.load(name).start_from)
                for name in told["recipes"]
                if name in recipes.names()
            }
        if begun := [
            f"{origin.network}; {origin.package} {origin.version}; {origin.licence}"
            for name, origin in ORIGINS.items()
            if name in starts
        ]:
            told["initialWeights"] = begun
        return told
    except (ConfigError, KeyError, TypeError):
        return {"recipe": None, "seed": None, "date": None}


def _first(start: str | None) -> str | None:
    """Returns what the first of the runs that began with each other's weights began with."""
    name = Path(start or "").name.rpartition("-seed")[0]
    return _first(recipes.load(name).start_from) if name in recipes.names() else start
