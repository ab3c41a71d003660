"""A stationary point of (w_1 w_2 w_3 - 1)^2 / 2 has product 1 or, for every factor, another zero.

Source   Ma 2021, section 6 (linear networks); the classification is derived here.
Claim    L(x) = (<a, x> <b, x> <c, x> - 1)^2 / 2, <a, e> = 1, <b, e> = <c, e> = 0, p the product
         =>  <grad L(x), e> = (p - 1) <b, x> <c, x>; if this is 0, then p = 1 or <b, x> = 0 or
         <c, x> = 0.
Covers   every dimension; the chain w_1 w_2 w_3 has x = w, a, b, c = e_1, e_2, e_3 and e = e_1. For
         all three factors in turn: at a stationary point the product is 1, a global minimum, or at
         least two factors are 0. In deeper chains <c, x> is the product of the other factors.
Silent   on the kind of these points: see scalar_chain_depth_3 and scalar_chain_flat.
"""

from sympy import Eq, Implies, Or, Rational

from lemmata import Gradient, Theorem, cite, inner
from models import scalar_chains as nets
from strategies import scalar_chains as draws

thm = Theorem(
    "networks.scalar_chain_stationary",
    supports=["ma.lin-deep-scalar"],
    sources=[cite("Ma 2021", "section 6")],
)
d = thm.dimension("d")
a, b, c, x, e = thm.vector("a b c x e", d, "three factors, the weights, the direction of one")
L = nets.chain_term(a, b, c, x)
slope = Gradient(L, x)
thm.measure(slope, "slope")
p, q, r = inner(a, x), inner(b, x), inner(c, x)

own = thm.assume("own", Eq(inner(a, e), 1))
second = thm.assume("second", Eq(inner(b, e), 0))
third = thm.assume("third", Eq(inner(c, e), 0))
miss = p * q * r - 1
still = Eq(inner(slope, e), 0)
formula = thm.conclude("formula", Eq(inner(slope, e), miss * q * r))
classified = thm.conclude("classified", Implies(still, Or(Eq(miss, 0), Eq(q, 0), Eq(r, 0))))


@thm.proof(formula)
def one_factor_moves(k):
    gradient = k.gradient(L, x, miss * (q * r * a + p * r * b + p * q * c))
    parts = {gradient: e, own: miss * q * r, second: miss * p * r, third: miss * p * q}
    return k.combine(formula, parts)


@thm.proof(classified)
def a_product_vanishes(k):
    vanishes = k.combine(Eq(miss * q * r, 0), {k.assume(still): 1, one_factor_moves(k): -1})
    return k.discharge(k.zero_product(vanishes), still)


thm.scales("factor a", a=3, x=-1, e=-3)
thm.scales("factor b", b=3, x=-1)
thm.scales("factor c", c=3, x=-1)
thm.invariant("rotation", d)

thm.open("converse", "true: by `formula`", classified)
thm.open("swapped", "true: <b, e> = <c, e> = 0 makes the gradient at e vanish", formula, classified)

thm.check(
    formula, classified,
    on=nets.chain_factor, draw=draws.chain_factors, constructed=[own, second, third],
)  # fmt: skip

at = {a: [1, 0, 0], b: [0, 1, 0], c: [0, 0, 1], x: [2, 3, 5], e: [1, 0, 0]}
thm.example(at, name="not stationary")
thm.example({**at, x: [2, "1/2", 1]}, name="product 1")
thm.example({**at, x: [2, 0, 1]}, name="another zero")
thm.example({**at, x: [0, 0, 0]}, name="the origin")
thm.needs(own, {**at, e: [2, 0, 0]}, breaks=formula)
thm.needs(second, {**at, e: [1, 1, 0]}, breaks=formula)
thm.needs(third, {**at, e: [1, 0, 1]}, breaks=formula)
for f in (
    1 + Rational(1, 10**9),
    1 - Rational(1, 10**9),
    Rational(1001, 1000),
    Rational(999, 1000),
):
    thm.needs(own, {**at, e: [f, 0, 0]}, breaks=formula, name=f"<a, e> = {f}")
oblique = {**at, a: [1, -1, -1], b: [0, 1, 1], x: [1, 1, 1]}
thm.example(oblique, name="factors that are not orthogonal")
thm.example({**oblique, b: [0, 1, 0], c: [0, 1, 1]}, name="the second and third exchanged")
thm.example({**at, a: [1, "-1/2", 0], x: [2, 1, 1]}, name="a and e differ")
thm.example({**at, a: [1, 1, 1], x: [0, 1, 1]}, name="weights orthogonal to e")
thm.refutes("convex in the factor", Eq(inner(slope, e), miss * q), at, of=formula)
thm.refutes("product 1 only", Implies(still, Eq(miss, 0)), {**at, x: [0, 0, 0]}, of=classified)
thm.refutes("product 0", Implies(still, Eq(p, 0)), {**at, x: [2, "1/2", 1]}, of=classified)
