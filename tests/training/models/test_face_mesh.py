"""The face mesh computes what the graph in its file computes."""

import numpy as np
import tensorflow as tf

from tests.training.models.random_weights import face_mesh_arrays
from training.models import face_mesh

FACES = np.random.default_rng(0).integers(0, 256, (4, 48, 48, 1)).astype(np.float32)


def original(arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The graph's nodes one after the other, on colour pictures of 192 px."""

    def of(name: str) -> np.ndarray:
        return arrays[f"{face_mesh.PREFIX}/{name}"]

    def prelu(x: tf.Tensor, number: int) -> tf.Tensor:
        return tf.where(x > 0, x, of(f"p_re_lu_{number}/Neg") * x)

    def convolved(x: tf.Tensor, number: int, step: int = 1) -> tf.Tensor:
        name = f"conv2d_{number}/Conv2D"
        x = tf.nn.conv2d(x, of(f"{name}_weights"), step, "SAME")
        return x + of(f"{name}_bn_offset")

    def residual(x: tf.Tensor, depthwise: int, pointwise: int, slopes: int) -> tf.Tensor:
        step = 2 if depthwise in (3, 6, 9, 12, 15, 23) else 1
        kernel = of(f"depthwise_conv2d_{depthwise}/depthwise/ReadVariableOp")
        y = tf.nn.depthwise_conv2d(x, kernel, [1, step, step, 1], "SAME")
        y = convolved(y, pointwise)
        if step == 2:
            x = tf.nn.max_pool2d(x, 2, 2, "VALID")
        x = tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, y.shape[-1] - x.shape[-1]]])
        return prelu(x + y, slopes)

    def last(x: tf.Tensor, number: int) -> tf.Tensor:
        kernel = of(f"conv2d_{number}/Conv2D/ReadVariableOp")
        bias = of(f"conv2d_{number}/BiasAdd/ReadVariableOp")
        return tf.reshape(tf.nn.conv2d(x, kernel, 3, "VALID") + bias, (len(x), -1))

    resized = tf.image.resize(FACES, (152, 152))
    spaced = np.pad(resized, ((0, 0), (20, 20), (20, 20), (0, 0)), mode="edge")
    x = prelu(convolved(tf.repeat(spaced / 255, 3, axis=-1), 1, 2), 1)
    for block in range(1, 15):
        x = residual(x, block, block + 1, block + 1)
    presence = prelu(convolved(residual(x, 23, 28, 26), 29), 27)
    presence = tf.sigmoid(last(residual(presence, 24, 30, 28), 31))
    for block in (15, 16, 17):
        x = residual(x, block, block + 1, block + 1)
    mesh = last(residual(prelu(convolved(x, 19), 19), 18, 20, 20), 21)
    points = tf.reshape(mesh, (len(x), 468, 3))[..., :2]
    return (points.numpy() - 20) * 48 / 152 - 0.5, presence.numpy()


def test_the_face_mesh_computes_what_its_graph_does() -> None:
    arrays = face_mesh_arrays()
    network = face_mesh.build()
    face_mesh.take(network, arrays)
    for found, expected in zip(network(FACES), original(arrays), strict=True):
        assert expected.std() > 1e-3
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-3 * expected.std())
