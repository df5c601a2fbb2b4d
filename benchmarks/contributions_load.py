"""Many contribute at once while the storage fails: what is lost, doubled or wrongly accepted?

    python benchmarks/contributions_load.py [--contributions 200] [--seed 0] [--json]

Two instances of the function (functions/development/serve.py) share one storage in memory
(functions/development/storage.py), all over HTTP on this machine. A seeded draw breaks every third
request to the storage: an answer 503, an upload cut off half-way, a time-out, a write whose answer
is lost; and it restarts several times a second. Every page repeats what failed with the same
Idempotency-Key, half of them send each request to both instances at once, a quarter takes its
picture back, and bad requests come in between. At the end the storage itself is read.

Ends with 1 unless all four counts are 0.
"""

import argparse
import base64
import json
import logging
import os
import random
import sys
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from werkzeug.serving import make_server

from functions.development.serve import local_app
from functions.development.storage import Fault, StorageServer, local_bucket
from functions.intake import layout, store
from functions.intake.endpoint import Intake
from functions.intake.proofs import Proofs
from functions.intake.rate import Limit, Limits
from functions.intake.receipts import object_name
from functions.intake.settings import Settings
from functions.intake.store import Store

INSTANCES: Final = 2
SECRET: Final = b"one secret for both instances, as deployed"
FAULTY_SHARE: Final = 1 / 3
RESTART_EVERY_S: Final = 0.4
GIVE_UP_S: Final = 120.0
WRONG: Final = ("lost", "doubled", "wrongly accepted", "brought back")
FAULTS: Final = (Fault.UNAVAILABLE, Fault.CUT_OFF, Fault.SILENT, Fault.ANSWER_LOST)


@dataclass
class Draw:
    """The storage's faults, drawn by seed; counts what it dealt."""

    random: random.Random
    lock: threading.Lock = field(default_factory=threading.Lock)
    dealt: Counter[str] = field(default_factory=Counter)
    off: bool = False

    def __call__(self, method: str, path: str) -> Fault:
        """Returns the next fault, or none."""
        with self.lock:
            if self.off or self.random.random() >= FAULTY_SHARE:
                return Fault.NONE
            fault = self.random.choice(FAULTS)
            self.dealt[fault.name] += 1
            return fault


@dataclass
class Sent:
    """What one page did and was told."""

    pixels: bytes
    label: str
    receipts: set[str] = field(default_factory=set)
    taken_back: bool = False
    bad_accepted: int = 0
    tries: int = 0


def main() -> int:
    """Runs the load and prints the counts; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--contributions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.ERROR)  # werkzeug's line for each request
    # The same code with less patience: time-outs are part of the load, not of the wait.
    store.TIMEOUT_S = (0.5, 0.5)
    store.RETRY = store.RETRY.with_delay(initial=0.05, maximum=0.4).with_timeout(3.0)

    draw = Draw(random.Random(arguments.seed))
    started_s = time.monotonic()
    with StorageServer(fault=draw, silence_s=0.8) as server:
        os.environ["STORAGE_EMULATOR_HOST"] = server.url
        urls = [start_instance() for _ in range(INSTANCES)]
        done = threading.Event()
        restarts: list[float] = []
        restarting = threading.Thread(target=restart, args=(server, done, restarts))
        restarting.start()
        try:
            with ThreadPoolExecutor(arguments.contributions) as pool:
                numbers = range(arguments.contributions)
                pages = list(pool.map(lambda n: visit(n, urls, arguments.seed), numbers))
        finally:
            done.set()
            restarting.join()
        draw.off = True
        counts = judge(pages)
    report: dict[str, Any] = {
        "contributions": len(pages),
        "requests": sum(page.tries for page in pages),
        "faults": dict(sorted(draw.dealt.items())),
        "restarts": len(restarts),
        "seconds": round(time.monotonic() - started_s, 1),
        **counts,
    }
    for key, value in report.items():
        print(f"{key:<18} {value}")
    if arguments.json:
        print(json.dumps(report))
    return 1 if any(counts[key] for key in WRONG) else 0


def start_instance() -> str:
    """Starts one instance of the function; returns its address."""
    many = Limits(*[Limit(10**6, 10**6)] * 4, attempts=10**6)
    intake = Intake(Store(local_bucket()), Proofs(Settings(SECRET)), many)
    http = make_server("127.0.0.1", 0, local_app(intake), threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{http.port}/api/contributions"


def restart(server: StorageServer, done: threading.Event, restarts: list[float]) -> None:
    """Restarts the storage again and again until it is done."""
    while not done.wait(RESTART_EVERY_S):
        server.restart()
        restarts.append(time.monotonic())


def visit(number: int, urls: list[str], seed: int) -> Sent:
    """One page's visit: a contribution, repeated until it is answered; perhaps taken back."""
    chance = random.Random(f"{seed} {number}")
    sent = Sent(chance.randbytes(48 * 48), chance.choice(layout.LABELS))
    token = until(sent, "post", f"{chance.choice(urls)}/token", 201).json()["token"]
    key = uuid.UUID(bytes=chance.randbytes(16), version=4)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key)}
    body: dict[str, Any] = {
        "face": base64.b64encode(sent.pixels).decode(),
        "label": sent.label,
        "model": {"name": "fast", "version": "1"},
        "consent": layout.CONSENTS[-1],
    }
    for change in ({"consent": ""}, {"face": body["face"][:-8]}, {"label": "x"}):
        other = headers | {"Idempotency-Key": str(uuid.uuid4())}
        answer = once(chance.choice(urls), "post", json=body | change, headers=other)
        sent.bad_accepted += answer is not None and answer.status_code < 400
    targets = urls if number % 2 else [chance.choice(urls)]

    def contribute(url: str) -> str:
        return str(until(sent, "post", url, 201, json=body, headers=headers).json()["receipt"])

    with ThreadPoolExecutor(len(targets)) as pool:
        sent.receipts.update(pool.map(contribute, targets))
    if number % 4 == 0:
        (receipt,) = sent.receipts
        until(sent, "delete", f"{chance.choice(urls)}/{receipt}", 204)
        sent.taken_back = True
        # A late copy, as a network may deliver it.
        contribute(chance.choice(urls))
    return sent


def until(sent: Sent, method: str, url: str, status: int, **request: Any) -> requests.Response:
    """Repeats a request, as the page does, until it is answered with that status."""
    ends_s = time.monotonic() + GIVE_UP_S
    while time.monotonic() < ends_s:
        sent.tries += 1
        answer = once(url, method, **request)
        if answer is not None and answer.status_code == status:
            return answer
        if answer is not None and answer.status_code != 503:
            raise SystemExit(f"expected {status} or 503, got {answer.status_code}: {answer.text}")
        time.sleep(0.05)
    raise SystemExit(f"expected {url} to answer within {GIVE_UP_S:.0f} s, got only 503")


def once(url: str, method: str, **request: Any) -> requests.Response | None:
    """Sends one request; None if the connection broke."""
    try:
        return requests.request(method, url, timeout=30, **request)
    except requests.RequestException:
        return None


def judge(pages: list[Sent]) -> dict[str, int]:
    """Compares what the pages were told with what the storage holds."""
    blobs = {blob.name: blob for blob in local_bucket().list_blobs(prefix=layout.FACES)}
    pictures: dict[str, bytes] = {}
    for name, blob in blobs.items():
        if blob.metadata[layout.STATE] == layout.STORED:
            pictures[name] = blob.download_as_bytes()
    copies = Counter(pictures.values())
    lost = doubled = brought_back = 0
    for page in pages:
        names = [object_name(receipt) for receipt in page.receipts]
        doubled += len(names) - 1
        if page.taken_back:
            brought_back += copies[page.pixels]
            continue
        doubled += max(0, copies[page.pixels] - 1)
        name = names[0]
        same = pictures.get(name) == page.pixels
        lost += not (same and blobs[name].metadata[layout.LABEL] == page.label)
    known = {page.pixels for page in pages}
    strangers = sum(pixels not in known for pixels in pictures.values())
    return {
        "stored": len(pictures),
        "taken back": sum(page.taken_back for page in pages),
        "lost": lost,
        "doubled": doubled,
        "wrongly accepted": strangers + sum(page.bad_accepted for page in pages),
        "brought back": brought_back,
    }


if __name__ == "__main__":
    sys.exit(main())
