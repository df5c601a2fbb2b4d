"""Decides whether this machine runs a recipe's bfloat16 fast."""

import contextlib
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import keras

from training.config import Precision

CPU_INFO: Final = Path("/proc/cpuinfo")

BFLOAT16_FLAGS: Final = ("avx512f", "amx_bf16")
"""CPU flags: TensorFlow's kernels need one of these to be fast in bfloat16. An epoch of the recipe
fast took 65 s with the first (105 s in float32), and 1,573 s without either (145 s in float32)."""


def suited(precision: Precision) -> Precision:
    """Returns the precision; float32 instead of bfloat16 if this machine only emulates that.

    It checks only TensorFlow on x86 Linux; elsewhere the recipe decides. JAX loses nothing (207 s
    in bfloat16, 217 s in float32, the same processor).
    """
    if precision != "bfloat16" or keras.backend.backend() != "tensorflow":
        return precision
    if platform.machine() != "x86_64" or keras.distribution.list_devices("gpu"):
        return precision
    flags = processor_flags(CPU_INFO)
    return precision if not flags or flags.intersection(BFLOAT16_FLAGS) else "float32"


def processor_flags(path: Path) -> frozenset[str]:
    """Returns the flags of the first processor in a file like /proc/cpuinfo; empty if unknown."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return frozenset(flags.split())


@contextlib.contextmanager
def building_in(name: Precision) -> Iterator[None]:
    """Lets networks that are built inside compute in this precision; weights stay float32."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name if name == "float32" else f"mixed_{name}")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
