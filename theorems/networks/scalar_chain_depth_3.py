"""At depth 3 two zeros make a strict saddle and three a degenerate one.

Source   Ma 2021, section 6 (linear networks, "degenerate saddle points").
Claim    L(x) = (<a, x> <b, x> <c, x> - 1)^2 / 2, <a, x> = <b, x> = 0  =>  grad L(x) = 0 and
         D^2 L(x)[v, v] = -2 <c, x> <a, v> <b, v>.
Covers   every dimension; the chain w_1 w_2 w_3 has x = w and a, b, c = e_1, e_2, e_3. With
         <c, x> != 0 there is negative curvature -|<c, x>| |v|^2 at v = e_1 + e_2 or e_1 - e_2; with
         <c, x> = 0, as at the origin, the Hessian is 0. In deeper chains <c, x> is the product of
         the other factors, and the second derivatives that move one of these vanish too.
Silent   on the descent at degenerate saddles, see scalar_chain_flat.
"""

from sympy import Eq, Ge

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import scalar_chains as nets
from strategies import scalar_chains as draws

thm = Theorem(
    "networks.scalar_chain_depth_3",
    supports=["ma.lin-deep-scalar"],
    sources=[cite("Ma 2021", "section 6")],
)
d = thm.dimension("d")
a, b, c, x, v = thm.vector("a b c x v", d, "three factors, the weights, a direction")
L = nets.chain_term(a, b, c, x)
slope, bend = Gradient(L, x), Curvature(L, x, v)
for term, name in {L: "loss", slope: "slope", bend: "curvature"}.items():
    thm.measure(term, name)
p, q, r = inner(a, x), inner(b, x), inner(c, x)

first = thm.assume("first", Eq(p, 0))
other = thm.assume("other", Eq(q, 0))
stationary = thm.conclude("stationary", Eq(slope, zero(x)))
curvature = thm.conclude("curvature", Eq(bend, -2 * r * inner(a, v) * inner(b, v)))


@thm.proof(stationary)
def every_term_has_a_zero(k):
    miss = p * q * r - 1
    formula = k.gradient(L, x, miss * (q * r * a + p * r * b + p * q * c))
    parts = {formula: 1, other: miss * (r * a + p * c), first: miss * r * b}
    return k.combine(stationary, parts)


@thm.proof(curvature)
def one_term_has_none(k):
    s, t, u = inner(a, v), inner(b, v), inner(c, v)
    along, twice = s * q * r + p * t * r + p * q * u, r * s * t + q * s * u + p * t * u
    formula = k.curvature(L, x, v, along**2 + 2 * (p * q * r - 1) * twice)
    in_p, in_q = t * r + q * u, s * r
    parts = {
        formula: 1,
        first: in_p * (along + q * in_q) + 2 * (q * r * twice - t * u),
        other: in_q * q * in_q - 2 * s * u,
    }
    return k.combine(curvature, parts)


for factor in ("a", "b", "c"):
    thm.scales(f"factor {factor}", **{factor: 3, "x": -1})
thm.scales("direction", v=1)
thm.invariant("rotation", d)

thm.open("swapped", "true: c and v are any two vectors", curvature)

thm.check(
    stationary, curvature, on=nets.chain_point, draw=draws.chain_points, constructed=[first, other],
)  # fmt: skip
thm.reading("chain", L, [a, b, c, x], nets.chain, {d: [1, 2, 3]})

saddle = {a: [1, 0, 0], b: [0, 1, 0], c: [0, 0, 1], x: [0, 0, 2], v: [1, 3, 5]}
thm.example(saddle, name="two zeros")
thm.example({**saddle, x: [0, 0, 0]}, name="the origin")
oblique = {a: [1, 1, 0], b: [1, 2, 0], c: [2, 0, 1], x: [0, 0, 1], v: [1, 3, 5]}
thm.example(oblique, name="factors that are not orthogonal")
thm.needs(first, {**saddle, x: [3, 0, 2]}, breaks=stationary)
thm.needs(other, {**saddle, x: [0, 3, 2]}, breaks=curvature)
thm.refutes("a slope", Eq(slope, c), saddle, of=stationary)
thm.refutes(
    "one of the two mixed terms", Eq(2 * bend, curvature.relation.rhs), saddle, of=curvature
)
thm.refutes("a local minimum: D^2 L >= 0", Ge(bend, 0), saddle, of=curvature)
thm.refutes("strict at the origin", bend < 0, {**saddle, x: [0, 0, 0]}, of=curvature)
