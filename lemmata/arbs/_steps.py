"""Comparisons and the functions built on them: logic, where, step functions, relu, clamp."""

# Argument names are torch's.
# ruff: noqa: A002

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np
import torch
from flint import arb

from ._entries import as_array, hull, step_function
from ._errors import NoArbRule
from ._reductions import maximum, minimum
from ._registry import known, no_rule
from ._tensor import ArbTensor, all_arbs, entrywise
from ._truth import ArbTruth, truth_sides


def _compare(test: Callable[[arb, arb], bool], x: Any, y: Any) -> Any:
    (a, b), prec, _ = all_arbs(x, y)
    with flint.ctx.workprec(prec):
        return np.frompyfunc(lambda p, q: bool(test(p, q)), 2, 1)(a.data, b.data)


@known("lt", "less")
def _lt(x: Any, y: Any) -> ArbTruth:
    never = np.asarray(_compare(lambda a, b: b <= a, x, y), dtype=bool)
    return ArbTruth(_compare(lambda a, b: a < b, x, y), ~never)


@known("le", "less_equal")
def _le(x: Any, y: Any) -> ArbTruth:
    never = np.asarray(_compare(lambda a, b: b < a, x, y), dtype=bool)
    return ArbTruth(_compare(lambda a, b: a <= b, x, y), ~never)


@known("gt", "greater")
def _gt(x: Any, y: Any) -> ArbTruth:
    return _lt(y, x)


@known("ge", "greater_equal")
def _ge(x: Any, y: Any) -> ArbTruth:
    return _le(y, x)


@known("eq")
def _eq(x: Any, y: Any) -> ArbTruth:
    return _le(x, y) & _le(y, x)


@known("ne", "not_equal")
def _ne(x: Any, y: Any) -> ArbTruth:
    return ~_eq(x, y)


@known("logical_and", "bitwise_and", "__and__")
def _and(x: Any, y: Any) -> Any:
    return x & y if isinstance(x, ArbTruth) else y & x


@known("logical_or", "bitwise_or", "__or__")
def _or(x: Any, y: Any) -> Any:
    return x | y if isinstance(x, ArbTruth) else y | x


@known("all")
def _all(x: Any, dim: int | None = None) -> ArbTruth:
    if not isinstance(x, ArbTruth):
        raise no_rule("all of numbers")
    return x.all(dim)


@known("any")
def _any(x: Any, dim: int | None = None) -> ArbTruth:
    if not isinstance(x, ArbTruth):
        raise no_rule("any of numbers")
    return x.any(dim)


@known("logical_not", "bitwise_not")
def _not(x: ArbTruth) -> ArbTruth:
    return ~x


@known("where")
def _where(condition: Any, x: Any, y: Any) -> ArbTensor:
    if not isinstance(x, ArbTensor) and not isinstance(y, ArbTensor):
        if isinstance(x, torch.Tensor):
            x = ArbTensor.from_tensor(x)
        else:
            y = ArbTensor.from_tensor(torch.as_tensor(y))
    (a, b), prec, dtype = all_arbs(x, y)
    c, p = truth_sides(condition)

    def pick(sure: bool, maybe: bool, u: arb, v: arb) -> arb:
        return u if sure else (hull(u, v) if maybe else v)

    with flint.ctx.workprec(prec):
        result = np.frompyfunc(pick, 4, 1)(c, p, a.data, b.data)
    return ArbTensor(as_array(result), prec, dtype)


@known("heaviside")
def _heaviside(x: Any, values: Any) -> ArbTensor:
    return entrywise(lambda a, v: step_function(arb(0), v, arb(1), a), x, values)


@known("sign", "sgn")
def _sign(x: Any) -> ArbTensor:
    return entrywise(lambda a: step_function(arb(-1), arb(0), arb(1), a), x)


@known("relu", "nn.functional.relu")
def _relu(x: Any, inplace: bool = False) -> ArbTensor:
    if inplace:
        raise NoArbRule("relu(inplace=True) would write in place; ArbTensor is immutable")
    return maximum(x, 0)


@known("clamp", "clip")
def _clamp(x: Any, min: Any = None, max: Any = None) -> ArbTensor:
    bounded = x if min is None else maximum(x, min)
    return bounded if max is None else minimum(bounded, max)


@known("clamp_min")
def _clamp_min(x: Any, min: Any) -> ArbTensor:
    return maximum(x, min)


@known("clamp_max")
def _clamp_max(x: Any, max: Any) -> ArbTensor:
    return minimum(x, max)
