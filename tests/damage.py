"""Damaged input by Hypothesis; whoever reads it may answer, or refuse it in a sentence."""

import tracemalloc
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.errors import InputError

MOST_MEMORY = 1 << 28
"""Bytes that Python and NumPy may take for any file here, all of them below 1 MB."""

Damage = Callable[[bytes], bytes]
WORDS = [
    b"",
    b"\0",
    b'"',
    b",",
    b"\n",
    b"-1",
    b"nan",
    b"9" * 5000,
    b"[" * 5000,
    b"\xff\xfe",
    b"null",
]
WORDS += [b"true", b"{}", b"[]", b"1e999", b"../x", b"\xff" * 4, b"PK\x03\x04", b"\x7f\xff\xff\xff"]


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """Some places at which words take the place of a few bytes, and perhaps an early end."""
    places = st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from(WORDS))
    edits = draw(st.lists(places, min_size=1, max_size=4))
    share = draw(st.sampled_from([1.0, 1.0, 0.999, 0.5, 0.01]))

    def damage(content: bytes) -> bytes:
        for place, length, word in edits:
            at = int(place * len(content))
            content = content[:at] + word + content[at + length :]
        return content[: int(share * len(content))]

    return damage


def fuzz(
    examples: int, **given_too: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Runs a test on so many damages, the same ones each time."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    configured = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=checks,
    )
    return lambda test: configured(given(damage=damages(), **given_too)(test))


def read_or_refuse(read: Callable[[], Any]) -> str:
    """Runs a reader: it returns, or raises what a command says in a sentence, in little memory."""
    said = "expected"
    tracemalloc.start()
    try:
        read()
    except InputError as error:
        said = str(error)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert said.startswith("expected")
    assert "\n" not in said
    assert peak < MOST_MEMORY
    return said
