"""Checks a deployment as docs/operating.md makes it.

    python scripts/check_deployment.py https://your-project.web.app             what everybody sees
    python scripts/check_deployment.py … --project P --bucket B         what gcloud sees of it, too
    python scripts/check_deployment.py … --limits              that forged addresses do not help

It gives a picture of noise and takes it back. `--limits` asks for passes, each time with another
forged address, until the server refuses; for the next hour this network gets one every six minutes.
Use it on a deployment: an emulator does not report where a request comes from.

Exits with 1 if anything is wrong.
"""

import argparse
import base64
import json
import os
import re
import secrets
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import environment

import requests

from functions.intake import layout
from functions.intake.rate import Limits
from functions.intake.receipts import object_name
from reader.command_line import Parser

ROOT: Final = Path(__file__).resolve().parents[1]
TIMEOUT_S: Final = 70
FUNCTION: Final = "contributions"
PURGE: Final = "purge_daily"
ROLE: Final = "roles/storage.objectUser"
NOBODY: Final = "Nobody who is named here"
REQUEST_LOG: Final = "run.googleapis.com/requests"
Finding = tuple[str, Any, Any]
"""What was checked, what it should be, what it is."""


class CheckError(Exception):
    """Nothing can be checked; the message says what was expected, what came, what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("site", help="address of the page, such as https://your-project.web.app")
    add("--project", help="Firebase project, to check with gcloud too")
    add(
        "--bucket", default=os.environ.get("MIEN_BUCKET"), help="its bucket (default: $MIEN_BUCKET)"
    )
    add("--limits", action="store_true", help="also check that forged addresses do not help")
    arguments = parser.parse_args(argv)
    try:
        findings = list(_all(arguments))
    except CheckError as error:
        print(f"check_deployment.py: {error}", file=sys.stderr)
        return 2
    return report(findings)


def report(findings: Sequence[Finding]) -> int:
    """Prints what was found; returns the exit code."""
    wrong = 0
    for what, wanted, got in findings:
        good = wanted == got
        wrong += not good
        print(f"ok       {what}" if good else f"WRONG    {what}: expected {wanted}, got {got}")
    print(f"{len(findings) - wrong} of {len(findings)} checks passed")
    return 1 if wrong else 0


def _all(arguments: argparse.Namespace) -> Iterator[Finding]:
    site = arguments.site.rstrip("/") + "/"
    if urlsplit(site).scheme not in ("http", "https"):
        raise CheckError(f"expected an address that begins with https://, got {arguments.site}")
    if arguments.project and not arguments.bucket:
        raise CheckError("expected --bucket or MIEN_BUCKET beside --project, got neither")
    try:
        yield from page_findings(site)
        yield from contribution_findings(site, arguments.bucket if arguments.project else None)
        if arguments.project:
            yield from cloud_findings(arguments.project, arguments.bucket)
        if arguments.limits:
            yield from limit_findings(site)
    except requests.RequestException as error:
        raise CheckError(
            f"expected {site} to answer, got {type(error).__name__}; deploy it first"
        ) from error


def page_findings(site: str) -> Iterator[Finding]:
    """Checks the headers of the page and its files, and that the page names its operator."""
    hosting = json.loads((ROOT / "firebase.json").read_text(encoding="utf-8"))["hosting"]
    headers = {rule["source"]: rule["headers"] for rule in hosting["headers"]}
    page = requests.get(site, timeout=TIMEOUT_S)
    yield "the page", 200, page.status_code
    for header in headers["**"]:
        yield f"the page's {header['key']}", header["value"], page.headers.get(header["key"])
    asset = re.search(r'(?:src|href)="[^"]*?(assets/[^"]+)"', page.text)
    if asset is not None:
        kept = requests.get(urljoin(site, asset[1]), timeout=TIMEOUT_S)
        wanted = headers["/assets/**"][0]["value"]
        yield "how long a script is kept", wanted, kept.headers.get("Cache-Control")
    privacy = requests.get(urljoin(site, "privacy.html"), timeout=TIMEOUT_S)
    yield "the page about privacy", 200, privacy.status_code
    yield "it names whom to ask", True, privacy.ok and NOBODY not in privacy.text


def contribution_findings(site: str, bucket: str | None) -> Iterator[Finding]:
    """Checks that a picture can be given, once, and taken back, and that other sites are refused.

    Args:
        bucket: Inspected with gcloud; None skips that.
    """
    endpoint = urljoin(site, "api/contributions")
    own = {"Origin": "{0.scheme}://{0.netloc}".format(urlsplit(site))}
    for what, headers in (
        ("another site's page", {"Sec-Fetch-Site": "cross-site"}),
        ("another site's page in an old browser", {"Origin": "https://elsewhere.example"}),
    ):
        yield what, 403, requests.post(f"{endpoint}/token", headers=headers, timeout=70).status_code
    token = requests.post(f"{endpoint}/token", headers=own, timeout=TIMEOUT_S)
    yield "a pass", 201, token.status_code
    yield "no cache keeps a pass", "no-store", token.headers.get("Cache-Control")
    if token.status_code != 201:
        return
    headers = own | {
        "Authorization": f"Bearer {token.json()['token']}",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    body = {
        "face": base64.b64encode(secrets.token_bytes(layout.FACE_BYTES)).decode(),
        "label": "neutral",
        "model": {"name": "check_deployment", "version": "1"},
        "consent": layout.CONSENTS[-1],
    }
    answers = [
        requests.post(endpoint, json=body, headers=headers, timeout=TIMEOUT_S) for _ in range(2)
    ]
    yield "a picture given, and given again", [201, 201], [a.status_code for a in answers]
    receipts = {answer.json().get("receipt") for answer in answers}
    yield "is given once", 1, len(receipts)
    receipt = receipts.pop()
    if receipt is None:
        return
    path = f"gs://{bucket}/{object_name(receipt)}"
    if bucket is not None:
        yield "it is stored as its grey levels", layout.FACE_BYTES, _object_bytes(path)
    back = requests.delete(f"{endpoint}/{receipt}", headers=own, timeout=TIMEOUT_S)
    yield f"taking {receipt} back", 204, back.status_code
    if bucket is not None:
        yield "it is deleted", 0, _object_bytes(path)


def limit_findings(site: str) -> Iterator[Finding]:
    """Checks that forged addresses are recognised."""
    most = Limits().passes.client // 2
    statuses = []
    for number in range(most + 5):
        address = f"203.0.113.{number}"
        headers = {"X-Forwarded-For": address, "Fastly-Client-IP": address}
        answer = requests.post(
            urljoin(site, "api/contributions/token"), headers=headers, timeout=TIMEOUT_S
        )
        statuses.append(answer.status_code)
    yield f"more than {most} passes at once from forged addresses", 429, statuses[-1]
    yield "one pass before that", True, 201 in statuses or statuses[0] == 429


def cloud_findings(project: str, bucket: str) -> Iterator[Finding]:
    """Checks with gcloud the bucket, the function, the logs, the purge and the budget."""
    region = region_of((ROOT / "functions" / "main.py").read_text(encoding="utf-8"))
    account = f"mien-contributions@{project}.iam.gserviceaccount.com"
    at = ("--project", project)
    where = (f"gs://{bucket}", *at)
    yield from bucket_findings(_gcloud("storage", "buckets", "describe", *where, "--raw"))
    yield from access_findings(_gcloud("storage", "buckets", "get-iam-policy", *where), account)
    service = _gcloud("run", "services", "describe", FUNCTION, "--region", region, *at)
    yield from service_findings(service, account, bucket)
    yield from log_findings(_gcloud("logging", "sinks", "describe", "_Default", *at))
    query = f'log_id("{REQUEST_LOG}") AND resource.labels.service_name="{FUNCTION}"'
    seen = _gcloud("logging", "read", query, "--freshness", "10m", "--limit", "1", *at)
    yield "requests in the log, after those of this check", [], seen
    yield from schedule_findings(_gcloud("scheduler", "jobs", "list", "--location", region, *at))
    billing = _gcloud("billing", "projects", "describe", project)["billingAccountName"]
    budgets = _gcloud("billing", "budgets", "list", "--billing-account", billing.split("/")[-1])
    yield "a budget that warns", True, bool(budgets)


def region_of(main: str) -> str:
    """Returns the region that functions/main.py names."""
    found = re.search(r'^REGION = "([^"]+)"', main, re.MULTILINE)
    if found is None:
        raise CheckError(
            "expected REGION in functions/main.py, got none; check the repository out again"
        )
    return found[1]


def bucket_findings(described: Any) -> Iterator[Finding]:
    """Checks what PRIVACY.md requires of a bucket, in the JSON API's resource
    (cloud.google.com/storage/docs/json_api/v1/buckets)."""
    iam = described.get("iamConfiguration", {})
    kept = described.get("softDeletePolicy", {}).get("retentionDurationSeconds", "0")
    yield "seconds for which deleted pictures are kept", 0, int(kept)
    yield "old versions are kept", False, described.get("versioning", {}).get("enabled", False)
    uniform = iam.get("uniformBucketLevelAccess", {}).get("enabled", False)
    yield "access by IAM alone", True, uniform
    yield "public access", "enforced", iam.get("publicAccessPrevention")
    ages = [
        rule["condition"]["age"]
        for rule in described.get("lifecycle", {}).get("rule", [])
        if rule["action"]["type"] == "Delete"
        and set(rule["condition"]) == {"age", "matchesPrefix"}
        and layout.FACES in rule["condition"]["matchesPrefix"]
    ]
    yield "days after which the lifecycle deletes", [layout.RETENTION_DAYS], ages


def access_findings(policy: Any, account: str) -> Iterator[Finding]:
    """Checks that the function may use the bucket and the public may not."""
    members = {b["role"]: b["members"] for b in policy.get("bindings", [])}
    yield (
        "the function may use the bucket",
        True,
        f"serviceAccount:{account}" in members.get(ROLE, []),
    )
    everybody = {"allUsers", "allAuthenticatedUsers"} & {m for ms in members.values() for m in ms}
    yield "public access to the bucket", [], sorted(everybody)


def service_findings(service: Any, account: str, bucket: str) -> Iterator[Finding]:
    """Checks the settings of the function's Cloud Run service on which PRIVACY.md depends."""
    template = service["spec"]["template"]
    given = {e["name"]: e.get("value") for e in template["spec"]["containers"][0]["env"]}
    yield "the function's account", account, template["spec"].get("serviceAccountName")
    most = template["metadata"]["annotations"].get("autoscaling.knative.dev/maxScale")
    yield "instances at most", "1", most
    yield "the function's bucket", bucket, given.get("MIEN_BUCKET")


def log_findings(sink: Any) -> Iterator[Finding]:
    """Checks that the request log, with its addresses, is excluded."""
    filters = [e["filter"] for e in sink.get("exclusions", []) if not e.get("disabled")]
    yield "an exclusion of the requests' log", True, any(REQUEST_LOG in f for f in filters)


def schedule_findings(jobs: Any) -> Iterator[Finding]:
    """Checks that the daily purge is scheduled and did not fail last time."""
    purges = [job for job in jobs if PURGE in job["name"].rsplit("/", 1)[-1]]
    yield "the daily purge", ["ENABLED"], [job.get("state") for job in purges]
    yield (
        "failures of the last purge",
        [],
        [job["status"] for job in purges if job.get("status", {}).get("code")],
    )


def _object_bytes(path: str) -> int:
    found = _gcloud("storage", "objects", "describe", path, "--raw")
    return int(found["size"])


def _gcloud(*words: str) -> Any:
    try:
        done = subprocess.run(
            ["gcloud", *words, "--format", "json", "--quiet"],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CheckError(
            f"expected gcloud to run, got {type(error).__name__}; install it, or leave --project "
            "out"
        ) from error
    if done.returncode != 0:
        lines = done.stderr.splitlines()
        error = next((line for line in lines if line.startswith("ERROR")), "no reason")
        raise CheckError(
            f"expected gcloud {' '.join(words[:4])} to answer, got: {error}; log in with gcloud "
            "auth login, with an account that may see it"
        )
    return json.loads(done.stdout or "[]")


if __name__ == "__main__":
    sys.exit(main())
