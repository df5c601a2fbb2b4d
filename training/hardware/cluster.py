"""Selects the devices that a command line names, and connects several processes (JAX)."""

from typing import Any, Final

import keras

from training.errors import ConfigError
from training.hardware.devices import Devices

JOIN_TIMEOUT_S: Final = 300
"""How long a process waits for the others to start; a cluster's queue starts them at different
times."""

SILENCE_TIMEOUT_S: Final = 30
"""After so long without a word from one process, the others end too."""


def choose(
    devices: str | None,
    coordinator: str | None,
    processes: int | None,
    process: int | None,
    batch_size: int,
) -> Devices:
    """Joins the other processes and returns the devices that the command line names.

    Args:
        devices: How many of this machine's devices take part, or "all"; None for one, or for all if
            there are several processes.
        coordinator: HOST:PORT of process 0.
        process: Number of this one, from 0.
        batch_size: Of all devices together.

    Raises:
        ConfigError: for impossible options, in one sentence.
    """
    check_options(devices, coordinator, processes, process)
    if devices is None and coordinator is None:
        return Devices()
    if keras.backend.backend() != "jax":
        raise ConfigError(
            "expected KERAS_BACKEND=jax with --devices or --coordinator, since keras.distribution "
            f"divides batches among JAX's devices, got {keras.backend.backend()}; set it"
        )
    import jax

    if coordinator is not None:
        assert processes is not None
        assert process is not None
        join(coordinator, processes, process)
    chosen = choose_devices(jax, devices or "all")
    if batch_size % len(chosen):
        raise ConfigError(
            f"expected batch_size to be a multiple of the {len(chosen)} devices, got {batch_size}; "
            "change --batch-size or --devices"
        )
    if len(chosen) == 1:
        return Devices()
    distribution = keras.distribution.DataParallel(devices=chosen, auto_shard_dataset=False)
    return Devices(distribution, jax.process_index(), jax.process_count())


def check_options(
    devices: str | None, coordinator: str | None, processes: int | None, process: int | None
) -> None:
    """Refuses impossible options and combinations.

    Raises:
        ConfigError: naming the option.
    """
    if devices is not None and devices != "all" and not (devices.isdecimal() and int(devices)):
        raise ConfigError(f"expected --devices as a number from 1 or all, got {devices!r}")
    several = {"--coordinator": coordinator, "--processes": processes, "--process": process}
    absent = [name for name, value in several.items() if value is None]
    if 0 < len(absent) < len(several):
        raise ConfigError(
            f"expected {', '.join(several)} together, got none for {', '.join(absent)}; add it"
        )
    if coordinator is None or processes is None or process is None:
        return
    host, _, port = coordinator.rpartition(":")
    if not host or not (port.isdecimal() and 0 < int(port) < 65_536):
        raise ConfigError(
            f"expected --coordinator as HOST:PORT of process 0, such as node1:9876, got "
            f"{coordinator!r}"
        )
    if processes < 2:
        raise ConfigError(f"expected --processes of at least 2, got {processes}; leave it out")
    if not 0 <= process < processes:
        raise ConfigError(f"expected --process in 0…{processes - 1}, got {process}")


def join(coordinator: str, processes: int, process: int) -> None:
    """Waits until all processes have met at the coordinator, which process 0 opens.

    Raises:
        ConfigError: if they do not within JOIN_TIMEOUT_S.
    """
    import jax

    try:
        jax.distributed.initialize(
            coordinator,
            processes,
            process,
            initialization_timeout=JOIN_TIMEOUT_S,
            heartbeat_timeout_seconds=SILENCE_TIMEOUT_S,
        )
    except RuntimeError as error:
        raise ConfigError(
            f"expected {processes} processes to meet at {coordinator} within {JOIN_TIMEOUT_S} s, "
            f"got {str(error).splitlines()[0]}; start all, and make sure that process 0's host and "
            "port can be reached"
        ) from error


def choose_devices(jax: Any, devices: str) -> list[Any]:
    """Returns the first so many devices of every process, in the order of the processes.

    Raises:
        ConfigError: for more than there are.
    """
    chosen = []
    for process in range(jax.process_count()):
        present = [d for d in jax.devices() if d.process_index == process]
        wanted = len(present) if devices == "all" else int(devices)
        if wanted > len(present):
            raise ConfigError(
                f"expected --devices of at most the {len(present)} {present[0].platform} devices "
                f"that process {process} sees, got {wanted}; name fewer, or for tests on a CPU set "
                f"XLA_FLAGS=--xla_force_host_platform_device_count={wanted}"
            )
        chosen += present[:wanted]
    return chosen
