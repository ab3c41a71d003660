"""What incoherence and membership of B say about the size of z and of x.

Source   Ma 2021, Assumption 4.3 and equation (4.6).
Claim    |z| >= 1, |z|_inf <= mu / sqrt(n), |x|_inf <= 2 mu / sqrt(n)  =>  mu >= 1 and |x| <= 2 mu.
         If |w_k - z_k| < mu / sqrt(n) then |w_k| < 2 mu / sqrt(n): the box of that size around z
         lies in B, and so does the one around -z.
Covers   every dimension n. mu = 1 iff all |z_k| are equal. |x| <= 2 mu is attained on the boundary
         of B, so that |x| > 1 inside: |x| is 1.9 for x = 1.9 z and mu = 1. z = e_1 needs
         mu >= sqrt(n): without the entry (1, 1), that is with probability 1 - p, only zeros are
         observed, and x = 0 is a global minimiser.
Silent   on z between: how small mu must be depends on what is to be shown.
"""

from sympy import Le, Rational, Sum, sqrt

from lemmata import Theorem, cite
from models import sampling_masks
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.incoherence",
    catalogue=["ma.assump-4.3"],
    sources=[cite("Ma 2021", "Assumption 4.3"), cite("Ma 2021", "equation (4.6)")],
)
n, k = thm.dimension("n"), thm.index("k")
z, x, w = thm.functions("z x w", "entries of the truth, of a point of B, of a point close to z")
mu = thm.positive("mu", "the incoherence of z")
truth, point = Sum(z(k) ** 2, (k, 0, n - 1)), Sum(x(k) ** 2, (k, 0, n - 1))
for term, name in {
    n: "n", k: "k", z(k): "z_k", x(k): "x_k", w(k): "w_k", truth: "truth", point: "point",
}.items():  # fmt: skip
    thm.measure(term, name)

unit = thm.assume("unit", truth >= 1)
incoherent = thm.assume("incoherent", n * z(k) ** 2 <= mu**2)
inside = thm.assume("inside", n * x(k) ** 2 <= 4 * mu**2)
near = thm.assume("near", n * (w(k) - z(k)) ** 2 < mu**2)
least = thm.conclude("least", mu >= 1)
bounded = thm.conclude("bounded", point <= 4 * mu**2)
margin = thm.conclude("margin", n * w(k) ** 2 < 4 * mu**2)


def summed(kernel, entry, each, most):
    """The bound n most / n on the sum of squares, from that on each of them."""
    upto = thm.index("m")
    share = kernel.combine(entry(k) ** 2 <= most / n, {each: 1 / n})
    return kernel.instantiate(
        kernel.telescope(share, entry(k) ** 2, -k * most / n, upto), {upto: n}
    )


@thm.proof(least)
def sum_over_the_entries(kernel):
    parts = {summed(kernel, z, incoherent, mu**2): 1, unit: 1}
    square = kernel.combine(Le(1, mu**2), parts)
    return kernel.combine(least, {square: 1}, scale=mu + 1)


@thm.proof(bounded)
def sum_over_the_box(kernel):
    return kernel.combine(bounded, {summed(kernel, x, inside, 4 * mu**2): 1})


@thm.proof(margin)
def parallelogram(kernel):
    """w = (w - z) + z."""
    return kernel.combine(margin, {near: 2, incoherent: 2}, squares=[(n, w(k) - 2 * z(k))])


thm.rigid("|z| >= 1 and sqrt(n) fix the units of entries and of mu")
thm.limit("one entry", {n: 1}, bounded, Sum(x(k) ** 2, (k, 0, 0)) <= 4 * mu**2)
thm.limit("one entry", {n: 1}, margin, w(k) ** 2 < 4 * mu**2)

thm.open(
    "exponent",
    "true: mu >= 1, so that a hypothesis with mu is stronger than with mu^2 and a conclusion with "
    "mu^3 weaker; sum z_k^3 >= 1 too gives mu >= 1, as it is at most mu^3 / sqrt(n)",
    unit, incoherent, inside, near, bounded, margin,
)  # fmt: skip

thm.check(
    least, bounded, margin, on=sampling_masks.boxes, draw=draws.boxes, constructed=[unit]
)  # fmt: skip


def at(first, second, third, most, size=4):
    """z, x and w with entries of one size each."""
    values = {"z": first, "x": second, "w": third}
    entries = {name: lambda k, v=v: v for name, v in values.items()}
    return {**entries, n: size, mu: most}


half, less = Rational(1, 2), 1 - Rational(1, 10**10)
flat = at(half, 1, half, 1)
thm.sharp(least, flat, name="all |z_k| equal")
thm.sharp(bounded, flat, name="a corner of the box")
thm.sharp(bounded, at(-half, -1, -half, 1), name="the opposite corner")
thm.example(at(half, 1, half + less / 2, 1), name="w close to the edge of its box")
for f in (less, half):
    thm.needs(unit, at(half * f, f, half * f, f), breaks=least, name=f"unit, {f}")
    thm.needs(incoherent, at(half, f, half, f), breaks=least, name=f"incoherent, {f}")
    thm.needs(inside, at(half, 1 / f, half, 1), breaks=bounded, name=f"inside, {f}")
thm.needs(incoherent, at(sqrt(2), 1, "12/5", 2), breaks=margin, name="incoherent, for margin")
thm.needs(near, at(half, 1, 1, 1), breaks=margin)
thm.refutes("x in B is in the unit ball", point <= 1, flat, of=bounded)
thm.refutes("mu > 1", mu > 1, flat, of=least)
thm.refutes("w twice as close", n * w(k) ** 2 < mu**2, at(half, 1, "9/10", 1), of=margin)
