"""Smoothness bounds the gradient by the gap; the PL constant is at most the smoothness constant.

Source   Liu 2024, slide 4 (the condition number beta / mu is at least 1; implicit).
Claim    f upper beta-smooth from x to z = x - g / beta, f(z) >= f* => |g|^2 <= 2 beta (f(x) - f*);
         with PL(mu) at x and f(x) > f*:  mu <= beta.
Covers   every dimension; non-convex f; f* need not be attained; the upper half of smoothness, at z.
Silent   on points with f(x) = f*, where PL holds with every constant.
"""

from sympy import Abs, Eq, Implies, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import descent, landscape
from strategies import landscape as instances

thm = Theorem(
    "descent.smooth_gap",
    catalogue=["pl.smooth-gap"],
    sources=[cite("Liu 2024", "slide 4")],
)
d = thm.dimension("d")
x, z, g = thm.vector("x z g", d, "point, the point one step of length 1/beta away, gradient at x")
L0, L1, Lstar = thm.real("L0 L1 Lstar", "f(x), f(z), a lower bound of f")
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")

update = thm.assume("update", Eq(z, x - g / beta))
smooth = thm.assume("smooth", L1 <= L0 + inner(g, z - x) + beta / 2 * inner(z - x, z - x))
lower = thm.assume("lower", L1 >= Lstar)
pl = thm.assume("pl", inner(g, g) / 2 >= mu * (L0 - Lstar))
gap = thm.conclude("gap", inner(g, g) <= 2 * beta * (L0 - Lstar))
condition = thm.conclude("condition", Implies(L0 > Lstar, mu <= beta))


def _gap(k):
    return k.combine(gap, {k.rewrite(smooth, update): 2 * beta, lower: 2 * beta})


@thm.proof(gap)
def descent_lemma_from_below(k):
    return _gap(k)


@thm.proof(condition)
def divide_by_the_gap(k):
    above = k.assume(L0 > Lstar)
    between = k.combine(mu * (L0 - Lstar) <= beta * (L0 - Lstar), {_gap(k): Rational(1, 2), pl: 1})
    bound = k.combine(mu <= beta, {between: 1 / (L0 - Lstar)}, signs=[above])
    return k.discharge(bound, L0 > Lstar)


thm.scales("objective", g=1, L0=1, L1=1, Lstar=1, mu=1, beta=1)
thm.scales("argument", x=1, z=1, g=-1, mu=-2, beta=-2)
thm.invariant("rotation", d)
thm.open(
    "constant",
    "a larger factor of <g, z - x> makes the hypothesis stronger, as it is -|g|^2 / beta <= 0",
    smooth,
)
for change in ("reversed", "swapped"):
    thm.open(change, "true: by `gap` f(x) < f* is impossible, so it says nothing", condition)

thm.check(
    gap,
    condition,
    on=landscape.short_step,
    draw=instances.full_steps,
    implements=[update],
    constructed=[smooth, lower, pl],
    bfloat16=True,
)
thm.check(
    gap,
    on=landscape.short_step_slope,
    draw=instances.full_steps,
    constructed=[update, smooth, lower, pl],
    name="slope",
    bfloat16=True,
)

t, u = Symbol("t", real=True), Symbol("u", real=True)


def at(f, start, mu, beta, inf=0, **wrong):
    made = descent.exact_step(f, start, eta=1 / Rational(beta), inf=inf, mu=mu, beta=beta)
    return {**{name: value for name, value in made.items() if name != "eta"}, **wrong}


bowl = at(3 * t**2 / 2, {t: 2}, 3, 3)
thm.sharp(gap, bowl, name="(beta/2) t^2")
thm.sharp(gap, at((t**2 + 7 * u**2) / 2, {t: 0, u: 1}, 1, 7), name="along the top eigenvector")
thm.example(at(t**2 / 2, {t: 0}, 5, 1), name="a minimiser, with mu > beta")
# |t|^(3/2): with beta = 1 the step from 9/16 leads to -9/16; |g|^2 / f is unbounded near 0.
root = Abs(t) ** Rational(3, 2)
thm.needs(smooth, at(root, {t: Rational(9, 16)}, 1, 1), breaks=gap)
thm.needs(smooth, at(root, {t: Rational(1, 10**6)}, 1, 1), breaks=gap, name="smooth, near 0")
thm.needs(lower, at(t, {t: 0}, 1, 1), breaks=gap, name="lower: f(t) = t has no infimum")
thm.needs(update, at(root, {t: Rational(9, 16)}, 1, 1, z=["9/16"], L1="27/64"), breaks=gap)
# After a step times 1 + e `smooth` promises only 1 - e^2 of the decrease |g|^2 / (2 beta).
for e in (Rational(1, 10**9), -Rational(1, 10**9)):
    off = {"z": [-1 - e], "L0": (1 - e**2) / 2, "L1": 0}
    thm.needs(update, at(t, {t: 0}, "1/2", 1, **off), breaks=gap, name=f"a step times 1 + {e}")
swapped = at(t, {t: 0}, 1, 2, z=[-2], L1=0)
thm.needs(update, swapped, breaks=gap, name="z and g in each other's place")
thm.needs(pl, at(t**2 / 2, {t: 1}, 2, 1), breaks=condition)
# mu exceeds beta by a part in 10^10, at several heights of the infimum.
over = 1 + Rational(1, 10**10)
for inf in (0, 1, -1):
    above = at(t**2 / 2 + inf, {t: 1}, over, 1, inf=inf)
    thm.needs(pl, above, breaks=condition, name=f"pl missed by 1e-10, f* = {inf}")
thm.refutes("|g|^2 <= beta (f - f*)", inner(g, g) <= beta * (L0 - Lstar), bowl, of=gap)
thm.refutes("mu <= beta / 2", Implies(L0 > Lstar, mu <= beta / 2), bowl, of=condition)
thm.refutes("mu <= beta at a minimiser", mu <= beta, at(t**2 / 2, {t: 0}, 2, 1), of=condition)
