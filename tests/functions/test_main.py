"""main.py as Google's own framework runs it, with the environment as its settings."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.development.storage import BUCKET, StorageServer
from functions.intake.settings import SettingsError, read_bucket, read_settings
from tests.conftest import ROOT
from tests.functions.conftest import Clock, page_on_storage

LONG = "0123456789abcdef" * 2

ASK = """
import json, sys, warnings
warnings.filterwarnings("ignore", category=FutureWarning)
from functions_framework import create_app
target, method, path = sys.argv[1:]
app = create_app(target=target, source="main.py")
answer = app.test_client().open(path, method=method)
print(json.dumps([answer.status_code, answer.json]))
"""


def ask(target: str, method: str, path: str, **environment: str) -> Any:
    """One request to a function in a process of its own, as it is deployed: from functions/."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, target, method, path],
        cwd=ROOT / "functions",
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_deployed_files_give_a_token() -> None:
    with StorageServer() as server:
        status, answer = ask(
            "contributions",
            "POST",
            "/api/contributions/token",
            MIEN_BUCKET=BUCKET,
            MIEN_PASS_SECRET=LONG,
            STORAGE_EMULATOR_HOST=server.url,
        )
    assert status == 201
    assert answer["expiresInS"] == 3600


def test_without_settings_it_is_not_there() -> None:
    status, answer = ask("contributions", "POST", "/api/contributions/token")
    # With which the page says that this copy takes none.
    assert status == 404
    assert answer == {"error": "This service is not set up."}


def test_the_daily_purge_ends_what_is_promised_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with StorageServer() as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        clock = Clock()
        page = page_on_storage(clock)
        now_s = time.time()
        for age_days in (366, 364, 31, 29):
            clock.now_s = now_s - age_days * 86_400
            page.new_token()
            receipt = page.contribute().json["receipt"]
            if age_days < 40:
                page.take_back(receipt)
        status, _ = ask(
            "purge_daily", "POST", "/", MIEN_BUCKET=BUCKET, STORAGE_EMULATOR_HOST=server.url
        )
        assert status == 200
        left = {blob.metadata["state"]: blob.metadata["day"] for blob in page.stored()}
    today = datetime.fromtimestamp(now_s, UTC).date()
    ages = {state: (today - date.fromisoformat(day)).days for state, day in left.items()}
    assert ages == {"stored": 364, "deleted": 29}


def test_a_purge_without_settings_fails_aloud() -> None:
    # Cloud Scheduler then shows it, and scripts/check_deployment.py says so.
    assert ask("purge_daily", "POST", "/")[0] == 500


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "MIEN_PASS_SECRET"),
        ({"MIEN_PASS_SECRET": "short"}, "32 characters"),
        ({"MIEN_PASS_SECRET": LONG, "MIEN_APP_CHECK": "yes"}, "MIEN_APP_CHECK"),
        ({"MIEN_PASS_SECRET": LONG, "MIEN_ID_TOKENS": "all"}, "MIEN_ID_TOKENS"),
        ({"MIEN_PASS_SECRET": LONG, "MIEN_EDGE": "Google"}, "MIEN_EDGE"),
        ({"MIEN_PASS_SECRET": LONG, "MIEN_EDGE": "192.0.2.1/24"}, "MIEN_EDGE"),
        (
            {"MIEN_PASS_SECRET": LONG, "K_SERVICE": "x", "FIREBASE_AUTH_EMULATOR_HOST": "x:1"},
            "on a server",
        ),
    ],
)
def test_settings_that_are_wrong_name_their_variable(
    environment: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        read_settings(environment)


def test_settings() -> None:
    found = read_settings(
        {
            "MIEN_PASS_SECRET": f"{LONG}\n",
            "MIEN_APP_CHECK": "required",
            "MIEN_ID_TOKENS": "anonymous",
            "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
            "K_SERVICE": "contributions",
            "FUNCTIONS_EMULATOR": "true",
        }
    )
    assert found.secret == LONG.encode()
    assert found.app_check
    assert found.id_tokens


def test_a_bucket_is_needed() -> None:
    with pytest.raises(SettingsError, match="MIEN_BUCKET"):
        read_bucket({"MIEN_BUCKET": ""})


def pins(path: Path) -> set[str]:
    """Returns "name==version; marker" and its hashes, a string for each package of a lock."""
    text = re.sub(r"\s*#.*", "", path.read_text())
    return set(text.replace("\\\n", "").splitlines())


def test_tests_use_the_packages_that_are_deployed() -> None:
    deployed = pins(ROOT / "functions" / "requirements.txt")
    assert all("--hash=sha256:" in line for line in deployed if line)
    assert deployed <= pins(ROOT / "requirements.txt")
