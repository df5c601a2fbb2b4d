"""Writes just enough of ONNX's protobuf format to give a network to OpenCV.

The `onnx` package does the same, but weighs more than the rest of the reader. Field numbers are
those of onnx.proto (IR version 8, operator set 16).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy.typing as npt

IR_VERSION: Final = 8
OPSET: Final = 16
"""The first with GridSample."""
DATA_TYPES: Final = {"float32": 1, "int64": 7}
"""TensorProto.DataType."""

Attributes = Mapping[str, int | str | Sequence[int]]


def node(
    operator: str, inputs: Sequence[str], output: str, attributes: Attributes | None = None
) -> bytes:
    """Returns a NodeProto with one output, which names the node too."""
    parts = [_text(1, name) for name in inputs]
    parts += [_text(2, output), _text(3, output), _text(4, operator)]
    parts += [_bytes(5, _attribute(*pair)) for pair in (attributes or {}).items()]
    return b"".join(parts)


def tensor(name: str, values: npt.NDArray[Any]) -> bytes:
    """Returns a TensorProto of float32 or int64 values."""
    parts = [_varint(1, size) for size in values.shape]
    parts += [_varint(2, DATA_TYPES[values.dtype.name]), _text(8, name)]
    parts.append(_bytes(9, values.astype(values.dtype.newbyteorder("<")).tobytes()))
    return b"".join(parts)


def model(
    nodes: Iterable[bytes],
    tensors: Iterable[bytes],
    inputs: Mapping[str, Sequence[int]],
    outputs: Mapping[str, Sequence[int]],
) -> bytes:
    """Returns a ModelProto.

    Args:
        nodes: In an order in which they can be computed.
        inputs: Name → shape of each float32 input; a size of -1 is free.
    """
    graph = [_bytes(1, each) for each in nodes]
    graph += [_text(2, "mien"), *(_bytes(5, each) for each in tensors)]
    graph += [_bytes(11, _value(*each)) for each in inputs.items()]
    graph += [_bytes(12, _value(*each)) for each in outputs.items()]
    opset = _text(1, "") + _varint(2, OPSET)
    return _varint(1, IR_VERSION) + _bytes(7, b"".join(graph)) + _bytes(8, opset)


def _value(name: str, shape: Sequence[int]) -> bytes:
    sizes = [_varint(1, size) if size >= 0 else _text(2, "rows") for size in shape]
    dimensions = b"".join(_bytes(1, size) for size in sizes)
    kind = _varint(1, DATA_TYPES["float32"]) + _bytes(2, dimensions)
    return _text(1, name) + _bytes(2, _bytes(1, kind))


def _attribute(name: str, value: int | str | Sequence[int]) -> bytes:
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _varint(20, 3)
    if isinstance(value, int):
        return _text(1, name) + _varint(3, value) + _varint(20, 2)
    return _text(1, name) + b"".join(_varint(8, each) for each in value) + _varint(20, 7)


def _varint(field: int, value: int) -> bytes:
    return _number(field << 3) + _number(value)


def _number(value: int) -> bytes:
    value &= (1 << 64) - 1
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _bytes(field: int, content: bytes) -> bytes:
    return _number(field << 3 | 2) + _number(len(content)) + content


def _text(field: int, content: str) -> bytes:
    return _bytes(field, content.encode())
