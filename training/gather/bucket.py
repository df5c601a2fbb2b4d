"""The bucket's content: contributions, and records of deletions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import requests
from google.api_core.exceptions import Forbidden, GoogleAPIError, NotFound, Unauthorized
from google.auth.exceptions import GoogleAuthError
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.retry import DEFAULT_RETRY

from functions.intake import layout
from training.errors import InputError

TIMEOUT_S: Final = (5.0, 30.0)
RETRY: Final = DEFAULT_RETRY.with_timeout(60.0)
OBJECT: Final = re.compile(rf"{layout.FACES}([0-9a-f]{{40}})")
BATCH: Final = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{12}")
Bucket = storage.Bucket
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class GatherError(InputError):
    """Nothing was gathered; the message says what was expected, what came, what to do."""


@dataclass(frozen=True)
class Contributed:
    """One object of the bucket.

    Args:
        identity: 40 hexadecimal digits, a hash of the receipt.
        generation: Changes when the object is written again.
    """

    identity: str
    name: str
    generation: int
    metadata: dict[str, str]

    @property
    def taken_back(self) -> bool:
        """Whether only the record of a deletion is left."""
        return self.metadata.get(layout.STATE) == layout.DELETED

    @property
    def usable(self) -> bool:
        """Whether it is a picture stored by this version of the function."""
        at = self.metadata.get
        return (
            at(layout.STATE) == layout.STORED
            and at(layout.LABEL) in layout.LABELS
            and at(layout.CONSENT) in layout.CONSENTS
            and BATCH.fullmatch(at(layout.BATCH, "")) is not None
            and DAY.fullmatch(at(layout.DAY, "")) is not None
        )


def open_bucket(name: str) -> storage.Bucket:
    """Returns the bucket.

    The credentials are those of GOOGLE_APPLICATION_CREDENTIALS or of gcloud; STORAGE_EMULATOR_HOST
    leads to an emulator, without any.

    Raises:
        GatherError: without credentials, or if there is no such bucket.
    """
    with reaching(name):
        try:
            client = storage.Client()
        # What google-auth raises for a key file that is damaged, or a folder, is not written down.
        except Exception as error:
            raise GoogleAuthError from error
        bucket: storage.Bucket = client.bucket(name)
        # Not bucket.exists(), for which Storage Object Viewer has no permission.
        next(iter(bucket.list_blobs(max_results=1, timeout=TIMEOUT_S, retry=RETRY)), None)
    return bucket


def list_contributions(bucket: storage.Bucket) -> list[Contributed]:
    """Returns every object below faces/ whose name is a contribution's, in the order of names.

    Raises:
        GatherError: if the storage cannot be read.
    """
    found = []
    with reaching(bucket.name):
        for blob in bucket.list_blobs(prefix=layout.FACES, timeout=TIMEOUT_S, retry=RETRY):
            match = OBJECT.fullmatch(blob.name)
            if match is not None:
                metadata = dict(blob.metadata or {})
                found.append(Contributed(match[1], blob.name, blob.generation, metadata))
    return found


@contextmanager
def reaching(bucket: str) -> Iterator[None]:
    """Turns errors of the network or of Google into one sentence."""
    try:
        yield
    except GoogleAuthError as error:
        raise GatherError(
            f"expected credentials for {bucket}, got {type(error.__cause__ or error).__name__}; "
            "set GOOGLE_APPLICATION_CREDENTIALS to a service account's key file"
        ) from error
    except (Forbidden, Unauthorized) as error:
        raise GatherError(
            f"expected the right to use {bucket}, got {error.code}; give the service account "
            "the role Storage Object Viewer on this bucket, or Storage Object User to purge"
        ) from error
    except NotFound as error:
        raise GatherError(
            f"expected a bucket {bucket}, got none; name another with --bucket"
        ) from error
    except (
        GoogleAPIError,
        InvalidResponse,
        DataCorruption,
        requests.RequestException,
        ConnectionError,
    ) as error:
        raise GatherError(
            f"expected {bucket} to answer, got {type(error).__name__}; run the command again, it "
            "continues where it stopped"
        ) from error
