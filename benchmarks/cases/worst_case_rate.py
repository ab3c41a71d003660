"""Worst-case rates of gradient descent with step 1 / L, certified in rational arithmetic.

`convex`: f(x_N) - f* <= L |x_0 - x*|^2 / (4 N + 2) for smooth convex f (Drori and Teboulle 2014).
`pl`: f(x_N) - f* <= ((2 L - 2 mu) / (2 L + mu))^N (f(x_0) - f*) for smooth f with the
Polyak-Lojasiewicz inequality, mu = L / 5. Timed: build the multipliers from their closed form and
verify the certificate, without rounding.

Peers: PEPit with Clarabel solves the semidefinite program of the same worst case. It discovers the
rate, up to the solver's error, where we verify one that is known: the ratio is the price of a
verified number, not a comparison of solvers. `dense`: the same certificate verified from the
assembled matrices, also exact.

Nothing is left to a tolerance: tampered certificates are rejected by both verifiers, and the convex
rate is attained by a function that is run in rational arithmetic. Of the solver's number is asked
only that no other number of steps has a rate nearer to it.
"""

from __future__ import annotations

import importlib.util
import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flint import fmpq

from lemmata.bench import Case, Contest
from models.rate_certificates import (
    Certificate,
    GeometricCertificate,
    Rejected,
    attained,
    drori_teboulle,
    polyak_lojasiewicz,
    verify,
    verify_dense,
    verify_geometric,
    verify_geometric_dense,
)

MU = fmpq(1, 5)
LESS = 1 - fmpq(1, 10**9)
SOLVED = 40
"""Steps up to which the peer's program, with all pairs of points, is solved in half a minute."""
ASSEMBLED = {"convex": 100, "pl": 20}
"""Steps up to which the dense matrices are assembled and factored in a second."""


def _discover(what: str, steps: int) -> float:
    """The peer's worst case; both classes come with the library."""
    from PEPit import PEP
    from PEPit.functions import SmoothConvexFunction, SmoothQuadraticLojasiewiczFunctionCheap

    mu = float(MU)
    problem = PEP()
    if what == "convex":
        f = problem.declare_function(SmoothConvexFunction, L=1.0)
    else:
        f = problem.declare_function(
            SmoothQuadraticLojasiewiczFunctionCheap, L=1.0, mu=mu, alpha=2 * mu / (2 + mu)
        )
    least = f.stationary_point()
    start = x = problem.set_initial_point()
    begun = (start - least) ** 2 if what == "convex" else f(start) - f(least)
    problem.set_initial_condition(begun <= 1)
    for _ in range(steps):
        x = x - f.gradient(x)
    problem.set_performance_metric(f(x) - f(least))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the solver doubts its accuracy for many steps
        return float(problem.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0))


def _nearest_steps(what: str, rate: float) -> int:
    """The number of steps whose rate is nearest to this one, in the scale of their count."""
    if what == "convex":
        return round((1 / rate - 2) / 4)
    return round(math.log(rate) / math.log(float((2 - 2 * MU) / (2 + MU))))


def _rejected(check: Callable[[Any], Any], certificate: Any) -> bool:
    try:
        check(certificate)
    except Rejected:
        return True
    return False


def _tampered_convex(right: Certificate) -> dict[str, Certificate]:
    """Bounds and multipliers off by a billionth, the last one such that the values still cancel."""
    i, (chain, star) = right.steps // 2, (list(right.chain), list(right.star))
    off = chain[i] * (1 - LESS)
    chain[i] += off
    alone = replace(right, chain=tuple(chain))
    star[i] += off
    star[i + 1] -= off
    together = replace(alone, star=tuple(star))
    lower = replace(right, rate=right.rate * LESS)
    return {"bound": lower, "multiplier": alone, "multipliers that cancel": together}


def _tampered_pl(right: GeometricCertificate) -> dict[str, GeometricCertificate]:
    i = len(right.steps) // 2
    found = {"bound": replace(right, rate=right.rate * LESS)}
    for j, name in enumerate(("upper", "lower", "PL", "PL at the next point")):
        step = [m * LESS if k == j else m for k, m in enumerate(right.steps[i])]
        steps = (*right.steps[:i], tuple(step), *right.steps[i + 1 :])
        found[f"multiplier: {name}"] = replace(right, steps=steps)
    return found


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    """Sizes: what (`convex` or `pl`) and steps."""
    what, steps = size["what"], size["steps"]
    convex = what == "convex"
    fast, dense = (verify, verify_dense) if convex else (verify_geometric, verify_geometric_dense)

    def build() -> Any:
        return drori_teboulle(steps) if convex else polyak_lojasiewicz(MU, steps)

    def ours(k: int) -> Any:
        certificate = build()
        return certificate, fast(certificate)

    peers: dict[str, Callable[[int], Any]] = {}
    absent: dict[str, str] = {}
    missing = [n for n in ("PEPit", "cvxpy", "clarabel") if importlib.util.find_spec(n) is None]
    if missing:
        absent["PEPit with Clarabel"] = f"{', '.join(missing)} not installed"
    elif steps > SOLVED:
        absent["PEPit with Clarabel"] = (
            f"{(steps + 2) * (steps + 1)} inequalities: minutes for one solution"
        )
    else:
        peers["PEPit with Clarabel"] = lambda k: _discover(what, steps)
    if steps <= ASSEMBLED[what]:
        peers["dense, exact"] = lambda k: dense(build())
    else:
        absent["dense, exact"] = "a matrix of that size takes seconds"

    def verified(found: Any, theirs: Mapping[str, Any]) -> dict[str, Any]:
        certificate, pivots = found
        tampered: Mapping[str, Any] = (
            _tampered_convex(certificate) if convex else _tampered_pl(certificate)
        )
        checks = [fast, dense] if "dense, exact" in theirs else [fast]
        for name, wrong in tampered.items():
            for check in checks:
                assert _rejected(check, wrong), f"{check.__name__} accepts a tampered {name}"
        facts: dict[str, Any] = {"rate": str(certificate.rate), "rejected": len(tampered)}
        if convex:
            worst = attained(steps)
            assert worst == certificate.rate, f"the rate is {certificate.rate}, attained {worst}"
            assert worst > certificate.rate * LESS
            facts["attained"] = str(worst)
            if "dense, exact" in theirs:
                assert theirs["dense, exact"] == pivots, "the pivots differ from the dense ones"
        if "PEPit with Clarabel" in theirs:
            rate = theirs["PEPit with Clarabel"]
            nearest = _nearest_steps(what, rate)
            assert nearest == steps, f"PEPit found {rate!r}, the rate of {nearest} steps"
            facts["PEPit off by"] = rate / float(certificate.rate) - 1
        return facts

    return Contest(ours, peers, verified, absent=absent, work={"inequalities": _count(size)})


def _count(size: Mapping[str, Any]) -> int:
    """Inequalities that the certificate adds up."""
    return 2 * size["steps"] + 1 if size["what"] == "convex" else 4 * size["steps"]


CASE = Case(
    name="worst_case_rate",
    title="certificate of the worst-case rate of gradient descent",
    prepare=prepare,
    small={"what": "convex", "steps": 10},
    full=(
        {"what": "convex", "steps": 20},
        {"what": "convex", "steps": 40},
        {"what": "convex", "steps": 100},
        {"what": "pl", "steps": 20},
    ),
    goals={"cpu": "1000x over PEPit at N = 40; N = 100 in 50 ms; tampered bounds rejected"},
    devices=("cpu",),
    growth=tuple({"what": "convex", "steps": n} for n in (100, 200, 400)),
    grows="steps",
    exponent=1.0,
)
