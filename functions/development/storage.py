"""Cloud Storage on this machine: gcp-storage-emulator, with the preconditions that it ignores.

    with StorageServer() as server:
        os.environ["STORAGE_EMULATOR_HOST"] = server.url

Of Cloud Storage's rules it adds `ifGenerationMatch` for uploads, downloads and deletions
(cloud.google.com/storage/docs/request-preconditions), checked and carried out under one lock, and a
clock that gives each write its own generation. A `fault` may break a request, as networks do.
"""

import argparse
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from io import BytesIO
from types import TracebackType
from typing import Any, BinaryIO, Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

import environment

from gcp_storage_emulator.exceptions import NotFound
from gcp_storage_emulator.handlers.buckets import create_bucket
from gcp_storage_emulator.server import RequestHandler
from gcp_storage_emulator.storage import Storage
from google.cloud import storage

BUCKET: Final = "mien-local"


def local_bucket() -> storage.Bucket:
    """Returns the bucket of the storage that STORAGE_EMULATOR_HOST names."""
    return storage.Client().bucket(BUCKET)


class Fault(Enum):
    """What goes wrong with one request."""

    NONE = "none"
    UNAVAILABLE = "answers 503"
    CUT_OFF = "breaks off half-way through the upload"
    SILENT = "does nothing, and answers nothing until the client gives up"
    ANSWER_LOST = "does what was asked, and the answer is lost"


class StorageServer:
    """A storage that lives as long as its `with` block.

    Args:
        port: 0 takes a free one.
        bucket: The only bucket.
        fault: Called with each request's method and path; returns its fault.
        silence_s: How long a silent fault holds the connection.
    """

    def __init__(
        self,
        port: int = 0,
        bucket: str = BUCKET,
        fault: Callable[[str, str], Fault] = lambda method, path: Fault.NONE,
        silence_s: float = 0.0,
    ) -> None:
        self._silence_s = silence_s
        self._storage = Storage(use_memory_fs=True)
        create_bucket(bucket, self._storage)
        self._fault = fault
        self._lock = threading.Lock()
        self._server = self._listen(port)

    @property
    def url(self) -> str:
        """What STORAGE_EMULATOR_HOST must be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def restart(self) -> None:
        """Drops every connection and restarts at the same address, with what was stored."""
        port = self._server.server_address[1]
        self.close()
        self._server = self._listen(port)

    def close(self) -> None:
        """Stops listening and drops every connection."""
        self._server.shutdown()
        self._server.break_off()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _listen(self, port: int) -> "_Server":
        handler = partial(_Handler, self._storage, self._lock, self._fault, self._silence_s)
        server = _Server(("127.0.0.1", port), handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512  # A burst of clients must find room.

    def __init__(self, *rest: Any) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(*rest)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def break_off(self) -> None:
        """Drops each connection; requests being processed finish without an answer."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(RequestHandler):
    rfile: BinaryIO
    wfile: BinaryIO

    def __init__(
        self,
        storage: Storage,
        lock: threading.Lock,
        fault: Callable[[str, str], Fault],
        silence_s: float,
        *rest: Any,
    ) -> None:
        self._lock = lock
        self._fault = fault
        self._silence_s = silence_s
        super().__init__(storage, *rest)

    def do_GET(self) -> None:  # noqa: N802  # http.server looks for it
        self._serve(super().do_GET)

    def do_POST(self) -> None:  # noqa: N802  # http.server looks for it
        self._serve(super().do_POST)

    def do_DELETE(self) -> None:  # noqa: N802  # http.server looks for it
        self._serve(super().do_DELETE)

    def _serve(self, carry_out: Callable[[], None]) -> None:
        fault = self._fault(self.command, self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if fault is Fault.CUT_OFF:
            self.rfile.read(length // 2)
        if fault is Fault.SILENT:
            time.sleep(self._silence_s)
        if fault in (Fault.CUT_OFF, Fault.SILENT):
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if len(body) < length:
            return  # Dropped by the client, or by a restart.
        if fault is Fault.UNAVAILABLE:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self.rfile = BytesIO(body)
        answer, kept = self.wfile, BytesIO()
        self.wfile = kept
        with self._lock:
            if self._condition_holds(body):
                carry_out()
            else:
                self._refuse(HTTPStatus.PRECONDITION_FAILED)
        if fault is not Fault.ANSWER_LOST:
            answer.write(kept.getvalue())
        self.wfile = answer

    def _condition_holds(self, body: bytes) -> bool:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        wanted = query.get("ifGenerationMatch")
        if wanted is None:
            return True
        _, _, rest = parts.path.partition("/b/")
        bucket, _, name = unquote(rest).partition("/o/")
        if not name:  # An upload names its object in the body's first part.
            bucket = bucket.removesuffix("/o")
            name = _uploaded_name(body)
        try:
            found = str(self.storage.get_file_obj(bucket, name)["generation"])
        except NotFound:
            found = "0"
        return found == wanted[0]

    def _refuse(self, status: HTTPStatus) -> None:
        content = json.dumps({"error": {"code": status.value, "message": status.phrase}}).encode()
        self.send_response(status.value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _uploaded_name(body: bytes) -> str:
    """The name in a multipart upload's first part, which is JSON."""
    start = body.index(b"{")
    fields, _ = json.JSONDecoder().raw_decode(body[start:].decode("utf-8", "surrogateescape"))
    return str(fields["name"])


def main() -> None:
    """Runs a storage until it is stopped: python functions/development/storage.py --port 9199."""
    parser = argparse.ArgumentParser(description="Cloud Storage in memory, on this machine.")
    parser.add_argument("--port", type=int, default=9199)
    with StorageServer(parser.parse_args().port) as server:
        print(f"STORAGE_EMULATOR_HOST={server.url} MIEN_BUCKET={BUCKET}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
