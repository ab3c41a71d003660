"""With some entries observed, stationarity along x ties its length to <x, z> up to an error.

Source   Ma 2021, Claim 1p, equations (4.11) and (4.12); constants derived here.
Claim    W the mask, p > 0, E = W / p - 1 1', |z| = 1, |z|_inf <= m, |x|_inf <= 2 m,
         |<w, E w>| <= s |w|^2 for w = z o x and w = x o x, eps = 4 m^2 s  =>
         | <x, z>^2 - |x|^4 + <x, grad f(x)> / (2 p) | <= (5/4) eps |x|^2,
         |x|^4 <= (1 + (5/4) eps) |x|^2 + <x, grad f(x)> / (2 p).
         Where <x, grad f(x)> = 0: <x, z>^2 = |x|^4 up to (5/4) eps |x|^2, |x|^2 <= 1 + 5 eps / 4.
Covers   every dimension; masks, weights, also nonsymmetric. With m = mu / sqrt d, the closure of B,
         of which only |z o x| <= m |x| and |x o x| <= 2 m |x| are used. The factor 5/4 is attained
         on both sides, also by masks (d = 4). For eps = 0 see full_first_order.
Silent   on what (4.9) alone gives, see partial_first_order_sampled.
"""

from sympy import Eq, Ge, Le, Rational, sqrt

from lemmata import Gradient, Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.partial_first_order",
    catalogue=["ma.claim-1p"],
    sources=[cite("Ma 2021", "Claim 1p"), cite("Ma 2021", "equation (4.12)")],
)
d = thm.dimension("d")
W, E = thm.operator("W E", d, "the mask; W / p - 1 1'")
Z, X = thm.operator("Z X", d, "diag(z) and diag(x)")
e = thm.vector("e", d, "(1, ..., 1)")
p = thm.positive("p", "the density of the mask")
s, m = thm.nonneg("s m", "bound on |E|_2; bound on |z|_inf and |x|_inf / 2")
f = completion.term(W, Z, X, e)
slope = inner(Gradient(f, X), X)
thm.measure(slope, "slope")
z, x = Z * e, X * e
zx, xx, a, b, c = Z * x, X * x, inner(x, x), inner(x, z), inner(z, z)
eps, fit = 4 * m**2 * s, a**2 - slope / (2 * p)

diagonal_z = thm.assume("diagonal_z", Eq(Z.T, Z))
diagonal_x = thm.assume("diagonal_x", Eq(X.T, X))
error = thm.assume("error", Eq(E, W / p - e * e.T))
unit = thm.assume("unit", Eq(c, 1))
spread_zx = thm.assume("spread_zx", inner(zx, zx) <= m**2 * a)
spread_xx = thm.assume("spread_xx", inner(xx, xx) <= 4 * m**2 * a)
top_zx = thm.assume("top_zx", inner(zx, E * zx) <= s * inner(zx, zx))
low_zx = thm.assume("low_zx", inner(zx, E * zx) >= -s * inner(zx, zx))
top_xx = thm.assume("top_xx", inner(xx, E * xx) <= s * inner(xx, xx))
low_xx = thm.assume("low_xx", inner(xx, E * xx) >= -s * inner(xx, xx))
lower = thm.conclude("lower", Ge(b**2, fit - Rational(5, 4) * eps * a))
upper = thm.conclude("upper", Le(b**2, fit + Rational(5, 4) * eps * a))
length = thm.conclude("length", Le(fit, (1 + Rational(5, 4) * eps) * a))


def deviation(k):
    """<x, z>^2 - |x|^4 + <x, grad f(x)> / (2 p) = <x o x, E (x o x)> - <z o x, E (z o x)>."""
    S = (W + W.T) / 2
    both = -2 * Z.T * S * zx * e.T + X.T * S * xx * e.T + S * xx * x.T
    formula = k.gradient(f, X, both)
    right = inner(xx, E * xx) - inner(zx, E * zx)
    parts = {formula: X / (2 * p), error: zx * zx.T - xx * xx.T}
    return k.combine(Eq(b**2 - fit, right), parts, signs=[diagonal_z, diagonal_x])


@thm.proof(lower)
def from_below(k):
    parts = {deviation(k): 1, low_xx: 1, top_zx: 1, spread_xx: s, spread_zx: s}
    return k.combine(lower, parts)


@thm.proof(upper)
def from_above(k):
    parts = {deviation(k): -1, top_xx: 1, low_zx: 1, spread_xx: s, spread_zx: s}
    return k.combine(upper, parts)


@thm.proof(length)
def cauchy_schwarz(k):
    return k.combine(length, {from_below(k): 1, unit: -(b**2)}, squares=[(1, x - b * z)])


thm.scales("vector of ones", e=1, E=2, X=-1, Z=-1, m=-1, p=-2, s=2)
thm.scales("weights", W=1, p=1)
thm.invariant("rotation", d)

thm.open("constant", "E = c (W / p - e e'), c > 1: true, bounds on a larger E say more", error)
thm.open("constant", "stronger, as |x|^2 >= 0", spread_zx, spread_xx)
thm.open("swapped", "for diagonal matrices the same, z o x = x o z", top_zx, low_zx)
thm.open("room", "5/4 is attained where <x, z> = 0, but there <x, z>^2 <= |x|^2 loses", length)

thm.check(
    lower, upper, length, on=completion.partial, draw=draws.partial,
    constructed=[
        diagonal_z, diagonal_x, error, unit, spread_zx, spread_xx,
        top_zx, low_zx, top_xx, low_xx,
    ],
)  # fmt: skip

at, flat, rescaled = (
    completion.exact_partial, completion.exact_flat, completion.exact_rescaled
)  # fmt: skip
near, half = Rational(1, 10**10), Rational(1, 2)
below, above = flat(-1, 1, 1), flat(1, -1, 1)
thm.sharp(lower, below, name="weights, d = 2; for masks with d = 4 see the draws")
thm.sharp(upper, above, name="weights, d = 2, from above")
one = at([[1]], 1, [1], [1], near**2, 1)
thm.sharp(length, {**one, "s": 0}, name="E = 0, x = z")
for w, point in ((half, 2), (half, Rational(1, 4)), (1, Rational(3, 2))):
    thm.example(at([[w]], w, [1], [point], near**2, 1), name=f"d = 1, W = p = {w}, x = {point}")
for sign in (1, -1):
    axes = at([[half + sign * half, half], [half, half]], half, [1, 0], [0, half], 1, half**2)
    thm.example(axes, name=f"z o x = 0, E = {sign} e_1 e_1'")
thm.needs(low_xx, flat(-1 - near, 1, 1), breaks=lower)
thm.needs(top_zx, flat(-1, 1 + near, 1), breaks=lower)
thm.needs(top_xx, flat(1 + near, -1, 1), breaks=upper)
thm.needs(low_zx, flat(1, -1 - near, 1), breaks=upper)
for scale in (1, Rational(1, 4)):
    longer, flatter = flat(-1, 1, 1, x=2 + near), flat(-1, 1, 1, x=2 - 2 * near, m=1 - near)
    thm.needs(spread_xx, rescaled(longer, scale), breaks=lower, name=f"spread_xx, e times {scale}")
    thm.needs(spread_zx, rescaled(flatter, scale), breaks=lower, name=f"spread_zx, e times {scale}")
thm.needs(low_xx, rescaled(flat(-1 - near, 1, 1), 4), breaks=lower, name="low_xx, small X")
thm.needs(top_xx, rescaled(flat(1 + near, -1, 1), 4), breaks=upper, name="top_xx, small X")
for t in (near * 10, Rational(1, 1000)):
    longer = {**one, "Z": [[sqrt(1 + t)]], "m": 2}
    thm.needs(unit, longer, breaks=length, name=f"unit, {1 + t}")
thm.needs(unit, {**one, "Z": [[1 + near]], "m": 2}, breaks=length)
full = at([[1, 1], [1, 1]], 1, ["3/5", "4/5"], [1, 2], near, 10)
thm.needs(diagonal_z, {**full, "Z": [[0, "3/5"], ["4/5", 0]]}, breaks=upper)
thm.needs(diagonal_x, {**full, "X": [[0, 1], [2, 0]]}, breaks=lower)
for t in (near * 10, Rational(1, 1000)):
    for c in (1 + t, 1 - t):
        e_s = 2 if c < 1 else 1
        thm.needs(error, flat(-e_s, e_s, e_s, w=c), breaks=lower, name=f"error, {c} W / p")
    thm.needs(error, flat(-1, 1, 1, k=1 - t), breaks=lower, name=f"error, {1 - t} e e'")
    thm.needs(error, flat(1, -1, 1, k=1 + t), breaks=upper, name=f"error, {1 + t} e e'")
    thm.needs(error, flat(-1, 1, 1, c=1 + t), breaks=lower, name=f"error, {1 + t} E")
thm.refutes("eps |x|^2 for both terms", Ge(b**2, fit - eps * a), below, of=lower)
thm.refutes("eps |x|^2 for both terms, from above", Le(b**2, fit + eps * a), above, of=upper)
thm.refutes("|x|^2 <= 1 where <x, grad f(x)> = 0", Le(fit, a), below, of=length)
thm.refutes("|x| <= 1 in B", Le(a, 1), flat(-1, 1, 1, x=Rational(19, 10)), of=length)
