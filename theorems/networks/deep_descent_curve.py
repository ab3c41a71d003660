"""A deep linear network that misses its target descends along a curve through unused hidden units.

Source   Ma 2021, section 6 (linear networks of any depth); the curve is derived here.
Claim    X the product of the lower layers, W the last one, |c| = 1, W c = 0, X' c = 0  =>
         (W + t u c') (X + s c v') = W X + t s u v'. With R = W X - M and u = -R v, the loss
         |W X - M|_F^2 / 2 falls by exactly t s |R v|^2 (1 - t s |v|^2 / 2).
Covers   every depth N and all widths: let hidden layer i have a unit vector c_i, W_(i+1) c_i = 0,
         c_i' W_i ... W_1 = 0, and replace W_i by W_i + t c_i c_(i-1)', where c_0 = v, c_N = u. By
         the first statement, from the bottom up, all products move by t^i c_i v', so s = t^(N-1)
         (deep_descent_curve_depth_3 carries this out for N = 3), and the loss falls by t^N |R v|^2
         to leading order. So no such point with R != 0 is a local minimum, among them the origin,
         where for N >= 3 the Hessian vanishes.
Silent   on points without such vectors; that all local minima of deep linear networks are global is
         known (Kawaguchi; Lu and Kawaguchi), and derived here only for two layers, in
         two_layer_no_spurious, and for one unit a layer, in scalar_chain_flat.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner, zero
from models import deep_networks as nets
from strategies import deep_networks as draws

thm = Theorem(
    "networks.deep_descent_curve", catalogue=["ma.lin-deep"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W = thm.matrix("W", m, h, "last layer")
X = thm.matrix("X", h, n, "product of the layers below")
M = thm.matrix("M", m, n, "the map to be learned")
c = thm.vector("c", h, "a direction of the last hidden layer that is not used")
u, v = thm.vector("u", m, "the move of the output"), thm.vector("v", n, "an input")
t, s = thm.positive("t s", "move of the last layer; of the layers below together")
moved = (W + t * u * c.T) * (X + s * c * v.T)
R = W * X - M
before, after = inner(R, R) / 2, inner(moved - M, moved - M) / 2
for term, name in {moved: "moved", before: "before", after: "after"}.items():
    thm.measure(term, name)
miss = inner(R * v, R * v)

unseen = thm.assume("unseen", Eq(W * c, zero(W * c)))
dead = thm.assume("dead", Eq(X.T * c, zero(X.T * c)))
unit = thm.assume("unit", Eq(inner(c, c), 1))
aim = thm.assume("aim", Eq(u, -R * v))
product = thm.conclude("product", Eq(moved, W * X + t * s * u * v.T))
drop = thm.conclude("drop", Eq(after, before - t * s * miss * (1 - t * s * inner(v, v) / 2)))


@thm.proof(product)
def cross_terms_vanish(k):
    below = k.transposed(k.contract(dead, right=t * u.T))
    parts = {k.contract(unseen, right=s * v.T): 1, below: 1, unit: t * s * u * v.T}
    return k.combine(product, parts)


@thm.proof(drop)
def along_the_curve(k):
    rate, length = t * s, inner(v, v)
    end = R + rate * u * v.T
    parts = {
        cross_terms_vanish(k): (end + moved - M) / 2,
        aim: rate * R * v + rate**2 * length / 2 * (u - R * v),
    }  # fmt: skip
    return k.combine(drop, parts)


thm.scales("outputs", M=1, X=1, v=1, t=-2, u=2)
thm.scales("last layer", W=1, X=-1, t=2, u=-1, v=-1)
thm.scales("steps", s=1, t=1, u=-1, v=-1)
for size in (n, h, m):
    thm.invariant("rotation", size)

thm.open("swapped", "true: t and s enter by their product", product, drop)

thm.check(
    product, drop,
    on=nets.deep_curve, draw=draws.deep_curves, constructed=[unseen, dead, unit, aim],
)  # fmt: skip

# Three layers of width 1 at the origin, M = 1: s = t^2.
origin = {W: [[0]], X: [[0]], M: [[1]], c: [1], u: [1], v: [1], t: "1/2", s: "1/4"}
wide = {
    W: [[1, 0], [2, 0]], X: [[1, 2], [0, 0]], M: [[1, 0], [0, 1]], c: [0, 1], v: [1, 1],
    u: [-2, -5], t: "1/2", s: "1/4",
}  # fmt: skip
thm.example(origin, name="three layers at the origin")
thm.example(wide, name="a plane")
thm.example({**origin, t: 3, s: 9}, name="too far: the loss rises")
thm.example({**origin, M: [[0]], u: [0]}, name="on target")
NEAR = Rational(1, 10**9)
thm.needs(unseen, {**wide, W: [[1, 1], [2, 0]], u: [-2, -5]}, breaks=product)
thm.needs(dead, {**wide, X: [[1, 2], [1, 0]]}, breaks=product)
thm.needs(unit, {**wide, c: [0, 2]}, breaks=product)
for f in (0, 1 - NEAR, 1 + NEAR, "999/1000", "1001/1000", "1/2", 2):
    factor = Rational(f)
    thm.needs(aim, {**wide, u: [1 - 3 * factor, 1 - 6 * factor]}, breaks=drop, name=f"{f} W X v")
thm.refutes("nothing moves", Eq(moved, W * X), origin, of=product)
thm.refutes("a local minimum", after >= before, origin, of=drop)
thm.refutes("linear in t s", Eq(after, before - t * s * miss), origin, of=drop)
