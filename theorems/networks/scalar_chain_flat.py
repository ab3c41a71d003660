"""From depth 3 on the loss (w_1 ... w_N - 1)^2 / 2 is flat at saddles, which are no local minima.

Source   Ma 2021, section 6 (linear networks, "degenerate saddle points"); bounds derived here.
Claim    P(k + 1) = w(k) P(k), B(k + 1) = rho B(k), |w(k)| <= rho <= 1, |P(0)| <= B(0) <= 1, loss
         (P(n) - 1)^2 / 2  =>  the loss is at least (1 - B(n))^2 / 2, B(n) = rho^n B(0) > 0. This is
         attained, for w = rho and P(0) = B(0), and less than 1/2.
Covers   every depth. A stationary point has product 1 or two zeros (scalar_chain_stationary).
         Let n of its factors be 0 and let these move by rho at most, B(0) the product of the others
         (with some of those that move, to make it at most 1): the loss falls below 1/2 by at most
         B(n) - B(n)^2 / 2, of order n in rho. So it is no local minimum, and for n >= 3 no second
         derivative shows it. All local minima have product 1. At the origin n = N, B(0) = 1.
Silent   on matrices (see deep_descent_curve); on what moving the other factors adds.
"""

from sympy import Eq, Ge, Le, Lt, Rational, S

from lemmata import Theorem, cite
from models import scalar_chains as nets
from strategies import scalar_chains as draws

thm = Theorem(
    "networks.scalar_chain_flat",
    catalogue=["ma.lin-deep-scalar"],
    sources=[cite("Ma 2021", "section 6")],
)
k, n = thm.index("k"), thm.index("n")
P = thm.functions("P", "product of the factors that do not move and of k that do")
w = thm.functions("w", "the factor number k of those that move")
B = thm.functions("B", "bound on P", positive=True)
rho = thm.positive("rho", "how far each factor may move")
loss, lowest = (P(n) - 1) ** 2 / 2, (1 - B(n)) ** 2 / 2
for term, name in {
    n: "n", P(0): "P_0", P(k): "P_k", P(k + 1): "P_next", P(n): "P_n", w(k): "w_k", B(0): "B_0",
    B(k): "B_k", B(k + 1): "B_next", B(n): "B_n", loss: "loss",
}.items():  # fmt: skip
    thm.measure(term, name)

start = thm.assume("start", P(0) ** 2 <= B(0) ** 2)
few = thm.assume("few", B(0) <= 1)
chain = thm.assume("chain", Eq(P(k + 1), w(k) * P(k)))
bounds = thm.assume("bounds", Eq(B(k + 1), rho * B(k)))
moved = thm.assume("moved", w(k) ** 2 <= rho**2)
near = thm.assume("near", rho <= 1)
flat = thm.conclude("flat", loss >= lowest)
descends = thm.conclude("descends", Lt(lowest, Rational(1, 2)))
order = thm.conclude("order", Eq(B(n), rho**n * B(0)))


def at_most_one(kernel):
    """B(n) <= 1."""
    smaller = kernel.combine(B(k + 1) <= B(k), {bounds: -1, near: B(k)})
    falls = kernel.instantiate(kernel.geometric(smaller, B(k), 1), {k: n})
    return kernel.combine(B(n) <= 1, {falls: 1, few: 1})


@thm.proof(flat)
def the_product_is_small(kernel):
    parts = {moved: P(k) ** 2, chain: -P(k + 1) - w(k) * P(k), bounds: B(k + 1) + rho * B(k)}
    excess = P(k) ** 2 - B(k) ** 2
    one_more = kernel.combine(excess.xreplace({k: k + 1}) <= rho**2 * excess, parts)
    squares = kernel.instantiate(kernel.geometric(one_more, excess, rho**2), {k: n})
    small = kernel.combine(P(n) ** 2 <= B(n) ** 2, {squares: 1, start: rho ** (2 * n)})
    gap = B(n) - P(n)
    below = kernel.combine(P(n) <= B(n), {small: 1}, squares=[(1, gap)], scale=2 * B(n))
    half = [(Rational(1, 2), gap)]
    return kernel.combine(flat, {below: 1 - B(n)}, squares=half, signs=[at_most_one(kernel)])


@thm.proof(descends)
def something_is_gained(kernel):
    square = [(B(n) ** 2 / 2, 1)]
    return kernel.combine(descends, {at_most_one(kernel): B(n)}, squares=square)


@thm.proof(order)
def powers_of_rho(kernel):
    upper = kernel.geometric(kernel.combine(B(k + 1) <= rho * B(k), {bounds: -1}), B(k), rho)
    lower = kernel.geometric(kernel.combine(-B(k + 1) <= -rho * B(k), {bounds: 1}), -B(k), rho)
    above, below = (kernel.instantiate(fact, {k: n}) for fact in (upper, lower))
    below = kernel.combine(B(n) >= rho**n * B(0), {below: 1})
    return kernel.squeeze(above, below)


thm.rigid("the product is compared with 1, factors with other factors")
thm.limit("no factor moves", {n: 0}, flat, (P(0) - 1) ** 2 / 2 >= (1 - B(0)) ** 2 / 2)
thm.limit("no factor moves", {n: 0}, descends, Lt((1 - B(0)) ** 2 / 2, Rational(1, 2)))

thm.open("constant", "true: f w(k) is smaller for f < 1", chain)
WEAKER = "true: weaker, as P(n) <= B(n) <= 1"
thm.open("constant", WEAKER, flat)
thm.open("term dropped", WEAKER, flat)

thm.check(
    flat, descends, order,
    on=nets.scalar_chain, draw=draws.scalar_chains,
    constructed=[start, few, chain, bounds, moved, near],
)  # fmt: skip


def at(first, factor, rho, bound=None):
    """P(k) = factor^k first, B(k) = rho^k bound."""
    factor, rho, bound = S(factor), S(rho), S(first if bound is None else bound)
    return {
        "P": lambda k: factor**k * first, "w": lambda k: factor, "rho": rho,
        "B": lambda k: rho**k * bound,
    }  # fmt: skip


halves = at(1, "1/2", "1/2")
thm.sharp(flat, halves, name="the diagonal from the origin")
thm.sharp(flat, at(1, 1, 1), name="up to product 1")
thm.example(at(0, "1/3", "1/2", 1), name="another zero")
thm.needs(start, at(1, 1, 1, "1/2"), breaks=flat)
thm.needs(few, at(2, 1, 1), breaks=descends)
thm.needs(chain, {**halves, "P": lambda k: S.One}, breaks=flat)
thm.needs(bounds, {**halves, "B": lambda k: S(1) / 3**k}, breaks=order)
thm.needs(moved, at(1, 1, "1/2"), breaks=flat)
thm.needs(near, at(1, 2, 2), breaks=descends)
NEAR = Rational(1, 10**10)
thm.example(at(0, 0, 1, NEAR / 10), name="a tiny product of the others")
thm.needs(start, at(-1, -1, 1, "1/2"), breaks=flat, name="start, negative")
thm.needs(moved, at(1, -1, "1/2"), breaks=flat, name="moved, negative")
thm.needs(moved, at(1, "1/2", "1/4"), breaks=flat, name="moved, 1/2 for 1/4")
thm.needs(start, at((1 + NEAR) / 2, 1, 1, "1/2"), breaks=flat, name="start, barely")
thm.needs(few, at(1, 1, 1, 1 + NEAR), breaks=flat, name="few, barely")
for e in (NEAR, Rational(1, 10**4), Rational(1, 4)):
    thm.needs(moved, at(1, (1 + e) / 2, "1/2"), breaks=flat, name=f"moved by {e} too far")
    thm.needs(near, at(1, 1, 1 + e), breaks=flat, name=f"rho = 1 + {e}")
for f in (1 + 10 * NEAR, Rational(1001, 1000)):
    faster = {**at(1, f / 2, "1/2", 1), "w": lambda k: S.Half}
    thm.needs(chain, faster, breaks=flat, name=f"chain, with {f} w")
thm.refutes("a local minimum", Ge(loss, Rational(1, 2)), halves, of=flat)
thm.refutes("of order 2", Le(lowest, (1 - rho**2) ** 2 / 2), halves, of=descends)
thm.refutes("of order n + 1", Eq(B(n), rho ** (n + 1) * B(0)), halves, of=order)
