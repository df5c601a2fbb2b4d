"""Load test: many contribute while others attack and the storage fails.

    python benchmarks/contributions_load.py [--contributions 1000] [--hostile 10000] [--seed 0]

Two instances of the function (functions/development/serve.py), as during a deploy, with the
deployed limits, share one storage in memory (functions/development/storage.py). One in ten requests
to the storage fails at random (seeded): an answer 503, an upload broken half-way, a time-out, a
write whose answer is lost; and it restarts again and again. Every honest page repeats failed
requests with the same Idempotency-Key, half of them send each request to both instances at once, a
quarter take their picture back. Meanwhile twenty addresses repeat contributions, delete forged
receipts, ask for passes, send nonsense, and send requests from other sites' pages, all under forged
addresses. At the end the storage is checked. Exits with 1 unless every count of errors is 0.
"""

import base64
import logging
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
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
from functions.intake.rate import Limits
from functions.intake.receipts import object_name, receipt_of
from functions.intake.settings import Settings
from functions.intake.store import Store
from reader.command_line import Parser

INSTANCES: Final = 2
SECRET: Final = b"one secret for both instances, as deployed"
FAULTY_SHARE: Final = 0.1
RESTART_EVERY_S: Final = 2.0
AT_ONCE: Final = 24
ADDRESSES: Final = 20
"""Of those who do harm. Their passes, repeats and deletions together stay below what all clients
may have at once, so that what is refused to an honest page is the server's fault."""
PATIENCE_S: Final = 60.0
"""In which Firebase Hosting wants each answer, and the limit of an honest page's wait for one."""
GIVE_UP_S: Final = 240.0
WRONG: Final = ("lost", "doubled", "brought back", "refused", "delayed", "wrongly accepted")
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
    """What one honest page sent and received."""

    address: str
    pixels: bytes
    label: str
    receipts: set[str] = field(default_factory=set)
    taken_back: bool = False
    refused: int = 0
    slowest_s: float = 0.0
    tries: int = 0


def main() -> int:
    """Runs the load and prints the counts; returns the exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--contributions", type=int, default=1000)
    parser.add_argument("--hostile", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    logging.disable(logging.ERROR)  # werkzeug's line for each request
    # The same code with less patience: time-outs are part of the load, not of the wait.
    store.TIMEOUT_S = (1.0, 1.0)
    store.RETRY = store.RETRY.with_delay(initial=0.05, maximum=0.4).with_timeout(5.0)

    draw = Draw(random.Random(arguments.seed))
    started_s = time.monotonic()
    with StorageServer(fault=draw, silence_s=1.2) as server:
        os.environ["STORAGE_EMULATOR_HOST"] = server.url
        urls = [start_instance() for _ in range(INSTANCES)]
        done = threading.Event()
        restarts: list[float] = []
        restarting = threading.Thread(target=restart, args=(server, done, restarts))
        restarting.start()
        try:
            with ThreadPoolExecutor(AT_ONCE) as honest, ThreadPoolExecutor(AT_ONCE) as hostile:
                harm = [
                    hostile.submit(do_harm, number, urls, arguments.seed, arguments.hostile)
                    for number in range(ADDRESSES)
                ]
                every = range(arguments.contributions)
                pages = list(honest.map(lambda n: visit(n, urls, arguments.seed), every))
                answers = sum((each.result()[0] for each in harm), Counter[str]())
                theirs = {pixels for each in harm for pixels in each.result()[1]}
        finally:
            done.set()
            restarting.join()
        draw.off = True
        counts = judge(pages, theirs)
    counts["wrongly accepted"] += answers.pop("let in", 0)
    report: dict[str, Any] = {
        "contributions": len(pages),
        "requests": sum(page.tries for page in pages),
        "hostile requests": answers.total(),
        "hostile answers": dict(sorted(answers.items())),
        "faults": dict(sorted(draw.dealt.items())),
        "restarts": len(restarts),
        "seconds": round(time.monotonic() - started_s, 1),
        "slowest answer, s": round(max(page.slowest_s for page in pages), 1),
        **counts,
    }
    print("\n".join(f"{key:<18} {value}" for key, value in report.items()))
    return 1 if any(counts[key] for key in WRONG) else 0


def start_instance() -> str:
    """Starts one instance of the function, with the deployed limits; returns its address."""
    intake = Intake(Store(local_bucket()), Proofs(Settings(SECRET)), Limits())
    http = make_server("127.0.0.1", 0, local_app(intake), threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{http.port}/api/contributions"


def restart(server: StorageServer, done: threading.Event, restarts: list[float]) -> None:
    """Restarts the storage again and again until it is done."""
    while not done.wait(RESTART_EVERY_S):
        server.restart()
        restarts.append(time.monotonic())


def body_of(pixels: bytes, label: str) -> dict[str, Any]:
    """Returns a contribution's fields as the page sends them."""
    return {
        "face": base64.b64encode(pixels).decode(),
        "label": label,
        "model": {"name": "fast", "version": "1"},
        "consent": layout.CONSENTS[-1],
    }


def visit(number: int, urls: list[str], seed: int) -> Sent:
    """One honest page's visit: it gives, again until it is answered, and perhaps takes back."""
    chance = random.Random(f"{seed} {number}")
    address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    sent = Sent(address, chance.randbytes(layout.FACE_BYTES), chance.choice(layout.LABELS))
    token = until(sent, "post", f"{chance.choice(urls)}/token", 201).json()["token"]
    key = uuid.UUID(bytes=chance.randbytes(16), version=4)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key)}
    body = body_of(sent.pixels, sent.label)
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
    request["headers"] = {"Sec-Fetch-Site": "same-origin"} | request.get("headers", {})
    ends_s = time.monotonic() + GIVE_UP_S
    while time.monotonic() < ends_s:
        sent.tries += 1
        begun_s = time.monotonic()
        answer = once(url, method, sent.address, **request)
        sent.slowest_s = max(sent.slowest_s, time.monotonic() - begun_s)
        if answer is not None and answer.status_code == status:
            return answer
        if answer is not None and answer.status_code != 503:
            sent.refused += 1
        time.sleep(0.1)
    raise SystemExit(f"expected {url} to answer {status} in {GIVE_UP_S:.0f} s, got others")


def once(url: str, method: str, came_by: str, **request: Any) -> requests.Response | None:
    """Sends one request with its X-Forwarded-For; None if the connection broke."""
    request["headers"] = request.get("headers", {}) | {"X-Forwarded-For": came_by}
    try:
        return requests.request(method, url, timeout=PATIENCE_S * 2, **request)
    except requests.RequestException:
        return None


def do_harm(
    number: int, urls: list[str], seed: int, all_of_them: int
) -> tuple[Counter[str], set[bytes]]:
    """One address's share of the hostile requests; returns its answers, and what it may store."""
    chance = random.Random(f"harm {seed} {number}")
    address = f"192.0.2.{number}"
    answers: Counter[str] = Counter()
    pixels = chance.randbytes(layout.FACE_BYTES)
    body = body_of(pixels, "happy")
    url = urls[number % len(urls)]
    visitor = Sent(address, pixels, "happy")
    token = until(visitor, "post", f"{url}/token", 201).json()["token"]
    key = str(uuid.UUID(bytes=chance.randbytes(16), version=4))

    def ask(kind: str, method: str, path: str = "", let_in: bool = False, **request: Any) -> None:
        made_up = ".".join(str(chance.randrange(256)) for _ in range(4))
        own = {"Authorization": f"Bearer {token}", "Fastly-Client-IP": made_up}
        request["headers"] = own | request.pop("headers", {})
        answer = once(url + path, method, f"{made_up}, {address}", **request)
        status = answer.status_code if answer is not None else "broken"
        answers[f"{kind} {status}"] += 1
        answers["let in"] += not let_in and answer is not None and answer.status_code < 400

    def made_up_receipt() -> str:
        return f"/{receipt_of(uuid.UUID(bytes=chance.randbytes(16), version=4))}"

    fresh, used = ({"Idempotency-Key": each} for each in (str(uuid.uuid4()), key))
    kinds: list[Callable[[], None]] = [
        lambda: ask("repeat", "post", json=body, headers=used, let_in=True),
        lambda: ask("deletion", "delete", made_up_receipt(), let_in=True),
        lambda: ask("pass", "post", "/token", let_in=True),
        lambda: ask("cross-site", "post", "/token", headers={"Sec-Fetch-Site": "cross-site"}),
        lambda: ask("cross-site", "post", "/token", headers={"Origin": "https://evil.example"}),
        lambda: ask("cross-site", "delete", made_up_receipt(), headers={"Origin": "null"}),
        lambda: ask("bad", "post", json=body | {"label": "x"}, headers=fresh),
        lambda: ask("bad", "post", json=body | {"face": body["face"][:-8]}, headers=fresh),
        lambda: ask("no pass", "post", json=body, headers=fresh | {"Authorization": "Bearer x"}),
        lambda: ask("other picture", "post", json=body | {"label": "sad"}, headers=used),
    ]
    weights = [3, 3, *[1] * (len(kinds) - 2)]
    while answers["repeat 201"] == 0:  # Its own picture comes first, whatever fails.
        kinds[0]()
    for kind in chance.choices(kinds, weights, k=all_of_them // ADDRESSES - answers.total()):
        kind()
    return answers, {pixels}


def judge(pages: list[Sent], theirs: set[bytes]) -> dict[str, int]:
    """Compares the pages' answers with the storage."""
    blobs = {blob.name: blob for blob in local_bucket().list_blobs(prefix=layout.FACES)}
    pictures = {
        name: blob.download_as_bytes()
        for name, blob in blobs.items()
        if blob.metadata[layout.STATE] == layout.STORED
    }
    copies = Counter(pictures.values())
    lost = doubled = brought_back = 0
    for page in pages:
        names = [object_name(receipt) for receipt in page.receipts]
        doubled += len(names) - 1
        if page.taken_back:
            brought_back += copies[page.pixels]
            continue
        doubled += max(0, copies[page.pixels] - 1)
        same = pictures.get(names[0]) == page.pixels
        lost += not (same and blobs[names[0]].metadata[layout.LABEL] == page.label)
    known = theirs | {page.pixels for page in pages}
    return {
        "stored": len(pictures),
        "taken back": sum(page.taken_back for page in pages),
        "lost": lost,
        "doubled": doubled,
        "brought back": brought_back,
        "refused": sum(page.refused for page in pages),
        "delayed": sum(page.slowest_s > PATIENCE_S for page in pages),
        "wrongly accepted": sum(pixels not in known for pixels in pictures.values())
        + sum(copies[pixels] > 1 for pixels in theirs),
    }


if __name__ == "__main__":
    raise SystemExit(main())
