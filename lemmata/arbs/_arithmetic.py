"""Entry after entry: sums, products, quotients, powers and elementary functions."""

from __future__ import annotations

import numbers
from fractions import Fraction
from typing import Any

from ._registry import known, no_rule
from ._tensor import ArbTensor, entrywise


@known("neg", "negative")
def _neg(x: Any) -> ArbTensor:
    return entrywise(lambda a: -a, x)


@known("clone", "detach", "contiguous", "positive")
def _same(x: ArbTensor, **_: Any) -> ArbTensor:
    return x


@known("add")
def add(x: Any, y: Any, *, alpha: Any = 1) -> ArbTensor:
    if alpha != 1:
        return entrywise(lambda a, b, c: a + c * b, x, y, alpha)
    return entrywise(lambda a, b: a + b, x, y)


@known("sub", "subtract")
def _sub(x: Any, y: Any, *, alpha: Any = 1) -> ArbTensor:
    if alpha != 1:
        return entrywise(lambda a, b, c: a - c * b, x, y, alpha)
    return entrywise(lambda a, b: a - b, x, y)


@known("rsub")
def _rsub(x: Any, y: Any, *, alpha: Any = 1) -> ArbTensor:
    return _sub(y, x, alpha=alpha)


@known("mul", "multiply")
def mul(x: Any, y: Any) -> ArbTensor:
    return entrywise(lambda a, b: a * b, x, y)


@known("div", "divide", "true_divide")
def div(x: Any, y: Any) -> ArbTensor:
    return entrywise(lambda a, b: a / b, x, y)


@known("__rtruediv__", "__rdiv__")
def _rdiv(x: Any, y: Any) -> ArbTensor:
    return div(y, x)


@known("reciprocal")
def _reciprocal(x: Any) -> ArbTensor:
    return entrywise(lambda a: 1 / a, x)


@known("abs", "absolute")
def absolute(x: Any) -> ArbTensor:
    return entrywise(abs, x)


@known("square")
def square(x: Any) -> ArbTensor:
    return entrywise(lambda a: a**2, x)


@known("sqrt")
def _sqrt(x: Any) -> ArbTensor:
    return entrywise(lambda a: a.sqrt(), x)


@known("rsqrt")
def _rsqrt(x: Any) -> ArbTensor:
    return entrywise(lambda a: 1 / a.sqrt(), x)


@known("pow", "__pow__", "float_power")
def _pow(x: Any, exponent: Any) -> ArbTensor:
    if not isinstance(exponent, numbers.Real):
        raise no_rule("pow with an array as exponent")
    power = (
        Fraction(exponent) if isinstance(exponent, numbers.Rational) else Fraction(float(exponent))
    )
    if power.denominator == 1:
        n = int(power)
        return entrywise(lambda a: a**n if n >= 0 else 1 / a ** (-n), x)
    if power == Fraction(1, 2):
        return _sqrt(x)
    if power == Fraction(-1, 2):
        return _rsqrt(x)
    raise no_rule(f"pow with exponent {exponent}")


for _name, _method in (
    ("exp", "exp"), ("expm1", "expm1"), ("log", "log"), ("log1p", "log1p"), ("tanh", "tanh"),
    ("sin", "sin"), ("cos", "cos"), ("atan", "atan"), ("asin", "asin"), ("acos", "acos"),
):  # fmt: skip
    known(_name)(lambda x, _m=_method: entrywise(lambda a: getattr(a, _m)(), x))


@known("sigmoid", "special.expit", "nn.functional.sigmoid")
def _sigmoid(x: Any) -> ArbTensor:
    return entrywise(lambda a: 1 / (1 + (-a).exp()), x)
