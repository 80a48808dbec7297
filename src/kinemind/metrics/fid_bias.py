"""What FID shows between two samples of one distribution."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def fid_bias(covariance: Float[np.ndarray, "D D"], count1: int, count2: int) -> float:
    """Expected FID of two samples of these sizes from one normal distribution, to the first order; 0 and up.

    With the eigenvalues l of the covariance: (1/n + 1/m) (sum_i l_i + 1/2 sum_ij l_i l_j (1 + [i = j]) /
    (l_i + l_j)): what the means differ by, and the distance of near-equal covariances to the second order
    with the variances of a sample covariance.  Right to 5 % in simulations with as many vectors as
    dimensions or more; with fewer, too large.  `covariance` is that of the distribution, or of a sample far
    larger than these.
    """
    values = np.maximum(np.linalg.eigvalsh(covariance.astype(np.float64)), 0)
    values = values[values > 0]
    pairs = np.outer(values, values) / np.add.outer(values, values)
    return float((1 / count1 + 1 / count2) * (values.sum() + (pairs.sum() + np.trace(pairs)) / 2))
