"""Wrong matrix completion objectives."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from models.completion import Completion, gradient, hessian
from models.pca import outer

from ._parts import Factory, instead, times


def _residual(z: Any, x: Any) -> Any:
    return outer(z) - outer(x)


COMPLETION: Mapping[str, Factory] = {
    "no 1/2": instead(
        Completion, forward=lambda self, m, z, x: ((m * _residual(z, x)) ** 2).sum((-2, -1))
    ),
    "all entries": instead(
        Completion, forward=lambda self, m, z, x: (_residual(z, x) ** 2).sum((-2, -1)) / 2
    ),
    "the unobserved entries": instead(
        Completion,
        forward=lambda self, m, z, x: (((1 - m) * _residual(z, x)) ** 2).sum((-2, -1)) / 2,
    ),
    "x x' not masked": instead(
        Completion,
        forward=lambda self, m, z, x: ((m * outer(z) - outer(x)) ** 2).sum((-2, -1)) / 2,
    ),
    "diagonal left out": instead(
        Completion,
        forward=lambda self, m, z, x: (
            (((m - torch.diag_embed(m.diagonal(dim1=-2, dim2=-1))) * _residual(z, x)) ** 2).sum(
                (-2, -1)
            )
            / 2
        ),
    ),
    "upper triangle": instead(
        Completion,
        forward=lambda self, m, z, x: ((m * _residual(z, x)).triu() ** 2).sum((-2, -1)) / 2,
    ),
    "mean of the observed entries": instead(
        Completion,
        forward=lambda self, m, z, x: (
            ((m * _residual(z, x)) ** 2).sum((-2, -1)) / (2 * m.sum((-2, -1)).clamp_min(1))
        ),
    ),
    "square of the masked sum": instead(
        Completion, forward=lambda self, m, z, x: (m * _residual(z, x)).sum((-2, -1)) ** 2 / 2
    ),
    "z + x for the residual": instead(
        Completion,
        forward=lambda self, m, z, x: ((m * (outer(z) + outer(x))) ** 2).sum((-2, -1)) / 2,
    ),
    "gradient: as printed": instead(
        Completion, gradient=lambda self, m, z, x: -gradient(m, z, x) / 2
    ),
    "gradient: one factor of x": instead(
        Completion, gradient=lambda self, m, z, x: gradient(m, z, x) / 2
    ),
    "gradient: of the full objective": instead(
        Completion, gradient=lambda self, m, z, x: -2 * times(_residual(z, x), x)
    ),
    "gradient: along z": instead(
        Completion, gradient=lambda self, m, z, x: -2 * times(m * _residual(z, x), z)
    ),
    "hessian: Gauss-Newton": instead(Completion, hessian=lambda self, m, z, x: hessian(m, x, x)),
    "hessian: |x|^2 I for the diagonal": instead(
        Completion,
        hessian=lambda self, m, z, x: (
            hessian(m, z, x) + 2 * torch.diag_embed((x * x).sum(-1, keepdim=True) - times(m, x * x))
        ),
    ),
    "hessian: no diagonal": instead(
        Completion,
        hessian=lambda self, m, z, x: hessian(m, z, x) - 2 * torch.diag_embed(times(m, x * x)),
    ),
    "hessian: x x' once": instead(
        Completion, hessian=lambda self, m, z, x: hessian(m, z, x) - m * outer(x)
    ),
}
