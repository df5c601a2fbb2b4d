"""Random weights of the shapes of the networks that know faces."""

import numpy as np

from training.models import dlib_resnet, face_mesh, faceres

RANDOM = np.random.default_rng(0)


def normal(*shape: int, random: np.random.Generator = RANDOM) -> np.ndarray:
    fan_in = max(int(np.prod(shape[:-1])), 1)
    return random.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


def faceres_arrays(blocks: int) -> dict[str, np.ndarray]:
    arrays = {
        "conv1/convolution/merged_input": normal(3, 3, 3, 32) / 64,
        "conv1_bn/batchnorm_1/sub": normal(32) / 10,
    }
    before = 32
    for block, channels in enumerate(faceres.CHANNELS[:blocks], start=1):
        # Blurs, and sums that are about zero: else 26 layers of ReLU leave nothing of a face.
        pointwise = normal(1, 1, before, channels) * 2
        arrays |= {
            f"conv_dw_{block}/depthwise_kernel": 1 / 9 + normal(3, 3, before, 1) / 4,
            f"conv_dw_{block}_bn/batchnorm_1/mul": 0.5 + np.abs(normal(before)) / 2,
            f"conv_dw_{block}_bn/batchnorm_1/sub": normal(before) / 10,
            f"conv_pw_{block}/convolution/merged_input": pointwise
            - pointwise.mean(2, keepdims=True),
            f"conv_pw_{block}_bn/batchnorm_1/sub": normal(channels) / 10,
        }
        before = channels
    return arrays


def dlib_arrays(stages: int) -> dict[str, np.ndarray]:
    arrays, before = {}, 3
    blocks = [name for stage in dlib_resnet.STAGES[:stages] for name in stage]
    names = [("conv32_down", 7)]
    names += [(f"{block}/{part}", 3) for block in blocks for part in ("conv1", "conv2")]
    for name, side in names:
        filters = int(name.removeprefix("conv").split("_")[0])
        arrays |= {
            f"{name}/conv/filters": normal(side, side, before, filters),
            f"{name}/conv/bias": normal(filters),
            f"{name}/scale/weights": 1 + np.abs(normal(filters)),
            f"{name}/scale/biases": normal(filters),
        }
        before = filters
    return arrays


def face_mesh_arrays(presence: float = 0.0) -> dict[str, np.ndarray]:
    """Of the face mesh, whose probability that a picture is a face has this bias."""
    arrays = {}
    random = np.random.default_rng(0)

    def convolution(number: int, side: int, before: int, channels: int) -> None:
        parts = ("Conv2D/ReadVariableOp", "BiasAdd/ReadVariableOp")
        if number not in (21, 31):
            parts = ("Conv2D_weights", "Conv2D_bn_offset")
        for part, values in zip(
            parts,
            (
                normal(side, side, before, channels, random=random),
                normal(channels, random=random) / 10,
            ),
            strict=True,
        ):
            arrays[f"{face_mesh.PREFIX}/conv2d_{number}/{part}"] = values

    def slopes(number: int, channels: int) -> None:
        arrays[f"{face_mesh.PREFIX}/p_re_lu_{number}/Neg"] = (
            np.abs(normal(1, 1, channels, random=random)) / 4
        )

    def residual(depthwise: int, pointwise: int, slope: int, before: int, channels: int) -> None:
        name = f"{face_mesh.PREFIX}/depthwise_conv2d_{depthwise}/depthwise/ReadVariableOp"
        arrays[name] = normal(3, 3, before, 1, random=random)
        convolution(pointwise, 1, before, channels)
        slopes(slope, channels)

    convolution(1, 3, 3, 16)
    slopes(1, 16)
    before = 16
    for block, channels in enumerate((*face_mesh.CHANNELS, 128, 128, 128), start=1):
        residual(block, block + 1, block + 1, before, channels)
        before = channels
    residual(23, 28, 26, 128, 128)
    for number, slope in ((19, 19), (29, 27)):
        convolution(number, 1, 128, 32)
        slopes(slope, 32)
    residual(18, 20, 20, 32, 32)
    residual(24, 30, 28, 32, 32)
    convolution(21, 3, 32, 3 * face_mesh.POINTS)
    convolution(31, 3, 32, 1)
    arrays[f"{face_mesh.PREFIX}/conv2d_31/BiasAdd/ReadVariableOp"] += presence
    return arrays
