"""Lets a headless Chromium read frames from this process and answer over loopback."""

import json
import mimetypes
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from benchmarks.framing.scenes import Frame
from training.errors import InputError, TfjsError
from training.hardware.tfjs_model import ROOT, find_chromium

PAGE: Final = ROOT / "benchmarks" / "framing" / "page"
VITE: Final = ROOT / "webapp" / "node_modules" / ".bin" / "vite"
SILENCE_LIMIT_S: Final = 300
"""After this long without a request for a frame, the browser counts as hung."""

MOUNTS: Final = {
    "models": ROOT / "webapp" / "public" / "models",
    "peers": ROOT / "benchmarks" / "node_modules",
}
"""Folders beside the page itself."""

CHROMIUM_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

FoundFaces = list[dict[str, Any]]


class PageError(InputError):
    """The page could not be built or read frames; the message says what to do."""


def build_page(folder: Path) -> None:
    """Builds the page into a folder.

    Raises:
        PageError: if the page's packages are missing or it does not build.
    """
    if not VITE.exists():
        raise PageError(
            "expected the page's packages in webapp/node_modules, got none; run npm ci --prefix "
            "webapp"
        )
    config = str(PAGE / "vite.config.ts")
    done = subprocess.run(
        [str(VITE), "build", "--config", config, "--outDir", str(folder), "--logLevel", "error"],
        cwd=ROOT / "webapp",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PageError(f"expected the page to build, got: {(done.stderr or done.stdout).strip()}")


def read_frames(
    page: Path,
    query: dict[str, str],
    frame: Callable[[int], Frame],
    count: int,
    receive: Callable[[list[FoundFaces]], object],
) -> None:
    """Lets the page read frames and hands on what it found in each, in order, batch by batch.

    Args:
        page: What `build_page` left.
        query: Of the page's address: reader and its settings.
        frame: uint8 [H, W, 3] RGB, by index.
        count: How many frames.
        receive: Called with the answers since the last call; in another thread, one at a time.

    Raises:
        PageError: if there is no Chromium, or the page fails or falls silent.
    """
    job = _Job(page, frame, receive, count)
    server = ThreadingHTTPServer(("127.0.0.1", 0), job.handler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/index.html?" + urlencode(
        {**query, "frames": str(count)}
    )
    profile = tempfile.mkdtemp()
    try:
        chromium = subprocess.Popen(
            [find_chromium(), *CHROMIUM_FLAGS, f"--user-data-dir={profile}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            job.wait(chromium)
        finally:
            chromium.terminate()
            chromium.wait()
    except TfjsError as error:
        raise PageError(str(error)) from error
    finally:
        server.shutdown()
        server.server_close()
        shutil.rmtree(profile, ignore_errors=True)


class _Job:
    """The state that the server's threads share."""

    def __init__(
        self,
        page: Path,
        frame: Callable[[int], Frame],
        receive: Callable[[list[FoundFaces]], object],
        count: int,
    ) -> None:
        self._page, self._frame = page, frame
        self._receive, self._count, self._answered = receive, count, 0
        self._failure: str | None = None
        self._alive = threading.Event()
        self._ended = threading.Event()

    def wait(self, chromium: subprocess.Popen[bytes]) -> None:
        """Returns when all answers are in."""
        waited_s = 0
        while not self._ended.wait(1):
            waited_s = 0 if self._alive.is_set() else waited_s + 1
            self._alive.clear()
            if chromium.poll() is not None:
                raise PageError("expected Chromium to stay open, got its end; is it installed?")
            if waited_s > SILENCE_LIMIT_S:
                raise PageError(f"expected a frame to be fetched within {SILENCE_LIMIT_S} s")
        if self._failure is not None:
            raise PageError(f"expected the page to read {self._count} frames, got {self._failure}")

    def receive(self, path: str, body: bytes) -> None:
        """Takes what the page posts."""
        if path == "/failure":
            self._failure = str(json.loads(body))
            self._ended.set()
            return
        batch = json.loads(body)
        self._alive.set()
        self._receive(batch)
        self._answered += len(batch)
        if self._answered == self._count:
            self._ended.set()

    def body(self, path: str) -> tuple[bytes, str] | None:
        """Returns a file or a frame with its type; None if there is none."""
        self._alive.set()
        if path.startswith("/frames/"):
            frame = self._frame(int(path.removeprefix("/frames/")))
            height, width = frame.shape[:2]
            head = width.to_bytes(2, "little") + height.to_bytes(2, "little")
            return head + frame.tobytes(), "application/octet-stream"
        first, _, rest = path.strip("/").partition("/")
        root, name = (MOUNTS[first], rest) if first in MOUNTS else (self._page, path.strip("/"))
        file = (root / name).resolve()
        if not file.is_relative_to(root.resolve()) or not file.is_file():
            return None
        return file.read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Returns the handler that serves this job."""
        job = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = job.body(urlsplit(self.path).path)
                if found is None:
                    self.send_error(404)
                    return
                body, kind = found
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                job.receive(self.path, self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stays silent."""

        return Handler
