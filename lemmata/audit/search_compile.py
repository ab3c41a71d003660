"""Scalar terms as float64 array code: shared subterms are computed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sympy import Abs, Add, E, Max, Min, Mul, Pow, S, exp, log, pi
from sympy.functions.elementary.trigonometric import acos, cos, sin
from sympy.functions.special.error_functions import erf
from sympy.functions.special.gamma_functions import gamma

from .search_forms import Unreachable

_FUNCTIONS = {exp: "exp", log: "log", sin: "sin", cos: "cos", acos: "arccos", Abs: "abs",
              erf: "erf", gamma: "gamma"}  # fmt: skip
_NAMES = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "arccos", "sqrt")},
    "abs": np.abs,
    "power": np.power,
    "largest": np.maximum,
    "least": np.minimum,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "gamma": np.vectorize(
        lambda x: math.gamma(x) if 0 < x < 170 else math.nan, otypes=[float]
    ),
}  # fmt: skip


class _Writer:
    def __init__(self, arguments: Sequence[Any]) -> None:
        self.names = {s: f"x{i}" for i, s in enumerate(arguments)}
        self.lines: list[str] = []

    def __call__(self, term: Any) -> str:
        if term not in self.names:
            text = self._text(term)
            if text.isidentifier():
                return text
            name = f"t{len(self.lines)}"
            self.lines.append(f"    {name} = {text}")
            self.names[term] = name
        return self.names[term]

    def _text(self, term: Any) -> str:
        if term.is_Rational:
            return f"({int(term.p)}/{int(term.q)})" if term.q != 1 else f"({int(term.p)}.0)"
        if term in (pi, E):
            return repr(float(term))
        if isinstance(term, Add):
            return " + ".join(self(a) for a in term.args)
        if isinstance(term, Mul):
            return "*".join(self(a) for a in term.args)
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, (Max, Min)):
            pick = "largest" if isinstance(term, Max) else "least"
            text = self(term.args[0])
            for arg in term.args[1:]:
                text = f"{pick}({text}, {self(arg)})"
            return text
        if type(term) in _FUNCTIONS:
            return f"{_FUNCTIONS[type(term)]}({self(term.args[0])})"
        raise Unreachable(f"{term} ({type(term).__name__}) has no array code")

    def _power(self, term: Any) -> str:
        base, power = self(term.base), term.exp
        if power == S.Half:
            return f"sqrt({base})"
        if power == -S.Half:
            return f"1/sqrt({base})"
        if power.is_Integer and 2 <= abs(power) <= 4:
            product = "*".join([base] * abs(int(power)))
            return product if power > 0 else f"1/({product})"
        if power == -1:
            return f"1/{base}"
        return f"power({base}, {self(power)})"


def compiled(terms: Sequence[Any], arguments: Sequence[Any]) -> Callable[..., Any]:
    """A function of arrays for the arguments that returns the list of values of the terms."""
    writer = _Writer(arguments)
    results = [writer(S(t)) for t in terms]
    head = f"def made({', '.join(writer.names[s] for s in arguments)}):"
    source = "\n".join([head, *writer.lines, f"    return [{', '.join(results)}]"])
    space = dict(_NAMES)
    exec(source, space)
    made: Callable[..., Any] = space["made"]
    return made


__all__ = ["compiled"]
