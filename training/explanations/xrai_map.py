"""XRAI: which regions of a face an answer rests on, by the `saliency` package of its authors."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from saliency import core as saliency

from training.explanations.differentiate import BATCH_SIZE, Differentiator, Floats
from training.labels import FACE_SIDE_PX

STEPS: Final = 32
"""Of the way from each baseline to the face. Four times as many move a pixel's rank by 0.035 in the
mean (network fast, four PublicTest faces)."""

SEGMENTED_PX: Final = 224
"""Side at which the package's scales, least areas and margins of segments are meant."""


def xrai_ranks(
    differentiate: Differentiator, images: npt.NDArray[np.uint8], classes: npt.NDArray[np.intp]
) -> Floats:
    """Returns how much of the face matters less than each pixel's region, float32 [N, 48, 48].

    Kapishnikov et al., arXiv 1906.02825: integrated gradients from the face's darkest and its
    brightest grey, summed over segments of many sizes, which join by falling density. Where the
    paper shows the attribution, here is its rank, 0 to 1, since the scale differs from face to
    face. Face and attributions are enlarged to 224×224 first, the size at which the package's
    constants for segments are meant.

    Args:
        differentiate: Of the whole network.
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
            # An even face has no segments, and the package would divide by its contrast of 0.
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
