"""The proximal map is Lipschitz, and so is its inverse.

Source   Bruna 2018, "GD avoids strict saddles" (the remark that it also holds for proximal point).
Claim    x = z + gamma p, y = w + gamma q, <p - q, z - w> >= -L |z - w|^2, |p - q| <= L |z - w|,
         gamma L < 1  =>  (1 - gamma L) |z - w| <= |x - y| <= (1 + gamma L) |z - w|.
Covers   every dimension, p and q the gradients at z and w; the first bound, from curvature >= -L
         alone, makes the proximal map well defined (x = y gives z = w) and Lipschitz; the second
         keeps it from collapsing sets, which the stable manifold theorem needs.
Silent   on the existence of z (f + |. - x|^2 / (2 gamma) is then strongly convex).
"""

from sympy import Eq, Le, Rational

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.proximal_point_distances",
    supports=["saddle.prox-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
x, y, z, w = thm.vector("x y z w", d, "two points and their proximal points")
p, q = thm.vector("p q", d, "the gradients at z and w")
gamma, L = thm.positive("gamma L", "step size; Lipschitz constant of the gradient")
a, b = z - w, p - q
between, apart = inner(a, a), inner(x - y, x - y)

first = thm.assume("first", Eq(x, z + gamma * p))
second = thm.assume("second", Eq(y, w + gamma * q))
below = thm.assume("below", inner(b, a) >= -L * between)
smooth = thm.assume("smooth", inner(b, b) <= L**2 * between)
step = thm.assume("step", gamma * L < 1)
lipschitz = thm.conclude("lipschitz", Le((1 - gamma * L) ** 2 * between, apart))
expands = thm.conclude("expands", Le(apart, (1 + gamma * L) ** 2 * between))


def moved(k, sign):
    """|x - y|^2 = |a + gamma b|^2, as parts with that sign."""
    return {first: sign * (x - y + a + gamma * b), second: -sign * (x - y + a + gamma * b)}


@thm.proof(lipschitz)
def monotone_part(k):
    room = k.combine(1 - gamma * L > 0, {step: 1})
    return k.combine(
        lipschitz,
        {**moved(k, 1), below: 2 * gamma * (1 - gamma * L)},
        squares=[(gamma**2, b + L * a)],
        signs=[room],
    )


@thm.proof(expands)
def triangle(k):
    return k.combine(
        expands,
        {**moved(k, -1), smooth: gamma / L + gamma**2},
        squares=[(gamma / L, L * a - b)],
    )


thm.scales("objective", p=1, q=1, gamma=-1, L=1)
thm.scales("argument", x=1, y=1, z=1, w=1, p=-1, q=-1, gamma=2, L=-2)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, lipschitz, inner(z - w, z - w) <= inner(x - y, x - y))
thm.limit("step 0", {gamma: 0}, expands, inner(x - y, x - y) <= inner(z - w, z - w))

thm.check(
    lipschitz,
    expands,
    on=avoidance.proximal_pair,
    draw=draws.proximal_pairs,
    implements=[first, second],
    constructed=[below, smooth],
)

hill = {x: ["1/2"], y: [0], z: [1], w: [0], p: [-1], q: [0], gamma: "1/2", L: 1}
bowl = {**hill, x: ["3/2"], p: [1]}
thm.sharp(lipschitz, hill, name="-t^2 / 2")
thm.sharp(expands, bowl, name="t^2 / 2")
close = Rational(1, 10**10)
flattest = {**hill, x: [close], p: [close - 1], gamma: 1, L: 1 - close}
thm.example(flattest, name="gamma L close to 1")
thm.needs(first, {**hill, x: ["1/4"]}, breaks=lipschitz)
thm.needs(second, {**hill, y: ["1/4"]}, breaks=lipschitz)


@thm.implied(below)
def from_the_lipschitz_constant(k):
    weight = {smooth: 1 / (2 * L)}
    return k.combine(below, weight, squares=[(1 / (2 * L), b + L * a)])


thm.needs(smooth, {**bowl, p: [3], x: ["5/2"]}, breaks=expands)
# gamma = 3 / L: z = 0 and z = 1 have nearby x = 0 and x = -1/2.
thm.needs(step, {**hill, gamma: 3, p: ["-1/2"], x: ["-1/2"]}, breaks=lipschitz)
beyond = {**hill, x: [0], gamma: 1, L: 1 + close}
thm.needs(step, beyond, breaks=lipschitz, name="gamma L barely above 1: both go to x = 0")
thm.refutes("the proximal map is never expanding", Le(between, apart), hill, of=lipschitz)
thm.refutes("nor contracting", Le(apart, between), bowl, of=expands)
