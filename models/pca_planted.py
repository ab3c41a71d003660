"""The stationary points of rank-one approximation, for matrices with a planted spectrum.

With M = V diag(lam) V' and lam_i = s_i |s_i| the stationary points sqrt(lam_k) v_k need no root,
ties are exact, and everything is exact for permutations and integers.
The models return several points per drawn instance, one after the other in the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sympy import Matrix, diag, eye, symbols
from sympy import hessian as derivatives

from lemmata.balls import gamma
from lemmata.measure import Measured, Output, derived

from . import pca
from .pca import Spectrum, planted, reflection
from .pinned import pinned
from .smallest_eigenvalue import smallest_eigenvalue


def _rows(array: Any, times: int) -> Any:
    return torch.cat([array] * times)


def _roots(found: Spectrum) -> list[Any]:
    """The stationary points sqrt(max(lam_k, 0)) v_k, k = 0 .. d - 1, each (batch, d)."""
    scale = torch.relu(found.s)
    return [scale[:, k, None] * found.V[:, :, k] for k in range(scale.shape[1])]


def _dominating(found: Spectrum) -> Any:
    """A root B of lam I - M = B B' for lam = max(lam_1, 0); (batch, d, d)."""
    top = torch.relu(found.s[:, 0])
    gaps = torch.stack([_difference(top, s) for s in found.s.unbind(1)], 1)
    return (found.V * torch.sqrt(torch.relu(gaps))[:, None, :]) @ found.V.mT


def landscape(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A planted M at any point z, at 0 and at every sqrt(lam_k) v_k; lam = max(lam_1, 0).

    Inputs of `planted` and z (batch, d); rows (d + 2) * batch.
    """
    found = planted(p)
    points = [p["z"], 0 * p["z"], *_roots(found)]
    made = pca.measured(
        _rows(found.M, len(points)), torch.cat(points), implementation=implementation
    )
    reference = {
        **made.reference,
        "lam": _rows(torch.relu(found.lam[:, 0]), len(points)),
        "B": _rows(_dominating(found), len(points)),
    }
    return Measured(reference, made.implementation)


@pinned
def stationary(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A planted M at 0 and at every sqrt(lam_k) v_k, with a top eigenvector v and a rival point y.

    y is z, or x itself where z = 0. lam is the largest eigenvalue, of any sign; where it is
    negative, B is a root of -M only.
    Rows (d + 1) * batch.
    """
    found = planted(p)
    points = [0 * p["z"], *_roots(found)]
    x, z = torch.cat(points), _rows(p["z"], len(points))
    top = _rows(found.V[:, :, 0], len(points))
    made = pca.measured(_rows(found.M, len(points)), x, top, implementation)
    y = torch.where(((z * z).sum(-1) == 0)[:, None], x, z)
    reference = {
        **made.reference,
        "y": y,
        "lam": _rows(found.lam[:, 0], len(points)),
        "B": _rows(_dominating(found), len(points)),
    }
    return Measured(reference, made.implementation)


@pinned
def scaled(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The points x = s v for every planted eigenvector v with eigenvalue s^2 >= 0.

    Where an eigenvalue is negative, s is its negative root: those rows violate s >= 0. `unscaled`
    is the gradient at v itself. Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    s, v = (
        torch.cat([found.s[:, k] for k in range(d)]),
        torch.cat([found.V[:, :, k] for k in range(d)]),
    )
    M = _rows(found.M, d)
    made = pca.measured(M, s[:, None] * v, implementation=implementation)
    reference = {**made.reference, "s": s, "v": v, "unscaled": pca.gradient(M, v)}
    return Measured(reference, made.implementation)


def origin(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The point 0 with every planted eigenvector v: eigenvalue lam = s |s|, constants mu and tau.

    Inputs of `planted`, mu and tau (batch,). Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    v = torch.cat([found.V[:, :, k] for k in range(d)])
    made = pca.measured(_rows(found.M, d), 0 * v, v, implementation)
    reference = {
        **made.reference,
        "s": torch.cat([found.s[:, k] for k in range(d)]),
        "lam": torch.cat([found.lam[:, k] for k in range(d)]),
        **{name: _rows(p[name], d) for name in ("mu", "tau") if name in p},
    }
    return Measured(reference, made.implementation)


def spectrum(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Hessian at every x = s_k u, u = v_k, s_k > 0, and another eigenvector v with M v = mu v.

    `spectrum` and `predicted` (rows, d) are ascending: eigenvalues of the Hessian, and the numbers
    4 s_k^2 and 2 (s_k^2 - lam_i); V, L = diag(lam) and e = e_k say the same as matrices. `index`
    and `above` count negative eigenvalues and lam_i > lam_k, `nullity` and `ties` zero eigenvalues
    and other lam_i = lam_k, as hulls where undecided. For d = 1 there is no other eigenvector:
    v = 0. Rows d * batch.
    """
    found = planted(p)
    d = found.s.shape[1]
    M, lam = _rows(found.M, d), _rows(found.lam, d)
    s, u = (
        torch.cat([found.s[:, k] for k in range(d)]),
        torch.cat([found.V[:, :, k] for k in range(d)]),
    )
    others = [(k + 1) % d for k in range(d)]
    v = torch.cat([found.V[:, :, i] for i in others]) * min(d - 1, 1)
    made = pca.measured(M, s[:, None] * u, v, implementation)
    # Differences lam_k - lam_i through the roots, so that ties and signs are exact for exact roots.
    one = torch.ones_like(s)
    gaps = torch.stack([_difference(s, column) for column in _rows(found.s, d).unbind(1)], 1)
    own = torch.diag_embed(torch.ones_like(found.s[0]))
    own = torch.cat([own[k][None] * torch.ones_like(found.s) for k in range(d)])
    diagonal = 2 * gaps + 4 * (s * s)[:, None] * own
    values = torch.linalg.eigvalsh(made.reference["hessian"])
    reference = {
        **made.reference,
        "s": s,
        "u": u,
        "V": _rows(found.V, d),
        "L": torch.diag_embed(lam),
        "e": own,
        "mu": torch.cat([found.lam[:, i] for i in others]),
        "spectrum": values,
        "predicted": torch.linalg.eigvalsh(torch.diag_embed(diagonal)),
        "index": _negative(values),
        "above": _negative(gaps),
        "nullity": _zeros(values),
        "ties": _zeros(gaps) - one,
    }
    if made.implementation is None:
        return Measured(reference)
    theirs = pca.IMPLEMENTATION()
    returned = made.implementation["hessian"]
    size = (pca.hessian_companion(M, made.reference["x"]) ** 2).sum((-2, -1)).sqrt()
    eigenvalues = pca.returned(
        theirs.eigenvalues(returned.value),
        size[:, None] * torch.ones_like(found.s[:1]),
        values,
        14 * d + 8,
    )
    unsure = eigenvalues.value.abs() <= eigenvalues.explained
    negative = eigenvalues.value < 0
    index = Output(*(flags.to(eigenvalues.value.dtype).sum(-1) for flags in (negative, unsure)))
    counts = {"spectrum": eigenvalues, "index": index}
    return Measured(reference, {**made.implementation, **counts})


def enclosed_spectrum(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`spectrum`, its first entry from `smallest_eigenvalue`, with rows for both ends of that.

    The first half of the rows has [low, low + room] there, the second [high - room, high]: so low
    and high must be on the right sides, and within what rounding and the enclosure of the Hessian
    explain. Rows 2 d * batch.
    """
    reference = {n: _rows(v, 2) for n, v in spectrum(p, options, False).reference.items()}
    if not implementation:
        return Measured(reference)
    half = len(reference["x"]) // 2
    at, values = reference["hessian"][:half], reference["spectrum"]
    H, off = at.mid.double(), at.rad.double()
    H = torch.triu(H) + torch.triu(H, 1).mT
    off = torch.maximum(off, off.mT).flatten(1).norm(dim=1) * (1 + 2.0**-20)
    ends = [smallest_eigenvalue(A.cpu(), float(r)) for A, r in zip(H, off, strict=True)]
    low, high = torch.tensor(ends, dtype=torch.float64, device=H.device).T
    # A shift of 4 (n + 4) U n |H|, eight times that where it fails, and a residual of as much.
    n = H.shape[1]
    room = gamma(96 * (n + 4), torch.float64) * n * H.flatten(1).norm(dim=1) + 4 * off + 2.0**-1000
    side = type(at).hull(torch.cat([low, high - room]), torch.cat([low + room, high]))
    found = torch.cat([side.to(values.dtype)[:, None], values[:, 1:]], 1)
    return Measured(reference, {"spectrum": derived(found)})


def exact_spectrum(roots: Sequence[int], k: int, s: int | None = None) -> dict[str, Any]:
    """The quantities of `spectrum` for M = diag(r |r|) at s e_k, exactly; s = r_k by default.

    The eigenvalues are those of SymPy's second derivatives of the objective, not of any formula.
    """
    s = roots[k] if s is None else s
    d, lam = len(roots), [r * abs(r) for r in roots]
    M, e, at = diag(*lam), eye(d)[:, k], symbols(f"y:{d}", real=True)
    X = Matrix(at)
    values = (M - X * X.T).applyfunc(lambda entry: entry**2)
    hess = derivatives(sum(values) / 2, at).subs(dict(zip(at, s * e, strict=True)))
    spectrum = sorted(value for value, count in hess.eigenvals().items() for _ in range(count))
    return {
        "M": M,
        "V": eye(d),
        "L": M,
        "e": e,
        "s": s,
        "x": s * e,
        "spectrum": Matrix(spectrum),
        "predicted": Matrix(sorted(2 * (s**2 - lam[i]) + 4 * s**2 * e[i] for i in range(d))),
        "index": sum(bool(value < 0) for value in spectrum),
        "above": sum(other > s**2 for other in lam),
        "nullity": sum(bool(value == 0) for value in spectrum),
        "ties": sum(other == s**2 for other in lam) - 1,
    }


def _difference(s: Any, t: Any) -> Any:
    """The difference s |s| - t |t| for s >= 0, without cancellation between equal terms."""
    return torch.where(t >= 0, (s - t) * (s + t), s * s + t * t)


def _negative(values: Any) -> Any:
    """How many entries of each row are negative."""
    return torch.relu(-torch.sign(values)).sum(-1)


def _zeros(values: Any) -> Any:
    """How many entries of each row are zero."""
    return (1 - torch.sign(values).abs()).sum(-1)


def two_values(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """M = 2 u u' + w w' at x = s u, for the first two columns u, w of `reflection`.

    Inputs w, y (batch, d), d >= 2, and s (batch,). Where y = 0 it becomes w, along
    which M - x x' is the identity.
    """
    V, s = reflection(p["w"]), p["s"]
    u, w = V[:, :, 0], V[:, :, 1]
    y = torch.where(((p["y"] * p["y"]).sum(-1) == 0)[:, None], w, p["y"])
    M, x = 2 * pca.outer(u) + pca.outer(w), s[:, None] * u
    return Measured({"M": M, "x": x, "u": u, "w": w, "y": y, "s": s})
