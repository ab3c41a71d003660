"""How fast the objective of matrix completion grows from z towards x, for the mask itself.

Source   Ma 2021, footnote 7 (stated without proof); derived here.
Claim    f(x) = |P(z z' - x x')|_F^2 / 2 for a mask W = p (1 1' + D), |D|_2 <= s, |z|_inf <= m,
         |x|_inf <= 2 m, (W (z o z))_j >= p low for every j, h = x - z  =>
         <h, grad f(x)> >= p |h|^2 (low / 2 - (19/2) m^2 s - |h|^2).
Covers   every dimension, mask and p, any z; also symmetric weights that are not negative. With
         eps = 4 m^2 s and low = 1 - eps_1 the right side is (p / 4) |h|^2 (2 (1 - eps_1) - eps / 2
         - 4 (|h|^2 + (9/4) eps)). The bounds are said for all vectors at once, see close_from_mask;
         Q is diagonal, and Q^2 has the entries (W (z o z))_j - p low, where z_j or x_j is not 0.
         Joins gradient and sampled_norms; the last step is that of slope_from_truth, with sums over
         the entries of the mask for its projection.
Silent   on x far from z, where the right side is negative.
"""

from sympy import Eq, Ge, Matrix, Rational, diag, zeros

from lemmata import Gradient, Theorem, cite, inner
from models import completion, mask_certificates
from models.mask_certificate_points import Points
from models.pinned import pinned
from strategies import sampling_masks as draws
from theorems.completion import sampled_norms as one
from theorems.completion.close_from_mask import formula, moved, opened, quantities, setting


def weights(thm, d, W, Z, X, e, p):
    """Assume in a theorem: W' = W, and (W (z o z))_j >= p low for every j where z or x is not 0."""
    Q = thm.operator("Q", d, "root of diag(W (z o z)) - p low I")
    low = thm.real("low", "the least of (W (z o z))_j / p")
    level = W * Z * Z * e
    return (
        low,
        thm.assume("symmetric", Eq(W.T, W)),
        thm.assume("row_z", Eq(Z * level, p * low * Z * e + Q.T * Q * Z * e)),
        thm.assume("row_x", Eq(X * level, p * low * X * e + Q.T * Q * X * e)),
        Q,
    )


thm = Theorem(
    "completion.slope_from_mask", supports=["ma.fn-7"], sources=[cite("Ma 2021", "footnote 7")]
)
d, W, D, Z, X, R, M, N, e, p, m, s = declared = quantities(thm)
slope = inner(Gradient(completion.term(W, Z, X, e), X), X - Z)
thm.measure(slope, "slope_h")
z, x = Z * e, X * e
zz, zx, xx, h = Z * z, Z * x, X * x, x - z
h2 = inner(h, h)

diagonal_z, diagonal_x, entrywise, split, error, size_z, size_x = setting(thm, *declared)
low, symmetric, row_z, row_x, Q = weights(thm, d, W, Z, X, e, p)
seen = thm.assume("seen", Ge(inner(2 * xx - 4 * zx + zz, W * xx) + inner(zx, W * zx), 0))
grows = thm.conclude("grows", Ge(slope, p * h2 * (low / 2 - Rational(19, 2) * m**2 * s - h2)))
sum_of_squares = (
    "half of the sum of W_ij (2 x_i x_j - x_i z_j - z_i x_j)^2, and masks have W_ij >= 0"
)
thm.known(seen, sum_of_squares)


@thm.proof(grows)
def one_square(k):
    own = [symmetric, diagonal_z, diagonal_x]
    zh, xh = zx - zz, xx - zx  # z o h and x o h
    hh = xh - zh
    at = {
        one.zz: zz, one.zh: zh, one.hh: hh, one.h2: h2, one.T: inner(W.T * hh, hh),
        one.S: 2 * inner(W.T * zz, hh) + 2 * inner(W.T * zh, zh), one.eps1: 1 - low,
    }  # fmt: skip
    swap, half, longer = entrywise, 1 / (2 * s), Rational(3, 2)
    wide = {size_x: -longer * h * h.T, size_z: -3 * h * h.T, swap: zh - hh - X * h}
    roots = [(longer, N * h), (3, M * h), (Rational(1, 2), X * h + 2 * zh)]
    hypotheses = {
        one.square: ({swap: -e}, []), one.first: ({}, []), one.second: ({}, []),
        one.rows: ({row_x: h, row_z: -h, swap: W * zz}, [(1, Q * h)]),
        one.lowest: ({error: -half * zh * zh.T}, [(half, R * zh), (half, D * zh + s * zh)]),
        one.largest: ({error: -half * hh * hh.T}, [(half, R * hh), (half, D * hh - s * hh)]),
        one.size_zh: ({size_z: -h * h.T}, [(1, M * h)]), one.size_hh: (wide, roots),
    }  # fmt: skip
    given = moved(k, hypotheses, at, own)
    enough, little = (
        k.instantiate(k.lemma(one.thm, name), at, given=given) for name in ("enough", "little")
    )
    grad = formula(k, completion.term(W, Z, X, e), W, given=[symmetric])
    parts = {grad: X - Z, swap: -W * xx, seen: longer, enough: Rational(1, 4), little: 1}
    return k.combine(grows, parts, signs=own)


thm.scales("vector of ones", e=1, D=2, R=2, low=2, p=-2, s=2)
thm.scales("entries", Z=1, X=1, M=1, N=1, W=-2, low=2, m=1, p=-2)
thm.scales("weights", W=2, Q=1, p=2)
thm.invariant("rotation", d)

loose = (
    "the right side is not attained: equality asks for h_i = -3 z_i, and for z_i h_j + h_i z_j + "
    "2 h_i h_j = 0 on observed pairs, which exclude each other; how far it is from that is open"
)
opened(thm, loose, [error, size_z, size_x])
thm.open("term dropped", "true: a stronger bound", error, size_z, size_x)
thm.open(
    "term dropped",
    "true: for W = p D and weights that are not negative low <= m^2 s, so that the right side is "
    "at most -9 p m^2 s |h|^2, the left at least a quarter of that; W = p e e' is the case D = 0",
    split,
)
thm.open("constant", f"{loose}; entrywise: the product with e gives <x, z> = 0", split, entrywise)
thm.open("term dropped", f"true without Q: stronger; without low {loose}", row_z, row_x)
for change in ("constant", "exponent", "swapped"):
    thm.open(change, f"rows that mean less than they say; {loose}", row_z, row_x)
for change in ("constant", "exponent", "term dropped", "swapped"):
    thm.open(change, f"no sum of squares any more; {loose}", seen)
    thm.open(change, loose, grows)
thm.open("reversed", f"no sum of squares any more; {loose}", seen)
thm.open("swapped", f"weights of another kind; {loose}", split)

thm.check(
    grows, on=pinned(mask_certificates.certified), draw=draws.certificates,
    constructed=[
        symmetric, diagonal_z, diagonal_x, entrywise, split, error, size_z, size_x, row_z, row_x,
        seen,
    ],
)  # fmt: skip

at, little = Points("W D Z X R M N Q e p m s low"), Rational(1, 1000)


def one_entry(w, z, x, s, m, **others):
    """d = 1 and p = 1, for a weight w."""
    return at.exact([[w]], [1], [z], [x], s, m, **others)


heavy = one_entry(4, 1, "-1/4", 3, 1)
thm.example(one_entry(1, 1, "3/4", little, 1), name="x = 3 z / 4")
thm.example(heavy, name="W = 4, x = -z / 4")
thm.example(one_entry(1, 1, "3/4", Rational(1, 10**6), 100), name="m = 100")
thm.needs(diagonal_z, at.turned(Rational(1, 2)))
thm.needs(diagonal_x, at.turned(Rational(1, 2), point=True))
thm.needs(split, one_entry(4, 1, "-1/4", little, 1, D=[[0]]))
tiny, cell = {**heavy, "s": little}, one_entry(4, 1, "-1/4", 3, "1/8")
thm.needs(error, tiny)
thm.needs(error, {**tiny, "R": [[little]]}, name="R' R = s^2 I")
thm.needs(size_z, cell)
thm.needs(size_z, {**cell, "M": [["1/8"]]}, name="M' M = m^2 I")
far = at.two_blocks([[1, 20], [20, 0]], 10**5, (1, 0), ("1/4", "1/3"), 2 * 10**6)
thm.needs(size_x, far)
thm.needs(size_x, {**far, "N": diag(2, 2) / 10**5}, name="N' N = 4 m^2 I")
# Nothing is observed in the row of the last entry, or its weights there are -a and a.
unseen = [[1, 0], [0, 0]]
thm.needs(row_z, at.two_blocks(unseen, 100, (1, "1/100"), (1, 0), 101, low=1))
thm.needs(row_x, at.two_blocks(unseen, 100, (1, 0), (1, "1/100"), 101, low=1))
uneven = [[1, "-1/2"], ["1/2", 0]]
thm.needs(symmetric, at.two_blocks(uneven, 100, (1, "1/100"), (1, 0), 200))
# d = 4 with e = (1, 0, 0, 0): x differs from z in the last entry, X Z e from Z X e in the third.
t = Rational(1, 100)
here = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
there = [[0, 1, 0, t], [1, 0, 1, 0], [0, 1, 0, 0], [t, 0, 0, 1]]
apart = diag(0, 0, Matrix([[0, -t], [-t, 0]]))
others = {"D": apart, "W": apart + diag(1, 0, 0, 0), "Q": zeros(4, 4), "low": 1}
thm.needs(entrywise, at.exact(zeros(4, 4), (1, 0, 0, 0), here, there, t, 1, **others))
eight_times = Ge(slope, 8 * grows.relation.rhs)
thm.refutes("eight times that", eight_times, one_entry(1, 1, "3/4", little, 1), of=grows)
