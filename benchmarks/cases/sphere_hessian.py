"""Riemannian Hessians on the unit sphere: f(x) = <x, A x> / 2 + sum of x_i^4 at many points.

`product`: the Hessian along one tangent at each point; `full`: its matrix at each point, written
into an array that is there. Timed is the work from A, the points and the tangents on.

Peers: pymanopt, one point at a time, with Euclidean derivatives supplied in numpy, and with those
of its PyTorch backend (`full`: column by column); `torch.func` under vmap: the Euclidean Hessian,
or `jvp` of `grad`, and the formula of the sphere in plain batched operations. The slow ones do a
part of the points. `floor`: what no way around it can save: the products of A with the points and
the tangents, or writing the result.

The points are integers over a power of two with squares that add up to 1 and the tangents are
exactly orthogonal to them, so that all results are exact, at every order of operations: they are
compared bit for bit, with each other and with the Hessian in integers, and must be tangent exactly.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.func import grad, hessian, jvp, vmap

from lemmata.bench import Case, Contest
from models.sphere_derivatives import (
    QuadraticAndQuartic,
    integer_hessian,
    integer_tangents,
    integers_on_sphere,
    projected,
)

BITS = 5
ROUNDS = 3
"""Batches of points, which are taken in turn."""
FLOORS = {
    "product": "floor: A times points and tangents",
    "full": "floor: writing the result",
}
EXACT = 8
"""Points at which the Hessian is computed in integers too."""


def _f(A: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda x: x @ (A @ x) / 2 + (x**4).sum()


def _pymanopt(A: Tensor, backend: str) -> Any:
    import pymanopt

    d = len(A)
    sphere = pymanopt.manifolds.Sphere(d)
    if backend == "autodiff":
        return pymanopt.Problem(sphere, pymanopt.function.pytorch(sphere)(_f(A)))
    a = A.numpy()
    numpy = pymanopt.function.numpy(sphere)

    @numpy
    def cost(x: Any) -> Any:
        return x @ a @ x / 2 + (x**4).sum()

    @numpy
    def gradient(x: Any) -> Any:
        return a @ x + 4 * x * x * x

    @numpy
    def along(x: Any, v: Any) -> Any:
        return a @ v + 12 * x * x * v

    return pymanopt.Problem(sphere, cost, euclidean_gradient=gradient, euclidean_hessian=along)


def _one_by_one(problem: Any, x: Any, v: Any) -> Any:
    return [problem.riemannian_hessian(p, t) for p, t in zip(x, v, strict=True)]


def _columns(problem: Any, x: Any) -> Any:
    """Hessians applied to the projected coordinate vectors."""
    eye = torch.eye(x.shape[1], dtype=torch.float64).numpy()
    sphere = problem.manifold
    return [
        [problem.riemannian_hessian(p, sphere.projection(p, column)) for column in eye] for p in x
    ]


def _functional(A: Tensor, what: str) -> Callable[..., Tensor]:
    f = _f(A)
    slope, bend = vmap(grad(f)), vmap(hessian(f))
    along = vmap(lambda x, v: jvp(grad(f), (x,), (v,))[1])

    def product(x: Tensor, v: Tensor) -> Tensor:
        Hv = along(x, v)
        return Hv - (x * Hv).sum(1, keepdim=True) * x - (x * slope(x)).sum(1, keepdim=True) * v

    def full(x: Tensor, v: Tensor) -> Tensor:
        return projected(x, slope(x), bend(x))

    found = product if what == "product" else full
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # forward mode loads a deprecated part of torch, once
        found(torch.ones(1, len(A), dtype=A.dtype, device=A.device), torch.ones_like(A[:1]))
    return found


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    """Sizes: what (`product` or `full`), d, points."""
    what, d, points = size["what"], size["d"], size["points"]
    generator = torch.Generator().manual_seed(d)
    root = torch.randint(-4, 5, (d, d), generator=generator)
    whole = root + root.T
    k = [integers_on_sphere(points, d, BITS, generator) for _ in range(ROUNDS)]
    tangents = [integer_tangents(batch, generator) for batch in k]
    A = whole.to(device, torch.float64)
    X = [batch.to(device, torch.float64) / 2**BITS for batch in k]
    V = [batch.to(device, torch.float64) / 4**BITS for batch in tangents]
    cost = QuadraticAndQuartic(A)
    product = what == "product"
    made = torch.empty(points, d, *([] if product else [d]), dtype=torch.float64, device=device)

    def ours(r: int) -> Tensor:
        x, v = X[r % ROUNDS], V[r % ROUNDS]
        return cost.product(x, v, made) if product else cost.hessian(x, made)

    functional = _functional(A, what)
    some = min(points, points if product else max(8, 2_000_000 // d**2))
    name = "torch.func, jvp of grad with vmap" if product else "torch.func.hessian with vmap"
    peers = {name: lambda r: functional(X[r % ROUNDS][:some], V[r % ROUNDS][:some])}
    part = {name: some / points}
    spare = torch.empty_like(made)

    def floor(r: int) -> None:
        if product:
            torch.mm(X[r % ROUNDS], A, out=spare)
            torch.mm(V[r % ROUNDS], A, out=spare)
        else:
            spare.copy_(A)

    peers[FLOORS[what]] = floor
    absent = {}
    backends = {
        "pymanopt, derivatives supplied": ("supplied", 500 if product else 10),
        "pymanopt, autodiff": ("autodiff", 100 if product else 1),
    }
    for peer, (backend, most) in backends.items():
        if device != "cpu":
            absent[peer] = "numpy arrays, on a CPU"
        elif importlib.util.find_spec("pymanopt") is None:
            absent[peer] = "pymanopt not installed"
        else:
            few = min(points, most)
            peers[peer] = _peer(_pymanopt(A, backend), product, few, X, V)
            part[peer] = few / points

    def verified(found: Tensor, theirs: Mapping[str, Any]) -> dict[str, Any]:
        compared = {peer: values for peer, values in theirs.items() if peer != FLOORS[what]}
        for peer, values in compared.items():
            other = torch.as_tensor(values, dtype=torch.float64, device=device)
            assert torch.equal(other, found[: len(other)]), f"{peer} differs from ours"
        exact = integer_hessian(whole, k[0][:EXACT])
        if product:
            exact = (exact @ tangents[0][:EXACT, :, None])[:, :, 0]
        scale = 2 ** (BITS * (8 if product else 6))
        assert int(exact.abs().max()) < 2**53, "the integers do not fit"
        right = exact.to(device, torch.float64) / scale
        assert torch.equal(found[:EXACT], right), "ours differs from the Hessian in integers"
        normal = X[0] * found if product else X[0][:, :, None] * found
        assert not normal.sum(1).any(), "a result is not tangent"
        return {"bits that differ": 0, "entries compared": sum(map(_entries, compared.values()))}

    flops = 4 * d**2 if product else 2 * d**2 + 4 * d**2
    return Contest(
        ours,
        peers,
        verified,
        part,
        absent,
        {"instances": points, "flops": flops * points, "bytes": 8.0 * (made.numel() + points * d)},
    )


def _peer(
    problem: Any, product: bool, few: int, X: list[Tensor], V: list[Tensor]
) -> Callable[[int], Any]:
    import numpy as np

    x = [batch[:few].numpy() for batch in X]
    v = [batch[:few].numpy() for batch in V]
    if product:
        return lambda r: np.array(_one_by_one(problem, x[r % ROUNDS], v[r % ROUNDS]))
    return lambda r: np.array(_columns(problem, x[r % ROUNDS]))


def _entries(values: Any) -> int:
    return torch.as_tensor(values).numel()


CASE = Case(
    name="sphere_hessian",
    title="Riemannian Hessians on the sphere",
    prepare=prepare,
    small={"what": "full", "d": 16, "points": 300},
    full=(
        {"what": "product", "d": 64, "points": 10_000},
        {"what": "full", "d": 64, "points": 10_000},
    ),
    limits={
        "cpu": "products: 150x over pymanopt with derivatives supplied would be below the floor, "
        "two products with A",
    },
    goals={
        "cpu": "150x over pymanopt for products, 25x over torch.func for matrices",
        "cuda": "bound by writing the result",
    },
    growth=tuple({"what": "full", "d": d, "points": 2000} for d in (32, 64, 128)),
    grows="d",
    exponent=2.0,
)
