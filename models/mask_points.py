"""Exact points where the inequalities of the sampled errors of matrix completion are equations."""

from __future__ import annotations

from typing import Any

from sympy import Matrix, Rational, diag, radsimp, simplify, sqrt, sympify, zeros


def exact_directions(way: int, r: int, b: int, m: int, s: Any, **factors: Any) -> dict[str, Any]:
    """Arrays for which all inequalities of `stationary_directions` are equations, as exact values.

    way: -1 or 1 for the least and largest slope along z, 0 for the direction x - b z, which needs
    r sqrt(r^2 - b^2) = 5 m^2 s. factors: by which the lengths of zz, zx, xx, zy = zx - b zz,
    xy = xx - b zx, D zx (`norm_zx`) and D xx (`norm_xx`) differ from the largest ones allowed.
    """
    r, b, m, s = (sympify(t) for t in (r, b, m, s))
    f = {name: sympify(factors.get(name, 1)) for name in ("zz", "zx", "xx", "zy", "xy")}
    far = r**2 - b**2
    sizes = {"zz": m, "zx": m * r, "xx": 2 * m * r, "zy": m * sqrt(far), "xy": 2 * m * sqrt(far)}
    size = {name: f[name] * value for name, value in sizes.items()}
    zz = Matrix([size["zz"], 0, 0])
    zx = _with_difference(zz, Matrix([0, 1, 0]), b, size["zx"], size["zy"])
    xx = _with_difference(zx, Matrix([0, 0, 1]), b, size["xx"], size["xy"])
    zy, xy = zx - b * zz, xx - b * zx
    first, second = (zy, -xy) if way == 0 else (way * zz, -way * zx)
    longest = s * size["zx"] * factors.get("norm_zx", 1), s * size["xx"] * factors.get("norm_xx", 1)
    images = [v * long / sqrt(v.dot(v)) for v, long in zip((first, second), longest, strict=True)]
    return {
        "D": acting(zx, xx, zz, *images, zeros(3, 1)),
        "zz": zz, "zx": zx, "xx": xx, "zy": zy, "xy": xy,
        "a": r**2, "b": b, "q": far, "m": m, "s": s,
        "gz": simplify(b * (1 - r**2) + zz.dot(images[0]) - zx.dot(images[1])),
        "gy": simplify(zy.dot(images[0]) - xy.dot(images[1]) - r**2 * far),
    }  # fmt: skip


def acting(u: Any, v: Any, w: Any, *images: Any) -> Any:
    """The exact matrix that takes u, v and w to the three images."""
    return (Matrix.hstack(*images) * Matrix.hstack(u, v, w).inv()).applyfunc(radsimp)


def _with_difference(u: Any, normal: Any, b: Any, length: Any, difference: Any) -> Any:
    """The v in the plane of u and a unit vector normal to it with |v| and |v - b u| given."""
    uu = u.dot(u)
    share = (length**2 + b**2 * uu - difference**2) / (2 * b * uu)
    return share * u + sqrt(length**2 - share**2 * uu) * normal


def exact_norms(m: Any, s: Any, p: Any, eps1: Any, **factors: Any) -> dict[str, Any]:
    """Arrays for which all inequalities of `sampled_norms` are equations, as exact values.

    factors: of zh, hh, rows, lowest and largest (the two eigenvalues of D), W, E (the part e e' in
    W), D (that in W), h2, S and T, in place of 1; skew: how far D is from symmetric.
    """
    m, s, p, eps1 = (sympify(t) for t in (m, s, p, eps1))
    f = {name: sympify(factors.get(name, 1)) for name in (
        "zh", "hh", "rows", "lowest", "largest", "W", "E", "D", "h2", "S", "T",
    )}  # fmt: skip
    h2 = f["h2"] * Rational(81, 25) * m**2
    e, zh = Matrix([1, 0, 0]), Matrix([0, f["zh"] * m * sqrt(h2), 0])
    level = Rational(81, 25) * m**2
    rest = sqrt(f["hh"] ** 2 * 9 * m**2 * h2 - level**2)
    hh = Matrix([level, 0, rest])
    D = diag(f["largest"] * s, -f["lowest"] * s, f["largest"] * s)
    D[2, 0] = -sympify(factors.get("skew", 0))
    W = f["W"] * p * (f["E"] * e * e.T + f["D"] * D)
    zz = e * (f["rows"] * p * (1 - eps1) * h2 / (W * hh)[0])
    return {
        "W": W, "D": D, "e": e, "zz": zz, "zh": zh, "hh": hh, "p": p, "m": m, "s": s,
        "eps1": eps1, "h2": h2, "S": f["S"] * 2 * (zz.dot(W * hh) + zh.dot(W * zh)),
        "T": f["T"] * hh.dot(W * hh),
    }  # fmt: skip
