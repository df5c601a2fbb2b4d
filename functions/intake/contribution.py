"""A contribution as it arrives: every field is checked."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from . import layout
from .refusal import Refusal

MAX_BODY_BYTES: Final = 4 * 1024
"""The picture has 3,072 characters in base64, and the other fields have fewer than 300."""

MODEL_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}")
"""As converter/export.py gives names."""
MODEL_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")


@dataclass(frozen=True)
class Contribution:
    """One picture and what was said about it.

    Args:
        pixels: 2,304 grey values, row by row.
        label: One of `layout.LABELS`.
        consent: Version of the words agreed to.
    """

    pixels: bytes
    label: str
    model: str
    model_version: str
    consent: str

    def metadata(self) -> dict[str, str]:
        """Returns what is stored with the picture and must be equal when a request is repeated."""
        return {
            layout.LABEL: self.label,
            layout.MODEL: self.model,
            layout.MODEL_VERSION: self.model_version,
            layout.CONSENT: self.consent,
            layout.PIXELS: hashlib.sha256(self.pixels).hexdigest(),
        }


def read_contribution(body: bytes) -> Contribution:
    """Returns the contribution in a request's body.

    Raises:
        Refusal: 400.
    """
    fields = _object(_read_json(body), ("face", "label", "model", "consent"), "The request")
    if fields["consent"] not in layout.CONSENTS:
        raise Refusal(400, "The field consent must name the current version of the text.")
    if fields["label"] not in layout.LABELS:
        raise Refusal(400, f"The field label must be one of {', '.join(layout.LABELS)}.")
    model = _object(fields["model"], ("name", "version"), "The field model")
    return Contribution(
        pixels=_read_face(fields["face"]),
        label=fields["label"],
        model=_matching(model["name"], MODEL_NAME, "name"),
        model_version=_matching(model["version"], MODEL_VERSION, "version"),
        consent=fields["consent"],
    )


def _read_json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "The request must be one JSON object in UTF-8.") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field occurs twice")
    return fields


def _object(value: Any, keys: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(keys):
        raise Refusal(400, f"{what} must have the fields {', '.join(keys)} and no others.")
    return value


def _matching(value: Any, pattern: re.Pattern[str], key: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refusal(400, f"The model's {key} must be as in its manifest.")
    return value


def _read_face(value: Any) -> bytes:
    try:
        pixels = base64.b64decode(value, validate=True)
    except (TypeError, ValueError) as error:  # binascii.Error is a ValueError.
        raise Refusal(400, "The field face must be in base64.") from error
    if len(pixels) != layout.FACE_BYTES:
        raise Refusal(
            400, f"The field face must hold {layout.FACE_BYTES} grey levels, one byte per pixel."
        )
    return pixels
