"""Devices that share a training step: several of one machine, or of several processes (JAX).

The global batch, its order and all random numbers are those of a run on one device; each device
computes an equal share of every batch, and batch norm's statistics are over the whole of it.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.errors import ConfigError

VALIDATION_BATCH: Final = 512
"""Batch size of all devices together in validation."""


@dataclass(frozen=True)
class Devices:
    """Who takes part in a run. Without arguments: this process alone, on its default device.

    Attributes:
        distribution: Across the devices of all processes; None for a run on one device.
        process: Number of this process, from 0.
    """

    distribution: keras.distribution.DataParallel | None = None
    process: int = 0
    processes: int = 1
    _compiled: dict[keras.Model, Callable[..., Any]] = field(default_factory=dict, repr=False)

    @property
    def count(self) -> int:
        """How many devices share a step."""
        return 1 if self.distribution is None else self.distribution.num_model_replicas

    @property
    def leads(self) -> bool:
        """Whether this process writes the run folder and prints."""
        return self.process == 0

    def record(self) -> dict[str, Any]:
        """Returns what config.json keeps."""
        return {"count": self.count, "processes": self.processes}

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Distributes whatever is built and fitted inside over the devices."""
        with contextlib.ExitStack() as stack:
            if self.distribution is not None:
                stack.enter_context(self.distribution.scope())
            yield

    def share_of(self, order: npt.NDArray[np.int64], batch_size: int) -> npt.NDArray[np.int64]:
        """Returns this process's rows of every batch, one batch after the other.

        Args:
            order: [steps · batch_size], all rows in the order of a run on one device.
            batch_size: Of all devices together; a multiple of the number of processes.
        """
        return order.reshape(-1, self.processes, batch_size // self.processes)[
            :, self.process
        ].ravel()

    def logits(
        self, network: keras.Model, images: npt.NDArray[np.uint8]
    ) -> npt.NDArray[np.float32]:
        """Returns a network's logits, float32 [N, 7], computed by all devices.

        Args:
            images: [N, 48, 48, 1], the same in every process.
        """
        import jax

        assert self.distribution is not None
        forward = self._compiled.get(network)
        if forward is None:
            forward = self._compiled[network] = self._forward(network)
        weights = [variable.value for variable in network.trainable_variables]
        others = [variable.value for variable in network.non_trainable_variables]
        batch_size = -(-VALIDATION_BATCH // self.count) * self.count
        # Every device needs equally many faces: the last batch is padded with its first.
        rows = np.arange(-(-len(images) // batch_size) * batch_size) % len(images)
        batches = []
        for own in self.share_of(rows, batch_size).reshape(-1, batch_size // self.processes):
            batch = images[own].astype(np.float32)
            layout = self.distribution.get_data_layout(batch.shape).backend_layout
            spread = jax.make_array_from_process_local_data(layout, batch)
            batches.append(np.asarray(forward(weights, others, spread), np.float32))
        return np.concatenate(batches)[: len(images)]

    def told_by_leader(self, values: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
        """Returns what process 0 computes, in every process."""
        if self.processes == 1:
            return values()
        from jax.experimental import multihost_utils

        own = np.array(values() if self.leads else (0.0, 0.0), np.float64)
        # As bytes: JAX would convert it to float32.
        told = np.asarray(multihost_utils.broadcast_one_to_all(own.view(np.uint8)))
        return tuple(map(float, told.view(np.float64)))

    def agree(self, **things: bytes) -> None:
        """Refuses a run whose processes have different recipes or faces.

        Raises:
            ConfigError: in every process, naming the first thing that differs.
        """
        for name, content in things.items():
            digest = np.frombuffer(hashlib.sha256(content).digest(), np.uint8)
            digests = self._from_all(digest)
            others = [i for i, row in enumerate(digests) if not np.array_equal(row, digests[0])]
            if others:
                raise ConfigError(
                    f"expected the same {name} in all {self.processes} processes, got another in "
                    f"process {others[0]} than in process 0; give every host the same files and "
                    "every process the same command"
                )

    @contextlib.contextmanager
    def in_step(self) -> Iterator[None]:
        """Ends every process if one of them fails inside.

        Raises:
            ConfigError: in those that did not fail themselves.
        """
        try:
            yield
        except Exception:
            self._from_all(np.ones(1, np.uint8))
            raise
        failed = np.flatnonzero(self._from_all(np.zeros(1, np.uint8)))
        if len(failed):
            raise ConfigError(
                f"expected all {self.processes} processes to start, got a failure in process "
                f"{failed[0]}; read what it says and start all of them again"
            )

    def leave(self) -> None:
        """Disconnects from the other processes, so that none waits for this one."""
        if self.processes > 1:
            import jax

            jax.distributed.shutdown()

    def _from_all(self, values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Returns the values of every process, uint8 [processes, …]."""
        if self.processes == 1:
            return values[None]
        from jax.experimental import multihost_utils

        return np.asarray(multihost_utils.process_allgather(values))

    def _forward(self, network: keras.Model) -> Callable[..., Any]:
        import jax

        assert self.distribution is not None
        mesh = self.distribution.device_mesh.backend_mesh
        everywhere = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())

        def forward(weights: Any, others: Any, batch: Any) -> Any:
            return network.stateless_call(weights, others, batch, training=False)[0]

        compiled: Callable[..., Any] = jax.jit(forward, out_shardings=everywhere)
        return compiled
