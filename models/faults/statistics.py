"""Wrong generalized linear models: risks, gradients and Hessians."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from models.glm import GLM, along

from ._parts import Factory, all_but_last, instead


def _risk(
    w: Any, X: Any, p: Any, y: Any, sigma: Any, half: float = 1 / 2, sign: int = -1, power: int = 2
) -> Any:
    return half * (p * (y + sign * sigma(along(X, w))) ** power).sum(-1)


def _slope(w: Any, X: Any, sigma: Any) -> Any:
    """sigma'(<w, x>) by autograd."""
    z = along(X, w).detach().requires_grad_(True)
    return torch.autograd.grad(sigma(z).sum(), z)[0]


GLM_FAULTS: Mapping[str, Factory] = {
    "no 1/2": instead(GLM, __call__=lambda self, *data: _risk(*data, half=1)),
    "y + s": instead(GLM, __call__=lambda self, *data: _risk(*data, sign=1)),
    "no outputs": instead(GLM, __call__=lambda self, *data: _risk(*data, sign=0)),
    "cubes": instead(GLM, __call__=lambda self, *data: _risk(*data, power=3)),
    "activation left out": instead(
        GLM, __call__=lambda self, w, X, p, y, sigma: _risk(w, X, p, y, lambda z: z)
    ),
    "weights left out": instead(
        GLM,
        __call__=lambda self, w, X, p, y, sigma: _risk(w, X, 0 * p + 1 / p.shape[1], y, sigma),
    ),
    "weights squared": instead(
        GLM, __call__=lambda self, w, X, p, y, sigma: _risk(w, X, p * p, y, sigma)
    ),
    "first atom twice": instead(
        GLM,
        __call__=lambda self, w, X, p, y, sigma: (
            _risk(w, X, p, y, sigma) + _risk(w, X[:, :1], p[:, :1], y[:, :1], sigma)
        ),
    ),
    "last atom dropped": instead(
        GLM,
        __call__=lambda self, w, X, p, y, sigma: _risk(w, X[:, :-1], p[:, :-1], y[:, :-1], sigma),
    ),
    "square of the mean": instead(
        GLM,
        __call__=lambda self, w, X, p, y, sigma: (p * (y - sigma(along(X, w)))).sum(-1) ** 2 / 2,
    ),
    "gradient: no slope": instead(
        GLM,
        gradient=lambda self, w, X, p, y, sigma: along(X.mT, p * (sigma(along(X, w)) - y)),
    ),
    "gradient: slope squared": instead(
        GLM,
        gradient=lambda self, w, X, p, y, sigma: along(
            X.mT, p * (sigma(along(X, w)) - y) * _slope(w, X, sigma) ** 2
        ),
    ),
    "gradient: inputs left out": instead(
        GLM,
        gradient=lambda self, w, X, p, y, sigma: GLM().gradient(w, 0 * X + X[:, :1], p, y, sigma),
    ),
    "gradient: last partial dropped": instead(
        GLM, gradient=lambda self, *data: all_but_last(GLM().gradient(*data))
    ),
    "hessian: Gauss-Newton": instead(
        GLM,
        hessian=lambda self, w, X, p, y, sigma: (
            (X.mT * (p * _slope(w, X, sigma) ** 2)[:, None, :]) @ X
        ),
    ),
    "hessian: at labels 0": instead(
        GLM, hessian=lambda self, w, X, p, y, sigma: GLM().hessian(w, X, p, 0 * y, sigma)
    ),
    "hessian: upper triangle": instead(
        GLM, hessian=lambda self, *data: GLM().hessian(*data).triu()
    ),
}
