"""Says in one sentence what an environment lacks, where Python would print a traceback.

A command imports this before all else. Each folder of commands has its own environment.py, which
runs this file: Python finds it there even where nothing is installed. As a module, imported by
tests, it changes nothing. It keeps to the standard library, and to what old Pythons can read.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import CodeType, TracebackType

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.txt"
PYTHONS = ((3, 11), (3, 12))
OURS = ("converter", "environment", "functions", "reader", "scripts", "training")
BAD_INPUT_EXIT = 2

INSTALL = "pip install -r requirements.txt"
INSTALL_MIEN = "pip install --no-build-isolation -e ."

FEW = 3
"""As many packages are named; that many missing are half an install, more are another Python."""


def watch() -> None:
    """Refuses a Python that is too old or too new; from here on tells why an import failed."""
    problem = refuse_python(sys.version_info[:3])
    if problem is not None:
        sys.exit(_refuse(problem))
    # TensorFlow would describe its build on every console.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    sys.excepthook = report


def refuse_python(version: tuple[int, ...]) -> str | None:
    """Returns what is wrong with a Python's version, if anything is."""
    if tuple(version[:2]) in PYTHONS:
        return None
    came = ".".join(str(part) for part in version[:3])
    return (
        f"expected Python 3.11 or 3.12, for which TensorFlow 2.19 is made, got {came} "
        f"({sys.executable}); make an environment with one of them, as README says"
    )


def locked(lock: str) -> dict[str, dict[str, str]]:
    """Returns name → version → marker ("" for none) of a lock's packages."""
    found: dict[str, dict[str, str]] = {}
    pattern = r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)(?: ; ([^\\\n]+))?"
    for name, version, marker in re.findall(pattern, lock, re.MULTILINE):
        found.setdefault(_normal(name), {})[version] = marker.strip()
    return found


def installed(path: list[str]) -> dict[str, str]:
    """Returns name → version of what lies in the folders of a sys.path."""
    found: dict[str, str] = {}
    for folder in reversed(path):
        for info in Path(folder or ".").glob("*.dist-info"):
            name, _, version = info.name[: -len(".dist-info")].partition("-")
            found[_normal(name)] = version
    return found


def faults(lock: dict[str, dict[str, str]], present: dict[str, str]) -> dict[str, str]:
    """Returns name → "expected …, got …" of the packages that are not as locked."""
    found = {}
    for name, versions in lock.items():
        wanted = [version for version, marker in versions.items() if _holds(marker)]
        if name not in present and wanted:
            found[name] = f"{name} {wanted[0]}, got none"
        elif name in present and present[name] not in versions:
            expected = wanted[0] if wanted else next(iter(versions))
            found[name] = f"{name} {expected}, got {present[name]}"
    return found


def explain(
    error: BaseException, lock: dict[str, dict[str, str]], present: dict[str, str], clues: str = ""
) -> str:
    """Returns the sentence for an import that failed.

    Args:
        clues: Where it was raised: the packages that are named here or in the error come first.
    """
    module = (getattr(error, "name", None) or "").partition(".")[0]
    absent = [name for name in lock if name not in present and "" in lock[name].values()]
    if len(absent) > FEW:
        return (
            f"expected the packages of requirements.txt in {sys.executable}, got all but "
            f"{len(absent)} of them; activate the environment that has them "
            f"(. .venv/bin/activate) or run {INSTALL}"
        )
    if isinstance(error, ModuleNotFoundError) and module in OURS:
        return f"expected Mien itself in {sys.executable}, got none; run {INSTALL_MIEN} in {ROOT}"
    reason = (str(error).strip().splitlines() or [""])[0]
    wrong = faults(lock, present)
    if not wrong:
        return (
            f"expected packages that can be imported, got {type(error).__name__}: {reason}; some "
            f"of their files are missing or damaged: run {INSTALL} --force-reinstall"
        )
    text = (str(error) + clues).lower().replace("_", "-")
    named = sorted(wrong, key=lambda name: (name not in text, name))
    told = "; ".join(wrong[name] for name in named[:FEW])
    more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
    return f"expected {told}{more} ({type(error).__name__}: {reason}); run {INSTALL}"


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ends a command whose imports failed with a sentence; prints any other error as usual."""
    codes = []
    frame = trace
    while frame is not None:
        codes.append(frame.tb_frame.f_code)
        frame = frame.tb_next
    lock, present = locked(LOCK.read_text(encoding="utf-8")), installed(sys.path)
    if not _is_of_environment(error, codes, lock, present):
        sys.__excepthook__(kind, error, trace)
        return
    clues = " ".join(code.co_filename for code in codes)
    sys.exit(_refuse(explain(error, lock, present, clues)))


def _is_of_environment(
    error: BaseException,
    codes: list[CodeType],
    lock: dict[str, dict[str, str]],
    present: dict[str, str],
) -> bool:
    """Whether packages are to blame for an error, and not this repository's code."""
    if isinstance(error, ImportError) and error.name:
        module = error.name.partition(".")[0]
        missing = isinstance(error, ModuleNotFoundError) and error.name == module
        return module not in OURS or missing
    # An import runs a module's body; the first body is the command's own.
    if not any(code.co_name == "<module>" for code in codes[1:]):
        return False
    last = Path(codes[-1].co_filename)
    own = any(ROOT / folder in last.parents for folder in OURS)
    return not own or bool(faults(lock, present))


def _refuse(sentence: str) -> int:
    """Prints the sentence, with the command's name, to stderr; returns the exit code."""
    print(f"{Path(sys.argv[0]).name}: {sentence}", file=sys.stderr)
    return BAD_INPUT_EXIT


def _holds(marker: str) -> bool:
    """Whether a marker holds here; where nothing can tell, it does not."""
    if not marker:
        return True
    try:
        from packaging.markers import Marker
    except ImportError:
        return False
    return Marker(marker).evaluate()


def _normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    watch()
