"""Entrywise products of vectors of length at most 1 are the vectors with |w|_1 <= 1.

Source   Ma 2021, equation (4.9); its structure is derived here.
Claim    U = diag(u), S = diag(s) with s_i = +-1, e = (1, ..., 1):
         w = u o v, |u| <= 1, |v| <= 1  =>  <s, w> <= 1, for the signs s of w that is |w|_1 <= 1.
         w = S Q Q e with Q = diag(q), so q_i^2 = |w_i|: w is also the product of S q and q, and
         |S q|^2 = |q|^2 = |w|_1. So |w|_1 <= 1 is enough.
Covers   every dimension. If also |u|_inf, |v|_inf <= m, then |w|_inf <= m^2, and conversely then
         |S q|_inf = |q|_inf <= m: with m = 2 mu / sqrt d, (4.9) is a statement about the w with
         |w|_1 <= 1 and |w|_inf <= 4 mu^2 / d, and all of them.
Silent   on the largest |<w, E w>| over these w, see sampling_inequality for a bound.
"""

from sympy import Eq, Identity, Le, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.admissible_products",
    supports=["ma.eq-4.9-reduction"],
    sources=[cite("Ma 2021", "equation (4.9)")],
)
d = thm.dimension("d")
U, S, Q = thm.operator("U S Q", d, "diag(u), diag(s), diag(q)")
v, w = thm.vector("v w", d, "the other factor; the product")
e = thm.vector("e", d, "(1, ..., 1)")
u, s, q = U * e, S * e, Q * e

diagonal_u = thm.assume("diagonal_u", Eq(U.T, U))
diagonal_q = thm.assume("diagonal_q", Eq(Q.T, Q))
signs = thm.assume("signs", Eq(S.T * S, Identity(d)))
commute = thm.assume("commute", Eq(U * s, S * u))
product = thm.assume("product", Eq(w, U * v))
roots = thm.assume("roots", Eq(w, S * Q * q))
short_u = thm.assume("short_u", inner(u, u) <= 1)
short_v = thm.assume("short_v", inner(v, v) <= 1)
norm = thm.conclude("norm", Le(inner(s, w), 1))
right = thm.conclude("right", Eq(inner(q, q), inner(s, w)))
left = thm.conclude("left", Eq(inner(S * q, S * q), inner(s, w)))


@thm.proof(norm)
def cauchy_schwarz(k):
    half = Rational(1, 2)
    parts = {
        product: -s,
        commute: -v,
        short_u: half,
        short_v: half,
        signs: -half * u * u.T,
    }
    return k.combine(norm, parts, squares=[(half, S * u - v)], signs=[diagonal_u])


@thm.proof(right)
def squares_of_the_roots(k):
    parts = {roots: -s, signs: -e * q.T * Q}
    return k.combine(right, parts, signs=[diagonal_q])


@thm.proof(left)
def signs_keep_lengths(k):
    return k.combine(left, {squares_of_the_roots(k): 1, signs: q * q.T}, signs=[diagonal_q])


thm.scales("vector of ones", e=1, U=-1, Q=-1, w=-1)
thm.invariant("rotation", d)

thm.open("swapped", "for diagonal S the same: |w|_1 = <S w, e>", norm)

thm.check(
    norm, right, left, on=completion.products, draw=draws.factors,
    constructed=[diagonal_u, diagonal_q, signs, commute, product, roots, short_u, short_v],
)  # fmt: skip


def at(u, v, w, s, q, **wrong):
    """A point with diagonal U, S and Q; `wrong` overrides quantities."""
    made = {name: completion.diagonal(given) for name, given in zip("USQ", (u, s, q), strict=True)}
    return {**made, "v": v, "w": w, "e": [1] * len(v), **wrong}


near, half = Rational(1, 10**10), Rational(1, 2)
unit, square, one = ["3/5", "4/5"], ["9/25", "16/25"], [1, 1]
point = at(unit, unit, square, one, unit)
mixed = at(unit, ["3/5", "-4/5"], ["9/25", "-16/25"], [1, -1], unit)
thm.sharp(norm, point, name="u = v")
thm.sharp(norm, mixed, name="u = v up to signs")
thm.example(at([1, 0], [0, 1], [0, 0], one, [0, 0]), name="w = 0")
cancel = at(one, [1, 0], [5, 0], one, [sqrt(5), 0], U=[[5, -5], [0, 0]])
thm.needs(diagonal_u, cancel, breaks=norm)
turned = at(
    [half, half], ["3/8", "1/8"], ["3/16", "1/16"], one, one, Q=[["1/4", "1/4"], [0, "1/4"]]
)
thm.needs(diagonal_q, turned, breaks=right)
twisted = at(one, [1, 0], [5, -5], [1, -1], [sqrt(5)] * 2, U=[[5, -5], [-5, 5]])
thm.needs(commute, twisted, breaks=norm)
turned_e = [1 / sqrt(2), -1 / sqrt(2)]
for t in (near, 10 * near, Rational(1, 1000), Rational(1)):
    c = 1 + t
    longer = [c * Rational(3, 5), c * Rational(4, 5)]
    bigger = [c * Rational(9, 25), c * Rational(16, 25)]
    roots_ = [sqrt(c) * Rational(3, 5), sqrt(c) * Rational(4, 5)]
    thm.needs(short_u, at(longer, unit, bigger, one, roots_), breaks=norm, name=f"short_u, {c}")
    thm.needs(short_v, at(unit, longer, bigger, one, roots_), breaks=norm, name=f"short_v, {c}")
    thm.needs(product, at(unit, unit, bigger, one, roots_), breaks=norm, name=f"product, {c}")
    thm.needs(roots, {**point, "Q": completion.diagonal(roots_)}, breaks=right, name=f"roots, {c}")
    shorter = [Rational(3, 5) / sqrt(c), Rational(4, 5) / sqrt(c)]
    thm.needs(signs, at(unit, unit, square, [c, c], shorter), breaks=norm, name=f"signs, {c}")
    # U is symmetric with U s = c S u, s = (1, -1).
    a, b = (1 + c) / sqrt(8), (1 - c) / sqrt(8)
    half_c = [sqrt(c * half)] * 2
    bent = at(one, turned_e, [c * half, -c * half], [1, -1], half_c, U=[[a, b], [b, a]])
    thm.needs(commute, bent, breaks=norm, name=f"commute, {c}")
thm.refutes("1/2", Le(2 * inner(s, w), 1), point, of=norm)
thm.refutes("<e, w>", Eq(inner(q, q), inner(e, w)), mixed, of=right)
thm.refutes("twice", Eq(inner(S * q, S * q), 2 * inner(s, w)), point, of=left)
