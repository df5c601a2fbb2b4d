"""What an operator runs after a deploy, on the page's own server and the real function."""

import copy
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from functions.development.serve import local_app
from functions.development.storage import StorageServer
from scripts import check_deployment as check
from tests.conftest import ROOT

SERVE = """
import { createServer } from 'node:http';
import { relative } from 'node:path';
import { createHostingHandler, REPOSITORY } from './server/hosting.js';
const [folder, api] = process.argv.slice(1);
const server = createServer(createHostingHandler(relative(REPOSITORY, folder), api));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
"""
PAGE = '<!doctype html><script type="module" src="/assets/index-01234567.js"></script>'


@pytest.fixture
def api(storage_server: StorageServer) -> Iterator[str]:
    http = make_server("127.0.0.1", 0, local_app(), threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.port}"
    http.shutdown()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serves a page with firebase.json's headers; returns its address."""
    started: list[subprocess.Popen[str]] = []

    def start(api: str, privacy: str = "run by Ann") -> str:
        (tmp_path / "assets").mkdir()
        (tmp_path / "index.html").write_text(PAGE)
        (tmp_path / "assets" / "index-01234567.js").write_text("export {};")
        (tmp_path / "privacy.html").write_text(privacy)
        node = subprocess.Popen(
            ["node", "--input-type=module", "-e", SERVE, str(tmp_path), api],
            cwd=ROOT / "webapp",
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(node)
        assert node.stdout is not None
        return f"http://127.0.0.1:{int(node.stdout.readline())}"

    yield start
    for node in started:
        node.kill()
        node.communicate()


def test_a_deployment_as_it_should_be(
    api: str, serve: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    site = serve(api)
    assert check.main([site, "--limits"]) == 0
    said = capsys.readouterr().out
    assert "WRONG" not in said
    for what in ("Content-Security-Policy", "is given once", "back", "from forged addresses"):
        assert what in said


def test_each_thing_that_is_wrong_is_told(
    serve: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    site = serve("", f"{check.NOBODY}.")
    assert check.main([site]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    assert [line.split(":")[0].split(None, 1)[1] for line in wrong] == [
        "it names whom to ask",
        "another site's page",
        "another site's page in an old browser",
        "a pass",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["http://127.0.0.1:9"], "expected http://127.0.0.1:9/ to answer, got ConnectionError"),
        (["your-project.web.app"], "expected an address that begins with https://"),
        (["https://x.example", "--project", "p"], "expected --bucket or MIEN_BUCKET"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("MIEN_BUCKET", raising=False)
    assert check.main(arguments) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_without_gcloud_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(check.CheckError, match="expected gcloud to run, got FileNotFoundError"):
        list(check.cloud_findings("p", "b"))


ACCOUNT = "mien-contributions@p.iam.gserviceaccount.com"
RULE = {"action": {"type": "Delete"}, "condition": {"age": 365, "matchesPrefix": ["faces/"]}}
BUCKET = {
    "softDeletePolicy": {"retentionDurationSeconds": "0"},
    "versioning": {"enabled": False},
    "iamConfiguration": {
        "uniformBucketLevelAccess": {"enabled": True},
        "publicAccessPrevention": "enforced",
    },
    "lifecycle": {"rule": [RULE]},
}
POLICY = {"bindings": [{"role": check.ROLE, "members": [f"serviceAccount:{ACCOUNT}"]}]}
SERVICE = {
    "spec": {
        "template": {
            "metadata": {"annotations": {"autoscaling.knative.dev/maxScale": "1"}},
            "spec": {
                "serviceAccountName": ACCOUNT,
                "containers": [{"env": [{"name": "MIEN_BUCKET", "value": "b"}]}],
            },
        }
    }
}
EXCLUSION = {"name": "no-addresses", "filter": 'log_id("run.googleapis.com/requests")'}
SINK = {"exclusions": [EXCLUSION]}
JOB = {"name": "projects/p/locations/r/jobs/firebase-schedule-purge_daily-r", "state": "ENABLED"}


def judged(
    bucket: Any = BUCKET,
    policy: Any = POLICY,
    service: Any = SERVICE,
    sink: Any = SINK,
    jobs: Any = (JOB,),
) -> list[str]:
    """What is wrong by what gcloud answers, in Google's documented forms."""
    findings = [
        *check.bucket_findings(bucket),
        *check.access_findings(policy, ACCOUNT),
        *check.service_findings(service, ACCOUNT, "b"),
        *check.log_findings(sink),
        *check.schedule_findings(jobs),
    ]
    return [what for what, wanted, got in findings if wanted != got]


def test_a_project_as_it_should_be() -> None:
    assert judged() == []
    assert judged(bucket={**BUCKET, "softDeletePolicy": {}}) == []


def changed(document: Any, change: Callable[[Any], object]) -> Any:
    made = copy.deepcopy(document)
    change(made)
    return made


WEEK = {"softDeletePolicy": {"retentionDurationSeconds": "604800"}}
PUBLIC = {"role": "roles/storage.objectViewer", "members": ["allUsers"]}
FAILED = {**JOB, "status": {"code": 13}}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"bucket": BUCKET | WEEK}, "seconds for which deleted pictures are kept"),
        ({"bucket": BUCKET | {"versioning": {"enabled": True}}}, "old versions are kept"),
        ({"bucket": BUCKET | {"lifecycle": {}}}, "days after which the lifecycle deletes"),
        (
            {
                "bucket": changed(
                    BUCKET, lambda b: b["lifecycle"]["rule"][0]["condition"].pop("age")
                )
            },
            "days after which the lifecycle deletes",
        ),
        ({"policy": {}}, "the function may use the bucket"),
        (
            {"policy": changed(POLICY, lambda p: p["bindings"].append(PUBLIC))},
            "public access to the bucket",
        ),
        ({"sink": {}}, "an exclusion of the requests' log"),
        ({"sink": {"exclusions": [EXCLUSION | {"disabled": True}]}}, "an exclusion of the"),
        ({"jobs": []}, "the daily purge"),
        ({"jobs": [{**JOB, "state": "PAUSED"}]}, "the daily purge"),
        ({"jobs": [FAILED]}, "failures of the last purge"),
    ],
)
def test_what_a_project_lacks_is_told(answers: dict[str, Any], wrong: str) -> None:
    (found,) = judged(**answers)
    assert found.startswith(wrong)


def test_the_region_and_the_account_are_those_of_the_function() -> None:
    main = (ROOT / "functions" / "main.py").read_text()
    assert check.region_of(main) == "europe-west1"
    assert f'SERVICE_ACCOUNT = "{ACCOUNT.split("@")[0]}@"' in main
    assert f"def {check.FUNCTION}(" in main
    assert f"def {check.PURGE}(" in main
    assert check.NOBODY in (ROOT / "PRIVACY.md").read_text()
    # One place names the region.
    assert "europe-west1" not in json.dumps(json.loads((ROOT / "firebase.json").read_text()))
