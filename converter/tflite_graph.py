"""A TFLite file's float graph, rebuilt as a TensorFlow function.

Reads the flatbuffer itself: operators become TensorFlow operations, constants keep their values. It
knows only BlazeFace's operators and names any other that it meets in an error.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.python.interpreter import Interpreter

from converter.errors import ExportError

Values = dict[int, Any]
"""Tensor number → its constant (NumPy) or computed (TensorFlow) value."""

DTYPES: Final = {
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.FLOAT16: np.float16,
    schema.TensorType.INT32: np.int32,
}
PADDING: Final = {schema.Padding.SAME: "SAME", schema.Padding.VALID: "VALID"}
OPERATOR_NAMES: Final = {
    number: name for name, number in vars(schema.BuiltinOperator).items() if name[0] != "_"
}


class TfliteGraph:
    """One subgraph of a .tflite file.

    Attributes:
        input_shape: As stored, the batch included.
    """

    def __init__(self, path: Path) -> None:
        """Reads the file.

        Raises:
            ExportError: if it is absent, damaged or not a TFLite file.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ExportError(f"expected a TFLite file at {path}, got none") from error
        if content[4:8] != b"TFL3":
            raise ExportError(f"expected {path} to be a TFLite file, got something else")
        try:
            # Its verifier refuses a damaged file, over which Python's reader may loop for hours.
            Interpreter(model_content=content)
            self._model = schema.ModelT.InitFromPackedBuf(content, 0)
            self._graph = self._model.subgraphs[0]
            tensors = self._graph.tensors
            self.input_shape = tuple(int(n) for n in tensors[self._graph.inputs[0]].shape)
        # What either raises is not written down.
        except Exception as error:
            raise ExportError(
                f"expected {path} to be a whole TFLite file, got a damaged one; run npm ci "
                "--prefix webapp, or name another with --tflite"
            ) from error

    def __call__(self, image: tf.Tensor) -> list[tf.Tensor]:
        """Returns the outputs, in the file's order, for one input.

        Raises:
            ExportError: for an unknown operator.
        """
        values: Values = {
            number: self._constant(number)
            for number, tensor in enumerate(self._graph.tensors)
            if self._model.buffers[tensor.buffer].data is not None
        }
        values[int(self._graph.inputs[0])] = image
        for operator in self._graph.operators:
            code = self._model.operatorCodes[operator.opcodeIndex]
            name = OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            build = BUILDERS.get(name)
            if build is None:
                raise ExportError(
                    f"expected operators among {', '.join(BUILDERS)}, got {name}; add "
                    "it to converter/tflite_graph.py"
                )
            inputs = [values[int(i)] for i in operator.inputs if i >= 0]
            values[int(operator.outputs[0])] = build(inputs, operator.builtinOptions)
        return [values[int(i)] for i in self._graph.outputs]

    def _constant(self, number: int) -> npt.NDArray[Any]:
        tensor = self._graph.tensors[number]
        data = np.asarray(self._model.buffers[tensor.buffer].data, np.uint8)
        return np.frombuffer(data.tobytes(), DTYPES[tensor.type]).reshape(tensor.shape)


def _activate(x: tf.Tensor, kind: int) -> tf.Tensor:
    if kind == schema.ActivationFunctionType.NONE:
        return x
    if kind == schema.ActivationFunctionType.RELU:
        return tf.nn.relu(x)
    raise ExportError(f"expected the activation NONE or RELU, got number {kind}")


def _conv_2d(inputs: list[Any], options: Any) -> tf.Tensor:
    image, kernel_ohwi, bias = inputs
    x = tf.nn.conv2d(
        image,
        np.transpose(kernel_ohwi, (1, 2, 3, 0)),
        strides=(options.strideH, options.strideW),
        padding=PADDING[options.padding],
    )
    return _activate(tf.nn.bias_add(x, bias), options.fusedActivationFunction)


def _depthwise_conv_2d(inputs: list[Any], options: Any) -> tf.Tensor:
    image, kernel_1hwc, bias = inputs
    x = tf.nn.depthwise_conv2d(
        image,
        np.transpose(kernel_1hwc, (1, 2, 3, 0)),
        strides=(1, options.strideH, options.strideW, 1),
        padding=PADDING[options.padding],
    )
    return _activate(tf.nn.bias_add(x, bias), options.fusedActivationFunction)


def _max_pool_2d(inputs: list[Any], options: Any) -> tf.Tensor:
    x = tf.nn.max_pool2d(
        inputs[0],
        (options.filterHeight, options.filterWidth),
        (options.strideH, options.strideW),
        PADDING[options.padding],
    )
    return _activate(x, options.fusedActivationFunction)


def _add(inputs: list[Any], options: Any) -> tf.Tensor:
    return _activate(inputs[0] + inputs[1], options.fusedActivationFunction)


BUILDERS: Final[dict[str, Callable[[list[Any], Any], Any]]] = {
    "DEQUANTIZE": lambda inputs, _: inputs[0].astype(np.float32),
    "CONV_2D": _conv_2d,
    "DEPTHWISE_CONV_2D": _depthwise_conv_2d,
    "ADD": _add,
    "RELU": lambda inputs, _: tf.nn.relu(inputs[0]),
    "PAD": lambda inputs, _: tf.pad(inputs[0], inputs[1]),
    "MAX_POOL_2D": _max_pool_2d,
    "RESHAPE": lambda inputs, options: tf.reshape(inputs[0], options.newShape),
    "CONCATENATION": lambda inputs, options: tf.concat(inputs, axis=options.axis),
}
