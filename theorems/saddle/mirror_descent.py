"""Linearised mirror descent is gradient descent in the geometry of its mirror map.

Source   Bruna 2018, "GD avoids strict saddles" (the remark on mirror descent).
Claim    S M = S - gamma H for S = C'C the Hessian of the mirror map, H that of the objective and M
         the Jacobian of a step at a stationary point, C D = I  =>  C M D = I - gamma D'H D.
         D'H D u = lam u, u != 0, mu |D u|^2 <= |u|^2, <D u, H D u> <= L |D u|^2, gamma L < mu  =>
         C M D u = (1 - gamma lam) u, 1 - gamma lam > 0, and 1 - gamma lam > 1 where
         <D u, H D u> < 0.
Covers   every dimension; M has the spectrum of I - gamma D'H D, and D'H D has negative eigenvalues
         exactly when H has negative curvature (with v = D u), so strict saddles stay unstable; mu
         the strong convexity of the mirror map (|C v|^2 >= mu |v|^2), L the smoothness of f.
Silent   on points of the boundary of the domain, as for the entropy, where S does not exist.
"""

from sympy import Eq, Gt, Identity, Implies, Lt, Rational, S

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.mirror_descent",
    catalogue=["saddle.mirror-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
Q, H, M = thm.operator("S H M", d, "Hessians of the mirror map and f; the Jacobian of the step")
C, D = thm.operator("C D", d, "a root of S, and its inverse")
u = thm.vector("u", d, "an eigenvector of D'H D")
lam = thm.real("lam", "its eigenvalue")
gamma, mu, L = thm.positive("gamma mu L", "step size, strong convexity, smoothness")
v, length = D * u, inner(u, u)
curved = inner(v, H * v)

step_map = thm.assume("step_map", Eq(Q * M, Q - gamma * H))
root = thm.assume("root", Eq(Q, C.T * C))
inverse = thm.assume("inverse", Eq(C * D, Identity(d)))
eigen = thm.assume("eigen", Eq(D.T * H * v, lam * u))
nonzero = thm.assume("nonzero", length > 0)
convex = thm.assume("convex", mu * inner(v, v) <= length)
smooth = thm.assume("smooth", curved <= L * inner(v, v))
short = thm.assume("short", gamma * L < mu)
congruent = thm.conclude("congruent", Eq(C * M * D, Identity(d) - gamma * D.T * H * D))
scaled = thm.conclude("scaled", Eq(C * M * v, (1 - gamma * lam) * u))
injective = thm.conclude("injective", 1 - gamma * lam > 0)
unstable = thm.conclude("unstable", Implies(curved < 0, 1 - gamma * lam > 1))


@thm.proof(congruent)
def conjugate(k):
    both = k.contract(step_map, left=D.T, right=D)
    flipped = k.transposed(inverse)
    parts = {
        both: 1,
        k.contract(root, left=D.T, right=M * D): -1,
        k.contract(root, left=D.T, right=D): 1,
        k.contract(flipped, right=C * M * D): -1,
        k.contract(flipped, right=C * D): 1,
        inverse: 1,
    }
    return k.combine(congruent, parts)


@thm.proof(scaled)
def apply_to_the_eigenvector(k):
    return k.combine(scaled, {k.contract(conjugate(k), right=u): 1, eigen: -gamma})


@thm.proof(injective)
def rayleigh_quotient(k):
    # mu (1 - gamma lam) |u|^2 = mu |u|^2 - mu gamma <v, H v> >= (mu - gamma L) |u|^2.
    parts = {eigen: mu * gamma * u, smooth: mu * gamma, convex: gamma * L, short: length}
    return k.combine(injective, parts, scale=mu * length, signs=[nonzero])


@thm.proof(unstable)
def negative_curvature(k):
    falls = k.assume(Lt(curved, 0))
    grows = k.combine(Gt(1 - gamma * lam, 1), {eigen: gamma * u, falls: gamma}, scale=length,
                      signs=[nonzero])  # fmt: skip
    return k.discharge(grows, Lt(curved, 0))


thm.scales("objective", H=1, lam=1, gamma=-1, L=1)
thm.scales("mirror map", S=2, C=1, D=-1, lam=-2, gamma=2, mu=2)
thm.scales("eigenvector", u=1)
thm.invariant("rotation", d)
thm.open("swapped", "the same: a right inverse of a square matrix is a left inverse", inverse)
thm.open("converse", "true: <D u, H D u> = lam |u|^2", unstable)

thm.check(
    congruent,
    scaled,
    injective,
    unstable,
    on=avoidance.mirror_linear,
    draw=draws.mirror_points,
    implements=[step_map],
    constructed=[root, inverse, eigen, nonzero, convex, smooth],
)

saddle = {
    Q: [[4, 0], [0, 1]], C: [[2, 0], [0, 1]], D: [["1/2", 0], [0, 1]], H: [[4, 0], [0, -1]],
    M: [["1/2", 0], [0, "3/2"]], gamma: "1/2", mu: 1, L: 1, u: [0, 1], lam: -1,
}  # fmt: skip
bowl = {**saddle, u: [1, 0], lam: 1, mu: 4, L: 4}
thm.example(saddle, name="the unstable direction of a saddle")
thm.example(bowl, name="its stable direction")


def line(bend=1, step="1/2", root=1, **changed):
    """One dimension: the Hessian `bend`, the mirror map root^2 x^2 / 2; `changed` replaces some."""
    bend, step, root = map(S, (bend, step, root))
    lam = bend / root**2
    made = {
        "S": [[root**2]], "C": [[root]], "D": [[1 / root]], "H": [[bend]], "M": [[1 - step * lam]],
        "gamma": step, "mu": 1, "L": 1, "u": [1], "lam": lam,
    }  # fmt: skip
    return {**made, **changed}


tiny, slight, quarter = Rational(1, 10**10), Rational(1, 10**9), Rational(1, 4)
thm.example(line(step=1 - tiny), name="gamma L barely below mu")
thm.example(line(bend=-tiny), name="hardly any negative curvature")
thm.example(line(bend=0), name="no curvature")
thm.example(line(root=-1), name="a negative root of S")
thm.needs(step_map, {**saddle, M: [[1, 0], [0, 1]]}, breaks=congruent)
thm.needs(root, {**saddle, Q: [[4, 0], [0, 2]], M: [["1/2", 0], [0, "5/4"]]}, breaks=congruent)
thm.needs(inverse, {**bowl, D: [["1/4", 0], [0, 1]], lam: "1/4"}, breaks=congruent)
thm.needs(eigen, {**saddle, lam: 1}, breaks=scaled)
thm.needs(nonzero, {**saddle, u: [0, 0], lam: 3}, breaks=injective)
far = {Q: [[1]], C: [[1]], D: [[1]], H: [[4]], M: [[-1]], gamma: "1/2", u: [1], lam: 4}
thm.needs(convex, {**far, mu: 4, L: 4}, breaks=injective)
thm.needs(smooth, {**far, mu: 1, L: 1}, breaks=injective)
thm.needs(short, {**far, mu: 1, L: 4}, breaks=injective)
for c in (1 + slight, 1 - slight):
    for at in (c / 2, 1 - c / 2, c - S.Half):
        thm.needs(step_map, line(M=[[at]]), name=f"step_map, {at}", breaks=congruent)
    off = line(S=[[c]], M=[[1 - 1 / (2 * c)]])
    thm.needs(root, off, name=f"root, {c}", breaks=congruent)
    off = line(D=[[c]], lam=c**2, mu=Rational(3, 4))
    thm.needs(inverse, off, name=f"inverse, {c}", breaks=congruent)
    thm.needs(eigen, line(lam=1 / c), name=f"eigen, {c}", breaks=scaled)
thm.needs(step_map, line(M=[["-1/2"]]), name="step_map, without S", breaks=congruent)
swapped = line(bend=2, step=quarter, L=2, M=[["7/8"]])
thm.needs(step_map, swapped, name="step_map, S and H", breaks=congruent)
swapped = line(root=4, S=[[2]], M=[["3/4"]])
thm.needs(root, swapped, name="root, S and C", breaks=congruent)
thm.needs(convex, line(step=1, mu=1 + tiny), name="mu barely above 1", breaks=injective)
longer = line(bend=1 + tiny, step=1 - tiny / 2)
thm.needs(smooth, longer, name="curvature barely above L", breaks=injective)
thm.refutes("S^-1 is not needed", Eq(M, Identity(d) - gamma * H), saddle, of=congruent)
thm.refutes("D' H D u = lam u gives 1 + gamma lam", Eq(C * M * v, (1 + gamma * lam) * u), saddle,
            of=scaled)  # fmt: skip
thm.refutes("a contraction", 1 - gamma * lam <= 1, saddle, of=injective)
thm.refutes("every direction", 1 - gamma * lam > 1, bowl, of=unstable)
