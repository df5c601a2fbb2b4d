"""What is deployed: the function behind Firebase Hosting's rewrite of /api, and a daily purge.

    firebase deploy --only functions

docs/operating.md sets them up. Without settings each request is answered with 404.
"""

import functools
import os
import sys
from datetime import UTC, datetime

import firebase_admin
from firebase_functions import https_fn, options, scheduler_fn
from flask import Request, Response
from google.cloud import storage
from intake import layout
from intake.endpoint import Intake, refused
from intake.proofs import Proofs
from intake.purge import purge
from intake.refusal import Refusal
from intake.settings import SECRET, SettingsError, read_bucket, read_settings
from intake.store import Store

REGION = "europe-west1"
"""The one place that names it: firebase.json's rewrite follows the function."""
SERVICE_ACCOUNT = "mien-contributions@"
"""The function's own account, which may only use the bucket; firebase-tools adds the project."""
INSTANCES = 1
"""rate.py counts in the process, so only with one instance are its limits exact. One also bounds
the cost."""
AT_ONCE = 16
"""Requests that wait for the storage at the same time; functions/.env has as many THREADS."""

options.set_global_options(
    region=REGION,
    service_account=SERVICE_ACCOUNT,
    memory=options.MemoryOption.MB_256,
    max_instances=INSTANCES,
)


@functools.cache
def bucket() -> storage.Bucket:
    """Returns the bucket; sends no request yet."""
    return storage.Client().bucket(read_bucket(os.environ))


@functools.cache
def intake() -> Intake:
    """Returns the endpoint for contributions, one for each process."""
    given = read_settings(os.environ)
    app = firebase_admin.initialize_app() if given.app_check or given.id_tokens else None
    return Intake(Store(bucket()), Proofs(given, app), edge=given.edge)


@https_fn.on_request(timeout_sec=60, concurrency=AT_ONCE, cpu=1, secrets=[SECRET])
def contributions(request: Request) -> Response:
    """Accepts and deletes contributions."""
    try:
        endpoint = intake()
    except SettingsError as error:
        print(f"not set up: {error}", file=sys.stderr)
        return refused(Refusal(404, "This service is not set up."))
    return endpoint.answer(request)


@scheduler_fn.on_schedule(
    schedule="every day 03:00", timezone="Etc/UTC", retry_count=3, timeout_sec=540
)
def purge_daily(event: scheduler_fn.ScheduledEvent) -> None:
    """Deletes what PRIVACY.md promises to have deleted by today."""
    purged = purge(bucket(), layout.RETENTION_DAYS, datetime.now(UTC).date())
    print(f"purged {purged.pictures} pictures and {purged.marks} records of deletions")
