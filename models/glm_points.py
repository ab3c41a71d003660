"""Exact running sums over the inputs of a generalized linear model, right and wrong."""

from __future__ import annotations

from typing import Any

from sympy import Rational, S, sympify

_FACTORS = (Rational(1, 10**9), Rational(1, 1000))


def exact_inputs(D: Any, t: Any, h: Any, single: bool = False, **changed: Any) -> dict[str, Any]:
    """Inputs alike in D, t, h, of weights 1/2, 1/4, ... or with all the weight on the first.

    Names: p, D, t, h, functions of k; U and V, the running sums of p h D t and p D^2 / 2.
    """
    D, t, h = map(sympify, (D, t, h))

    def left(k: Any) -> Any:
        return (S.Zero if single else S.Half) ** k

    return {
        "p": lambda k: left(k) - left(k + 1), "D": lambda _: D, "t": lambda _: t, "h": lambda _: h,
        "U": lambda k: h * D * t * (1 - left(k)), "V": lambda k: D**2 / 2 * (1 - left(k)),
        **changed,
    }  # fmt: skip


def exact_sums(value: Any, larger: bool) -> dict[str, Any]:
    """Wrong running sums of a `value` at input 0 alone, by name, that are too large or too small.

    They solve s(k + 1) = c (s(k) + x), s(k) + c x and c s(k) + x for factors c near and far from 1.
    """
    v = Rational(value)
    found = {}
    for c in [1 + e if larger else 1 - e for e in _FACTORS] + [S(2) if larger else S.Half]:
        found[f"{c} times the sum"] = lambda k, c=c: v * (c**k - S.Zero**k)
        found[f"{c} times the term"] = lambda k, c=c: c * v * (1 - S.Zero**k)
        found[f"{c} times the sum before"] = lambda k, c=c: v / c * (c**k - S.Zero**k)
    return found
