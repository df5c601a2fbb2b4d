"""What a broken environment makes of a command: one sentence, exit code 2."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import environment

import google.protobuf
import numpy as np
import pytest

from tests.conftest import ROOT
from training.errors import TfjsError
from training.hardware import tfjs_model
from training.hardware.tfjs_model import find_chromium

SITE = sysconfig.get_paths()["purelib"]
LOCK = """
--find-links stand-ins

keras==3.15.1 \\
    --hash=sha256:00
    # via tensorflow
google-api-core[grpc]==2.25.2 ; python_full_version >= '3.14' \\
    --hash=sha256:00
google-api-core[grpc]==2.33.0 ; python_full_version < '3.14' \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == 'no-such-system' \\
    --hash=sha256:00
protobuf==5.29.6 \\
    --hash=sha256:00
"""


def refusal(
    *arguments: str, options: tuple[str, ...] = (), path: tuple[str | Path, ...] = ()
) -> str:
    """Returns the sentence with which a command is refused."""
    done = subprocess.run(
        [sys.executable, *options, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    *before, sentence = done.stderr.splitlines()
    assert not any("Traceback" in line for line in before)
    return sentence


def test_a_lock_is_read() -> None:
    locked = environment.locked(LOCK)
    assert locked["keras"] == {"3.15.1": ""}
    assert locked["google-api-core"].keys() == {"2.25.2", "2.33.0"}
    assert environment.faults(locked, {"keras": "3.15.1", "protobuf": "5.29.6"}) == {
        "google-api-core": "google-api-core 2.33.0, got none"
    }


def test_this_environment_is_as_locked() -> None:
    lock = environment.locked(environment.LOCK.read_text(encoding="utf-8"))
    assert environment.faults(lock, environment.installed(sys.path)) == {}


def test_the_package_that_the_error_names_comes_first() -> None:
    locked = environment.locked(LOCK)
    present = {"keras": "3.14.0", "protobuf": "4.25.3", "google-api-core": "2.33.0"}
    error = RuntimeError("Detected incompatible Protobuf versions\nmore of it")
    assert environment.explain(error, locked, present) == (
        "expected protobuf 5.29.6, got 4.25.3; keras 3.15.1, got 3.14.0 (RuntimeError: Detected "
        "incompatible Protobuf versions); run pip install -r requirements.txt"
    )


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (3, 13, 0), (4, 0, 0)])
def test_another_python_is_refused(version: tuple[int, ...]) -> None:
    sentence = environment.refuse_python(version)
    assert sentence is not None
    assert (
        f"expected Python 3.11 or 3.12, for which TensorFlow 2.19 is made, got {version[0]}."
        in sentence
    )
    assert environment.refuse_python((3, 12, 1)) is None


def test_a_command_says_that_its_python_is_another() -> None:
    script = (
        "import runpy, sys; sys.version_info = (3, 10, 13); sys.argv = ['training/train.py'];"
        "sys.path[0] = 'training'; runpy.run_path('training/train.py', run_name='__main__')"
    )
    assert refusal("-c", script).startswith("train.py: expected Python 3.11 or 3.12")


@pytest.mark.parametrize(
    "command",
    [
        "training/evaluate.py",
        "converter/export.py",
        "scripts/networks.py",
        "functions/development/serve.py",
    ],
)
def test_nothing_is_installed(command: str) -> None:
    # -S leaves out the site-packages, as in a terminal where no environment is active.
    sentence = refusal(command, "--help", options=("-S",))
    assert sentence.startswith(f"{Path(command).name}: expected the packages of requirements.txt")
    assert sentence.endswith("or run pip install -r requirements.txt")


def test_mien_itself_is_not_installed() -> None:
    # Without site, the .pth file of `pip install -e .` is not read.
    sentence = refusal("scripts/results.py", "--check", options=("-S",), path=(SITE,))
    assert sentence.startswith("results.py: expected Mien itself in ")
    assert "got none; run pip install --no-build-isolation -e . in" in sentence


def test_a_package_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").write_text("__version__ = '1.26.4'\n")
    (tmp_path / "numpy-1.26.4.dist-info").mkdir()
    expected = environment.locked(environment.LOCK.read_text(encoding="utf-8"))["numpy"]
    sentence = refusal("training/evaluate.py", "--help", path=(tmp_path,))
    assert sentence.startswith(f"evaluate.py: expected numpy {next(iter(expected))}, got 1.26.4 (")
    assert sentence.endswith("; run pip install -r requirements.txt")


def test_an_incompatible_protobuf(tmp_path: Path) -> None:
    """The refusal is protobuf's own, of which TensorFlow's generated code asks whether it fits."""
    package = tmp_path / "google" / "protobuf"
    shutil.copytree(Path(google.protobuf.__file__).parent, package)
    runtime = package / "runtime_version.py"
    text = runtime.read_text()
    assert "OSS_MAJOR = 5" in text
    runtime.write_text(text.replace("OSS_MAJOR = 5", "OSS_MAJOR = 4"))
    (tmp_path / "protobuf-4.29.6.dist-info").mkdir()
    sentence = refusal("training/evaluate.py", "--help", path=(tmp_path,))
    assert sentence.startswith("evaluate.py: expected protobuf 5.29.")
    assert "got 4.29.6 (VersionError: Detected incompatible Protobuf" in sentence


def test_files_of_a_package_are_missing(tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").write_text("from numpy import _core\n")
    sentence = refusal("training/evaluate.py", "--help", path=(tmp_path,))
    assert "some of their files are missing or damaged" in sentence
    assert sentence.endswith("run pip install -r requirements.txt --force-reinstall")


def test_an_error_of_this_repository_keeps_its_traceback(tmp_path: Path) -> None:
    script = tmp_path / "command.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT / 'training')!r})\n"
        "import environment\n"
        "from training.labels import no_such_name\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "ImportError: cannot import name 'no_such_name'" in done.stderr


def test_node_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TfjsError, match=r"expected Node 20\.19 or newer"):
        find_chromium()


def test_a_node_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), os.environ["PATH"]]))
    monkeypatch.setattr(tfjs_model, "START_S", 0.5)
    model = tfjs_model.TfjsModel(ROOT / "webapp" / "public" / "models" / "fast")
    with pytest.raises(TfjsError, match="to answer for 0 faces within 0 s, got nothing"):
        model.predict(np.zeros((0, 48, 48, 1), np.float32))


def only_node(folder: Path) -> str:
    """Returns a PATH with Node and nothing else."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here")
    (folder / "node").symlink_to(node)
    return str(folder)


def test_a_missing_browser_is_named_and_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # apt-get and npx leave a mark where they are called.
    for program in ("apt-get", "npx", "npm", "sh"):
        (tmp_path / program).write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", only_node(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(TfjsError, match="expected a Chromium, found none; install one"):
        find_chromium()
    assert not (tmp_path / "called").exists()


def test_a_browser_that_is_named_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(TfjsError, match="expected CHROMIUM to name a program, got"):
        find_chromium()


@pytest.mark.parametrize(
    ("words", "without", "sentence"),
    [
        ((".venv/.ready", "PYTHON=no-such-python"), (), "expected Python 3.11 or 3.12 as no-such"),
        (("start",), ("node",), "expected Node 20.19 or newer, got none; see https://nodejs.org"),
    ],
)
def test_make_says_what_it_needs(
    tmp_path: Path, words: tuple[str, ...], without: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "webapp").mkdir()
    for name in ("Makefile", "environment.py", "requirements.txt", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "webapp" / name, tmp_path / "webapp" / name)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in {"sh", "make", "node", "echo", "sed", "touch"} - set(without):
        path = shutil.which(name)
        assert path is not None, name
        (programs / name).symlink_to(path)
    done = subprocess.run(
        ["make", *words],
        cwd=tmp_path,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert not (tmp_path / ".venv").exists()
