"""A proximal step divides the part along an eigenvector by 1 + gamma lam, for any gamma.

Source   Bruna 2018, "GD avoids strict saddles" (the remark that it also holds for proximal point).
Claim    H symmetric, H e = lam e, x = z + gamma H z, 1 + gamma lam > 0  =>
         <e, z> = <e, x> / (1 + gamma lam), a factor that decreases in lam: above 1 for lam < 0,
         below 1 for lam > 0.
Covers   every dimension; any eigenvector; zero and repeated eigenvalues. It is the Jacobian
         (I + gamma D^2 f)^-1 of the proximal map at a stationary point. Positive curvature sets no
         upper limit on gamma; negative curvature -L asks for gamma < 1 / L.
Silent   on the null set of starts that converge to a strict saddle: the stable manifold theorem
         applies, for by proximal_point_distances the map is bi-Lipschitz.
"""

from sympy import Eq, Gt, Implies, Lt, Rational

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.proximal_point",
    catalogue=["saddle.prox-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
H = thm.operator("H", d, "the Hessian")
x, z, e = thm.vector("x z e", d, "the point, the proximal point, an eigenvector")
lam, mu = thm.real("lam mu", "its eigenvalue; any number, such as another eigenvalue or 0")
gamma = thm.positive("gamma", "step size")
factor, other = 1 / (1 + gamma * lam), 1 / (1 + gamma * mu)

symmetric = thm.assume("symmetric", Eq(H.T, H))
eigen = thm.assume("eigen", Eq(H * e, lam * e))
implicit = thm.assume("implicit", Eq(x, z + gamma * H * z))
convex = thm.assume("convex", gamma * lam > -1)
scaled = thm.conclude("scaled", Eq(inner(e, z), inner(e, x) * factor))
decreasing = thm.conclude("decreasing", Implies(mu > lam, other < factor))


@thm.proof(scaled)
def eigenvector_against_the_equation(k):
    parts = {implicit: -factor * e, eigen: -gamma * factor * z}
    return k.combine(scaled, parts, signs=[symmetric, convex])


@thm.proof(decreasing)
def smaller_divisor(k):
    larger = k.assume(mu > lam)
    above = k.combine(Gt(1 + gamma * mu, 0), {convex: 1, larger: gamma})
    weight = gamma * factor * other
    below = k.combine(Lt(other, factor), {larger: weight}, signs=[convex, above])
    return k.discharge(below, mu > lam)


thm.scales("Hessian", H=1, lam=1, mu=1, gamma=-1)
thm.scales("argument", x=1, z=1)
thm.scales("eigenvector", e=1)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, scaled, Eq(inner(e, z), inner(e, x)))
thm.open("not strict", "at gamma lam = -1 the factor 1 / (1 + gamma lam) has no value", convex)
thm.open("not strict", "true: weaker than the strict inequality", decreasing)
thm.open("constant", "true: they make the left side smaller or the right side larger", decreasing)

thm.check(
    scaled,
    decreasing,
    on=avoidance.proximal_point,
    draw=draws.proximal_points,
    implements=[implicit],
    constructed=[symmetric, eigen],
)

plane = {H: [[2, 0], [0, -2]], e: [0, 1], lam: -2, mu: 0, gamma: "1/4", z: [2, 2], x: [3, 1]}
thm.example(plane, name="a saddle: the unstable part doubles")
thm.example({**plane, e: [1, 0], lam: 2, mu: 100, gamma: 8, z: [1, 1], x: [17, -15]}, name="long")
close, nearly = Rational(1, 10**12), (1 - Rational(1, 10**10)) / 2
thm.example({**plane, mu: -2 * (1 - close)}, name="two negative eigenvalues, nearly equal")
long = {**plane, e: [1, 0], lam: 2, mu: 2 * (1 + close), gamma: 8, z: [1, 1], x: [17, -15]}
thm.example(long, name="two positive eigenvalues, nearly equal")
blown_up = {**plane, gamma: nearly, x: [2 + 4 * nearly, 2 - 4 * nearly]}
thm.example(blown_up, name="gamma lam close to -1: a factor of 10^10")
thm.needs(symmetric, {**plane, H: [[2, 0], [1, -2]], x: [3, "3/2"]}, breaks=scaled)
thm.needs(eigen, {**plane, lam: -1}, breaks=scaled)
thm.needs(implicit, {**plane, x: [3, 3]}, breaks=scaled)
ill = {**plane, lam: -8, H: [[2, 0], [0, -8]], x: [3, -2]}
thm.needs(convex, ill, breaks=decreasing)
forward = Eq(inner(e, z), (1 - gamma * lam) * inner(e, x))
thm.refutes("the factor of gradient descent", forward, plane, of=scaled)
thm.refutes("contracts at saddles too", Lt(factor, 1), plane, of=decreasing)
