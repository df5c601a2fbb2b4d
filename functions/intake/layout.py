"""Where things lie in the bucket and what is written with them: shared with the gatherer."""

from typing import Final

LABELS: Final = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""As in training/labels.py, which is not deployed with the function; a test holds them equal."""

FACE_SIDE_PX: Final = 48
FACE_BYTES: Final = FACE_SIDE_PX**2
"""A picture is its grey levels, row by row, a byte each."""

CONSENTS: Final = ("2026-11-24", "2026-11-30")
"""Versions of the consent text, oldest first. The page has the newest; what people gave under an
older one, or still have in their queue, stays welcome."""

RETENTION_DAYS: Final = 365
"""A contribution is kept no longer than this. PRIVACY.md promises it."""

TOMBSTONE_DAYS: Final = 30
"""How long a deletion is remembered, so that no delayed request brings the picture back."""

FACES: Final = "faces/"
"""Prefix of the objects: pictures, as grey levels row by row, or empty records of deletions."""

STATE: Final = "state"
STORED: Final = "stored"
DELETED: Final = "deleted"
LABEL: Final = "label"
CONSENT: Final = "consent"
DAY: Final = "day"
MODEL: Final = "model"
MODEL_VERSION: Final = "modelVersion"
BATCH: Final = "batch"
PIXELS: Final = "pixels"
"""Keys of an object's metadata. `day` is a UTC date: a time of day would help to identify a person
and is not needed. `batch` is the same for all that one page sent with one pass, so that training
can keep a contributor in one split. `pixels` is the SHA-256 of the 2,304 grey values."""
