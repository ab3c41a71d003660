"""Exact points with the quantities of `models.second_order`, from SymPy functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Matrix, Symbol, hessian, log, sympify


def exact_line(
    f: Expr, at: Mapping[Symbol, Any], v: Any, *, s: Any, both: bool = False, **constants: Any
) -> dict[str, Any]:
    """The quantities of `upward` for a SymPy function at an exact point; `both` adds L2.

    `constants` (rho, gamma, ...) are given by the caller and may replace computed quantities.
    """
    xs, here = list(at), {x: sympify(value) for x, value in at.items()}
    direction, step = [sympify(entry) for entry in v], sympify(s)

    def moved(by: Any) -> Any:
        return f.subs({x: here[x] + by * e for x, e in zip(xs, direction, strict=True)})

    made = {
        "v": Matrix(direction), "s": step, "g": Matrix([f.diff(x).subs(here) for x in xs]),
        "H": hessian(f, xs).subs(here), "L0": moved(0), "L1": moved(step),
    }  # fmt: skip
    return {**made, **({"L2": moved(-step)} if both else {}), **constants}


def exact_spectrum(
    eigenvalues: list[Any], *, s: Any = "1/2", c: Any = 1, v: Any = ("3/5", "4/5"),
    u: Any = None, w: Any = None, slope: Any = (0, 0), **wrong: Any,
) -> dict[str, Any]:  # fmt: skip
    """The quantities of `spectrum` for sum of lam_i x_i^2 / 2 + c x_i^3 / 6 (+ slope) at 0, d = 2.

    u and w may be wrong directions; `wrong` replaces computed quantities.
    """
    lam, step = [sympify(e) for e in eigenvalues], sympify(s)
    rows = {"v": v, "u": u or _axis(lam, min), "w": w or _axis(lam, max)}
    vectors = {name: [sympify(e) for e in row] for name, row in rows.items()}

    def value(y: list[Any]) -> Any:
        terms = zip(lam, slope, [step * e for e in y], strict=True)
        return sum(b * e + h * e**2 / 2 + sympify(c) * e**3 / 6 for h, b, e in terms)

    ends = {"L1": value(vectors["v"]), "L2": value(vectors["u"]), "L3": value(vectors["w"])}
    return {
        **{name: Matrix(row) for name, row in vectors.items()}, **ends, "L0": 0, "s": step,
        "g": Matrix(slope), "H": Matrix([[lam[0], 0], [0, lam[1]]]), "rho": 1,
        "lam_min": min(lam), "lam_max": max(lam), **wrong,
    }  # fmt: skip


def _axis(lam: list[Any], pick: Any) -> list[int]:
    return [1, 0] if pick(lam) == lam[0] else [0, 1]


def exact_well(f: Expr, at: Any, distance: Any = "1/4") -> dict[str, Any]:
    """The quantities of `well` for a function of x on the line, monotone on either side of `at`."""
    (x,) = f.free_symbols
    here, step = sympify(at), sympify(distance)
    ends = [f.subs(x, here + step), f.subs(x, here - step), f.subs(x, here)]
    drops = [(end - ends[-1]).rewrite(log).simplify() for end in ends]
    return {
        "G": f.diff(x).subs(x, here) ** 2, "lam": f.diff(x, 2).subs(x, here),
        "low": min(drops),
    }  # fmt: skip
