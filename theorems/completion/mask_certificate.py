"""A certificate, computed from the mask: in B only +-z are stationary and curve up along z.

Source   Ma 2021, footnote 7 (stated without proof); derived here, in B and for a given mask.
Claim    f(x) = |P(z z' - x x')|_F^2 / 2 for a mask W = p (1 1' + D), |D|_2 <= s, |z|_inf <= m,
         |x|_inf <= 2 m, (W (z o z))_j >= p low for every j, (19 m^2 s + 72 m^4 s^2 / |z|^2) < low
         => <z, grad f(x)> = <x, grad f(x)> = 0 and D^2 f(x)[z, z] >= 0 together hold <=> x = z or
         x = -z. So f has no other local minimum in B.
Covers   every dimension, mask, p and z; also symmetric weights that are not negative. For |z| = 1,
         eps = 4 m^2 s and low = 1 - eps_1 the premise is 2 eps_1 + (19/2) eps + 9 eps^2 < 2, that
         of only_truth; eps < 3/16 follows. m = mu / sqrt(d) for the closure of B. The bounds are
         said for all vectors at once, see close_from_mask and slope_from_mask. A random mask with
         d = 1000 and p = 0.8 has the certificate (tests/models/test_spectral_bound.py): eps is
         about 0.125 for mu = 1.
Silent   on x outside of B; on the strict-saddle constants that the footnote mentions. The mask of
         spurious_minimum has another local minimum, so that some bound is needed.
"""

from sympy import (
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Le,
    Lt,
    Or,
    Rational,
    S,
    diag,
    eye,
    false,
    sqrt,
    zeros,
)

from lemmata import Curvature, Gradient, Theorem, cite, inner, norm
from models import completion, mask_certificates
from models.mask_certificate_points import Points
from models.pinned import pinned
from strategies import sampling_masks as draws
from theorems.completion import close_from_mask as near
from theorems.completion import only_truth as one
from theorems.completion import slope_from_mask as far
from theorems.completion.close_from_mask import bent_form, formula, moved, quantities, setting

thm = Theorem(
    "completion.mask_certificate", catalogue=["ma.fn-7"], sources=[cite("Ma 2021", "footnote 7")]
)
d, W, D, Z, X, R, M, N, e, p, m, s = declared = quantities(thm)
f = completion.term(W, Z, X, e)
grad, bend = Gradient(f, X), Curvature(f, X, Z)
along_z, along_x = inner(grad, Z), inner(grad, X)
for term, name in {along_z: "slope_z", along_x: "slope_x", bend: "curvature"}.items():
    thm.measure(term, name)
z, x = Z * e, X * e
zz, zx, xx, b, c, u = Z * z, Z * x, X * x, inner(x, z), inner(z, z), m**2 * s
squares, cross = inner(2 * xx + zz, W * xx) + inner(zx, W * zx), 4 * inner(xx, W * zx)
flat_z, flat_x, curved = Eq(along_z, 0), Eq(along_x, 0), Ge(bend, 0)
candidate, same, opposite = And(flat_z, flat_x, curved), Eq(x, z), Eq(x, -z)

diagonal_z, diagonal_x, entrywise, split, error, size_z, size_x = setting(thm, *declared)
low, symmetric, row_z, row_x, Q = far.weights(thm, d, W, Z, X, e, p)
seen = thm.assume("seen", Ge(squares - cross, 0))
seen_back = thm.assume("seen_back", Ge(squares + cross, 0))
certified = thm.assume("certified", u * (19 * c + 72 * u) < low * c)
only = thm.conclude("only", Equivalent(candidate, Or(same, opposite)))
for h, sign in ((seen, "-"), (seen_back, "+")):
    entry = f"(2 x_i x_j {sign} x_i z_j {sign} z_i x_j)^2"
    thm.known(h, f"half of the sum of W_ij {entry}, and masks have W_ij >= 0")
own = [symmetric, diagonal_z, diagonal_x]


def nonzero(k):
    """|z|^2 > 0: for z = 0 nothing is certified."""
    parts = {certified: 1, near.nothing(k, z): -low * z}
    return k.contradiction(Gt(c, 0), k.combine(false, parts, squares=[(19 * u, z), (72 * u**2, 1)]))


def few(k, long):
    """4 m^2 s <= (3/16) |z|^2, as the entries of W (z o z) / p are |z|^2 + m^2 s in the mean."""
    half = 1 / (2 * s)
    parts = {
        row_z: z, split: -zz * zz.T, error: -p * half * zz * zz.T, near.square(k): p * s,
    }  # fmt: skip
    ends = [(p * half, R * zz), (p * half, D * zz - s * zz), (1, Q * z)]
    even = k.combine(low * c <= (c + u) * c, parts, squares=ends, signs=[diagonal_z], scale=p)
    parts, scale = {certified: 4, even: 4}, 72 * u + Rational(171, 8) * c
    claim, rest = Le(4 * u, Rational(3, 16) * c), [(Rational(1, 128), c)]
    return k.combine(claim, parts, squares=rest, signs=[long], scale=scale)


def towards(k):
    """x = z for a candidate with <x, z> >= 0, by what close_from_mask says of z / |z|."""
    long, fact, r = nonzero(k), k.assume(candidate), norm(z)
    still_z, still_x, up = (k.part(fact, part) for part in (flat_z, flat_x, curved))
    unit = {e: e / r, D: D / c, R: R / c, s: s / c, p: p * c}
    g = f.xreplace(unit)
    slopes = {formula(k, f, W, own): -1 / c, formula(k, g, W, [*own, long], 1 / c): 1}
    bends = {bent_form(k, f, W, own): -1 / c, bent_form(k, g, W, [*own, long], 1 / c): 1}
    claims = {
        near.entrywise: {entrywise: 1 / r}, near.split: {split: 1}, near.unit: {},
        near.error: {error: 1 / c**2}, near.side: {k.assume(near.side.relation): 1 / c},
        near.flat_z: {still_z: 1 / c, **{grad: t * Z for grad, t in slopes.items()}},
        near.flat_x: {still_x: 1 / c, **{grad: t * X for grad, t in slopes.items()}},
        near.curved: {up: 1 / c, **bends},
    }  # fmt: skip
    given = moved(k, {h: (parts, []) for h, parts in claims.items()}, unit, [long])
    close = k.instantiate(k.lemma(near.thm, "close"), unit, given=given, signs=[long])
    little = k.combine(near.small.xreplace(unit), {few(k, long): 1 / c}, signs=[long])
    at = {
        one.x: x / r, one.z: z / r, one.slope: far.slope / c**2, one.eps: 4 * u / c,
        one.eps1: 1 - low / c,
    }  # fmt: skip
    weights = k.combine(far.seen.relation, {seen: 1}, signs=own)
    claims = {
        one.stationary: {still_x: 1 / c**2, still_z: -1 / c**2},
        one.close: {k.modus_ponens(close, little): 1}, one.small: {certified: 2 / c**2},
        one.grows: {k.instantiate(k.lemma(far.thm, "grows"), {}, given=[weights]): 1 / c**2},
    }  # fmt: skip
    given = moved(k, {h: (parts, []) for h, parts in claims.items()}, at, [long])
    return k.combine(
        same,
        {k.instantiate(k.lemma(one.thm, "only"), at, given=given, signs=[long]): r},
        signs=[long],
    )


def away(k):
    """x = -z for a candidate with <x, z> < 0: f stays the same with -z in the place of z."""
    turn, fact = {Z: -Z}, k.assume(candidate)
    still_z, still_x, up = (k.part(fact, part) for part in (flat_z, flat_x, curved))
    g = f.xreplace(turn)
    here, there = formula(k, f, W, own), formula(k, g, W, own)
    claims = {
        diagonal_z.relation: {diagonal_z: -1}, entrywise.relation: {entrywise: -1},
        size_z.relation: {size_z: 1}, row_z.relation: {row_z: -1}, row_x.relation: {row_x: 1},
        seen.relation: {seen_back: 1}, certified.relation: {certified: 1},
        near.side.relation: {k.assume(Lt(b, 0)): 1},
        flat_z: {there: -Z, here: Z, still_z: -1}, flat_x: {there: X, here: -X, still_x: 1},
        curved: {bent_form(k, g, W, own, v=-Z): 1, bent_form(k, f, W, own): -1, up: 1},
    }  # fmt: skip
    given = [k.combine(said.xreplace(turn), parts, signs=own) for said, parts in claims.items()]
    given = [*given[:-3], k.both(*given[-3:])]
    return k.combine(opposite, {k.instantiate(towards(k), turn, given=given): 1})


def back(k, sign):
    """sign z is a candidate."""
    here = k.assume(same if sign == 1 else opposite)
    first = k.combine(Eq(zx, sign * zz), {k.contract(here, left=Z): 1})
    second = k.combine(Eq(xx, zz), {k.contract(here, left=X): 1, entrywise: sign, first: sign})
    slope, both = formula(k, f, W, own), xx + sign * zx
    parts = {slope: Z, entrywise: W * xx, second: 2 * W * zx}
    still_z = k.combine(flat_z, parts, signs=own)
    parts = {slope: X, second: 2 * W * both, first: -2 * sign * W * both}
    still_x = k.combine(flat_x, parts, signs=own)
    long = nonzero(k)
    parts = {certified: 1}
    positive = k.combine(
        Gt(low, 0), parts, squares=[(19 * u, z), (72 * u**2, 1)], signs=[long], scale=c
    )
    parts = {
        bent_form(k, f, W, own): 1, second: 2 * W * zz, entrywise: W * (X * z + Z * x + 2 * zx),
        first: 4 * W * (zx + sign * zz), row_z: 4 * z,
    }  # fmt: skip
    rest = [(4 * p * low, z), (4, Q * z)]
    up = k.combine(curved, parts, squares=rest, signs=[*own, positive])
    return k.both(still_z, still_x, up)


@thm.proof(only)
def both_ways(k):
    ahead, target = towards(k), Or(same, opposite)
    cases = {}
    for side in (Gt(b, 0, evaluate=False), Eq(b, 0)):
        weaker = k.combine(near.side.relation, {k.assume(side): 1})
        cases[side] = k.either(k.instantiate(ahead, {}, given=[weaker]), target)
    cases[Lt(b, 0, evaluate=False)] = k.either(away(k), target)
    forward = k.discharge(k.cases(k.split(b), cases), candidate)
    ends = k.cases(k.assume(target), {same: back(k, 1), opposite: back(k, -1)})
    return k.iff(forward, k.discharge(ends, target))


thm.scales("vector of ones", e=1, D=2, R=2, low=2, p=-2, s=2)
thm.scales("entries", Z=1, X=1, M=1, N=1, W=-2, low=2, m=1, p=-2)
thm.scales("weights", W=2, Q=1, p=2)
thm.invariant("rotation", d)

thm.open("strict", "true: at z and -z the curvature along z is at least 4 p low |z|^2", only)
far_off = (
    "undecided: among masks that nearly have the certificate no other candidate is known, the "
    "nearest points, with low = 2 m^2 s and low = 1.25 m^2 s instead of 19 m^2 s, are among `needs`"
)
near.opened(thm, far_off, [error, size_z, size_x], certified)
thm.open("term dropped", "true: a stronger bound", error, size_z, size_x)
thm.open(
    "term dropped",
    "true: W = p D and low > 19 m^2 s exclude each other, as then low <= m^2 s; W = p e e' is the "
    "case D = 0",
    split,
)
thm.open("constant", f"entrywise: with e it gives <x, z> = 0; {far_off}", split, entrywise)
thm.open("term dropped", f"true without Q: stronger; without low {far_off}", row_z, row_x)
for change in ("constant", "exponent", "swapped"):
    thm.open(change, f"rows that mean less than they say; {far_off}", row_z, row_x)
for change in ("constant", "exponent", "term dropped", "swapped", "reversed"):
    thm.open(change, f"no sum of squares any more; {far_off}", seen, seen_back)
for change in ("constant", "term dropped", "swapped", "not strict"):
    thm.open(change, far_off, certified)
thm.open("swapped", f"another objective or other weights; {far_off}", split, only)

thm.check(
    only, on=pinned(mask_certificates.certified), draw=draws.candidates,
    constructed=[
        symmetric, diagonal_z, diagonal_x, entrywise, split, error, size_z, size_x, row_z, row_x,
        seen, seen_back,
    ],
)  # fmt: skip

at, little = Points("W D Z X R M N Q e p m s low"), Rational(1, 1000)
spike, outside = at.spike(), at.outside()


def blind(k, low, **others):
    """Blocks of k (k + 1) entries and of 1, in whose row nothing is observed; |D|_2 = k + 1."""
    even = 1 / sqrt(k**2 + k + 1)
    e = (sqrt(k * (k + 1)), 1)
    return at.exact([[1, 0], [0, 0]], e, [even] * 2, [even, 0], k + 1, even, low=low, **others)


thm.example(at.full([1, 0], [1, 0]), name="x = z")
thm.example(at.full([1, 0], [-1, 0]), name="x = -z")
thm.needs(diagonal_z, at.turned(Rational(3, 4)))
thm.needs(diagonal_x, at.turned(Rational(3, 4), point=True))
# x = z, but Z and X differ in the last entry: the slope along z is not 0.
mirror, more = [[0, 1], [1, 0]], [[0, 1], [1, 1]]
others = {"D": diag(0, little), "W": diag(1, little), "Q": zeros(2, 2)}
thm.needs(entrywise, at.exact(zeros(2, 2), (1, 0), mirror, more, little, 1, **others))
thm.needs(split, at.pattern(little, D=zeros(3, 3)))
thm.needs(error, {**at.pattern(1), "s": little})
thm.needs(error, at.pattern(little, R=little * eye(3)), name="R' R = s^2 I")
thm.needs(size_z, spike)
thm.needs(size_z, {**spike, "M": eye(2) / 1000}, name="M' M = m^2 I")
thm.needs(size_x, outside)
thm.needs(size_x, {**outside, "N": eye(2) / 50}, name="N' N = 4 m^2 I")
# Nothing is observed in the row of the last entry, or its weights there are -a and a.
unseen = [[1, 0], [0, 0]]
thm.needs(row_z, at.two_blocks(unseen, 100, (1, "1/100"), (1, 0), 101, low=1))
thm.needs(row_x, at.two_blocks(unseen, 100, (1, 0), (1, "1/100"), 101, low=1))
uneven = [[1, "-1/2"], ["1/2", 0]]
thm.needs(symmetric, at.two_blocks(uneven, 100, (1, "1/100"), (1, 0), 200))
thm.needs(certified, at.pattern(1))
# The slopes are 0 where all but the last entry of x are t / 1000, and the last is -1 / 2000.
k, t = 1000, 1 - Rational(1, 10**9)
w, heavy = 2 * k**2 * t * (1 - t**2) / (1 + t / 2), 16 * (k**2 * t) ** 2 * (1 - t**2) / 3
lone = at.two_blocks([[1, w], [w, heavy]], k, (1, S(1) / k), (t, -S(1) / (2 * k)), 11500)
thm.needs(certified, lone, name="72 m^4 s^2 < low, low = 1.2 m^2 s")
thm.needs(certified, blind(60, 0), name="low = 0, m^2 s = 0.017")
thm.needs(certified, blind(10**11, 0), name="low = 0, m^2 s = 1e-11")
thm.refutes(
    "stationary alone", Equivalent(And(flat_z, flat_x), Or(same, opposite)), at.full([1, 0], [0, 0])
)
half, turned = at.full([1, 0], ["1/2", "1/2"]), at.full([1, 0], ["3/5", "4/5"])
thm.refutes("slope along x", Equivalent(And(flat_x, curved), Or(same, opposite)), half)
thm.refutes("slope along z", Equivalent(And(flat_z, curved), Or(same, opposite)), turned)
thm.refutes("curved alone", Equivalent(curved, Or(same, opposite)), at.full([1, 0], [1, 1]))
thm.refutes("z alone", Equivalent(candidate, same), at.full([1, 0], [-1, 0]))
