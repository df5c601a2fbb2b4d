"""Writes the empty packages in stand-ins/, with which pip installs tensorflowjs without its
ballast.

    python scripts/stand_ins.py            # the same bytes each time, so the locked hashes hold

tensorflowjs 4.22 requires packages that an export never imports (250 MB with their dependencies,
without wheels for Windows or 64-bit Arm), and TensorFlow under the name of its CUDA build, 0.6 GB
larger than the CPU build. pip cannot leave out a requirement, but an empty package of that name
satisfies it. requirements.txt pins them by hash, like everything else.
"""

import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "stand-ins"

STAND_INS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("tensorflow", "2.19.0.post0+cpu"): ("tensorflow-cpu==2.19.0",),
    ("tensorflow_decision_forests", "1.5.0+unused"): (),
    ("flax", "0.7.2+unused"): (),
}
"""(name, version) → what is installed in its place. The versions are the lowest allowed; no index
has the part after the plus, so none can offer another package."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""


def write_wheel(folder: Path, name: str, version: str, requires: tuple[str, ...]) -> Path:
    """Writes a wheel without modules, the same bytes each time; returns its path."""
    info = f"{name}-{version}.dist-info"
    texts = {
        f"{info}/METADATA": "\n".join(
            [
                "Metadata-Version: 2.1",
                f"Name: {name.replace('_', '-')}",
                f"Version: {version}",
                "Summary: Empty: stands in for a package that Mien does not use",
                *(f"Requires-Dist: {one}" for one in requires),
                "",
            ]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: mien\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    record = [f"{path},sha256={_digest(text)},{len(text)}" for path, text in texts.items()]
    texts[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, text in texts.items():
            wheel.writestr(zipfile.ZipInfo(member, EPOCH), text)
    return path


def _digest(text: str) -> str:
    """A file's hash as a wheel's RECORD has it."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for (name, version), requires in STAND_INS.items():
        write_wheel(FOLDER, name, version, requires)
