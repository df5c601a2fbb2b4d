"""Runs the functions on this machine, with a storage in memory: what the page's /api needs.

    python functions/development/serve.py              http://127.0.0.1:5050/api/contributions
    MIEN_API=http://127.0.0.1:5050 make start          the page, with its /api passed on to it

Everything is deleted when it ends. Set STORAGE_EMULATOR_HOST to use another storage.
"""

import argparse
import os
import secrets
import sys

import environment

from flask import Flask, Response, request
from werkzeug.serving import make_server

from functions.development.storage import BUCKET, StorageServer, local_bucket
from functions.intake.endpoint import Intake
from functions.intake.proofs import Proofs
from functions.intake.settings import Settings
from functions.intake.store import Store


def main() -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--port", type=int, default=5050, help="default: %(default)s")
    arguments = parser.parse_args()
    with StorageServer() as server:
        os.environ.setdefault("STORAGE_EMULATOR_HOST", server.url)
        http = make_server("127.0.0.1", arguments.port, local_app(), threaded=True)
        print(f"http://127.0.0.1:{arguments.port}/api/contributions")
        print(
            f"STORAGE_EMULATOR_HOST={os.environ['STORAGE_EMULATOR_HOST']} "
            f"python training/contributions.py stats --bucket {BUCKET}",
            flush=True,
        )
        try:
            http.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            http.server_close()
    return 0


def local_app(intake: Intake | None = None) -> Flask:
    """Returns the function as Firebase Hosting's rewrite serves it.

    Args:
        intake: The endpoint; by default one on the storage that STORAGE_EMULATOR_HOST names.
    """
    app = Flask("mien")
    taking = intake or Intake(Store(local_bucket()), Proofs(Settings(secrets.token_bytes(32))))

    @app.before_request
    def answer() -> Response:
        return taking.answer(request)

    return app


if __name__ == "__main__":
    sys.exit(main())
