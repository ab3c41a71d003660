"""The Polyak-Lojasiewicz inequality: two normalisations, the best constant, and rescaling.

Source   Liu 2024, slide 3 (with the factor 1/2) and slide 10 (without).
Claim    Write PL(mu) at x for |g|^2 / 2 >= mu (f(x) - f*), g = grad f(x). Then
         PL(mu) <=> |g|^2 >= m (f(x) - f*) with m = 2 mu;
         PL(mu) <=> mu <= |g|^2 / (2 (f(x) - f*)) where f(x) > f*, so that the best constant on a
         set is the infimum of this ratio;
         f has PL(mu) at x <=> y -> c f(y / s) has PL(c mu / s^2) at y = s x, for c, s > 0.
Covers   every dimension; minimisers, where every mu is allowed; functions without the inequality.
Silent   on the value of the best constant (see pl_not_convex for an example); on which
         normalisation a rate needs (see pl_star_rate); on non-differentiable f.
"""

from sympy import Eq, Equivalent, Implies, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import landscape
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_definition",
    catalogue=["pl.def"],
    sources=[cite("Liu 2024", "slide 3"), cite("Liu 2024", "slide 10")],
)
d = thm.dimension("d")
g, h = thm.vector("g h", d, "gradient of f at x, of c f(y / s) at s x")
L, Lstar, M, Mstar = thm.real("L Lstar M Mstar", "value and infimum of f, and of c f(y / s)")
mu, m, nu = thm.positive("mu m nu", "constant of PL, of |g|^2 >= m (f - f*), of PL after rescaling")
c, s = thm.positive("c s", "factor of the value, stretch of the argument")

twice = thm.assume("twice", Eq(m, 2 * mu))
chain = thm.assume("chain", Eq(h, c / s * g))
gaps = thm.assume("gaps", Eq(M - Mstar, c * (L - Lstar)))
carried = thm.assume("carried", Eq(nu, c * mu / s**2))

pl = inner(g, g) / 2 >= mu * (L - Lstar)
plain = inner(g, g) >= m * (L - Lstar)
stretched = inner(h, h) / 2 >= nu * (M - Mstar)
above = L > Lstar
ratio = mu <= inner(g, g) / (L - Lstar) / 2
normalisations = thm.conclude("normalisations", Equivalent(pl, plain))
best = thm.conclude("best", Implies(above, Equivalent(pl, ratio)))
scaling = thm.conclude("scaling", Equivalent(pl, stretched))


@thm.proof(normalisations)
def double_both_sides(k):
    there = k.combine(plain, {k.assume(pl): 2, twice: Lstar - L})
    back = k.combine(pl, {k.assume(plain): Rational(1, 2), twice: (L - Lstar) / 2})
    return k.iff(k.discharge(there, pl), k.discharge(back, plain))


@thm.proof(best)
def divide_by_the_gap(k):
    positive = k.assume(above)
    there = k.combine(ratio, {k.assume(pl): 1 / (L - Lstar)}, signs=[positive])
    back = k.combine(pl, {k.assume(ratio): L - Lstar}, signs=[positive])
    return k.discharge(k.iff(k.discharge(there, pl), k.discharge(back, ratio)), above)


@thm.proof(scaling)
def rescale(k):
    square = k.combine(Eq(inner(h, h), c**2 / s**2 * inner(g, g)), {chain: h + c / s * g})
    slack = k.combine(
        Eq(inner(h, h) / 2 - nu * (M - Mstar), c**2 / s**2 * (inner(g, g) / 2 - mu * (L - Lstar))),
        {square: Rational(1, 2), gaps: -nu, carried: -c * (L - Lstar)},
    )
    there = k.combine(stretched, {k.assume(pl): c**2 / s**2, slack: 1})
    back = k.combine(pl, {k.assume(stretched): s**2 / c**2, slack: -(s**2) / c**2})
    return k.iff(k.discharge(there, pl), k.discharge(back, stretched))


thm.scales("objective", g=1, L=1, Lstar=1, mu=1, m=1, c=-1)
thm.scales("argument", g=-1, mu=-2, m=-2, s=-1)
thm.scales("rescaled objective", h=1, M=1, Mstar=1, nu=1, c=1)
thm.scales("rescaled argument", h=-1, nu=-2, s=1)
thm.invariant("rotation", d)

thm.open("swapped", "true: f and f* may be any two numbers, as m = 2 mu", normalisations)
thm.open("swapped", "true: f, f* and mu > 0 may be any numbers, also in each other's place", best)
thm.open("not strict", "at f = f* the ratio has no value", best)
thm.open("converse", "true: where f < f*, PL(mu) holds and the ratio is at most 0 < mu", best)

thm.check(
    normalisations,
    best,
    scaling,
    on=landscape.rescaled,
    draw=instances.rescalings,
    implements=[chain],
    constructed=[twice, gaps, carried],
)

t, u = Symbol("t", real=True), Symbol("u", real=True)


def at(f, start, mu, c=1, s=1, inf=0, **wrong):
    return landscape.exact_rescaled(f, start, inf=inf, mu=mu, c=c, s=s, **wrong)


bowl, one = t**2 / 2, {t: 1}
attained, too_large = at(bowl, one, 1, c=3, s=2), at(bowl, one, 2, s=2)
thm.example(attained, name="t^2 / 2 has PL(1), attained")
thm.example(at(t**2 + 3 * u**4, {t: 1, u: "1/2"}, 9, c="1/7", s="1/3"), name="in the plane")
thm.example(at(t**2, {t: 0}, 10**9), name="at a minimiser")
thm.needs(twice, at(bowl, one, 2, s=2, m=2), breaks=normalisations)
# t^2 / 2 at 1 does not have PL(2). PL(1/2) after stretching by 2 is refused as well, but not if the
# chain rule forgets 1/s, if the values are not multiplied by c, or if mu is not divided by s^2.
thm.needs(chain, at(bowl, one, 2, s=2, h=[1]), breaks=scaling)
thm.needs(gaps, at(bowl, one, 2, c=4, M="1/2"), breaks=scaling)
for f in (1 - Rational(1, 1000), 1 - Rational(1, 10**9)):
    thm.needs(gaps, at(bowl, one, 1 / f, M=f / 2), breaks=scaling, name=f"gaps times {f}")
thm.needs(carried, at(bowl, one, 1, s=2, nu=1), breaks=scaling)
# The chain rule, then the factor of mu, the wrong way round.
thm.needs(chain, at(bowl, one, 2, s=2, h=[2]), breaks=scaling, name="g = (c / s) h")
thm.needs(carried, at(bowl, one, 1, s=2, nu=4), breaks=scaling, name="c = mu nu / s^2")
# The gap of t^2 / 2 at 1 off by a part in 10^9: a larger one loses PL(1), and a smaller one has
# PL(1 / f), which t^2 / 2 itself does not have.
tiny = Rational(1, 10**9)
for f in (1 + tiny, 1 / (1 + tiny), 1 / (1 - tiny)):
    wrong = at(bowl, one, max(1, 1 / f), M=f / 2)
    thm.needs(gaps, wrong, breaks=scaling, name=f"gaps times {f}")
for e in (tiny, -tiny):
    # The infimum 1 of the rescaled function, then of f, counts 1 + e times.
    high = at(bowl, one, max(1, 1 / (1 + 2 * e)), M=Rational(3, 2) + e, Mstar=1)
    thm.needs(gaps, high, breaks=scaling, name=f"M* times 1 + {e}")
    low = at(bowl + 1, one, max(1, 1 / (1 - 2 * e)), inf=1, M=Rational(3, 2) - e)
    thm.needs(gaps, low, breaks=scaling, name=f"f* times 1 + {e}")

printed = Equivalent(pl, inner(g, g) >= mu * (L - Lstar))
thm.refutes("PL(mu) <=> |g|^2 >= mu (f - f*)", printed, too_large, of=normalisations)
doubled = Implies(above, Equivalent(pl, mu <= inner(g, g) / (L - Lstar)))
thm.refutes("the best constant is |g|^2 / (f - f*)", doubled, too_large, of=best)
# f(t) = t has no infimum: "f* = 0" at t = -1 gives a negative gap, and the ratio means nothing.
thm.refutes("the ratio without f(x) > f*", Equivalent(pl, ratio), at(t, {t: -1}, 1), of=best)
below = Rational(1, 10**10)
for inf in (1, -1):
    thm.example(at(t, {t: inf - below}, 1, inf=inf), name=f"f(t) = t just below f* = {inf}")
fixed = Equivalent(pl, inner(h, h) / 2 >= mu * (M - Mstar))
thm.refutes("mu does not change under stretching", fixed, attained, of=scaling)
linear = Equivalent(pl, inner(h, h) / 2 >= c * mu / s * (M - Mstar))
thm.refutes("mu -> c mu / s", linear, attained, of=scaling)
