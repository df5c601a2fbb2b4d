"""Fisher vectors: how a face's patches differ from those of all faces, as one long vector.

A mixture of Gaussians describes the patches of all faces. A face's vector says in which direction
each Gaussian's weight, mean and spread would have to move to describe its patches better
(Perronnin et al., ECCV 2010, with their square roots and norm). Patches include their position
(Sánchez et al., Pattern Recognition Letters 2012; for faces: Simonyan et al., BMVC 2013), so that a
mouth's edges differ from an eye's.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import joblib
import numpy as np
import numpy.typing as npt
from skimage.feature import fisher_vector
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from training.kernel_ridge import dense_sift

Floats = npt.NDArray[np.float32]

FIT_FACES: Final = 1500
FIT_PATCHES: Final = 200_000
"""PCA and mixture are fitted on these, drawn at random."""

BATCH: Final = 128


@dataclass(frozen=True)
class Encoder:
    """Turns faces into vectors."""

    pca: PCA
    mixture: GaussianMixture


def fit(images: npt.NDArray[np.uint8], seed: int, gaussians: int, components: int) -> Encoder:
    """Returns an encoder fitted to faces, without their labels.

    Args:
        images: uint8 [N, 48, 48], grey.
        components: Kept of a descriptor's 128; 48 hold 0.89 of the variance of FER2013's.
    """
    generator = np.random.default_rng(seed)
    chosen = generator.permutation(len(images))[:FIT_FACES]
    found = dense_sift.descriptors(images[chosen])
    pca = PCA(components, random_state=seed).fit(found.reshape(-1, dense_sift.VALUES))
    patches = _placed(pca, found).reshape(-1, components + 2)
    patches = patches[generator.permutation(len(patches))[:FIT_PATCHES]]
    mixture = GaussianMixture(
        gaussians,
        covariance_type="diag",
        max_iter=25,
        tol=0,
        init_params="random_from_data",
        random_state=seed,
    )
    with warnings.catch_warnings():
        # 25 rounds fit the time, and the mixture hardly changes any more.
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(patches)
    return Encoder(pca, mixture)


def encode(encoders: Sequence[Encoder], images: npt.NDArray[np.uint8]) -> list[Floats]:
    """Returns each encoder's vectors, float32 [N, V] of norm 1; mirror images have the same.

    All encoders at once: they share the descriptors, which take most of the time.

    Args:
        images: uint8 [N, 48, 48], grey, at least one.
    """
    batches = (images[start : start + BATCH] for start in range(0, len(images), BATCH))
    found = joblib.Parallel(n_jobs=-1)(
        joblib.delayed(_encode_batch)(encoders, batch) for batch in batches
    )
    return [np.concatenate(vectors) for vectors in zip(*found, strict=True)]


def _encode_batch(encoders: Sequence[Encoder], images: npt.NDArray[np.uint8]) -> list[Floats]:
    """Returns each encoder's vectors of a few faces, with one core."""
    with threadpool_limits(1):
        views = [dense_sift.descriptors(view) for view in (images, images[:, :, ::-1])]
        sums = [_fisher(encoder, views[0]) + _fisher(encoder, views[1]) for encoder in encoders]
    rooted = [np.sign(vectors) * np.sqrt(np.abs(vectors)) for vectors in sums]
    return [
        np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
        for vectors in rooted
    ]


def _placed(pca: PCA, found: Floats) -> Floats:
    """Returns reduced descriptors with their position, float32 [N, P, components + 2]."""
    reduced = (found - pca.mean_) @ pca.components_.T
    place = np.broadcast_to(dense_sift.positions(), (*found.shape[:2], 2))
    return np.asarray(np.concatenate([reduced, place], axis=-1), np.float32)


def _fisher(encoder: Encoder, found: Floats) -> Floats:
    """Returns the gradients of each face's likelihood, float32 [N, V], before roots and norm.

    Args:
        found: float32 [N, P, 128], descriptors.
    """
    faces = _placed(encoder.pca, found)
    vectors = [fisher_vector(patches, encoder.mixture) for patches in faces]
    return np.asarray(vectors, np.float32)
