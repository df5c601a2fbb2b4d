"""XRAI: which regions of a face an answer rests on, by the `saliency` package of its authors."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from saliency import core as saliency

from training.explanations.differentiate import BATCH_SIZE, Differentiator, Floats
from training.labels import FACE_SIDE_PX

STEPS: Final = 32
"""Steps from each baseline to the face. Four times as many change a pixel's rank by 0.035 on
average (network fast, four PublicTest faces)."""

SEGMENTED_PX: Final = 224
"""Side for which the package's segment scales, smallest areas and margins are made."""


def xrai_ranks(
    differentiate: Differentiator, images: npt.NDArray[np.uint8], classes: npt.NDArray[np.intp]
) -> Floats:
    """Returns each pixel's rank: the share of the face that matters less, float32 [N, 48, 48].

    Kapishnikov et al., arXiv 1906.02825: integrated gradients from the face's darkest and its
    brightest grey, summed over segments of many sizes, densest first. The paper shows the
    attribution; this is its rank, 0 to 1, because the scale differs from face to face. Face and
    attributions are first enlarged to 224×224, the size for which the package's segment constants
    are made.

    Args:
        images: uint8 [N, 48, 48].
        classes: [N], whose logits.
    """
    return np.stack(
        [
            _ranks(_density(differentiate, image.astype(np.float32)[..., None], int(number)))
            for image, number in zip(images, classes, strict=True)
        ]
    )


def _density(differentiate: Differentiator, face: Floats, number: int) -> npt.NDArray[np.float64]:
    """XRAI's attribution of each pixel's region, [224, 224]."""

    def call_model(batch: Any, call_model_args: Any, expected_keys: Any) -> dict[str, Any]:
        classes = np.full(len(batch), number)
        gradients = differentiate(np.asarray(batch, np.float32), classes)
        return {saliency.INPUT_OUTPUT_GRADIENTS: gradients}

    integrated = saliency.IntegratedGradients()
    ways = [
        integrated.GetMask(
            face,
            call_model,
            x_baseline=np.full_like(face, grey),
            x_steps=STEPS,
            batch_size=BATCH_SIZE,
        )
        for grey in (face.min(), face.max())
    ]
    attribution = np.mean(ways, axis=0)
    return np.asarray(
        saliency.XRAI().GetMask(
            # A face of one grey has no segments, and the package would divide by its contrast of 0.
            _to_segment(face) + np.linspace(0, 1e-3, SEGMENTED_PX, dtype=np.float32)[:, None, None],
            None,
            base_attribution=_to_segment(attribution),
            extra_parameters=saliency.XRAIParameters(algorithm="fast"),
        ),
        np.float64,
    )


def _to_segment(plane: Floats) -> Floats:
    """[48, 48, 1] as [224, 224, 1], bilinear."""
    size = (SEGMENTED_PX, SEGMENTED_PX)
    large = cv2.resize(plane[..., 0].astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)[..., None]


def _ranks(density: npt.NDArray[np.float64]) -> Floats:
    """The share of the face of lower density, by areas of the pixels of a 48×48 face."""
    _, inverse, counts = np.unique(density, return_inverse=True, return_counts=True)
    lower = (np.cumsum(counts) - counts / 2) / density.size
    ranks = lower[inverse].reshape(density.shape).astype(np.float32)
    size = (FACE_SIDE_PX, FACE_SIDE_PX)
    return np.asarray(cv2.resize(ranks, size, interpolation=cv2.INTER_AREA), np.float32)
