"""Two-layer networks at random initialisation: exact laws by enumeration, and drawn weights.

f(x; W) = m^(-1/2) sum_k a_k relu(<w_k, x>). The slot `initial_weights` takes an initialisation
under test: function(generator, count, m, d) -> (W (count, m, d), a (count, m)).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.balls import Ball
from lemmata.implementations import ImplementationError, slot
from lemmata.measure import Measured, WrongValue

from . import kernels, networks


def gaussian_weights(
    generator: torch.Generator, count: int, m: int, d: int
) -> tuple[Tensor, Tensor]:
    """Standard normal hidden weights (count, m, d) and independent signs (count, m)."""
    options: dict[str, Any] = {"generator": generator, "device": generator.device}
    hidden = torch.randn(count, m, d, dtype=torch.float64, **options)
    signs = 2 * torch.randint(0, 2, (count, m), **options) - 1
    return hidden, signs.double()


IMPLEMENTATION = slot(
    "initial_weights",
    gaussian_weights,
    "function(generator, count: int, m: int, d: int) -> (hidden weights (count, m, d), output "
    "weights (count, m)), float64, on the generator's device",
)


def drawn_weights(generator: torch.Generator, count: int, m: int, d: int) -> tuple[Tensor, Tensor]:
    """What the initialisation in the slot draws.

    Raises `ImplementationError` for other kinds and shapes, and for two neurons of a network with
    the same weights, which independent normal draws of two coordinates have with less than 1e-20.
    """
    hidden, outer = IMPLEMENTATION(generator, count, m, d)
    for weights in (hidden, outer):
        if not isinstance(weights, Tensor) or weights.dtype != torch.float64:
            kind = getattr(weights, "dtype", type(weights).__name__)
            raise ImplementationError(f"the initialisation returned {kind}, expected float64")
    if hidden.shape != (count, m, d) or outer.shape != (count, m):
        raise ImplementationError(
            f"the initialisation returned shapes {tuple(hidden.shape)} and {tuple(outer.shape)}, "
            f"expected {(count, m, d)} and {(count, m)}"
        )
    if d > 1:
        order = hidden[..., 0].argsort(1)[..., None].expand_as(hidden)
        rows = hidden.gather(1, order)
        if bool((rows[:, 1:] == rows[:, :-1]).all(2).any()):
            raise WrongValue("two neurons of a network have the same hidden weights")
    return hidden, outer


def enumerated(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Moments of sum_{j<k} a_j r_j by enumeration of all outcomes of two-point laws.

    Inputs (batch,): a0, a1, r0, r1 and the probabilities pa, pr of the second value; options: k.
    Quantities: k; U_k, U_next, U_0, M_k, M_next, M_0; alpha, v, e, q.
    """
    one = torch.ones_like(p["a0"])
    laws = [
        [(1 - p["pa"], p["a0"]), (p["pa"], p["a1"])],
        [(1 - p["pr"], p["r0"]), (p["pr"], p["r1"])],
    ]
    (alpha, v), (e, q) = (
        (sum(w * x for w, x in law), sum(w * x * x for w, x in law)) for law in laws
    )
    terms = [(wa * wr, a * r) for wa, a in laws[0] for wr, r in laws[1]]
    k = options["k"]
    outcomes, moments = [(one, 0 * one)], []
    for _ in range(k + 2):
        moments.append(tuple(sum(w * s**n for w, s in outcomes) for n in (1, 2)))
        outcomes = [(w * u, s + t) for w, s in outcomes for u, t in terms]
    return Measured(
        {
            "k": one * k, "U_0": moments[0][1], "U_k": moments[k][1], "U_next": moments[k + 1][1],
            "M_0": moments[0][0], "M_k": moments[k][0], "M_next": moments[k + 1][0],
            "alpha": alpha, "v": v, "e": e, "q": q,
        }
    )  # fmt: skip


def output_averages(
    generator: torch.Generator, count: int, at: Mapping[str, Any]
) -> dict[str, Any]:
    """Averages of f(x; W(0))^2 over B independent networks of width m, at x = (1, ..., 1) / 2.

    Five inputs, so that a variance of 1/d or 2/d shows; |x|^2 = 5/4.

    at: m, B. Quantities: average, (count,), enclosed.
    """
    m, size = int(at["m"]), int(at["B"])
    x = Ball.exact(torch.full((1, 1, 5), 0.5, dtype=torch.float64, device=generator.device))
    hidden, outer = drawn_weights(generator, count * size, m, 5)
    f = networks.outputs(Ball.exact(hidden), Ball.exact(outer), x)[:, 0]
    return {"average": (f * f).reshape(count, size).mean(1)}


def initial_kernels(
    generator: torch.Generator, count: int, at: Mapping[str, Any], inputs: Any
) -> dict[str, Any]:
    """Tangent kernels H(0) of drawn networks of width m against the infinite-width kernel.

    inputs: n rows of small integers, so that the float sign of <w, x> is the exact one for rows
    with at most two equal nonzero entries; at: m. Quantities (count,): apart = |H(0) - H_inf|_2,
    least = lam_min(H(0)), enclosed.
    """
    X = torch.tensor(inputs, dtype=torch.float64, device=generator.device)
    m = int(at["m"])
    hidden, _ = drawn_weights(generator, count, m, X.shape[1])
    on = networks.patterns(hidden, X)
    kernel = Ball.exact(on @ on.mT) * (X @ X.mT) / m  # counts are whole numbers, so exact
    spectrum = torch.linalg.eigvalsh(kernel - kernels.kernel(Ball.exact(X[None])))
    return {
        "apart": torch.maximum(spectrum[:, -1], -spectrum[:, 0]),
        "least": torch.linalg.eigvalsh(kernel)[:, 0],
    }


def envelopes(
    generator: torch.Generator, count: int, at: Mapping[str, Any], inputs: Any
) -> dict[str, Any]:
    """How far the tangent kernels of drawn networks can move when neurons move by R or by 100 R.

    inputs: n rows; at: m, R. Quantities (count,): envelope and wider, the sum over i, j of
    |<x_i, x_j>| (s_i + s_j), s_i the share of neurons with |<w_k, x_i>| <= radius |x_i|.
    """
    X = torch.tensor(inputs, dtype=torch.float64, device=generator.device)
    hidden, _ = drawn_weights(generator, count, int(at["m"]), X.shape[1])
    made = {}
    for name, times in (("envelope", 1), ("wider", 100)):
        s = _distances(hidden, X).le(float(at["R"] * times)).double().mean(1)
        made[name] = ((X @ X.mT).abs() * (s[:, :, None] + s[:, None])).sum((-2, -1))
    return made


def _distances(hidden: Tensor, X: Tensor) -> Tensor:
    """|<w_k, x_i>| / |x_i|; shape (count, m, n)."""
    return torch.abs(hidden @ X.mT) / torch.linalg.vector_norm(X, dim=1)


def initial_events(
    generator: torch.Generator, count: int, at: Mapping[str, Any], inputs: Any, targets: Any
) -> dict[str, Any]:
    """What the convergence theorem asks of an initialisation; at: m, L; inputs n rows, targets n.

    Quantities (count,): least = lam_min(H(0)); s, the largest share of neurons with
    |<w_k, x_i>| <= L |x_i|; square = |y - f_0|^2.
    """
    X = torch.tensor(inputs, dtype=torch.float64, device=generator.device)
    y = torch.tensor(targets, dtype=torch.float64, device=generator.device)
    hidden, outer = drawn_weights(generator, count, int(at["m"]), X.shape[1])
    on = networks.patterns(hidden, X)
    kernel = Ball.exact(on @ on.mT) * (X @ X.mT) / int(at["m"])
    short = networks.outputs(hidden, outer, X[None]) - y
    return {
        "least": torch.linalg.eigvalsh(kernel)[:, 0],
        "square": (short * short).sum(1),
        "s": _distances(hidden, X).le(float(at["L"])).double().mean(1).amax(1),
    }


def slab_shares(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """The largest share of neurons with |<w_k, e_i>| <= L, i < n, of networks of width m.

    at: n, m, L. Quantity: s (count,).
    """
    n = int(at["n"])
    hidden, _ = drawn_weights(generator, count, int(at["m"]), n)
    return {"s": (hidden.abs() <= float(at["L"])).double().mean(1).amax(1)}
