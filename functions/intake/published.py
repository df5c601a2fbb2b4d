"""`/api/models`: the models that were published, in the layout that the page reads.

    GET /api/models/index.json                      which ones count now; never cached
    GET /api/models/<name>.<version>/<file>         kept for a year: it never changes

The bucket is closed to the public; this hands out what lies below models/ and nothing else.
"""

import re
from typing import Final

from flask import Request, Response
from google.cloud import storage

from . import layout
from .endpoint import refused
from .refusal import Refusal
from .store import Store

ROOT: Final = "/api/models"
INDEX: Final = f"{ROOT}/index.json"
FILE: Final = re.compile(rf"{ROOT}/({layout.FOLDER})/({layout.FILE})")
TYPES: Final = {"json": "application/json", "bin": "application/octet-stream"}
FOR_EVER: Final = "public, max-age=31536000, immutable"


class Published:
    """Hands out published models.

    Args:
        bucket: Where they lie.
    """

    def __init__(self, bucket: storage.Bucket) -> None:
        self._store = Store(bucket)

    def answer(self, request: Request) -> Response:
        """Returns the answer to a request, errors too."""
        try:
            if request.method not in ("GET", "HEAD"):
                raise Refusal(405, "The method must be GET.", {"Allow": "GET, HEAD"})
            return self._read(request.path)
        except Refusal as refusal:
            return refused(refusal)

    def _read(self, path: str) -> Response:
        if path == INDEX:
            pointer = self._store.read(layout.POINTER)
            return Response(pointer, 200, {"Cache-Control": "no-cache"}, TYPES["json"])
        asked = FILE.fullmatch(path)
        if asked is None:
            raise Refusal(404, "There is no such model file.")
        folder, file, suffix = asked.groups()
        content = self._store.read(f"{layout.MODELS}{folder}/{file}")
        return Response(content, 200, {"Cache-Control": FOR_EVER}, TYPES[suffix])
