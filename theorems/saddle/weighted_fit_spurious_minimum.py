"""A rank-one fit with weights has a strict local minimum that is not global.

Source   Ma 2021, (1.1): "all or most local minima are approximately global minima" as a hypothesis.
Claim    f(x, y) = ((1 - x^2)^2 + (9/10 - y^2)^2 + 8 x^2 y^2)/2 >= 81/200, and for 5 x^2 <= 1
         f(x, y) >= 1/2 + (11/10) x^2, as 2 f - 1 = x^2 (26/5 - 15 x^2) + (y^2 - 9/10 + 4 x^2)^2.
         So f = 1/2 at (0, sqrt(9/10)) is a strict local minimum; the least value f(1, 0) = 81/200.
Covers   the negative side of (1.1): it is a property of a class of objectives and no theorem. This
         is PCA (no spurious minima, pca.no_spurious_minima) with the weight 4 off the diagonal.
         Others that fail: glm.without_generative_model, completion.spurious_minimum.
Silent   on the positive side: weighted_fit_no_spurious_minimum proves (1.1) for this fit with any
         weight below 10/9 in place of 4; pca.no_spurious_minima, glm.unique_minimum,
         completion.mask_certificate, tensor.local_maxima and networks prove it for their classes,
         each with its hypotheses.
"""

from sympy import Eq, Gt, Implies, Le, Lt, Rational, S, sqrt, sympify

from lemmata import Theorem, cite
from models import weighted_fit
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.weighted_fit_spurious_minimum",
    catalogue=["ma.conj-1.1"],
    sources=[cite("Ma 2021", "equation (1.1)")],
)
x, y = thm.real("x y", "the factor")
L = thm.real("L", "f(x, y)")
f = weighted_fit.weighted_fit(x, y) / 200
u, w = x**2, y**2 - Rational(9, 10)

value = thm.assume("value", Eq(L, f))
squares = thm.conclude("squares", Eq(2 * L - 1, u * (Rational(26, 5) - 15 * u) + (w + 4 * u) ** 2))
close = Le(5 * u, 1)
local = thm.conclude("local", Implies(close, L >= S.Half + Rational(11, 10) * u))
lowest = thm.conclude("lowest", L >= Rational(81, 200))


@thm.proof(squares)
def complete_the_square(k):
    return k.combine(squares, {value: 2})


@thm.proof(local)
def the_rest_is_a_square(k):
    near = k.assume(close)
    parts = {value: 1, near: Rational(3, 2) * u}
    least = k.combine(local.relation.args[1], parts, squares=[(S.Half, w + 4 * u)])
    return k.discharge(least, close)


@thm.proof(lowest)
def two_ranges(k):
    part = 40 * u - 9
    branches = {}
    for case in (Gt(part, 0), Eq(part, 0)):
        squares_ = [(S.Half, 1 - u), (S.Half, y**2)]
        branches[case] = k.combine(lowest, {value: 1, k.assume(case): y**2 / 10}, squares=squares_)
    case = Lt(part, 0)
    rest = [(S.Half, w + 4 * u), (Rational(19, 200), 1), (Rational(73, 80), x)]
    parts = {value: 1, k.assume(case): Rational(3, 16) * u}
    branches[case] = k.combine(lowest, parts, squares=rest)
    return k.cases(k.split(part), branches)


thm.rigid("the constants of the example fix all units")
thm.open("exponent", "weaker, as x^3 <= x^2 for |x| <= 1", local)

thm.reading("objective, times 200", 200 * f, (x, y), weighted_fit.weighted_fit, {})
thm.check(
    squares, local, lowest,
    on=weighted_fit.fit_point, draw=draws.fit_points, implements=[value],
)  # fmt: skip


def at(p, q, **wrong):
    p, q = sympify(p), sympify(q)
    return {"x": p, "y": q, "L": f.subs({x: p, y: q}), **wrong}


spurious = at(0, 3 / sqrt(10))
thm.example(spurious, name="the spurious minimum")
thm.example(at("1/2", 2), name="elsewhere")
edge, past = Rational(1, 5), (1 + Rational(1, 10**10)) / 5
for a in (edge, past):
    valley = at(sqrt(a), sqrt(Rational(9, 10) - 4 * a))
    thm.example(valley, name=f"in the valley, x^2 = {a}: `local` is attained, or does not apply")
thm.sharp(lowest, at(1, 0), name="the global minimum")
thm.needs(value, at(0, 0, L=0), breaks=lowest)
thm.needs(value, at(0, 1, L=0), breaks=local, name="value, for local")
thm.needs(value, at(1, 0, L=1), breaks=squares, name="value, for squares")
thm.refutes("local minima are global", L <= Rational(81, 200), spurious, of=lowest)
thm.refutes("1/2 is the least value", L >= S.Half, at(1, 0), of=local)
thm.refutes(
    "without 4 x^2", Eq(2 * L - 1, u * (Rational(26, 5) - 15 * u) + w**2), at(1, 0), of=squares
)
