"""The functions behind Firebase Hosting's rewrites of /api (firebase.json).

    firebase deploy --only functions

Settings are in docs/contributions.md. Without them each request is answered with 404.
"""

import functools
import os
import sys

import firebase_admin
from firebase_functions import https_fn, options
from flask import Request, Response
from google.cloud import storage
from intake.endpoint import Intake, refused
from intake.proofs import Proofs
from intake.published import Published
from intake.refusal import Refusal
from intake.settings import SECRET, SettingsError, read_bucket, read_settings
from intake.store import Store

REGION = "europe-west1"
"""As in firebase.json's rewrites."""
INSTANCES = 4
"""The limits of rate.py hold for each instance, so this is part of them."""
MEMORY = options.MemoryOption.MB_256


@functools.cache
def bucket() -> storage.Bucket:
    """Returns the bucket; nothing is asked of the network yet."""
    return storage.Client().bucket(read_bucket(os.environ))


@functools.cache
def intake() -> Intake:
    """Returns the endpoint for contributions, one a process."""
    given = read_settings(os.environ)
    app = firebase_admin.initialize_app() if given.app_check or given.id_tokens else None
    return Intake(Store(bucket()), Proofs(given, app))


@https_fn.on_request(
    region=REGION, max_instances=INSTANCES, timeout_sec=60, memory=MEMORY, secrets=[SECRET]
)
def contributions(request: Request) -> Response:
    """Takes contributions and takes them back."""
    try:
        endpoint = intake()
    except SettingsError as error:
        return not_set_up(error)
    return endpoint.answer(request)


@https_fn.on_request(region=REGION, max_instances=INSTANCES, timeout_sec=60, memory=MEMORY)
def models(request: Request) -> Response:
    """Hands out published models."""
    try:
        published = Published(bucket())
    except SettingsError as error:
        return not_set_up(error)
    return published.answer(request)


def not_set_up(error: SettingsError) -> Response:
    """Tells the operator's log what is missing, and the client nothing of it."""
    print(f"not set up: {error}", file=sys.stderr)
    return refused(Refusal(404, "This service is not set up."))
