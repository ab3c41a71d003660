"""A point of the sphere is stationary for the 4-tensor only with coordinates 0 and +-|x|_4^2.

Source   Ma 2021, proof of Theorem 5.2, (5.6) and (5.7).
Claim    f(x) = sum_i <a_i, x>^4, a_i orthonormal, G the Riemannian gradient at x / |x|, a one of
         the a_i, t = <a, x>:  <a, G> = 0  <=>  t = 0 or |x|^2 t^2 = f(x). Where this holds for all
         a_i, |x|^2 D D = f(x) S for D = sum_i <a_i, x> a_i a_i' and the projector S on the s
         components with t not 0, and then s f(x) = |x|^4: on the unit sphere f(x) = 1/s and t is 0
         or +-1/sqrt(s).
Covers   every dimension and n <= d; spheres of every radius, so that the points of entries 0, 1
         and -1 are exact: all 3^d - 1 of them are checked for every d <= 8.
Silent   on n < d and f(x) = 0, where every x orthogonal to all a_i is stationary: |D|^2 = |x|^2
         says that x is in the span. On the count, see stationary_points_counted.
"""

from functools import partial

from sympy import Eq, Equivalent, Identity, Implies, Or, Rational, Trace, eye, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.stationary_points",
    catalogue=["ma.eq-5.6-5.7"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2, (5.6) and (5.7)")],
)
d = thm.dimension("d")
x, a = thm.vector("x a", d, "the point; a component")
G = thm.vector("G", d, "the Riemannian gradient at x / |x|")
D, S = thm.operator("D S", d, "the coordinates; the projector on the nonzero ones")
r = thm.positive("r", "the length of x")
s = thm.nonneg("s", "the number of nonzero coordinates")
thm.measure(G, "gradient")
q, F, t = inner(x, x), tensor_points.value(D, x), inner(a, x)
flat, options = Eq(inner(a, G), 0), Or(Eq(t, 0), Eq(q * t**2, F))
level = Eq(q * D * D, F * S)

symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, t * a))
gradient = thm.assume("gradient", Eq(r**5 * G, tensor_points.slope(D, x)))
number = thm.assume("number", Eq(Trace(S), s))
span = thm.assume("span", Eq(Trace(D * D), q))
entries = thm.conclude("entries", Equivalent(flat, options))
support = thm.conclude("support", Implies(level, Eq(s * F, q**2)))


@thm.proof(entries)
def the_component_factors(k):
    cube = k.combine(Eq(inner(a, D * D * x), t**3), {axis: D * x + t * x}, signs=[symmetric])
    formula = k.combine(Eq(r**5 * inner(a, G), 4 * t * (q * t**2 - F)), {gradient: a, cube: 4 * q})
    product = k.combine(Eq(t * (q * t**2 - F), 0), {formula: -1, k.assume(flat): r**5}, scale=4)
    same = k.combine(Eq(q * t**2, F), {k.assume(Eq(q * t**2 - F, 0)): 1})
    forward = k.cases(
        k.zero_product(product),
        {
            Eq(t, 0): k.either(k.assume(Eq(t, 0)), options),
            Eq(q * t**2 - F, 0): k.either(same, options),
        },
    )
    factors = {Eq(t, 0): 4 * (q * t**2 - F), Eq(q * t**2, F): 4 * t}
    back = {
        case: k.combine(flat, {formula: 1, k.assume(case): other}, scale=r**5)
        for case, other in factors.items()
    }
    backward = k.cases(k.assume(options), back)
    return k.iff(k.discharge(forward, flat), k.discharge(backward, options))


@thm.proof(support)
def trace_of_the_level(k):
    parts = {k.assume(level): -Identity(d), number: -F, span: q}
    return k.discharge(k.combine(Eq(s * F, q**2), parts), level)


thm.scales("argument", x=1, D=1, r=1)
thm.scales("gradient", G=5, r=-1)
thm.invariant("rotation", d)
thm.open("swapped", "true: D x = t x gives G = 0 and f(x) = |x|^2 t^2", axis)
thm.open("constant", "true: a positive factor of G does not matter", gradient)
thm.open("exponent", "true for r^4 and r^6: a positive factor of G does not matter", gradient)
thm.open("swapped", "true: <x, G> = 0 and <a, D D a> = |a|^2 t^2, both always", entries)

thm.check(
    entries,
    support,
    on=tensor_points.rays,
    draw=draws.all_stationary,
    implements=[gradient],
    constructed=[symmetric, axis, number, span],
    name="all 3^d - 1, d <= 8",
)
thm.check(
    entries,
    on=tensor_points.rays,
    draw=draws.anywhere,
    implements=[gradient],
    constructed=[symmetric, axis, number],
)

at = partial(tensor_points.exact_point, "x a G D S r s")
two = at([1, -1, 0], unit=False)
four = at([1, 1, 1, -1])
thm.example(two, name="(1, -1, 0)")
thm.example(at([1, 2]))
twos, tiny = at([2, 2], unit=False), Rational(1, 10**9)
for f in (Rational(2), Rational(1, 2), 1 / (1 + tiny), 1 / (1 - tiny)):
    thm.example({**twos, S: f * eye(2), s: 2 * f}, name=f"no level: S is {f} I")
thm.needs(
    symmetric,
    at([1, 1, 1], unit=False, r=1, D=[[1, -1, 0], [0, 1, 2], [0, 0, 1]], G=[-48, 48, 0]),
    breaks=entries,
)
thm.needs(axis, {**two, a: ["3/5", "4/5", 0]}, breaks=entries)
thm.needs(gradient, {**at([1, 2]), G: [0, 0]}, breaks=entries)
# D^3 and D for D D, in f(x) and before x: both are multiples of x = (2, 2).
for f in (-128, 64, 128, -64):
    wrong = {**twos, G: f * twos["x"] / twos["r"] ** 5}
    thm.needs(gradient, wrong, breaks=entries, name=f"gradient, {f} x")
thm.needs(number, {**two, s: 5}, breaks=support)
thm.needs(
    span,
    at([1, 1, 1], n=2, unit=False, S=[["3/2", 0, 0], [0, "3/2", 0], [0, 0, 0]], s=3),
    breaks=support,
)
# D = D_11 I: tr D^3, tr D or tr D D / (1 - 10^-9) is |x|^2.
for f, side in ((2, sqrt(12)), (2, 0), (1, sqrt(2 / (1 - tiny) - 1))):
    wrong = {**at([f, side], unit=False), D: f * eye(2), S: eye(2), s: 2, G: [0, 0]}
    thm.needs(span, wrong, breaks=support, name=f"span, {f} I at ({f}, {side})")
thm.refutes("t^2 = f(x) on every sphere", Equivalent(flat, Or(Eq(t, 0), Eq(t**2, F))), two, entries)
thm.refutes("never 0", Implies(flat, Eq(q * t**2, F)), {**two, a: [0, 0, 1]}, entries)
thm.refutes("s f = 1 on every sphere", Implies(level, Eq(s * F, 1)), two, of=support)
thm.erratum(
    cite("Ma 2021", "proof of Theorem 5.2, after (5.6)"),
    printed="x_i = 0 or x_i = +-|x|_4^(1/2)",
    corrected="x_i = 0 or x_i = +-|x|_4^2: with s = 4 nonzero coordinates x_i = 1/2 = |x|_4^2, and "
    "|x|_4^(1/2) = 0.841",
    false=Implies(flat, Or(Eq(t, 0), Eq(t**8, F))),
    true=entries,
    at=four,
)
thm.erratum(
    cite("Ma 2021", "(5.7)"),
    printed="1 = |x|_4^2 = s |x|_4^4",
    corrected="1 = |x|_2^2 = s |x|_4^4; |x|_4^2 = 1/2 for s = 4",
    false=Implies(level, Eq(sqrt(F), 1)),
    true=support,
    at=four,
)
