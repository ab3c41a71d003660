"""How methods leave strict saddles: two runs of descent; proximal, coordinate and mirror steps.

Gradient descent goes through the slot `descent` of `models.descent`, the other methods through
`proximal_point`, `coordinate_descent`, `mirror_descent`. Points (batch, d), matrices (batch, d, d).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, derived, output, plain

from .gradient_map import OBJECTIVES
from .pca import reflection
from .quadratic_saddle import form, visited

Data = Mapping[str, Any]
Objective = Callable[[Tensor], Tensor]


def _times(A: Any, x: Any) -> Any:
    return (A @ x[..., None])[..., 0]


def _square(u: Any) -> Any:
    return (u * u).sum(-1)


# Two runs of gradient descent near a saddle -------------------------------------------------------


def bent_saddle(a: Any, b: Any, s: Any, c: Any, w: Any, z: Any) -> Any:
    """The saddle <x, a x> / 2 - <y, b y> / 2 + s (|y|^2 - |x|^2) / 2 - c cos <w, z>, z = (x, y).

    a (batch, p), b (batch, q), s, c (batch,), w, z (batch, p + q); shape (batch,). Its Hessian is
    within |s| + |c| |w|^2 of diag(a, -b) everywhere.
    """
    H = torch.cat([a, -b], -1) + _tilt(a, b, s)
    return (H * z * z).sum(-1) / 2 - c * torch.cos((w * z).sum(-1))


def _tilt(a: Any, b: Any, s: Any) -> Any:
    """-s on the block of a, s on the block of b; shape (batch, p + q)."""
    return torch.cat([0 * a - s[:, None], 0 * b + s[:, None]], -1)


def _bend(p: Data, z: Any) -> Any:
    """The gradient of `bent_saddle` less that of its unperturbed blocks; shape of z."""
    wave = torch.sin((p["w"] * z).sum(-1))
    return _tilt(p["a"], p["b"], p["s"]) * z + (p["c"] * wave)[:, None] * p["w"]


def _bent_gradient(p: Data, z: Any) -> Any:
    return torch.cat([p["a"], -p["b"]], -1) * z + _bend(p, z)


def _bent_companion(p: Data, z: Any) -> Any:
    phase = (p["w"] * z).abs().sum(-1)  # bounds the sine and what its rounded argument adds
    size = (torch.cat([p["a"], p["b"]], -1).abs() + p["s"].abs()[:, None]) * z.abs()
    return size + (p["c"].abs() * phase)[:, None] * p["w"].abs()


def pair_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Two runs of gradient descent on `bent_saddle`; a row for every index k < steps.

    Inputs a, b, s, c, w and the starts z, other (batch, p + q); options: gamma (Fraction), steps.
    Quantities, differences of the two runs in the blocks of a and b: X, Y at k and X1, Y1 after the
    step, U, V what the unperturbed blocks make of X, Y, and e, f the rest; h = gamma min(b) / 2; k;
    X2_k, Y2_k, squared lengths, X2_next, Y2_next, X2_start, Y2_start; n = k with Y2_n; m =
    (1 + h)^2; size, the largest Y2 of the run.
    """
    gamma, count, d = options["gamma"], options["steps"], p["a"].shape[-1]
    data = {name: torch.cat([p[name]] * 2) for name in ("a", "b", "s", "c", "w")}
    points = [torch.cat([p["z"], p["other"]])]
    for _ in range(count):
        points.append(points[-1] - gamma * _bent_gradient(data, points[-1]))

    def blocks(z: Any) -> tuple[Any, Any]:
        apart = z[: len(z) // 2] - z[len(z) // 2 :]
        return apart[:, :d], apart[:, d:]

    def measured(found: list[Any]) -> dict[str, Any]:
        X, Y = zip(*(blocks(at) for at in found), strict=True)
        X2, Y2 = ([_square(at) for at in block] for block in (X, Y))
        rows = {
            "X": X[:-1], "Y": Y[:-1], "X1": X[1:], "Y1": Y[1:], "X2_k": X2[:-1], "X2_next": X2[1:],
            "Y2_k": Y2[:-1], "Y2_next": Y2[1:], "Y2_n": Y2[:-1],
        }  # fmt: skip
        return {name: torch.cat(list(values)) for name, values in rows.items()}

    reference = measured(points)
    bends = [blocks(-gamma * _bend(data, at)) for at in points[:-1]]
    reference["e"], reference["f"] = (torch.cat(part) for part in zip(*bends, strict=True))
    reference["U"] = torch.cat([1 - gamma * p["a"]] * count) * reference["X"]
    reference["V"] = torch.cat([1 + gamma * p["b"]] * count) * reference["Y"]
    h = gamma * p["b"].amin(-1) / 2
    one, spread = torch.ones_like(h), reference["Y2_k"].reshape(count, -1).amax(0)
    reference["k"] = reference["n"] = torch.cat([one * k for k in range(count)])
    shared = {"h": h, "m": (1 + h) ** 2, "size": torch.where(spread > 0, spread, one)}
    shared |= {f"{name}_start": reference[f"{name}_k"][: len(h)] for name in ("X2", "Y2")}
    reference |= {name: torch.cat([value] * count) for name, value in shared.items()}
    if not implementation:
        return Measured(reference)
    numbers = {name: plain(value) for name, value in data.items()}
    found = visited(
        lambda z: bent_saddle(**numbers, z=z), lambda at: _bent_gradient(data, at),
        lambda at: _bent_companion(data, at), points[0], gamma, count, points[0].shape[-1] + 10,
    )  # fmt: skip
    theirs = {name: derived(value) for name, value in measured(found).items()}
    return Measured(reference, {n: v for n, v in theirs.items() if n not in ("X", "Y")})


# Other methods: proximal point, coordinate descent, mirror descent --------------------------------


def _slope(objective: Objective, x: Tensor) -> Tensor:
    """The gradient of the sum of objective(x) by autograd, itself differentiable; shape of x."""
    x = x if x.requires_grad else x.detach().requires_grad_(True)
    return torch.autograd.grad(objective(x).sum(), x, create_graph=True)[0]


class _Method:
    """A method for an objective (batch, d) to (batch,), with derivatives from autograd."""

    def __init__(self, objective: Objective, lr: float) -> None:
        self.objective, self.lr = objective, lr


class ProximalPoint(_Method):
    """z with z + lr grad f(z) = x, by Newton's method."""

    def __call__(self, x: Tensor) -> Tensor:
        z = x.clone()
        for _ in range(30):
            z = z.detach().requires_grad_(True)
            g = _slope(self.objective, z)
            rows = [torch.autograd.grad(c.sum(), z, retain_graph=True)[0] for c in g.unbind(-1)]
            J = torch.eye(x.shape[-1], dtype=x.dtype) + self.lr * torch.stack(rows, -2)
            z = z - torch.linalg.solve(J, z + self.lr * g - x)
        return z.detach()


PROXIMAL = slot(
    "proximal_point",
    ProximalPoint,
    "factory(objective, lr) -> callable(x) -> z (batch, d) with z + lr grad f(z) = x; "
    "objective maps (batch, d) to (batch,)",
)


class CoordinateDescent(_Method):
    """x_i <- x_i - lr (df/dx_i)(x) for one coordinate i at a time."""

    def __call__(self, x: Tensor, i: int) -> Tensor:
        z = x.detach().clone()
        z[:, i] -= self.lr * _slope(self.objective, x)[:, i].detach()
        return z


COORDINATE = slot(
    "coordinate_descent",
    CoordinateDescent,
    "factory(objective, lr) -> callable(x, i) -> x (batch, d) after the step in coordinate i; "
    "objective maps (batch, d) to (batch,)",
)


class EntropyMirrorDescent(_Method):
    """x <- x exp(-lr grad f(x)): mirror descent with the entropy, log x <- log x - lr grad f(x)."""

    def __call__(self, x: Tensor) -> Tensor:
        return x * torch.exp(-self.lr * _slope(self.objective, x))


MIRROR = slot(
    "mirror_descent",
    EntropyMirrorDescent,
    "factory(objective, lr) -> callable(x) -> next x (batch, d), positive, differentiable by "
    "autograd; entropy mirror map; objective maps (batch, d) to (batch,)",
)


def _quadratic(H: Any, center: Any = 0) -> Objective:
    """<x - center, H (x - center)> / 2 for H (batch, d, d)."""
    return lambda x: form(plain(H), x - center) / 2


def proximal_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A proximal step on <x, H x> / 2, H = V diag(lam) V' for the reflection V given by w.

    Inputs w, lam, z (batch, d), mu (batch,); options: gamma (Fraction). Quantities H, z and
    x = z + gamma H z, from which the slot must find z; gamma; a row for every eigenvector e = V_i
    with lam = lam_i; mu, another eigenvalue. Rows d * batch.
    """
    gamma, d = options["gamma"], p["z"].shape[1]
    V = reflection(p["w"])
    H, z = (V * p["lam"][:, None, :]) @ V.mT, p["z"]
    x = z + gamma * _times(H, z)
    lam = torch.cat([p["lam"][:, i] for i in range(d)])
    shared = {"H": H, "z": z, "x": x, "mu": p["mu"]}
    reference = {name: torch.cat([value] * d) for name, value in shared.items()}
    reference |= {"e": torch.cat([V[:, :, i] for i in range(d)]), "lam": lam}
    reference["gamma"] = torch.ones_like(lam) * gamma
    if not implementation:
        return Measured(reference)
    size, least = z.abs() + gamma * _times(H.abs(), z.abs()), 1 + gamma * p["lam"].amin(-1)
    theirs = PROXIMAL(_quadratic(H), float(gamma))(plain(x))
    made = _inverted(theirs, x, size, least, 2 * d + 8)
    return Measured(reference, {"z": derived(torch.cat([made] * d))})


def _inverted(value: Any, x: Any, size: Any, least: Any, operations: int) -> Any:
    """The ball around z as found from the midpoint of x: a residual over the least derivative.

    size: the residual z + gamma grad f(z) - x in absolute values; least (batch,): the smallest
    eigenvalue of its Jacobian, positive.
    """
    residual = output(value, size, operations)
    reach = torch.sqrt(_square(type(x).exact(residual.explained + x.width()))) / least
    return type(x)(residual.value, reach.upper()[:, None].expand_as(residual.value))


def proximal_pair(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Proximal steps from two points on the sum of c_i cos x_i, or of c_i x_i^2 / 2.

    Inputs c, z, w (batch, d), gamma |c_i| < 1; options: objective, gamma. Quantities z, w; p, q
    the gradients; x = z + gamma p, y = w + gamma q, from which the slot must find z, w; gamma, L.
    """
    value, gradient, companion = OBJECTIVES[options["objective"]]
    gamma, c = options["gamma"], p["c"]
    L, number, found = c.abs().amax(-1), plain(c), {}
    reference = {"L": L, "gamma": torch.ones_like(L) * gamma}
    for point, slope, image in (("z", "p", "x"), ("w", "q", "y")):
        z, g = p[point], gradient(c, p[point])
        x = z + gamma * g
        reference |= {point: z, slope: g, image: x}
        if implementation:
            theirs = PROXIMAL(lambda at: value(number, at), float(gamma))(plain(x))
            size = z.abs() + gamma * (companion(c, z) + c.abs() * z.abs()) + x.abs()
            found[point] = derived(_inverted(theirs, x, size, 1 - gamma * L, 12))
    return Measured(reference, found if implementation else None)


def _in_coordinate(H: Any, S: Any, i: int, gamma: Any, size: bool = False) -> Any:
    """(I - gamma e_i e_i' H) S; with `size` in absolute values."""
    e = torch.eye(H.shape[-1], dtype=plain(H).dtype)[i, :, None]
    row = H[:, i : i + 1]
    return S.abs() + e * (gamma * (row.abs() @ S.abs())) if size else S - e * (gamma * (row @ S))


def _followed(value: Any, H: Any, around: Any, i: int, gamma: Any) -> Any:
    """The ball around the exact result of step i that `value`, computed from a midpoint, shows."""
    made = output(value, _in_coordinate(H, around, i, gamma, size=True), 2 * H.shape[-1] + 6)
    # The exact result and the exact step from the computed one both lie in the ball of this step.
    exact = _in_coordinate(H, around, i, gamma)
    return type(H)(made.value, made.explained + 2 * exact.rad)


def coordinate_sweep(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Jacobian of cyclic coordinate descent on <x, H x> / 2 while the sweep proceeds.

    Inputs H (batch, d, d); options: gamma (Fraction). A row for every coordinate i of the sweep:
    S, T, the Jacobian before and after its step; P, Q, the projections on the coordinates moved
    before and after it; A, C, the rows of H moved before and after it, left of the diagonal, and
    B, D, the rest of these rows; e (unit vector), H, gamma; det, the determinant of T, and product,
    that of the 1 - gamma H_jj so far.
    """
    gamma, H, d = options["gamma"], p["H"], p["H"].shape[-1]
    eye = torch.eye(d, dtype=plain(H).dtype)
    theirs = COORDINATE(_quadratic(H), float(gamma)) if implementation else None
    S, one = 0 * H + eye, 1 + 0 * H[:, 0, 0]
    product, around, rows, found = one, S, [], []
    for i in range(d):
        P, Q = (0 * H + torch.diag((torch.arange(d) < i + step).to(eye)) for step in (0, 1))
        A, C = (R @ H * torch.tril(torch.ones_like(eye), -1) for R in (P, Q))
        row = {"S": S, "P": P, "Q": Q, "A": A, "B": P @ H - A, "C": C, "D": Q @ H - C, "H": H}
        S, product = _in_coordinate(H, S, i, gamma), product * (1 - gamma * H[:, i, i])
        row |= {"T": S, "e": 0 * H[:, 0] + eye[i], "det": determinant(S), "product": product}
        rows.append({**row, "gamma": one * gamma})
        if theirs is not None:
            columns = [theirs(plain(around)[:, :, j], i) for j in range(d)]
            around = _followed(torch.stack(columns, -1), H, around, i, gamma)
            found.append(around)
    reference = {name: torch.cat([row[name] for row in rows]) for name in rows[0]}
    if not implementation:
        return Measured(reference)
    T = torch.cat(found)
    return Measured(reference, {"T": derived(T), "det": derived(determinant(T))})


def determinant(A: Any) -> Any:
    """The determinant of (batch, d, d) by expansion along the first column; for small d."""
    d = A.shape[-1]
    if d == 1:
        return A[:, 0, 0]
    minors = [torch.cat([A[:, :i, 1:], A[:, i + 1 :, 1:]], 1) for i in range(d)]
    terms = [(-1) ** i * A[:, i, 0] * determinant(m) for i, m in enumerate(minors)]
    return torch.stack(terms, -1).sum(-1)


def coordinate_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Cyclic coordinate descent on <x, H x> / 2; a row for every step of the run.

    Inputs H (batch, d, d), symmetric, x (batch, d); options: gamma (Fraction), sweeps. Quantities:
    H, x, z (after the step), e (the unit vector of the coordinate), gamma; k; q_k, q_next, q_start,
    the forms <x, H x>; n = k with q_n and N_n = |x_n|^2; L = |H|_F.
    """
    gamma, H, x = options["gamma"], p["H"], p["x"]
    d, x = x.shape[1], x[:, :, None]
    theirs = COORDINATE(_quadratic(H), float(gamma)) if implementation else None
    points, found = [x], [x]
    order = list(range(d)) * options["sweeps"]
    for i in order:
        points.append(_in_coordinate(H, points[-1], i, gamma))
        if theirs is not None:
            after = theirs(plain(found[-1])[:, :, 0], i)
            found.append(_followed(after[..., None], H, found[-1], i, gamma))
    points, found = ([at[:, :, 0] for at in run] for run in (points, found))
    x = points[0]
    norm, eye = torch.sqrt(_square(H.reshape(len(x), -1))), torch.eye(d, dtype=plain(x).dtype)

    def measured(run: list[Any]) -> dict[str, Any]:
        forms = [form(H, at) for at in run]
        return {
            "z": torch.cat(run[1:]), "q_k": torch.cat(forms[:-1]), "q_next": torch.cat(forms[1:]),
            "q_n": torch.cat(forms[:-1]), "N_n": torch.cat([_square(at) for at in run[:-1]]),
        }  # fmt: skip

    reference = measured(points)
    reference["x"] = torch.cat(points[:-1])
    reference["e"] = torch.cat([0 * x + eye[i] for i in order])
    one = torch.ones_like(norm)
    reference["k"] = reference["n"] = torch.cat([one * k for k in range(len(order))])
    shared = {"H": H, "gamma": one * gamma, "q_start": form(H, x)}
    shared["L"] = torch.where(norm > 0, norm, one)
    reference |= {name: torch.cat([value] * len(order)) for name, value in shared.items()}
    if not implementation:
        return Measured(reference)
    return Measured(reference, {n: derived(value) for n, value in measured(found).items()})


def mirror_linear(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The Jacobian of entropy mirror descent at the stationary point c = r^2 of a quadratic.

    The objective is <x - c, H (x - c)> / 2, H = D^-1 G D^-1, D = diag(r), G = V diag(lam) V', V the
    reflection given by w. Inputs w, lam, r (batch, d), r > 0; options: gamma (Fraction).
    A row for every eigenvector u = V_i: S = diag(1 / c), the Hessian of the entropy, C = D^-1, D,
    H, M (the Jacobian), lam, mu and L, tight along u; gamma. Rows d * batch.
    """
    gamma, r = options["gamma"], p["r"]
    d, c, V = r.shape[1], r * r, reflection(p["w"])
    D, C, S = torch.diag_embed(r), torch.diag_embed(1 / r), torch.diag_embed(1 / c)
    H = C @ (V * p["lam"][:, None, :]) @ V.mT @ C
    M = torch.diag_embed(torch.ones_like(r)) - gamma * c[:, :, None] * H
    u, lam = torch.cat([V[:, :, i] for i in range(d)]), torch.cat(list(p["lam"].unbind(-1)))
    shared = {"S": S, "C": C, "D": D, "H": H, "M": M}
    reference = {name: torch.cat([A] * d) for name, A in shared.items()}
    length = _square(_times(reference["D"], u))
    reference |= {
        "u": u, "lam": lam, "mu": _square(u) / length, "gamma": torch.ones_like(lam) * gamma,
        "L": torch.where(lam > 0, lam, torch.ones_like(lam)) * _square(u) / length,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    at = plain(c).clone().requires_grad_(True)
    image = MIRROR(_quadratic(H, plain(c)), float(gamma))(at)
    rows = [torch.autograd.grad(y.sum(), at, retain_graph=True)[0] for y in image.unbind(-1)]
    size = torch.diag_embed(torch.ones_like(r)) + gamma * c[:, :, None] * H.abs()
    made = output(torch.stack(rows, -2), size, 4 * d + 12)
    around = type(M)(made.value, made.explained + 2 * M.width())
    return Measured(reference, {"M": derived(torch.cat([around] * d))})


def mirror_pair(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Entropy mirror steps from two points for the sum of c_i cos x_i, or of c_i x_i^2 / 2.

    Inputs c, x, y (batch, d), x, y > 0; options: objective, gamma. Quantities x, y; p, q, their
    logarithms; g, h, the gradients; z, w, the logarithms of the images; gamma, L = max |c_i|, and
    mu = 1 / max(x, y), a constant of strong convexity of the entropy on the segment.
    """
    value, gradient, companion = OBJECTIVES[options["objective"]]
    gamma, c = options["gamma"], p["c"]
    L, number, found = c.abs().amax(-1), plain(c), {}
    reference = {"L": L, "gamma": torch.ones_like(L) * gamma}
    reference["mu"] = 1 / torch.maximum(p["x"], p["y"]).amax(-1)
    for point, log, slope, image in (("x", "p", "g", "z"), ("y", "q", "h", "w")):
        x, g = p[point], gradient(c, p[point])
        reference |= {point: x, log: torch.log(x), slope: g, image: torch.log(x) - gamma * g}
        if implementation:
            theirs = MIRROR(lambda at: value(number, at), float(gamma))(plain(x).clone())
            size = x * torch.exp(-gamma * g) * (1 + gamma * companion(c, x))
            made = output(theirs, size, 24)
            found[image] = derived(torch.log(type(x)(made.value, made.explained)))
    return Measured(reference, found if implementation else None)
