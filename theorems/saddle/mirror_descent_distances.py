"""A mirror step collapses no set for gamma L < mu: it separates points in the dual space.

Source   Bruna 2018, "GD avoids strict saddles" (the remark on mirror descent).
Claim    z = p - gamma g, w = q - gamma h with p, q the mirror map at x, y and g, h the gradients of
         the objective there, <p - q, x - y> >= mu |x - y|^2, <g - h, x - y> <= L |x - y|^2,
         gamma L <= mu  =>  |z - w| >= (mu - gamma L) |x - y|.
Covers   every dimension; z and w are the mirror map at the next points, so that the step is
         injective and its inverse Lipschitz, with no limit on negative curvature; the condition is
         on the segment between x and y only.
Silent   on the iterates staying in the domain.
"""

from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.mirror_descent_distances",
    supports=["saddle.mirror-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
x, y = thm.vector("x y", d, "two points")
p, q, g, h = thm.vector("p q g h", d, "mirror map at x, y; gradients of the objective at x, y")
z, w = thm.vector("z w", d, "the mirror map after the step")
gamma, mu, L = thm.positive("gamma mu L", "step size, strong convexity, smoothness from above")
a, apart = x - y, inner(x - y, x - y)
least = mu - gamma * L

first = thm.assume("first", Eq(z, p - gamma * g))
second = thm.assume("second", Eq(w, q - gamma * h))
convex = thm.assume("convex", inner(p - q, a) >= mu * apart)
smooth = thm.assume("smooth", inner(g - h, a) <= L * apart)
step = thm.assume("step", gamma * L <= mu)
separates = thm.conclude("separates", Ge(inner(z - w, z - w), least**2 * apart))


@thm.proof(separates)
def cauchy_schwarz(k):
    weight = k.combine(Ge(2 * least, 0), {step: 2})
    parts = {
        first: 2 * least * a, second: -2 * least * a, convex: 2 * least, smooth: 2 * gamma * least
    }  # fmt: skip
    return k.combine(separates, parts, squares=[(1, z - w - least * a)], signs=[step, weight])


thm.scales("objective", g=1, h=1, gamma=-1, L=1)
thm.scales("argument", x=1, y=1, p=-1, q=-1, g=-1, h=-1, z=-1, w=-1, mu=-2, L=-2)
thm.scales("mirror map", p=1, q=1, z=1, w=1, gamma=1, mu=1)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, separates, inner(z - w, z - w) >= mu**2 * inner(x - y, x - y))

thm.check(
    separates,
    on=avoidance.mirror_pair,
    draw=draws.mirror_pairs,
    implements=[first, second],
    constructed=[convex, smooth],
    bfloat16=True,
)

bowl = {
    x: [1], y: [0], p: [2], q: [0], g: [1], h: [0], z: [1], w: [0], gamma: 1, mu: 2, L: 1
}  # fmt: skip
# Two quadratics, moved about: every sign of the points, the gradients and the mirror map.
tight = {gamma: "1/2", mu: 2, L: 2}
above = {
    **tight, x: [2], y: [1], p: [7], q: [5], g: [-1], h: [-3], z: ["15/2"], w: ["13/2"]
}  # fmt: skip
below = {
    **tight, x: [-1], y: [-2], p: ["-1/2"], q: ["-5/2"], g: [1], h: [-1], z: [-1], w: [-2]
}  # fmt: skip
middle = {**tight, x: [1], y: [0], p: [2], q: [0], g: [3], h: [1], z: ["1/2"], w: ["-1/2"]}
thm.example(above, name="points and mirror map positive")
thm.example(below, name="points and mirror map negative")
thm.example(middle, name="gradients positive")
thm.example(bowl, name="the mirror map t^2 and f = t^2 / 2")
thm.needs(first, {**bowl, z: [0]})
thm.needs(second, {**bowl, w: [1]})
thm.needs(convex, {**bowl, p: [1], z: [0]})
thm.needs(smooth, {**bowl, g: [2], z: [0]})
thm.needs(step, {**bowl, gamma: 4, g: ["1/2"], z: [0]})
thm.needs(first, {**middle, p: [5], q: [3], g: [4], h: [2], z: [2], w: [2]}, name="first, g and z")
thm.needs(
    second, {**middle, p: [6], q: [4], g: [4], h: [2], z: [4], w: [4]}, name="second, h and w"
)
tiny = Rational(1, 10**10)
thm.needs(convex, {**below, mu: 2 + tiny}, name="mu barely too large")
for at in (above, below, middle):
    thm.needs(smooth, {**at, L: 2 - tiny}, name=f"L barely too small, h = {at[h]}")
thm.needs(step, {**bowl, g: [2], z: [0], L: 2 + tiny}, name="step, barely")
thm.refutes("no loss", Ge(inner(z - w, z - w), mu**2 * apart), bowl)
thm.refutes("a contraction", Le(inner(z - w, z - w), mu**2 * apart), {**bowl, g: [-2], z: [4]})
