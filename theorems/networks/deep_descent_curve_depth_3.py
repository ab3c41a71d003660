"""Three linear layers with an unused unit vector in each hidden layer are no local minimum.

Source   Ma 2021, section 6 (linear networks of any depth); the curve is derived here.
Claim    Loss |W3 W2 W1 - M|_F^2 / 2, R = W3 W2 W1 - M. |c1| = |c2| = 1, c1' W1 = 0, W2 c1 = 0,
         c2' W2 = 0, W3 c2 = 0. Move W1 by t c1 v', W2 by t c2 c1', W3 by -t R v c2'. Then the
         product moves by -t^3 R v v', and the loss falls by t^3 |R v|^2 (1 - t^3 |v|^2 / 2).
         So it is smaller if R v != 0 and t^3 |v|^2 < 2: no such point is a local minimum.
Covers   every width; the origin, where W1, W2, W3 are 0. Both steps of the induction over the
         layers are deep_descent_curve; each further layer is one step more.
Silent   on points without such vectors.
"""

from sympy import Eq

from lemmata import Theorem, cite, inner, zero
from models import deep_networks as nets
from strategies import deep_networks as draws
from theorems.networks import deep_descent_curve as step

thm = Theorem(
    "networks.deep_descent_curve_depth_3",
    supports=["ma.lin-deep"],
    sources=[cite("Ma 2021", "section 6")],
)
n, g, h, m = thm.dimension("n g h m")
W1 = thm.matrix("W1", g, n, "first layer")
W2 = thm.matrix("W2", h, g, "second layer")
W3 = thm.matrix("W3", m, h, "third layer")
M = thm.matrix("M", m, n, "the map to be learned")
c1, c2 = thm.vector("c1", g, "unused units"), thm.vector("c2", h, "unused units above")
v = thm.vector("v", n, "an input")
t = thm.positive("t", "how far each layer moves")
R = W3 * W2 * W1 - M
lower, upper = (W2 + t * c2 * c1.T) * (W1 + t * c1 * v.T), W3 - t * R * v * c2.T
moved = upper * lower
before, after = inner(R, R) / 2, inner(moved - M, moved - M) / 2
for term, name in {moved: "moved", before: "before", after: "after"}.items():
    thm.measure(term, name)
miss = inner(R * v, R * v)

unit1, unit2 = (thm.assume(f"unit {i}", Eq(inner(c, c), 1)) for i, c in ((1, c1), (2, c2)))
dead1 = thm.assume("dead 1", Eq(W1.T * c1, zero(W1.T * c1)))
unseen1 = thm.assume("unseen 1", Eq(W2 * c1, zero(W2 * c1)))
dead2 = thm.assume("dead 2", Eq(W2.T * c2, zero(W2.T * c2)))
unseen2 = thm.assume("unseen 2", Eq(W3 * c2, zero(W3 * c2)))
product = thm.conclude("product", Eq(moved, W3 * W2 * W1 - t**3 * R * v * v.T))
drop = thm.conclude("drop", Eq(after, before - t**3 * miss * (1 - t**3 * inner(v, v) / 2)))


def layer(k, sizes, replace, given):
    """The step of the induction, with the sizes of one layer, then for this layer."""
    sized = k.instantiate(k.lemma(step.thm, "product"), sizes)
    named = {symbol.name: symbol for symbol in sized.conclusion.free_symbols}
    return k.instantiate(sized, {named[name]: new for name, new in replace.items()}, given=given)


@thm.proof(product)
def layer_by_layer(k):
    first = {"W": W2, "X": W1, "c": c1, "u": c2, "s": t}
    low = layer(k, {step.m: h, step.h: g}, first, [unseen1, dead1, unit1])
    under = step.dead.relation.xreplace({step.X: W2 * W1, step.c: c2})
    below = k.combine(under, {k.contract(dead2, left=W1.T): 1})
    last = {"W": W3, "X": W2 * W1, "c": c2, "u": -R * v, "s": t**2}
    high = layer(k, {}, last, [unseen2, below, unit2])
    return k.combine(product, {high: 1, k.contract(low, left=upper): 1})


@thm.proof(drop)
def along_the_curve(k):
    end = R - t**3 * R * v * v.T
    return k.combine(drop, {layer_by_layer(k): (end + moved - M) / 2})


thm.scales("outputs", M=1, W3=1)
thm.scales("steps", W1=1, W2=-2, W3=1, t=-2, v=3)
for size in (n, g, h, m):
    thm.invariant("rotation", size)

thm.check(
    product, drop,
    on=nets.deep_curve, draw=draws.deep_curves_depth_3,
    constructed=[unit1, unit2, dead1, unseen1, dead2, unseen2],
)  # fmt: skip

origin = {
    W1: [[0]], W2: [[0]], W3: [[0]], M: [[1]], c1: [1], c2: [1], v: [1], t: "1/2",
}  # fmt: skip
plane = {
    W1: [[1, 2], [0, 0]], W2: [[1, 0], [0, 0]], W3: [[1, 0], [2, 0]], M: [[1, 0], [0, 1]],
    c1: [0, 1], c2: [0, 1], v: [1, 1], t: "1/2",
}  # fmt: skip
thm.example(origin, name="the origin")
thm.example(plane, name="a plane")
thm.example({**origin, t: 3}, name="too far: the loss rises")
thm.example({**plane, M: [[1, 2], [2, 4]]}, name="on target")
thm.needs(unit1, {**plane, c1: [0, 2]}, breaks=product)
thm.needs(unit2, {**plane, c2: [0, 2]}, breaks=product)
thm.needs(dead1, {**plane, W1: [[1, 2], [1, 0]]}, breaks=product)
thm.needs(unseen1, {**plane, W2: [[1, 1], [0, 0]]}, breaks=product)
thm.needs(dead2, {**plane, W2: [[1, 0], [1, 0]]}, breaks=product)
thm.needs(unseen2, {**plane, W3: [[1, 1], [2, 0]]}, breaks=product)
still = W3 * W2 * W1
thm.refutes("nothing moves", Eq(moved, still), origin, of=product)
thm.refutes("of order 2", Eq(moved, still - t**2 * R * v * v.T), origin, of=product)
thm.refutes("a local minimum", after >= before, origin, of=drop)
thm.refutes("linear in t^3", Eq(after, before - t**3 * miss), origin, of=drop)
