"""Attributes of GraphDef nodes, as model.json has them."""

import base64
from typing import Any


def integers(attribute: dict[str, Any]) -> list[int]:
    """Returns a list of whole numbers."""
    return [int(value) for value in attribute["list"]["i"]]


def texts(attribute: dict[str, Any]) -> list[str]:
    """Returns a list of texts."""
    return [base64.b64decode(value).decode() for value in attribute["list"]["s"]]


def text(attribute: dict[str, Any]) -> str:
    """Returns a single text."""
    return base64.b64decode(attribute["s"]).decode()
