"""Observation patterns (masks) of rank-one matrix completion: deviation, errors and certificates.

f(x) = |P(z z' - x x')|_F^2 / 2, where P keeps the entries in a symmetric set Omega and p stands for
its density. X = Omega / p - 1 1' says how far the mask is from all entries weighted alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata import inner
from lemmata.balls import Ball
from lemmata.measure import Measured, Output, derived

from . import completion, pca
from .arrays import over


def blocks(X: Any, e: Any, c: Any, a1: Any, a2: Any, a3: Any) -> Any:
    """The objective as a SymPy term for z = (c, ..., c) and the blow-up of the pattern below.

    X (m, r); block i of the point is X a_i, and e = (1, ..., 1) has m entries. The blocks (1, 1),
    (2, 2), (1, 3), (3, 1), (2, 3), (3, 2) are observed: each adds sum_kl (c^2 - x_k x_l)^2 / 2.
    """
    n1, n2, n3 = (inner(X * a, X * a) for a in (a1, a2, a3))
    s1, s2, s3 = (inner(e, X * a) for a in (a1, a2, a3))
    level = 3 * c**4 * e.shape[0] ** 2 - c**2 * (s1**2 + s2**2 + 2 * s3 * (s1 + s2))
    return level + (n1**2 + n2**2) / 2 + n3 * (n1 + n2)


PATTERN = ((1, 0, 1), (0, 1, 1), (1, 1, 0))
"""A triangle without one edge, with loops at its ends: connected and not bipartite."""


def spurious(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The blow-up of `PATTERN` by m at the spurious minimum, along v (batch, m, 3), c (batch,) > 0.

    Quantities: X, V, a1, a2, a3, e, c as in `blocks`; objective, gradient (batch, m, 3) and
    curvature of `models.completion` with the mask (3 m x 3 m), of its slot for the implementation.
    """
    V = p["v"]
    batch, m, _ = V.shape
    one = torch.ones_like(V[:, :, :1])
    c = p["c"]
    X = torch.cat([one, -one, 0 * one], 2) * c[:, None, None]
    pattern = torch.tensor(PATTERN, dtype=V.dtype, device=V.device)
    mask = pattern.repeat_interleave(m, 0).repeat_interleave(m, 1).expand(batch, 3 * m, 3 * m)
    chosen = torch.eye(3, dtype=V.dtype, device=V.device).expand(batch, 3, 3)

    def long(A: Any) -> Any:
        return A.mT.reshape(batch, 3 * m)

    def wide(a: Any) -> Any:
        return a.reshape(batch, 3, m).mT

    z = c[:, None] * torch.ones_like(long(V))
    made = completion.measured(Ball.exact(mask), z, long(X), long(V), implementation)
    shared = {
        "X": X, "V": V, "e": one[:, :, 0], "c": c,
        **{f"a{i + 1}": Ball.exact(chosen[:, i]) for i in range(3)},
    }  # fmt: skip
    names = ("objective", "gradient", "curvature")
    reference = {**shared, **{name: made.reference[name] for name in names}}
    reference["gradient"] = wide(reference["gradient"])
    if made.implementation is None:
        return Measured(reference)
    found = {name: made.implementation[name] for name in names}
    slope = found["gradient"]
    found["gradient"] = Output(wide(slope.value), wide(slope.explained))
    return Measured(reference, found)


def beside_truth(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A point x = (1 + eps along) z + eps across beside a unit vector z.

    Inputs: w (batch, d), z being the first column of the reflection along w; along (batch,);
    across (batch, d), coordinates in the reflected basis, the first of which is dropped; eps.
    Quantities: x, z, eps.
    """
    V = pca.reflection(p["w"])
    own = p["eps"][:, None] * p["across"]
    own = torch.cat([(1 + p["eps"] * p["along"])[:, None], own[:, 1:]], 1)
    return Measured({"x": (V * own[:, None, :]).sum(-1), "z": V[:, :, 0], "eps": p["eps"]})


def deviation(mask: Any, p: Any) -> Any:
    """X = Omega / p - 1 1' for masks (batch, d, d) and densities p (batch,); shape of the mask."""
    return mask / p[:, None, None] - torch.ones_like(mask)


def spectral_norm(X: Any) -> Any:
    """The largest absolute eigenvalue of symmetric matrices (batch, d, d); shape (batch,)."""
    spectrum = torch.linalg.eigvalsh(X)
    return torch.maximum(spectrum[:, -1], -spectrum[:, 0])


def spectral_norm_bound(X: Tensor) -> float:
    """An upper bound of |X|_2 for one symmetric floating-point matrix (d, d), read exactly.

    With computed eigenvectors V and eigenvalues w, every eigenvalue of X differs from its w by at
    most |X V - V W|_F + |V' V - I|_F (|X|_F + max |w|) (Weyl, and the polar decomposition of V).
    All norms are bounded upwards in midpoint-radius arithmetic, see `lemmata.balls`. The bound
    holds however V and w were found. At d = 1000 it takes a second and exceeds |X|_2 by about
    1e-9 |X|_2. Raises `ValueError` unless X is square, symmetric and finite.
    """
    if X.ndim != 2 or X.shape[0] != X.shape[1] or X.shape[0] == 0:
        raise ValueError(f"expected a square matrix, got shape {tuple(X.shape)}")
    if not bool(torch.isfinite(X).all()) or not bool((X == X.mT).all()):
        raise ValueError("expected a finite symmetric matrix")
    return float(spectral_norm(Ball.exact(X[None])).upper()[0])


def directions(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask at any x != 0 and a unit z, its deviation and what it does to products of entries.

    Inputs: mask (batch, d, d) symmetric of 0 and 1, density p (batch,), w (batch, d), z being the
    first column of the reflection along w, x (batch, d). Quantities: D = mask / p - 1 1'; zz, zx,
    xx, zy, xy, the products of entries with y = x - b z; a = |x|^2, b = <x, z>, q = |y|^2; m, the
    larger of |z|_inf and |x|_inf / 2; s = |D|_2; gz and gy, -1 / (2 p) times <z, grad f(x)> and
    <y, grad f(x)>, with the gradient of the slot `completion` for the implementation.
    """
    mask, x = p["mask"], p["x"]
    z = pca.reflection(p["w"])[:, :, 0]
    made = completion.measured(mask, z, x, z, implementation)
    D = deviation(mask, p["p"])
    half = -1 / (2 * p["p"])
    slope, b = made.reference["gradient"], (x * z).sum(-1)
    y = x - b[:, None] * z
    reference = {
        "D": D, "zz": z * z, "zx": z * x, "xx": x * x, "a": (x * x).sum(-1), "b": b,
        "m": torch.maximum(z.abs().amax(1), x.abs().amax(1) / 2), "s": spectral_norm(D),
        "zy": z * y, "xy": x * y, "q": (y * y).sum(-1),
        "gz": half * (z * slope).sum(-1), "gy": half * (y * slope).sum(-1),
    }  # fmt: skip
    if made.implementation is None:
        return Measured(reference)
    theirs = made.implementation["gradient"]
    slope = type(x)(theirs.value, theirs.explained)
    found = {
        name: derived(half * (v * slope).sum(-1), theirs) for name, v in (("gz", z), ("gy", y))
    }
    return Measured(reference, {**reference, **found})


def segment(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """What the mask keeps of A = z h' + h z' and B = h h', h = x - z, as vectors of length d^2.

    Inputs: mask (batch, d, d), density p (batch,), z and h (batch, d). Quantities: P, A, B; p;
    h2 = |h|^2; slope = <h, grad f(z + h)>, in the implementation with the gradient of the slot
    `completion`; c and t with |P A|^2 = p c |h|^2 and |P B|^2 = p t |h|^2, 1 for h = 0.
    """
    mask, z, h, density = p["mask"], p["z"], p["h"], p["p"]
    made = completion.measured(mask, z, z + h, h, implementation)
    cross = z[:, :, None] * h[:, None, :]
    A, B = (cross + cross.mT).flatten(1), pca.outer(h).flatten(1)
    seen, h2 = mask.flatten(1), (h * h).sum(1)
    one = torch.ones_like(h2)
    level, square = ((seen * v * v).sum(1) for v in (A, B))
    reference = {
        "P": torch.diag_embed(seen), "A": A, "B": B, "p": density, "h2": h2,
        "slope": made.reference["slope"], "c": over(level, density * h2, one),
        "t": over(square, density * h2, one),
    }  # fmt: skip
    if made.implementation is None:
        return Measured(reference)
    return Measured(reference, {**reference, "slope": made.implementation["slope"]})


def norms(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """What the mask keeps of z h' + h z' and h h'; inputs as in `segment`.

    Quantities: W, D = W / p - 1 1', e; zz, zh, hh, products of entries; p; h2 = |h|^2; S and T, the
    squared norms of the masked matrices; s = |D|_2 (1 where it is 0), m the larger of |z|_inf and
    |h|_inf / 3 (1 where both are 0); eps1 = max(0, 1 - min_j (W zz)_j / p).
    """
    mask, z, h, density = p["mask"], p["z"], p["h"], p["p"]
    D, one = deviation(mask, density), torch.ones_like(density)
    cross = z[:, :, None] * h[:, None, :]
    norm, largest = spectral_norm(D), torch.maximum(z.abs().amax(1), h.abs().amax(1) / 3)
    rows = completion.times(mask, z * z) / density[:, None]
    return Measured(
        {
            "W": mask, "D": D, "e": torch.ones_like(z), "zz": z * z, "zh": z * h, "hh": h * h,
            "p": density, "h2": (h * h).sum(1), "S": (mask * (cross + cross.mT) ** 2).sum((1, 2)),
            "T": (mask * pca.outer(h) ** 2).sum((1, 2)), "s": torch.where(norm > 0, norm, one),
            "m": torch.where(largest > 0, largest, one),
            "eps1": torch.relu(1 + (-rows).amax(1)),
        }
    )  # fmt: skip


def certificate(mask: Any, z: Any, p: Any) -> dict[str, Any]:
    """What the certificate of `only_truth` measures, for masks (batch, d, d) and unit z (batch, d).

    eps = 4 |z|_inf^2 |X|_2 and eps1 = max_j |(mask (z o z))_j / p - 1|, each (batch,), for any
    positive p (batch,). On balls they are enclosures: the spectral norm by the residual of the
    computed eigenvectors, about a second at d = 1000.
    """
    largest = z.abs().amax(1)
    rows = completion.times(mask, z * z) / p[:, None] - torch.ones_like(z)
    return {
        "eps": 4 * largest * largest * spectral_norm(deviation(mask, p)),
        "eps1": rows.abs().amax(1),
    }


def certified(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask with its certificate, at x = z + h.

    Inputs: mask (batch, d, d), density p (batch,), unit z and any h (batch, d). Quantities: x, z,
    p, eps, eps1 (see `certificate`) and slope = <h, grad f(x)>, in the implementation with the
    gradient of the slot `completion`.
    """
    mask, z, h = p["mask"], p["z"], p["h"]
    made = completion.measured(mask, z, z + h, h, implementation)
    reference = {"x": z + h, "z": z, "p": p["p"], **certificate(mask, z, p["p"])}
    reference["slope"] = made.reference["slope"]
    if made.implementation is None:
        return Measured(reference)
    return Measured(reference, {**reference, "slope": made.implementation["slope"]})


def boxes(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A unit vector z with its incoherence mu >= sqrt(d) |z|_inf, and points scaled to boxes.

    Inputs: w (batch, d), z being the first column of the reflection along w; x and v (batch, d),
    entries in [-1, 1]; stretch >= 1 (batch,). mu = stretch sqrt(d) |z|_inf; x_k and w_k, the entry
    number `place` of 2 mu x / sqrt(d) and of z + mu v / sqrt(d); truth and point, sums of squares.
    """
    z, place = pca.reflection(p["w"])[:, :, 0], options["place"]
    d, size = z.shape[1], z.abs().amax(1) * p["stretch"]
    x, w = 2 * size[:, None] * p["x"], z + size[:, None] * p["v"]
    one = torch.ones_like(size)
    return Measured(
        {
            "n": d * one, "k": place * one, "z_k": z[:, place], "x_k": x[:, place],
            "w_k": w[:, place], "truth": (z * z).sum(1), "point": (x * x).sum(1),
            "mu": size * torch.sqrt(d * one),
        }
    )  # fmt: skip


def moments(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Moments of the observed sum by enumeration of all masks, for T (batch, d, d).

    Inputs: T and the probability p (batch,); options: k, at most d (d + 1) / 2 - 1. Pairs (i, j)
    with i <= j are taken in row-major order. Quantities: k; t_k; mean, second, sums, squares with
    _k, _next and _0, for the first k, k + 1 and 0 pairs.
    """
    T, chance, k = p["T"], p["p"], options["k"]
    d = T.shape[1]
    pairs = [(i, j) for i in range(d) for j in range(i, d)][: k + 1]
    parts = [T[:, i, j] + T[:, j, i] if i < j else T[:, i, i] for i, j in pairs]
    nothing = 0 * chance
    found: dict[str, Any] = {"k": nothing + k, "p": chance, "t_k": parts[k]}
    for name, count in (("k", k), ("next", k + 1), ("0", 0)):
        rows = dict.fromkeys(("mean", "second", "sums", "squares"), nothing)
        for seen in itertools.product((0, 1), repeat=count):
            weight, total = nothing + 1, nothing
            for on, part in zip(seen, parts, strict=False):
                weight = weight * (chance if on else 1 - chance)
                total = total + part if on else total
            rows["mean"] = rows["mean"] + weight * total
            rows["second"] = rows["second"] + weight * total * total
        for part in parts[:count]:
            rows["sums"] = rows["sums"] + part
            rows["squares"] = rows["squares"] + part * part
        found.update({f"{quantity}_{name}": value for quantity, value in rows.items()})
    return Measured(found)


def drawn_deviations(
    generator: torch.Generator, count: int, at: Mapping[str, Any]
) -> dict[str, Any]:
    """How far random masks deviate: every pair and loop observed with probability p, on its own.

    at: d, mu, p (exact). Quantity: eps = 4 mu^2 |mask / p - 1 1'|_2 / d, (count,), enclosed.
    """
    d, device = int(at["d"]), generator.device
    drawn = torch.rand(count, d, d, generator=generator, dtype=torch.float64, device=device)
    upper = (drawn < float(at["p"])).to(torch.float64).triu()
    mask = Ball.exact(upper + upper.triu(1).mT)
    density = torch.full((count,), float(at["p"]), dtype=torch.float64, device=device)
    scale = 4 * float(at["mu"]) ** 2 / d
    return {"eps": scale * spectral_norm(deviation(mask, Ball.exact(density)))}
