"""The function's settings, from its environment (docs/contributions.md)."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .origin import EDGE, Network

BUCKET: Final = "MIEN_BUCKET"
SECRET: Final = "MIEN_PASS_SECRET"
APP_CHECK: Final = "MIEN_APP_CHECK"
ID_TOKENS: Final = "MIEN_ID_TOKENS"
EDGE_NETWORKS: Final = "MIEN_EDGE"
SHORTEST_SECRET: Final = 32
AUTH_EMULATOR: Final = "FIREBASE_AUTH_EMULATOR_HOST"
FUNCTIONS_EMULATOR: Final = "FUNCTIONS_EMULATOR"
CLOUD_RUN: Final = "K_SERVICE"


class SettingsError(Exception):
    """Settings that are missing or wrong; the text is for the operator's log."""


@dataclass(frozen=True)
class Settings:
    """Who may use the endpoint.

    Args:
        secret: Signs passes and names batches.
        app_check: Also require a Firebase App Check token.
        id_tokens: Accept ID tokens of anonymous Firebase accounts besides the function's own
            passes.
        edge: Networks of the machines that are trusted to report a client's address.
    """

    secret: bytes
    app_check: bool = False
    id_tokens: bool = False
    edge: tuple[Network, ...] = EDGE


def read_bucket(environment: Mapping[str, str]) -> str:
    """Returns the name of the Cloud Storage bucket.

    Raises:
        SettingsError: if there is none.
    """
    bucket = environment.get(BUCKET, "")
    if not bucket:
        raise SettingsError(f"expected {BUCKET} to name a bucket, got nothing")
    return bucket


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Returns the settings.

    Raises:
        SettingsError: naming the variable.
    """
    secret = environment.get(SECRET, "").strip().encode()
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"expected {SECRET} to have at least {SHORTEST_SECRET} characters, got {len(secret)}; "
            "openssl rand -hex 32 makes one"
        )
    deployed = CLOUD_RUN in environment and environment.get(FUNCTIONS_EMULATOR) != "true"
    if deployed and AUTH_EMULATOR in environment:
        # firebase-admin would then accept unsigned tokens.
        raise SettingsError(f"expected no {AUTH_EMULATOR} on a server, got one; remove it")
    return Settings(
        secret,
        _choice(environment, APP_CHECK, "required"),
        _choice(environment, ID_TOKENS, "anonymous"),
        _networks(environment.get(EDGE_NETWORKS, "")),
    )


def _networks(text: str) -> tuple[Network, ...]:
    if not text.strip():
        return EDGE
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise SettingsError(
            f"expected {EDGE_NETWORKS} to be networks such as 203.0.113.0/24 with commas between, "
            f"got {error}"
        ) from error


def _choice(environment: Mapping[str, str], key: str, word: str) -> bool:
    value = environment.get(key, "")
    if value not in ("", word):
        raise SettingsError(f"expected {key} to be {word} or unset, got {value}")
    return value == word
