"""firebase.json and the rules: what reaches the functions, and that nothing else is open."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from functions.intake import endpoint
from functions.intake.rate import Limits
from tests.conftest import ROOT

FIREBASE: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text())
MAIN = (ROOT / "functions" / "main.py").read_text()


def test_the_rewrite_leads_to_a_function_that_exists_wherever_it_is() -> None:
    (rewrite,) = FIREBASE["hosting"]["rewrites"]
    assert rewrite["source"] == f"{endpoint.ROOT}{{,/**}}"
    # Without a region: firebase-tools takes the function's own.
    assert list(rewrite["function"]) == ["functionId"]
    assert re.search(rf"^def {rewrite['function']['functionId']}\(", MAIN, re.MULTILINE)


@pytest.mark.parametrize("service", ["storage", "firestore"])
def test_rules_let_nobody_in(service: str) -> None:
    rules = (ROOT / FIREBASE[service]["rules"]).read_text()
    code = re.sub(r"//.*", "", rules)
    # One match of everything, and one sentence about it.
    assert code.count("{everything=**}") == 1
    assert re.findall(r"\ballow\b[^;]*;", code) == ["allow read, write: if false;"]
    assert re.findall(r"\bservice\s+([\w.]+)", code) == [
        "firebase.storage" if service == "storage" else "cloud.firestore"
    ]
    assert code.count("{") == code.count("}")


def test_the_limits_that_are_written_are_the_real_ones() -> None:
    written = (ROOT / "docs" / "contributions.md").read_text()
    limits = Limits()
    for what, limit in (
        ("passes", limits.passes),
        ("new contributions", limits.stored),
        ("repeated contributions", limits.repeats),
        ("deletions", limits.deletions),
    ):
        assert f"| {what} | {limit.client} | {limit.everyone:,} " in written
    assert f"in the storage | {limits.attempts} |" in written
    slowest = min(limits.passes.client, limits.stored.client) / 2
    assert f"at most {'six' if slowest == 10 else slowest} minutes away" in written
    # One process counts, and functions/.env of docs/operating.md fits what it lets in.
    assert re.search(r"^INSTANCES = 1$", MAIN, re.MULTILINE)
    threads = re.search(r"^AT_ONCE = (\d+)$", MAIN, re.MULTILINE)
    assert threads is not None
    assert f"THREADS={threads[1]}" in (ROOT / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("parts", ["hosting,functions", "functions"])
def test_no_function_is_deployed_without_whom_to_ask(parts: str) -> None:
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run(
        [make, "--silent", "deploy", "PROJECT=demo", f"PARTS={parts}", "WEB="],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("deploy: expected MIEN_OPERATOR with whom visitors can ask")


def test_the_page_s_policy_is_as_strict_as_before() -> None:
    (everywhere,) = [h for h in FIREBASE["hosting"]["headers"] if h["source"] == "**"]
    policy = {h["key"]: h["value"] for h in everywhere["headers"]}["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["connect-src"] == "'self'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "http" not in policy


def test_no_answer_of_the_function_is_kept() -> None:
    sources = [rule["source"] for rule in FIREBASE["hosting"]["headers"]]
    assert sources.index("/api/**") > sources.index("**")  # The last one that fits counts.
    rule = FIREBASE["hosting"]["headers"][sources.index("/api/**")]
    assert rule["headers"] == [{"key": "Cache-Control", "value": "no-store"}]


def test_what_stands_in_for_the_cloud_is_not_deployed() -> None:
    (functions,) = FIREBASE["functions"]
    assert {"venv", "development"} <= set(functions["ignore"])
    for path in (ROOT / "functions" / "intake").glob("*.py"):
        assert "development" not in path.read_text(), path.name
    assert "development" not in MAIN


def test_without_firebase_tools_the_emulators_say_what_to_do() -> None:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, str(ROOT / "scripts" / "emulators.sh")],
        env={"PATH": "/usr/bin:/bin", "FIREBASE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "expected firebase-tools, found none" in done.stderr
    assert len(done.stderr.splitlines()) == 1
