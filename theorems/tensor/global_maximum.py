"""On the unit sphere the orthogonal tensor objective is at most 1.

Source   Ma 2021, Theorem 5.1 (the optimal value).
Claim    a_0, a_1, ... orthonormal, |x| = 1, p(k) = <a_k, x>^2; S(k) and Q(k) are the sums of p and
         of p^2 before k, R(k) the squared distance of x to the span of the factors before k. Then
         S(n) <= 1, which is Bessel's inequality, and Q(n) <= S(n)^2: the objective Q(n) of n
         factors is at most 1.
Covers   every d and every n, n < d and n = d alike, by induction over the factors. Q(n) <= S(n)^2
         holds for any factors.
Silent   on why `residual` holds, which is residual_of_factors for every k; on where the value 1 is
         attained (global_maximisers).
"""

from sympy import Eq, KroneckerDelta, Le, Rational, sqrt

from lemmata import Theorem, cite
from models import tensor_factors
from strategies import tensors as draws

thm = Theorem(
    "tensor.global_maximum",
    supports=["ma.thm-5.1", "ma.eq-5.2"],
    sources=[cite("Ma 2021", "Theorem 5.1")],
)
k, n = thm.index("k"), thm.dimension("n")
p = thm.functions("p", "<a_k, x>^2", nonnegative=True)
S = thm.functions("S", "sum of the p before k", nonnegative=True)
Q = thm.functions("Q", "sum of the p^2 before k", nonnegative=True)
R = thm.functions("R", "squared distance of x to the span before k", nonnegative=True)
MEASURED = {Q(n): "Q_n", S(n): "S_n", p(k): "p_k", p(0): "p_0"}
for function in (S, Q, R):
    MEASURED |= {function(at): f"{function}_{name}" for at, name in ((k, "k"), (0, "0"))}
    MEASURED[function(k + 1)] = f"{function}_next"
for term, name in MEASURED.items():
    thm.measure(term, name)

mass = thm.assume("mass", Eq(S(k + 1), S(k) + p(k)))
value = thm.assume("value", Eq(Q(k + 1), Q(k) + p(k) ** 2))
residual = thm.assume("residual", Eq(R(k + 1), R(k) - p(k)))
no_mass = thm.assume("no_mass", Eq(S(0), 0))
no_value = thm.assume("no_value", Eq(Q(0), 0))
unit = thm.assume("unit", Eq(R(0), 1))
bessel = thm.conclude("bessel", S(n) <= 1)
squares = thm.conclude("squares", Q(n) <= S(n) ** 2)
maximum = thm.conclude("maximum", Q(n) <= 1)


@thm.proof(bessel)
def residuals_stay_nonnegative(kernel):
    step = kernel.combine(Le(S(k + 1) + R(k + 1), S(k) + R(k)), {mass: -1, residual: -1})
    total = kernel.instantiate(kernel.geometric(step, S(k) + R(k), 1), {k: n})
    return kernel.combine(bessel, {total: 1, no_mass: -1, unit: -1}, squares=[(R(n), 1)])


@thm.proof(squares)
def cross_terms(kernel):
    gap, cross = Q(k) - S(k) ** 2, 2 * S(k) * p(k)
    parts = {value: -1, mass: S(k + 1) + S(k) + p(k)}
    step = kernel.combine(Le(gap.subs(k, k + 1), gap), parts, squares=[(cross, 1)])
    falling = kernel.instantiate(kernel.geometric(step, gap, 1), {k: n})
    return kernel.combine(squares, {falling: 1, no_value: -1, no_mass: S(0)})


@thm.proof(maximum)
def square_of_the_mass(kernel):
    parts = {cross_terms(kernel): 1, residuals_stay_nonnegative(kernel): 1 + S(n)}
    return kernel.combine(maximum, parts)


thm.rigid("the point has length 1")
thm.open("swapped", "true: p does not fall and has a sum of 1 at most, so that p = S = 0", mass)
LOWER, FEWER = "true: Q becomes smaller", "true: the masses become smaller"
thm.open("constant", f"{LOWER} for f < 1", value)
thm.open("exponent", f"{LOWER} with p^3, as p <= 1", value)
thm.open("term dropped", LOWER, value)
thm.open("swapped", "true: p does not fall and has a sum of 1 at most, so that p = Q = 0", value)
thm.open("constant", f"{FEWER} where R falls faster", residual)
thm.open("term dropped", f"{FEWER}, all 0, as R(k + 1) = -p(k)", residual)
thm.open("constant", f"{FEWER} for f < 1", unit)
thm.open("exponent", "true: weaker, as S is in [0, 1]", squares)
thm.limit("one factor", {n: 1}, bessel, S(1) <= 1)
thm.limit("one factor", {n: 1}, squares, Q(1) <= S(1) ** 2)
thm.limit("one factor", {n: 1}, maximum, Q(1) <= 1)

thm.check(
    bessel,
    squares,
    maximum,
    on=tensor_factors.partial_sums,
    draw=draws.orthonormal_factors,
    implements=[value],
    constructed=[mass, residual, no_mass, no_value, unit],
)


def step(at_0, at_1, later):
    """A sequence that is constant from 2 on."""
    zero, one = at_0 - later, at_1 - later
    return lambda i: later + zero * KroneckerDelta(i, 0) + one * KroneckerDelta(i, 1)


# x is a_0; x has the masses 1/2, 1/4, 1/8, ... of an infinite system; twice these masses.
at_factor = tensor_factors.exact_sums(lambda i: KroneckerDelta(i, 0))
at_factor |= {n: 1, S: at_factor["Q"]}
halves = tensor_factors.exact_geometric(Rational(1, 2))
halves |= {n: 2, S: lambda i: 1 - halves["R"](i)}
doubled = tensor_factors.exact_geometric(1)
doubled |= {n: 2, S: lambda i: 2 - doubled["R"](i)}
thm.example(at_factor, name="x = a_0")
thm.example(halves, name="masses 1/2, 1/4, 1/8, ...")
thm.sharp(bessel, at_factor)
thm.sharp(squares, at_factor)
thm.sharp(maximum, at_factor)


def unbounded(mass, name):
    """Factors that are not orthonormal, two of them with the same mass at x."""
    at = tensor_factors.exact_sums(lambda i: mass, Q=lambda i: mass**2 * i, R=lambda i: Rational(1))
    at |= {n: 2, S: lambda i: mass * i}
    thm.needs(residual, at, breaks=maximum, name=name)
    return at


unbounded((2 + sqrt(2)) / 4, "two unit factors at 45 degrees, x between")
unbounded(Rational(2), "two orthogonal factors of length 2, x between")
between = unbounded(Rational(3, 4), "three unit factors at 120 degrees, x orthogonal to one")
# Every hypothesis with a constant f.
slight = Rational(1, 10**9), Rational(1, 1000)
for f in (*(1 + e for e in slight), *(1 - e for e in slight), Rational(2), Rational(1, 2)):
    after = {1: lambda i, f=f: f**i - KroneckerDelta(i, 0)}
    after[2] = lambda i, f=f: f ** (i - 1) * (1 - KroneckerDelta(i, 0))
    for count, sums in after.items():
        at, name = {**at_factor, n: count, S: sums}, f"after {count}, with {f}"
        thm.needs(mass, at, breaks=bessel if f > 1 else squares, name=f"mass {name}")
        if f > 1:
            at = {**at_factor, n: count, Q: sums}
            thm.needs(value, at, breaks=maximum, name=f"value {name}")
    if f > 1:
        late = {p: step(0, f, 0), S: step(0, 0, f), Q: step(0, 0, f**2), R: step(1, f, 0), n: 2}
        thm.needs(residual, late, breaks=bessel, name=f"residual, with {f}")
        long = {p: step(f, 0, 0), S: step(0, f, f), Q: step(0, f**2, f**2), R: step(f, 0, 0), n: 1}
        thm.needs(unit, long, breaks=bessel, name=f"unit, {f}")
thm.needs(mass, {**at_factor, n: 2, S: step(0, 1, 0)}, breaks=squares, name="the last mass alone")
thm.needs(value, {**halves, Q: halves[S]}, breaks=squares, name="p for p^2")
swapped = {p: step(2, 1, 0), S: step(0, 2, 3), Q: step(0, 4, 5), R: step(1, 1, 0), n: 2}
thm.needs(residual, swapped, breaks=bessel, name="p(k + 1) = p(k) - R(k)")
thm.needs(mass, {**halves, S: lambda i: 2 - 2 * halves["R"](i)}, breaks=bessel)
thm.needs(value, {**halves, Q: lambda i: i}, breaks=maximum)
thm.needs(no_mass, {**halves, S: lambda i: 2 - halves["R"](i)}, breaks=bessel)
thm.needs(no_value, {**halves, Q: lambda i: 1 + halves["Q"](i)}, breaks=maximum)
thm.needs(unit, doubled, breaks=maximum)
thm.refutes("at most 1 / 2", S(n) <= Rational(1, 2), at_factor, of=bessel)
thm.refutes("at most 1 / 2 for f", Q(n) <= Rational(1, 2), at_factor, of=maximum)
thm.refutes("less than 1", Q(n) < 1, at_factor, of=maximum)
thm.refutes("twice the square", 2 * Q(n) <= S(n) ** 2, at_factor, of=squares)
thm.refutes("equal to the square", Eq(Q(n), S(n) ** 2), halves, of=squares)
thm.refutes(
    "for unit factors that are not orthogonal",
    maximum.relation,
    between,
    of=maximum,
    given=[mass, value, no_mass, no_value, unit],
)
