"""Factors with product 1 or -1 have a squared length of at least their number.

Source   Ma 2021, section 6 (linear networks, "degenerate saddle points"); derived here.
Claim    A(n) the sum of w(k)^2, B(n) the sum of ln w(k)^2 over k < n, w(k) != 0
         =>  A(n) >= n + B(n).
Covers   every number of factors. Where their product is 1, B(n) = 0, so that the origin has the
         distance sqrt(N) from the minimisers of (w_1 ... w_N - 1)^2 / 2, attained at (1, ..., 1).
         For N >= 3 it is stationary, with Hessian 0 (scalar_chain_depth_3, scalar_chain_flat), so
         the loss is an (alpha, beta, gamma)-strict saddle for no alpha, beta > 0, gamma < sqrt(N).
Silent   on larger gamma.
"""

from sympy import Eq, Rational, S

from lemmata import Theorem, cite
from models import scalar_chains as nets
from strategies import scalar_chains as draws

thm = Theorem(
    "networks.scalar_chain_distance",
    supports=["ma.lin-deep-scalar"],
    sources=[cite("Ma 2021", "section 6")],
)
k, n = thm.index("k"), thm.index("n")
w, ell = thm.functions("w ell", "the factors; the logarithms of their squares")
A, B = thm.functions("A B", "sums of the squares, and of the logarithms, over the first k")
for term, name in {
    n: "n", w(k): "w_k", ell(k): "ell_k", A(0): "A_0", A(k): "A_k", A(k + 1): "A_next", A(n): "A_n",
    B(0): "B_0", B(k): "B_k", B(k + 1): "B_next", B(n): "B_n",
}.items():  # fmt: skip
    thm.measure(term, name)

begin = thm.assume("begin", Eq(A(0), B(0)))
squares = thm.assume("squares", Eq(A(k + 1), A(k) + w(k) ** 2))
logarithms = thm.assume("logarithms", Eq(B(k + 1), B(k) + ell(k)))
tangent = thm.assume("tangent", w(k) ** 2 >= 1 + ell(k))
length = thm.conclude("length", A(n) >= n + B(n))

thm.known(tangent, "ln x <= x - 1 for x > 0, by concavity of the logarithm, for x = w(k)^2")


@thm.proof(length)
def one_by_one(kernel):
    excess = k + B(k) - A(k)
    parts = {tangent: 1, squares: 1, logarithms: -1}
    each = kernel.combine(excess.xreplace({k: k + 1}) <= excess, parts)
    summed = kernel.instantiate(kernel.geometric(each, excess, 1), {k: n})
    return kernel.combine(length, {summed: 1, begin: 1})


thm.rigid("a logarithm is compared with its argument")
thm.limit("no factor", {n: 0}, length, A(0) >= B(0))

thm.open("constant", "true for f > 1: larger sums of squares", squares)

thm.check(
    length,
    on=nets.chain_length, draw=draws.chain_lengths,
    constructed=[begin, squares, logarithms, tangent],
)  # fmt: skip


def at(factor, **wrong):
    """All factors alike; ell is w^2 - 1, the largest that `tangent` admits, and rational."""
    square = S(factor) ** 2
    return {
        "w": lambda k: S(factor), "ell": lambda k: square - 1, "A": lambda k: k * square,
        "B": lambda k: k * (square - 1), **wrong,
    }  # fmt: skip


thm.sharp(length, at(1), name="(1, ..., 1), where ell is the logarithm")
thm.example(at(-1), name="(-1, ..., -1)")
thm.sharp(length, at(2), name="large factors")
thm.sharp(length, at("1/2"), name="small factors")
NEAR = Rational(1, 10**9)
for e in (S.One, NEAR / 10):
    thm.needs(begin, at(1, A=lambda k, e=e: k - e), name=f"begin, short by {e}")
    thm.needs(squares, at(1, A=lambda k, e=e: k * (1 - e)), name=f"squares, short by {e}")
    thm.needs(logarithms, at(1, B=lambda k, e=e: k * e), name=f"logarithms, long by {e}")
thm.needs(squares, at("1/2", A=lambda k: k / S(8)), name="squares, with w^3")
thm.needs(logarithms, at("1/2", B=lambda k: 0 * k), name="logarithms, left out")
for f, factor in ((1 + NEAR, 2), (1 - NEAR, "1/2")):
    more = S(factor) ** 2 - 1
    thm.needs(logarithms, at(factor, B=lambda k, a=f * more: k * a), name=f"logarithms times {f}")
forgets = 1 - NEAR
part = at("1/2", B=lambda k: -Rational(3, 4) * (1 - forgets**k) / NEAR)
thm.needs(logarithms, part, name="logarithms, some of the past forgotten")
above = at("1/2", ell=lambda k: -S.Half, B=lambda k: -k / S(2))
thm.needs(tangent, above, name="tangent, with w for w^2")
thm.refutes("twice their number", A(n) >= 2 * n + B(n), at(1))
thm.refutes("twice the logarithm", A(n) >= n + 2 * B(n), at(3))
