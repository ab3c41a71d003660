"""Under the Polyak-Lojasiewicz inequality every stationary point is a global minimiser.

Source   Liu 2024, slide 3 (remark) and slide 21 (summary).
Claim    PL(mu) at x, f* <= f(x)  =>  f(x) - f* <= |g|^2 / (2 mu), and g = 0 only if f(x) = f*.
Covers   every dimension; non-convex f; PL* on a set S (f* = 0), for the points x of S.
Silent   on points outside the set on which the inequality holds: they may be stationary and bad.
"""

from sympy import Eq, Implies, Symbol

from lemmata import Theorem, cite, inner, zero
from models import landscape
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_stationary_global",
    catalogue=["pl.stationary-global"],
    sources=[cite("Liu 2024", "slide 3"), cite("Liu 2024", "slide 21")],
)
d = thm.dimension("d")
g, h = thm.vector("g h", d, "gradient at x, gradient at some other point y")
L, Lstar, Ly = thm.real("L Lstar Ly", "f(x), the infimum of f, f(y)")
mu = thm.positive("mu", "PL constant at x")

pl = thm.assume("pl", inner(g, g) / 2 >= mu * (L - Lstar))
lower = thm.assume("lower", L >= Lstar)
gap = thm.conclude("gap", L - Lstar <= inner(g, g) / (2 * mu))
stationary = thm.conclude("stationary", Implies(Eq(g, zero(g)), Eq(L, Lstar)))


@thm.proof(gap)
def divide_by_mu(k):
    return k.combine(gap, {pl: 1 / mu})


@thm.proof(stationary)
def no_gap_without_gradient(k):
    still = k.assume(Eq(g, zero(g)))
    closed = k.combine(L <= Lstar, {pl: 1 / mu, still: -g / (2 * mu)})
    return k.discharge(k.squeeze(closed, lower), Eq(g, zero(g)))


thm.scales("objective", g=1, L=1, Lstar=1, mu=1)
thm.scales("argument", g=-1, mu=-2)
thm.invariant("rotation", d)

thm.check(
    gap,
    stationary,
    on=landscape.at_point,
    draw=instances.points,
    constructed=[pl, lower],
    bfloat16=True,
)

t = Symbol("t", real=True)
double_well = (t**2 - 1) ** 2


def at(f, point, mu, other=0, inf=0):
    """f at a point, and at another one."""
    there = landscape.exact_point(f, {t: other}, inf=inf, mu=mu)
    return {
        **landscape.exact_point(f, {t: point}, inf=inf, mu=mu),
        "h": there["g"],
        "Ly": there["L"],
    }


bowl = at(3 * t**2 / 2, 2, 3)
thm.sharp(gap, bowl, name="(mu/2) t^2")
thm.example(at(t**2, 0, 5), name="a minimiser")
thm.needs(pl, at(double_well, 0, 1), breaks=stationary)
thm.needs(pl, at(t**4, "1/1000", 1), breaks=gap, name="pl, near a flat minimum")
# The constant 0 with the "infimum" 1.
thm.needs(lower, at(0 * t, 0, 1, inf=1), breaks=stationary)
thm.refutes("f - f* <= |g|^2 / (4 mu)", L - Lstar <= inner(g, g) / (4 * mu), bowl, of=gap)
thm.refutes(
    "a small gradient is enough",
    Implies(inner(g, g) <= 1, Eq(L, Lstar)),
    at(t**2, "1/2", 2),
    of=stationary,
)
# (t^2 - 1)^2 has |g|^2 = 16 t^2 f, so PL* with mu = 2 on S = [1/2, 3/2]; 0 is stationary outside S.
thm.refutes(
    "stationary points outside S as well",
    Implies(Eq(h, zero(h)), Eq(Ly, Lstar)),
    at(double_well, "5/4", 2),
)
thm.erratum(
    cite("Liu 2024", "slide 21"),
    printed="PL* implies that all stationary points are global minima",
    corrected="all stationary points inside the set S on which PL* holds",
    false=Implies(Eq(h, zero(h)), Eq(Ly, Lstar)),
    true=stationary,
    at=at(double_well, "5/4", 2),
)
