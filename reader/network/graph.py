"""A TF.js graph as ONNX, which OpenCV computes.

The operations are those of this project's networks. TF.js stores pictures as [rows, height, width,
channels], ONNX as [rows, channels, height, width]; all other tensors keep their shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reader.errors import ModelError
from reader.network import onnx
from reader.network.layout import (
    NHWC_TO_NCHW,
    PLACE,
    Shape,
    affine_grid,
    broadcast,
    constant_in_onnx,
    in_onnx,
    integers_of,
    text,
    window,
)

SAME_NAME: Final = {
    "Relu": "Relu",
    "Softmax": "Softmax",
    "Log": "Log",
    "Identity": "Identity",
    "Mul": "Mul",
    "AddV2": "Add",
    "Sub": "Sub",
    "Maximum": "Max",
}


def to_onnx(
    nodes: Sequence[dict[str, Any]],
    weights: dict[str, npt.NDArray[Any]],
    outputs: Sequence[str],
) -> bytes:
    """Returns the ONNX model of a TF.js graph.

    Args:
        nodes: GraphDef nodes in an order in which they can be computed.

    Raises:
        ModelError: naming an unknown operation.
    """
    graph = _Graph(weights)
    for each in nodes:
        graph.add(each)
    return onnx.model(
        graph.nodes,
        graph.tensors,
        {name: in_onnx(graph.shapes[name]) for name in graph.inputs},
        {name: graph.shapes[name] for name in outputs},
    )


@dataclass
class _Graph:
    weights: dict[str, npt.NDArray[Any]]
    nodes: list[bytes] = field(default_factory=list)
    tensors: list[bytes] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    """Shapes that the graph computes as tensors, known but for the rows."""

    def add(self, node: dict[str, Any]) -> None:
        operation = node["op"]
        build: Callable[[dict[str, Any]], None] | None = (
            self._elementwise
            if operation in SAME_NAME
            else getattr(self, f"_{operation.strip('_').lower()}", None)
        )
        if build is None:
            raise ModelError(
                f"expected operations that reader/network/graph.py knows, got {operation}; add it "
                "there"
            )
        build(node)

    def _emit(
        self,
        operator: str,
        inputs: Sequence[str],
        output: str,
        shape: Shape,
        attributes: onnx.Attributes | None = None,
    ) -> str:
        self.nodes.append(onnx.node(operator, inputs, output, attributes))
        self.shapes[output] = shape
        return output

    def _constant(self, name: str, values: npt.NDArray[Any]) -> str:
        self.tensors.append(onnx.tensor(name, np.ascontiguousarray(values)))
        return name

    def _integers(self, name: str, values: Sequence[int]) -> str:
        return self._constant(name, np.asarray(values, np.int64))

    def _const(self, node: dict[str, Any]) -> None:
        values = self.weights[node["name"]]
        if values.dtype == np.int32:
            self.sizes[node["name"]] = values.ravel().tolist()

    def _placeholder(self, node: dict[str, Any]) -> None:
        dimensions = node["attr"]["shape"]["shape"]["dim"]
        self.shapes[node["name"]] = tuple(int(each["size"]) for each in dimensions)
        self.inputs.append(node["name"])

    def _elementwise(self, node: dict[str, Any]) -> None:
        name = node["name"]
        shapes = [
            self.shapes[each] if each in self.shapes else self.weights[each].shape
            for each in node["input"]
        ]
        rank = max(map(len, shapes))
        operands = [
            each
            if each in self.shapes
            else self._constant(f"{name}/{at}", constant_in_onnx(self.weights[each], rank))
            for at, each in enumerate(node["input"])
        ]
        attributes = {"axis": -1} if node["op"] == "Softmax" else None
        self._emit(SAME_NAME[node["op"]], operands, name, broadcast(shapes), attributes)

    def _conv2d(self, node: dict[str, Any]) -> None:
        values = self.weights[node["input"][1]]
        *size, _, filters = values.shape
        attributes, shape = window(node, self.shapes[node["input"][0]], size, filters)
        self._fused(node, "Conv", values.transpose(3, 2, 0, 1), shape, attributes)

    _fusedconv2d = _conv2d

    def _depthwiseconv2dnative(self, node: dict[str, Any]) -> None:
        values = self.weights[node["input"][1]]
        height, width, channels, times = values.shape
        depthwise = values.transpose(2, 3, 0, 1).reshape(channels * times, 1, height, width)
        source = self.shapes[node["input"][0]]
        attributes, shape = window(node, source, (height, width), channels * times)
        self._fused(node, "Conv", depthwise, shape, {**attributes, "group": channels})

    _fuseddepthwiseconv2dnative = _depthwiseconv2dnative

    def _maxpool(self, node: dict[str, Any]) -> None:
        _, *size, _ = integers_of(node["attr"]["ksize"])
        source = self.shapes[node["input"][0]]
        attributes, shape = window(node, source, size, source[3])
        self._emit("MaxPool", node["input"], node["name"], shape, attributes)

    def _matmul(self, node: dict[str, Any]) -> None:
        values = self.weights[node["input"][1]]
        self._fused(node, "Gemm", values, (-1, values.shape[1]), {})

    _fusedmatmul = _matmul

    def _fused(
        self,
        node: dict[str, Any],
        operator: str,
        kernel: npt.NDArray[Any],
        shape: Shape,
        attributes: onnx.Attributes,
    ) -> None:
        """A convolution or matrix product, perhaps with a bias and an activation fused into it."""
        name = node["name"]
        source, _, *biases = node["input"]
        operands = [source, self._constant(f"{name}/kernel", kernel)]
        operands += [self._constant(f"{name}/bias", self.weights[bias]) for bias in biases]
        fused = [text(each) for each in node["attr"]["fused_ops"]["list"]["s"]] if biases else []
        if fused in ([], ["BiasAdd"]):
            self._emit(operator, operands, name, shape, attributes)
        elif fused in (["BiasAdd", "Relu"], ["BiasAdd", "Relu6"]):
            linear = self._emit(operator, operands, f"{name}/linear", shape, attributes)
            self._activate(fused[1], linear, name)
        else:
            raise ModelError(
                f"expected BiasAdd, Relu and Relu6 to be fused, got {fused}; add them here"
            )

    def _relu6(self, node: dict[str, Any]) -> None:
        self._activate("Relu6", node["input"][0], node["name"])

    def _activate(self, operation: str, source: str, name: str) -> None:
        if operation == "Relu":
            self._emit("Relu", [source], name, self.shapes[source])
            return
        bounds = [
            self._constant(f"{name}/{each}", np.array(value, np.float32))
            for each, value in (("least", 0), ("most", 6))
        ]
        self._emit("Clip", [source, *bounds], name, self.shapes[source])

    def _mean(self, node: dict[str, Any]) -> None:
        source, axes = node["input"]
        shape = self.shapes[source]
        gone = [axis % len(shape) for axis in self.sizes[axes]]
        kept = tuple(size for axis, size in enumerate(shape) if axis not in gone)
        places = [PLACE[axis] if len(shape) == 4 else axis for axis in gone]
        attributes: onnx.Attributes = {"axes": places, "keepdims": 0}
        self._emit("ReduceMean", [source], node["name"], kept, attributes)

    def _pad(self, node: dict[str, Any]) -> None:
        source, paddings = node["input"]
        pairs = np.reshape(self.sizes[paddings], (4, 2))[list(NHWC_TO_NCHW)]
        shape = np.add(self.shapes[source], np.reshape(self.sizes[paddings], (4, 2)).sum(axis=1))
        pads = self._integers(f"{node['name']}/pads", pairs.T.ravel().tolist())
        self._emit("Pad", [source, pads], node["name"], tuple(int(size) for size in shape))

    def _concatv2(self, node: dict[str, Any]) -> None:
        *sources, axis_name = node["input"]
        first = self.shapes[sources[0]]
        axis = self.sizes[axis_name][0] % len(first)
        lengths = [self.shapes[source][axis] for source in sources]
        joined = -1 if -1 in lengths else sum(lengths)
        shape = (*first[:axis], joined, *first[axis + 1 :])
        place = PLACE[axis] if len(first) == 4 else axis
        self._emit("Concat", sources, node["name"], shape, {"axis": place})

    def _shape(self, node: dict[str, Any]) -> None:
        self.sizes[node["name"]] = list(self.shapes[node["input"][0]])

    def _pack(self, node: dict[str, Any]) -> None:
        self.sizes[node["name"]] = [self.sizes[each][0] for each in node["input"]]

    def _stridedslice(self, node: dict[str, Any]) -> None:
        source, begin, end, strides = node["input"]
        name = node["name"]
        masks = [int(node["attr"][f"{each}_mask"]["i"]) for each in ("begin", "end")]
        if source in self.sizes:
            first = None if masks[0] else self.sizes[begin][0]
            last = None if masks[1] else self.sizes[end][0]
            self.sizes[name] = self.sizes[source][first:last]
            return
        steps = self.sizes[strides]
        shape = self.shapes[source]
        whole = 2 ** len(steps) - 1
        turned = [axis for axis, step in enumerate(steps) if step == -1]
        if masks != [whole, whole] or len(shape) != 4 or len(turned) != 1:
            raise ModelError("expected a StridedSlice that mirrors one axis; add the others here")
        axis = PLACE[turned[0]]
        operands = [source] + [
            self._integers(f"{name}/{key}", [value])
            for key, value in (("starts", -1), ("ends", -(2**31)), ("axes", axis), ("steps", -1))
        ]
        self._emit("Slice", operands, name, shape)

    def _imageprojectivetransformv3(self, node: dict[str, Any]) -> None:
        """Pictures sampled by affine maps; a projective map's last two numbers must be 0."""
        source, maps, size, _ = node["input"]
        name = node["name"]
        rows, height, width, channels = self.shapes[source]
        to_height, to_width = self.sizes[size]
        matrix, offset = affine_grid((height, width), (to_height, to_width))
        points = [
            maps,
            *(self._constant(f"{name}/{at}", each) for at, each in enumerate((matrix, offset))),
        ]
        flat = self._emit("Gemm", points, f"{name}/points", (-1, len(offset)))
        shape = self._integers(f"{name}/shape", [-1, to_height, to_width, 2])
        grid = self._emit("Reshape", [flat, shape], f"{name}/grid", ())
        repeats_edge = text(node["attr"]["fill_mode"]["s"]) == "NEAREST"
        attributes: onnx.Attributes = {
            "align_corners": 1,
            "padding_mode": "border" if repeats_edge else "zeros",
        }
        self._emit(
            "GridSample", [source, grid], name, (rows, to_height, to_width, channels), attributes
        )

    def _reshape(self, node: dict[str, Any]) -> None:
        source, target = node["input"]
        name = node["name"]
        if len(self.shapes[source]) == 4:
            apart = self._emit("Transpose", [source], f"{name}/apart", (), {"perm": [0, 2, 3, 1]})
        else:
            apart = source
        sizes = self.sizes[target]
        shape = self._integers(f"{name}/shape", sizes)
        if len(sizes) == 4:
            shaped = self._emit("Reshape", [apart, shape], f"{name}/shaped", ())
            attributes = {"perm": list(NHWC_TO_NCHW)}
            self._emit("Transpose", [shaped], name, tuple(sizes), attributes)
        else:
            self._emit("Reshape", [apart, shape], name, tuple(sizes))
