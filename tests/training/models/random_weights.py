"""Random weights of the shapes of the face recognition networks."""

import numpy as np

from training.models import dlib_resnet, faceres

RANDOM = np.random.default_rng(0)


def normal(*shape: int) -> np.ndarray:
    fan_in = max(int(np.prod(shape[:-1])), 1)
    return RANDOM.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


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
