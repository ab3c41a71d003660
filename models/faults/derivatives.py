"""Wrong derivatives: of any function, along the sphere, of the tensor, of matrix approximation."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.autodiff import Autodiff
from models.pca import RankOne, outer
from models.saddle_flow import Motion
from models.tensors import QuarticTensor, Sphere

from ._parts import Factory, all_but_last, dot, instead, made, tangent, times


def _differences(value: Any, x: Tensor, h: float) -> Tensor:
    steps = h * torch.eye(x.shape[1], dtype=x.dtype)
    return torch.stack([(value(x + e) - value(x)) / h for e in steps], 1).detach()


def _diagonal(A: Any) -> Any:
    return torch.diag_embed(A.diagonal(dim1=-2, dim2=-1))


def gradients(**methods: Callable[..., Any]) -> Factory:
    """`Autodiff` with other methods, which know the right ones as `right`: (right, value, x)."""
    right = Autodiff()

    def of(method: Callable[..., Any]) -> Callable[..., Any]:
        return lambda value, x: method(right, value, x)

    changed = {name: of(method) for name, method in methods.items()}
    return made(**{"gradient": right.gradient, "hessian": right.hessian, **changed})


AUTODIFF: Mapping[str, Factory] = {
    "gradient: finite differences": gradients(gradient=lambda _, f, x: _differences(f, x, 1e-6)),
    "gradient: of the mean": gradients(gradient=lambda right, f, x: right.gradient(f, x) / len(x)),
    "gradient: of the square": gradients(
        gradient=lambda right, f, x: right.gradient(lambda y: f(y) ** 2, x)
    ),
    "gradient: of unit length": gradients(
        gradient=lambda right, f, x: nn.functional.normalize(right.gradient(f, x), dim=1)
    ),
    "gradient: last partial dropped": gradients(
        gradient=lambda right, f, x: all_but_last(right.gradient(f, x))
    ),
    "hessian: g g'": gradients(hessian=lambda right, f, x: outer(right.gradient(f, x))),
    "hessian: diagonal alone": gradients(
        hessian=lambda right, f, x: _diagonal(right.hessian(f, x))
    ),
    "hessian: diagonal twice": gradients(
        hessian=lambda right, f, x: right.hessian(f, x) + _diagonal(right.hessian(f, x))
    ),
    "hessian: upper triangle": gradients(hessian=lambda right, f, x: right.hessian(f, x).triu()),
    "hessian: at 0": gradients(hessian=lambda right, f, x: right.hessian(f, 0 * x)),
    "hessian: last row dropped": gradients(
        hessian=lambda right, f, x: all_but_last(right.hessian(f, x))
    ),
    "hessian: finite differences": gradients(
        hessian=lambda right, f, x: torch.stack(
            [(right.gradient(f, x + e) - right.gradient(f, x)) / 1e-6
             for e in 1e-6 * torch.eye(x.shape[1], dtype=x.dtype)], 1
        )
    ),
}  # fmt: skip


def _slope(values: Tensor, at: Tensor) -> Tensor:
    """The gradient of the sum, also of a constant, itself differentiable."""
    if not values.requires_grad:
        return torch.zeros_like(at)
    found = torch.autograd.grad(values.sum(), at, create_graph=True, allow_unused=True)[0]
    return torch.zeros_like(at) if found is None else found


def _euclidean(function: Any, x: Tensor) -> Tensor:
    x = x.detach().requires_grad_(True)
    return _slope(function(x), x).detach()


def _second(function: Any, x: Tensor) -> Tensor:
    """Hessians in the ambient space."""
    x = x.detach().requires_grad_(True)
    slope = _slope(function(x), x)
    return torch.stack([_slope(column, x) for column in slope.unbind(1)], 1).detach()


def _projector(x: Tensor) -> Any:
    return torch.diag_embed(torch.ones_like(x)) - outer(x)


def _bend(function: Any, x: Tensor, radial: float = 1, sides: int = 2) -> Any:
    """P (D^2 f) P - radial <x, grad f> P, with `sides` projectors in the first term."""
    P, D = _projector(x), _second(function, x)
    left = P @ D if sides else D
    right = left @ P if sides == 2 else left
    return right - radial * dot(x, _euclidean(function, x))[:, None, None] * P


def _form(A: Tensor, v: Tensor) -> Any:
    return dot(v, times(A, v))


def on_sphere(**methods: Callable[..., Any]) -> Factory:
    """`Sphere` with other methods (function, x[, v])."""
    right = Sphere()
    whole = {name: getattr(right, name) for name in ("gradient", "second", "hessian")}
    return made(**{**whole, **methods})


SPHERE: Mapping[str, Factory] = {
    "gradient: Euclidean": on_sphere(gradient=_euclidean),
    "gradient: + <x, g> x": on_sphere(
        gradient=lambda f, x: 2 * _euclidean(f, x) - tangent(x, _euclidean(f, x))
    ),
    "gradient: radial part alone": on_sphere(
        gradient=lambda f, x: _euclidean(f, x) - tangent(x, _euclidean(f, x))
    ),
    "second: Euclidean": on_sphere(second=lambda f, x, v: _form(_second(f, x), v).detach()),
    "second: + <x, g> |v|^2": on_sphere(second=lambda f, x, v: _form(_bend(f, x, -1), v)),
    "second: half of <x, g> |v|^2": on_sphere(second=lambda f, x, v: _form(_bend(f, x, 1 / 2), v)),
    "second: of unit speed": on_sphere(
        second=lambda f, x, v: Sphere().second(f, x, nn.functional.normalize(v, dim=1))
    ),
    "second: times the speed once": on_sphere(
        second=lambda f, x, v: (
            Sphere().second(f, x, nn.functional.normalize(v, dim=1)) * v.norm(dim=1)
        )
    ),
    "hessian: no curvature of the sphere": on_sphere(hessian=lambda f, x: _bend(f, x, 0)),
    "hessian: curvature of the wrong sign": on_sphere(hessian=lambda f, x: _bend(f, x, -1)),
    "hessian: not projected": on_sphere(hessian=lambda f, x: _bend(f, x, 1, 0)),
    "hessian: projected from the left": on_sphere(hessian=lambda f, x: _bend(f, x, 1, 1)),
    "hessian: Euclidean": on_sphere(hessian=lambda f, x: _second(f, x)),
}


def _scalars(A: Any, x: Any) -> Any:
    return torch.einsum("bin,bi->bn", A, x)


def _free(A: Any, c: Any) -> Any:
    return torch.einsum("bin,bn->bi", A, c)


def _matrix(A: Any, c: Any) -> Any:
    return torch.einsum("bin,bn,bjn->bij", A, c, A)


TENSOR: Mapping[str, Factory] = {
    "tensor: last factor dropped": instead(
        QuarticTensor, tensor=lambda self, A: QuarticTensor().tensor(A[:, :, :-1])
    ),
    "tensor: not symmetric": instead(
        QuarticTensor,
        tensor=lambda self, A: torch.einsum("bin,bjn,bkn,bln->bijkl", A, A, A, A.roll(1, 2)),
    ),
    "full: three copies of x": instead(
        QuarticTensor, full=lambda self, T, x: torch.einsum("bijkl,bi,bj,bk->b", T, x, x, x)
    ),
    "full: trace": instead(
        QuarticTensor, full=lambda self, T, x: torch.einsum("biikl,bk,bl->b", T, x, x)
    ),
    "factored: cubes": instead(
        QuarticTensor, factored=lambda self, A, x: (_scalars(A, x) ** 3).sum(-1)
    ),
    "factored: square of squares": instead(
        QuarticTensor, factored=lambda self, A, x: (_scalars(A, x) ** 2).sum(-1) ** 2
    ),
    "factored: last factor dropped": instead(
        QuarticTensor, factored=lambda self, A, x: (_scalars(A, x)[:, :-1] ** 4).sum(-1)
    ),
    "factored: first factor twice": instead(
        QuarticTensor,
        factored=lambda self, A, x: (_scalars(A, x) ** 4).sum(-1) + _scalars(A, x)[:, 0] ** 4,
    ),
    "factored: rows for columns": instead(
        QuarticTensor,
        factored=lambda self, A, x: (_scalars(A.mT if A.shape[1] == A.shape[2] else A, x) ** 4).sum(
            -1
        ),
    ),
    "euclidean_gradient: no 4": instead(
        QuarticTensor, euclidean_gradient=lambda self, A, x: _free(A, _scalars(A, x) ** 3)
    ),
    "euclidean_gradient: Riemannian": instead(
        QuarticTensor,
        euclidean_gradient=lambda self, A, x: tangent(x, 4 * _free(A, _scalars(A, x) ** 3)),
    ),
    "gradient: Euclidean": instead(
        QuarticTensor, gradient=lambda self, A, x: 4 * _free(A, _scalars(A, x) ** 3)
    ),
    "gradient: squares for cubes": instead(
        QuarticTensor,
        gradient=lambda self, A, x: tangent(x, 4 * _free(A, _scalars(A, x) ** 2)),
    ),
    "gradient: no <x, g> x": instead(
        QuarticTensor,
        gradient=lambda self, A, x: 4 * _free(A, _scalars(A, x) ** 3) - 4 * x,
    ),
    "second: 4 for 12": instead(
        QuarticTensor,
        second=lambda self, A, x, v: (
            4 * (_scalars(A, x) * _scalars(A, v)).square().sum(-1)
            - 4 * (_scalars(A, x) ** 4).sum(-1) * dot(v, v)
        ),
    ),
    "second: Euclidean": instead(
        QuarticTensor,
        second=lambda self, A, x, v: 12 * (_scalars(A, x) * _scalars(A, v)).square().sum(-1),
    ),
    "hessian: Euclidean": instead(
        QuarticTensor, hessian=lambda self, A, x: 12 * _matrix(A, _scalars(A, x) ** 2)
    ),
    "hessian: no -4 f P": instead(
        QuarticTensor,
        hessian=lambda self, A, x: (
            _projector(x) @ (12 * _matrix(A, _scalars(A, x) ** 2)) @ _projector(x)
        ),
    ),
    "hessian: not projected": instead(
        QuarticTensor,
        hessian=lambda self, A, x: (
            12 * _matrix(A, _scalars(A, x) ** 2)
            - 4 * (_scalars(A, x) ** 4).sum(-1)[:, None, None] * _projector(x)
        ),
    ),
}


def _residual(M: Any, x: Any) -> Any:
    return M - outer(x)


def _twice(A: Any, x: Any) -> Any:
    """-2 A x for vectors and matrices x."""
    return -2 * (A @ x if x.ndim == 3 else times(A, x))


def _square(x: Any) -> Any:
    return dot(x, x)[:, None, None] * torch.eye(x.shape[1], dtype=x.dtype)


PCA: Mapping[str, Factory] = {
    "no 1/2": instead(RankOne, forward=lambda self, M, x: (_residual(M, x) ** 2).sum((-2, -1))),
    "norm not squared": instead(
        RankOne, forward=lambda self, M, x: _residual(M, x).flatten(1).norm(dim=1) / 2
    ),
    "M + x x'": instead(
        RankOne, forward=lambda self, M, x: ((M + outer(x)) ** 2).sum((-2, -1)) / 2
    ),
    "upper triangle": instead(
        RankOne, forward=lambda self, M, x: (_residual(M, x).triu() ** 2).sum((-2, -1)) / 2
    ),
    "mean of the entries": instead(
        RankOne, forward=lambda self, M, x: (_residual(M, x) ** 2).mean((-2, -1)) / 2
    ),
    "gradient: half of it, as printed": instead(
        RankOne, gradient=lambda self, M, x: _twice(_residual(M, x), x) / 2
    ),
    "gradient: -(M + M') x": instead(
        RankOne, gradient=lambda self, M, x: _twice((M + M.mT) / 2, x)
    ),
    "gradient: plus |x|^2 x once": instead(
        RankOne, gradient=lambda self, M, x: _twice((M + M.mT - outer(x)) / 2, x)
    ),
    "hessian: 2 x x' dropped": instead(
        RankOne,
        hessian=lambda self, M, x: 2 * _square(x) - _residual(M, x) - _residual(M, x).mT,
    ),
    "hessian: |x|^2 I once": instead(
        RankOne,
        hessian=lambda self, M, x: RankOne().hessian(M, x) - _square(x),
    ),
    "hessian: Gauss-Newton": instead(
        RankOne, hessian=lambda self, M, x: 2 * outer(x) + 2 * _square(x)
    ),
    "eigenvalues: descending": instead(
        RankOne, eigenvalues=lambda self, A: torch.linalg.eigvalsh(A).flip(-1)
    ),
    "eigenvalues: singular values": instead(
        RankOne, eigenvalues=lambda self, A: torch.linalg.svdvals(A).flip(-1)
    ),
    "eigenvalues: diagonal": instead(
        RankOne, eigenvalues=lambda self, A: A.diagonal(dim1=-2, dim2=-1).sort()[0]
    ),
    "eigenvalues: squared": instead(
        RankOne, eigenvalues=lambda self, A: (torch.linalg.eigvalsh(A) ** 2).sort()[0]
    ),
    "eigenvalues: the smallest twice": instead(
        RankOne,
        eigenvalues=lambda self, A: torch.cat(
            [torch.linalg.eigvalsh(A)[:, :1], torch.linalg.eigvalsh(A)[:, :-1]], 1
        ),
    ),
}


def moving(**methods: Callable[..., Any]) -> Factory:
    """`Motion` with other methods (gradient, Hessian, x)."""
    right = Motion()

    def of(method: Callable[..., Any]) -> Callable[..., Any]:
        return lambda value, x: method(
            Autodiff().gradient(value, x), Autodiff().hessian(value, x), x
        )

    changed = {name: of(method) for name, method in methods.items()}
    return made(**{"gradient": right.gradient, "square": right.square, **changed})


MOTION: Mapping[str, Factory] = {
    "gradient: upwards": moving(gradient=lambda g, H, x: (g, times(H, g))),
    "gradient: along x' = x": moving(gradient=lambda g, H, x: (g, times(H, x))),
    "gradient: diagonal of the Hessian": moving(
        gradient=lambda g, H, x: (g, -H.diagonal(dim1=-2, dim2=-1) * g)
    ),
    "gradient: no Hessian": moving(gradient=lambda g, H, x: (g, -g)),
    "gradient: upper triangle of the Hessian": moving(
        gradient=lambda g, H, x: (g, -times(H.triu(), g))
    ),
    "square: upwards": moving(square=lambda g, H, x: 2 * dot(g, times(H, g))),
    "square: no 2": moving(square=lambda g, H, x: -dot(g, times(H, g))),
    "square: of the length": moving(
        square=lambda g, H, x: -dot(g, times(H, g)) / g.norm(dim=1).clamp_min(1e-300)
    ),
    "square: of the value": moving(square=lambda g, H, x: -dot(g, g)),
}
